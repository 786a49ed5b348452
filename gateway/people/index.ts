/** Keeps who may call this gateway: users and their tokens. */
import type { Capability } from '../work/capability';
import type { PeopleDeps } from './deps';
import { userRoutes } from './user-routes';
import { userTokenRoutes } from './user-token-routes';

export function newPeople(deps: PeopleDeps): Capability {
  return { routes: [...userRoutes(deps), ...userTokenRoutes(deps)], work: [] };
}
