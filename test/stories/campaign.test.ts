/** One seed of the campaign, and those that once found something; `npm run campaign` runs hundreds. */
import { Campaign } from '../campaign/campaign';
import { seedsThatFoundSomething } from '../campaign/seeds';

const campaign = new Campaign();

beforeAll(() => campaign.begin(), 120_000);

afterAll(() => campaign.end(), 60_000);

describe('business while processes, database and disks fail', () => {
  it.each([1, ...seedsThatFoundSomething.map(({ seed }) => seed)])(
    'keeps every invariant (seed %i)',
    (seed) => campaign.run(seed),
    240_000,
  );

  it('leaves no personal value in clear in any file', () => expect(campaign.violationsInFiles()).toEqual([]));
});
