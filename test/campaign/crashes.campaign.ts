/** kill -9 of each process at twenty random points: `npm run campaign`; CAMPAIGN_SEED picks the first seed. */
import { beginStory, type Story } from '../stories/running';
import { type CrashPlan, crashRun, expectNothingLost } from './crash-run';

const firstSeed = Number(process.env.CAMPAIGN_SEED ?? Math.floor(Math.random() * 1e6));
const rounds = Number(process.env.CAMPAIGN_ROUNDS ?? 20);
const victims = [
  'ledger',
  'chaincode',
  'gateway-harbour',
  'gateway-meadow',
  'gateway-orchard',
  'gateway-keystone',
  'gateway-watchtower',
];

let story: Story;

beforeAll(async () => {
  story = await beginStory();
}, 90_000);

afterAll(() => story?.end(), 30_000);

describe.each(victims)('kill -9 of %s', (victim) => {
  it.each(Array.from({ length: rounds }, (_, round) => firstSeed + round))(
    'loses and doubles nothing (seed %i)',
    async (seed) => {
      const plan: CrashPlan = { seed: seed * 10 + victims.indexOf(victim), victims: [victim], confirms: 8 };
      expectNothingLost(plan, await crashRun(story, plan));
    },
    240_000,
  );
});
