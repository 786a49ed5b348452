/** The routes that are in no capability of their own yet. */

import type { Gateway } from './gateway';
import type { Route } from './http/route';
import { consentRoutes } from './queries/consent-routes';
import { creditQueryRoutes } from './queries/query-routes';
import { reportRoutes } from './queries/report-routes';
import { subjectKeyRoutes } from './subjects/key-routes';
import { subjectRoutes } from './subjects/subject-routes';

export function remainingRoutes(gateway: Gateway): readonly Route[] {
  return [
    ...subjectRoutes(gateway),
    ...subjectKeyRoutes(gateway),
    ...consentRoutes(gateway),
    ...creditQueryRoutes(gateway),
    ...reportRoutes(gateway),
  ];
}
