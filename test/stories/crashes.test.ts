/** One seed of the crash campaign; `npm run campaign` runs many. */
import { type CrashPlan, crashRun, expectNothingLost } from '../campaign/crash-run';
import { beginStory, type Story } from './running';

let story: Story;

beforeAll(async () => {
  story = await beginStory();
}, 90_000);

afterAll(() => story?.end(), 30_000);

describe('kill -9', () => {
  it('of ledger, chaincode and gateways loses nothing that was acknowledged, doubles nothing, and every exchange ends', async () => {
    const plan: CrashPlan = {
      seed: 1,
      victims: ['ledger', 'chaincode', 'gateway-harbour', 'gateway-meadow', 'gateway-orchard'],
      confirms: 15,
    };
    expectNothingLost(plan, await crashRun(story, plan));
  }, 240_000);
});
