/**
 * `npm run campaign`: business of five institutions while processes, database and disks fail, seed after seed. CAMPAIGN_SEED
 * names the first seed, CAMPAIGN_ROUNDS how many; CAMPAIGN_LOGS a folder that keeps the processes' logs. With
 * TALLYSTICK_LEDGER=fabric on Fabric, with faults of its own.
 */
import { beginMs } from '../stories/running';
import { Campaign, say } from './campaign';
import { seedsThatFoundSomething } from './seeds';

const { CAMPAIGN_SEED, CAMPAIGN_ROUNDS = '200' } = process.env;
const firstSeed = Number(CAMPAIGN_SEED ?? Math.floor(Math.random() * 1e6));
const seeds = Array.from({ length: Number(CAMPAIGN_ROUNDS) }, (_, round) => firstSeed + round);
const campaign = new Campaign();

beforeAll(() => campaign.begin(), beginMs);

afterAll(async () => {
  await campaign.end();
  say(campaign.summary());
}, 60_000);

describe('business under faults', () => {
  it.each(seeds)('keeps every invariant (seed %i)', (seed) => campaign.run(seed), 400_000);

  if (CAMPAIGN_SEED === undefined) {
    for (const { seed, found } of seedsThatFoundSomething) {
      it(`keeps every invariant (seed ${seed}, which once found ${found})`, () => campaign.run(seed), 400_000);
    }
  }

  it(
    'leaves no personal value in clear in any file, and ends by no error',
    () => expect(campaign.violationsInFiles()).toEqual([]),
    400_000,
  );
});
