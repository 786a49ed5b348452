/** The routes that are in no capability of their own yet. */

import type { Gateway } from './gateway';
import type { Route } from './http/route';
import { subjectKeyRoutes } from './subjects/key-routes';
import { subjectRoutes } from './subjects/subject-routes';

export function remainingRoutes(gateway: Gateway): readonly Route[] {
  return [...subjectRoutes(gateway), ...subjectKeyRoutes(gateway)];
}
