/** Hands what waits for the registrar over, a package in every period. */
import { type Job, underLease } from '../work/engine';
import type { OutboxDeps } from './deps';
import { handingOver } from './hand-over';

export function newHandOver(deps: OutboxDeps): readonly Job[] {
  return [underLease('credit-hand-over', handingOver(deps))];
}
