/** Serves whoever operates a gateway: readiness, metrics, who calls, and the stream of events. */
import type { Capability } from '../work/capability';
import type { OperationDeps } from './deps';
import { eventRoutes } from './event-routes';
import { meRoutes } from './me-routes';
import { operationRoutes } from './operation-routes';

export function newOperations(deps: OperationDeps): Capability {
  return { routes: [...operationRoutes(deps), ...eventRoutes(deps), ...meRoutes(deps)], work: [] };
}
