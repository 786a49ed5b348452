/** The parts that a capability gives to the gateway: the routes that it serves, and the work that it does by itself. */
import type { Route } from '../http/route';
import type { Job } from './engine';

export interface Capability {
  readonly routes: readonly Route[];
  readonly work: readonly Job[];
}
