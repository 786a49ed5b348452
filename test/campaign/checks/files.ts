/**
 * I9: the run's personal values in whatever the run wrote: blocks, states, stores, logs. When a loan falls due stands in none
 * before it does, not even in its lender's own store.
 */
import { join } from 'node:path';
import { searchFor } from '../../stories/canaries';
import { canaries, longMaturities } from '../credit/wishes';
import type { Violation } from '../violation';
import { personal } from '../wishes';

/** What Node says at last when nobody caught an error. */
const lastWords = '\nNode.js v';

/** A fault around it is no excuse for a process to end. */
export function checkLogs(folder: string): readonly Violation[] {
  const { found } = searchFor([lastWords], join(folder, 'alliance', 'logs'));
  return found.map((path) => ({ invariant: 'LIVENESS', what: `an error that nobody caught ended a process: ${path}` }));
}

export function checkFiles(folder: string): readonly Violation[] {
  const { found } = searchFor([...Object.values(personal), ...Object.values(canaries)], folder);
  const told = searchFor(Object.values(longMaturities), folder).found;
  return [
    ...found.map((path) => ({ invariant: 'I9' as const, what: `a personal value stands in ${path}` })),
    ...told.map((path) => ({ invariant: 'I9' as const, what: `the maturity of a loan stands in ${path}` })),
  ];
}
