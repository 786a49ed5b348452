/** One seed of the campaign; `npm run campaign` runs hundreds, and those that once found something. */
import { Campaign } from '../campaign/campaign';
import { beginMs } from './running';

const campaign = new Campaign();

beforeAll(() => campaign.begin(), beginMs);

afterAll(() => campaign.end(), 60_000);

describe('business while processes, database and disks fail', () => {
  it('keeps every invariant (seed 12)', () => campaign.run(12), 240_000);

  it('leaves no personal value in clear in any file, and ends by no error', () =>
    expect(campaign.violationsInFiles()).toEqual([]));
});
