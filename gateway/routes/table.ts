/** The table of all routes. */
import type { AnyRoute } from '../http/route';
import { allianceRoutes } from './alliance';
import { borrowerRoutes } from './borrower';
import { confirmRoutes } from './confirms';
import { eventRoutes } from './events';
import { importRoutes } from './imports';
import { operationRoutes } from './operations';
import { partyRoutes } from './parties';
import { planRoutes } from './plans';
import { redemptionRoutes } from './redemptions';
import { subjectRoutes } from './subjects';
import { tokenRoutes } from './tokens';
import { userRoutes } from './users';

export const routes: readonly AnyRoute[] = [
  ...operationRoutes,
  ...allianceRoutes,
  ...partyRoutes,
  ...planRoutes,
  ...importRoutes,
  ...borrowerRoutes,
  ...confirmRoutes,
  ...tokenRoutes,
  ...redemptionRoutes,
  ...subjectRoutes,
  ...eventRoutes,
  ...userRoutes,
];
