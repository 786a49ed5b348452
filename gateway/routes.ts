/** The table of all routes. */

import { allianceRoutes } from './alliance/alliance-routes';
import { partyRoutes } from './alliance/party-routes';
import type { AnyRoute } from './http/route';
import { importRoutes } from './imports/routes';
import { eventRoutes } from './operations/event-routes';
import { operationRoutes } from './operations/operation-routes';
import { userRoutes } from './operations/user-routes';
import { borrowerRoutes } from './plans/borrower-routes';
import { confirmRoutes } from './plans/confirm-routes';
import { planRoutes } from './plans/plan-routes';
import { consentRoutes } from './queries/consent-routes';
import { creditQueryRoutes } from './queries/query-routes';
import { reportRoutes } from './queries/report-routes';
import { creditDisputeRoutes } from './records/dispute-routes';
import { creditIncomeRoutes } from './records/income-routes';
import { promptRoutes } from './records/prompt-routes';
import { creditRecordRoutes } from './records/record-routes';
import { subjectKeyRoutes } from './subjects/key-routes';
import { subjectRoutes } from './subjects/subject-routes';
import { tokenRoutes } from './tokens/account-routes';
import { redemptionRoutes } from './tokens/redemption-routes';

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
  ...subjectKeyRoutes,
  ...creditRecordRoutes,
  ...promptRoutes,
  ...creditDisputeRoutes,
  ...creditIncomeRoutes,
  ...consentRoutes,
  ...creditQueryRoutes,
  ...reportRoutes,
  ...eventRoutes,
  ...userRoutes,
];
