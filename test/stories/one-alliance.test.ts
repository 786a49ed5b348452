/** Stories that leave each other alone, on one alliance with the default settings; each is a file of `scenarios`. */
import { beginMs, beginStory, type Story } from './running';
import { clocks } from './scenarios/clocks';
import { imports } from './scenarios/imports';
import { webhooks } from './scenarios/webhooks';

let story: Story;

beforeAll(async () => {
  story = await beginStory();
}, beginMs);

afterAll(() => story?.end(), 30_000);

clocks(() => story);
imports(() => story);
webhooks(() => story);
