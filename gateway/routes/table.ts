/** The table of all routes. */
import type { AnyRoute } from '../http/route';
import { allianceRoutes } from './alliance';
import { borrowerRoutes } from './borrower';
import { confirmRoutes } from './confirms';
import { consentRoutes } from './consents';
import { creditDisputeRoutes } from './credit-disputes';
import { creditIncomeRoutes } from './credit-income';
import { creditQueryRoutes } from './credit-queries';
import { creditRecordRoutes } from './credit-records';
import { eventRoutes } from './events';
import { importRoutes } from './imports';
import { operationRoutes } from './operations';
import { partyRoutes } from './parties';
import { planRoutes } from './plans';
import { promptRoutes } from './prompts';
import { redemptionRoutes } from './redemptions';
import { reportRoutes } from './reports';
import { subjectKeyRoutes } from './subject-keys';
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
