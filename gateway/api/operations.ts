/** The table of all operations: what is not in it is not in the API. */
import * as accounts from './accounts';
import * as alliance from './alliance';
import * as approvals from './approvals';
import * as audit from './audit';
import * as borrowers from './borrowers';
import * as chain from './chain';
import * as confirms from './confirms';
import * as consents from './consents';
import * as creditDisputes from './credit-disputes';
import * as creditIncome from './credit-income';
import * as creditQueries from './credit-queries';
import * as creditRecords from './credit-records';
import * as eventStream from './event-stream';
import * as gatewayState from './gateway-state';
import { creditRecordImports, planImports } from './imports';
import * as me from './me';
import type { Operation } from './operation';
import * as parties from './parties';
import * as plans from './plans';
import * as prompts from './prompts';
import * as redemptions from './redemptions';
import * as reports from './reports';
import * as sessions from './sessions';
import * as subjectKeys from './subject-keys';
import * as subjects from './subjects';
import * as userTokens from './user-tokens';
import * as users from './users';
import * as webhookDeliveries from './webhook-deliveries';
import * as webhooks from './webhooks';

const parts: readonly object[] = [
  gatewayState,
  alliance,
  parties,
  plans,
  planImports,
  creditRecordImports,
  borrowers,
  confirms,
  accounts,
  redemptions,
  subjects,
  subjectKeys,
  creditRecords,
  prompts,
  creditDisputes,
  creditIncome,
  consents,
  creditQueries,
  reports,
  chain,
  eventStream,
  me,
  users,
  webhooks,
  webhookDeliveries,
  userTokens,
  sessions,
  approvals,
  audit,
];

/** In the order of their addresses. */
export const operations: readonly Operation[] = parts
  .flatMap((part) => Object.values(part).filter(isOperation))
  .sort((one, other) => (one.path < other.path ? -1 : one.path > other.path ? 1 : 0));

function isOperation(value: unknown): value is Operation {
  return typeof value === 'object' && value !== null && 'method' in value && 'answers' in value;
}
