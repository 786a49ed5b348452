/** I9: the run's personal values in whatever the run wrote: blocks, states, stores, logs. */
import { searchFor } from '../../stories/canaries';
import type { Violation } from '../violation';
import { personal } from '../wishes';

export function checkFiles(folder: string): readonly Violation[] {
  const { found } = searchFor(Object.values(personal), folder);
  return found.map((path) => ({ invariant: 'I9', what: `a personal value stands in ${path}` }));
}
