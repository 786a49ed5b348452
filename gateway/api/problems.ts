/** Every code that a gateway refuses with, and what each means: its own, those of records and files, and the ledger's. */
import { type RefusalCode, type RefusalKind, refusals } from '../../chaincode/api/refusals';
import { type FileRefusalCode, fileRefusals } from './file-problems';
import { type CreditRefusalCode, creditRefusals } from './record-problems';

interface GatewayProblem {
  readonly status: number;
  readonly text: string;
  readonly retryAfterSeconds?: number;
}

/** What the gateway refuses by itself; all other codes are the ledger's. */
export const gatewayProblems = {
  REQUEST_MALFORMED: {
    status: 400,
    text: 'The request does not have the documented form. Correct the members that errors names.',
  },
  BODY_NOT_JSON: { status: 400, text: 'The body is not JSON. Send a JSON document.' },
  NOT_SIGNED_IN: {
    status: 401,
    text: 'The request carries no valid token. Send the token of a user in the Authorization header.',
  },
  SESSION_ENDED: {
    status: 401,
    text: 'The session has ended, because nobody used it, it is too old, or somebody ended it. Sign in again at /sign-in.',
  },
  SIGN_IN_FAILED: {
    status: 401,
    text: 'The sign-in was not begun here, took longer than ten minutes, or the directory refused it. Begin again at /sign-in.',
  },
  ROLE_NOT_ALLOWED: {
    status: 403,
    text: 'The role of the user does not allow this operation. Ask a user with one of the documented roles.',
  },
  NOT_ENTITLED: {
    status: 403,
    text: "Only the contributor and paying participators may read the borrower's data. Confirm a share of the plan first.",
  },
  ACCOUNT_NOT_VISIBLE: { status: 403, text: 'Only the owner, the token issuer and regulators may read this account.' },
  CROSS_SITE_REQUEST: {
    status: 403,
    text: 'A page of another site sent the request with the cookie of a session. Send it from a page of this gateway, or with a token.',
  },
  USER_NAME_UNFIT: {
    status: 403,
    text: 'The directory gives the user a name that is no identifier, or holds a number of a person. Let the operator choose another claim.',
  },
  ROLE_MISSING: {
    status: 403,
    text: 'The directory gives the user none of the groups that have a role here. Ask the administrator of the directory.',
  },
  SECOND_PERSON_NEEDED: {
    status: 403,
    text: 'Whoever proposed the request may not carry it out. Ask another officer.',
  },
  ROUTE_NOT_FOUND: { status: 404, text: 'This address does not exist. See /openapi.json for all addresses.' },
  BLOCK_NOT_FOUND: { status: 404, text: 'The gateway has folded no such block. List the blocks to see their numbers.' },
  TRANSACTION_NOT_FOUND: {
    status: 404,
    text: 'The gateway has folded no such transaction. Only valid ones of this chaincode are folded.',
  },
  USER_NOT_FOUND: { status: 404, text: 'This user does not exist. List the users to see their names.' },
  SESSION_NOT_FOUND: {
    status: 404,
    text: 'This session does not exist, has ended, or is of another user. List the sessions to see their identifiers.',
  },
  APPROVAL_NOT_FOUND: {
    status: 404,
    text: 'This approval does not exist, or the caller may not see its request. List the approvals to see their identifiers.',
  },
  TOKEN_NOT_FOUND: {
    status: 404,
    text: 'The user has no token of this name. List the tokens of the user to see their names.',
  },
  IMPORT_NOT_FOUND: { status: 404, text: 'This import does not exist. List the imports to see their identifiers.' },
  IMPORT_ENDED: { status: 409, text: 'The import has ended already. Rows that are on the ledger stay there.' },
  REJECTED_ROWS_ABSENT: {
    status: 404,
    text: 'This import has no rejected rows to download: none was rejected, it still runs, or it ended more than seven days ago.',
  },
  SUBJECT_NOT_VERIFIED_HERE: {
    status: 404,
    text: 'This institution has not verified the subject. Attach the subject first.',
  },
  CREDIT_QUERY_NOT_FOUND: {
    status: 404,
    text: 'This institution has not made this query. List the queries to see their identifiers.',
  },
  WEBHOOK_NOT_FOUND: { status: 404, text: 'This webhook does not exist. List the webhooks to see their identifiers.' },
  WEBHOOK_DELIVERY_NOT_FOUND: {
    status: 404,
    text: 'This event is no delivery of the webhook. List the deliveries to see their events.',
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    text: 'This address does not support the method. See /openapi.json for its methods.',
  },
  BODY_TOO_SLOW: {
    status: 408,
    text: 'The body arrived too slowly: less than 16 KiB, and not the rest of the body, within ten seconds. Send it again over a faster connection.',
  },
  REQUEST_TOO_SLOW: {
    status: 408,
    text: 'The request arrived too slowly. Send its head within 20 seconds and all of it within five minutes.',
  },
  SECOND_APPROVAL_NEEDED: {
    status: 409,
    text: 'The institution wants two persons for this request. It waits: another officer carries it out under approvalId.',
  },
  APPROVAL_NEEDS_JSON: {
    status: 409,
    text: 'The institution wants two persons for this request, and a file cannot wait. Send its rows as requests.',
  },
  APPROVAL_ENDED: {
    status: 409,
    text: 'The request was carried out or rejected, or it expired. Send the request again if it is still wanted.',
  },
  APPROVALS_TOO_MANY: {
    status: 409,
    text: 'As many requests wait as are allowed. Carry some of them out, or reject them.',
  },
  TOKEN_EXISTS: { status: 409, text: 'The user has a token of this name already. Rotate it, or choose another name.' },
  USER_EXISTS: { status: 409, text: 'A user of this name exists already. Choose another name.' },
  LAST_ADMINISTRATOR: { status: 409, text: 'The user is the last administrator. Add another administrator first.' },
  WEBHOOK_EXISTS: { status: 409, text: 'A webhook of this identifier exists already. Choose another identifier.' },
  WEBHOOK_NOT_ACTIVE: {
    status: 409,
    text: 'The webhook awaits a challenge, so it can be neither paused nor resumed. Send a challenge first.',
  },
  WEBHOOK_CHANGED: {
    status: 409,
    text: 'Somebody else changed the webhook at the same time. Read the webhook and repeat the request.',
  },
  WEBHOOK_CHALLENGE_FAILED: {
    status: 409,
    text: 'The receiver did not answer the challenge as documented. The answer names the outcome; repair the receiver and send a challenge again.',
  },
  WEBHOOK_DELIVERY_ARRIVED: {
    status: 409,
    text: 'The delivery has arrived already. Use a replay to deliver it again.',
  },
  WEBHOOK_REPLAY_RUNNING: {
    status: 409,
    text: 'A replay of this webhook runs already. Wait until it has ended.',
  },
  NOT_DELIVERED: { status: 409, text: 'The contributor has not delivered the data yet. Try again after the delivery.' },
  PLAN_PURGED: { status: 409, text: 'The sealed record of the plan has been purged and cannot be read any more.' },
  RECORD_UNAVAILABLE: {
    status: 409,
    text: "This institution's peer does not hold a sealed record with the published hash. Try again later, or ask the operator.",
  },
  POSITION_BEYOND_LEDGER: {
    status: 409,
    text: 'The ledger has not reached this position; another ledger gave it out, or this ledger was reset. Start the stream again at 0.0.0.',
  },
  DELIVERY_UNUSABLE: { status: 409, text: 'The delivery does not open the record. Dispute the delivery.' },
  SUBJECT_EXISTS_WITH_OTHER_CONTENT: {
    status: 409,
    text: 'This institution has verified the subject with other content or under another name. Compare the request with the subject.',
  },
  NOTHING_OFFERED: { status: 409, text: 'No details of the subject are offered. Query the summary instead.' },
  OFFERS_TOO_MANY: {
    status: 409,
    text: 'More records are offered than one query may ask for. Name some of them in records.',
  },
  PRICE_ABOVE_MAX: {
    status: 409,
    text: 'The answers cost more than maxTotalFen. Raise maxTotalFen or name fewer records.',
  },
  BODY_TOO_LARGE: {
    status: 413,
    text: 'The body exceeds 4 MiB, or the file exceeds 20 MiB. Split the request or the file.',
  },
  MEDIA_TYPE_NOT_SUPPORTED: {
    status: 415,
    text: 'The body does not have the documented media type. Set Content-Type as documented.',
  },
  TOKEN_EXPIRY_INVALID: {
    status: 422,
    text: 'The token would expire in the past or later than in one year. Choose an earlier time.',
  },
  CURSOR_UNKNOWN: { status: 422, text: 'This list did not give out the cursor. Start again without a cursor.' },
  WEBHOOK_URL_REFUSED: {
    status: 422,
    text: 'The URL may not be called. The answer names the fault; the settings of the gateway say which addresses, ports and schemes it may call.',
  },
  IDENTITY_NUMBER_INVALID: { status: 422, text: 'The identity number is not valid for its kind. Check all digits.' },
  TOO_MANY_REQUESTS: {
    status: 429,
    text: 'The caller sends too many requests. Wait until Retry-After has passed.',
    retryAfterSeconds: 10,
  },
  TOO_MANY_STREAMS: {
    status: 429,
    text: 'The user, or the institution, has as many open streams as allowed. Close one of them first.',
    retryAfterSeconds: 10,
  },
  TOO_MANY_FAILED_SIGN_INS: {
    status: 429,
    text: 'Too many requests from this address carried no valid token. Wait until the minute ends, then send a valid token.',
  },
  TOO_MANY_LOOKUPS: {
    status: 429,
    text: 'The institution looks up too many subjects. Wait until Retry-After has passed.',
  },
  HEAD_TOO_LARGE: { status: 431, text: 'The address and the headers exceed 16 KiB. Send fewer or shorter headers.' },
  INTERNAL: {
    status: 500,
    text: 'The gateway failed because of a defect. Report the time of the request to the operator.',
  },
  EVALUATION_INVALID: {
    status: 502,
    text: 'An evaluator did not prove that it used its registered key. Report this to the operator.',
  },
  EVALUATION_PENDING: {
    status: 503,
    text: 'At least one evaluator has not answered yet. Repeat the request; the gateway asks each evaluator only once.',
    retryAfterSeconds: 5,
  },
  LEDGER_UNAVAILABLE: {
    status: 503,
    text: 'The gateway did not reach the ledger, or the outcome is unknown. Repeat the request; repeating is safe.',
    retryAfterSeconds: 2,
  },
  BODIES_BUSY: {
    status: 503,
    text: 'The gateway already receives as many bytes as it can hold. Repeat the request; repeating is safe.',
    retryAfterSeconds: 2,
  },
  IMPORTS_BUSY: {
    status: 503,
    text: 'The user, or the institution, has as many running imports as allowed. Wait until one of them ends.',
    retryAfterSeconds: 10,
  },
  STORE_UNAVAILABLE: {
    status: 503,
    text: 'The database of the gateway is not available. Repeat the request; repeating is safe.',
    retryAfterSeconds: 2,
  },
  PROVIDER_UNAVAILABLE: {
    status: 503,
    text: "The institution's directory is not available. Try again later.",
    retryAfterSeconds: 5,
  },
  NOT_CAUGHT_UP: {
    status: 503,
    text: 'The gateway has not folded the block of minBlock yet. Repeat the request.',
    retryAfterSeconds: 2,
  },
  NOT_READY: {
    status: 503,
    text: 'The gateway is not ready. The answer names what is missing; try again later.',
    retryAfterSeconds: 2,
  },
} as const satisfies Record<string, GatewayProblem>;

