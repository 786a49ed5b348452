/** The routes that are in no capability of their own yet. */

import { allianceRoutes } from './alliance/alliance-routes';
import { partyRoutes } from './alliance/party-routes';
import type { Gateway } from './gateway';
import type { Route } from './http/route';
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

export function remainingRoutes(gateway: Gateway): readonly Route[] {
  return [
    ...operationRoutes(gateway),
    ...allianceRoutes(gateway),
    ...partyRoutes(gateway),
    ...planRoutes(gateway),
    ...borrowerRoutes(gateway),
    ...confirmRoutes(gateway),
    ...subjectRoutes(gateway),
    ...subjectKeyRoutes(gateway),
    ...creditRecordRoutes(gateway),
    ...promptRoutes(gateway),
    ...creditDisputeRoutes(gateway),
    ...creditIncomeRoutes(gateway),
    ...consentRoutes(gateway),
    ...creditQueryRoutes(gateway),
    ...reportRoutes(gateway),
    ...eventRoutes(gateway),
    ...userRoutes(gateway),
  ];
}
