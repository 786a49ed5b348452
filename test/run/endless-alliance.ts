/** A suite that ends only when its run is ended: it starts an alliance. */
import { beginStory } from '../stories/running';

it('starts an alliance and waits', async () => {
  await beginStory();
  await new Promise(() => undefined);
}, 600_000);
