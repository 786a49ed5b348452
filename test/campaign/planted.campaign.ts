/** That the campaign finds something: each of these defects, put in by hand, is found within a few rounds. */
import { Campaign, say } from './campaign';
import { defects } from './defects';
import { plant } from './planted';
import type { Invariant } from './violation';

const firstSeed = Number(process.env.CAMPAIGN_SEED ?? 1);
const mostRounds = 12;

describe('the campaign finds', () => {
  it.each(Object.entries(defects))(
    '%s',
    async (_, { foundBy, edits }) => {
      const { root, remove } = plant(edits);
      const campaign = new Campaign({ packageRoot: root });
      try {
        const found = await hunt(campaign);
        expect(foundBy).toContain(found);
      } finally {
        await campaign.end();
        remove();
      }
    },
    600_000,
  );
});

/** The invariant that fell first. */
async function hunt(campaign: Campaign): Promise<Invariant | undefined> {
  await campaign.begin();
  for (let seed = firstSeed; seed < firstSeed + mostRounds; seed++) {
    const { violations } = await campaign.play(seed);
    const [first] = [...violations, ...campaign.violationsInFiles()];
    if (first === undefined) continue;
    say(`seed ${seed}: ${[...new Set(violations.map(({ invariant }) => invariant))]}: ${first.what}`);
    return first.invariant;
  }
  return undefined;
}