export type GatewayProblemCode = keyof typeof gatewayProblems;
export type ProblemCode = GatewayProblemCode | RefusalCode | FileRefusalCode | CreditRefusalCode;

const statusByKind = {
  invalid: 422,
  forbidden: 403,
  absent: 404,
  conflict: 409,
  unavailable: 503,
} as const satisfies Record<RefusalKind, number>;

export function statusOf(code: ProblemCode): number {
  if (isRefusalCode(code)) return statusByKind[refusals[code].kind];
  if (isCreditRefusalCode(code)) return creditRefusals[code].status;
  return isFileRefusalCode(code) ? 422 : gatewayProblems[code].status;
}

export function textOf(code: ProblemCode): string {
  if (isRefusalCode(code)) return refusals[code].text;
  if (isCreditRefusalCode(code)) return creditRefusals[code].text;
  return isFileRefusalCode(code) ? fileRefusals[code] : gatewayProblems[code].text;
}

/** Seconds after which repeating may help. */
export function retryAfterOf(code: ProblemCode): number | undefined {
  if (isRefusalCode(code)) return refusals[code].kind === 'unavailable' ? 2 : undefined;
  if (isFileRefusalCode(code) || isCreditRefusalCode(code)) return undefined;
  return (gatewayProblems[code] as GatewayProblem).retryAfterSeconds;
}

function isFileRefusalCode(code: ProblemCode): code is FileRefusalCode {
  return Object.hasOwn(fileRefusals, code);
}

function isCreditRefusalCode(code: ProblemCode): code is CreditRefusalCode {
  return Object.hasOwn(creditRefusals, code);
}

function isRefusalCode(code: ProblemCode): code is RefusalCode {
  return Object.hasOwn(refusals, code);
}
