/**
 * I9: the run's personal values in whatever the run wrote: blocks, states, stores, logs. When a loan falls due, only its lender
 * knows, in its own store.
 */
import { join, sep } from 'node:path';
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
  const told = Object.entries(longMaturities).flatMap(([lender, maturity]) =>
    searchFor([maturity], folder).found.filter((path) => !ownStores(lender).some((own) => path.startsWith(own))),
  );
  return [
    ...found.map((path) => ({ invariant: 'I9' as const, what: `a personal value stands in ${path}` })),
    ...told.map((path) => ({ invariant: 'I9' as const, what: `the maturity of a loan stands in ${path}` })),
  ];
}

/** Which files of the database are whose, nothing tells. */
function ownStores(lender: string): readonly string[] {
  return [`${join('alliance', 'gateways', lender)}${sep}`, ...(lender === 'harbour' ? [] : [`postgres${sep}`])];
}
