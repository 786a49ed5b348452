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
  REQUEST_MALFORMED: { status: 400, text: 'The request does not have the documented form.' },
  BODY_NOT_JSON: { status: 400, text: 'The body is not JSON.' },
  NOT_SIGNED_IN: { status: 401, text: 'The request carries no valid token.' },
  ROLE_NOT_ALLOWED: { status: 403, text: "The caller's role may not do this." },
  NOT_ENTITLED: { status: 403, text: "Only the contributor and paying participators may read the borrower's data." },
  ACCOUNT_NOT_VISIBLE: { status: 403, text: 'Only the owner, the token issuer and regulators may read an account.' },
  ROUTE_NOT_FOUND: { status: 404, text: 'There is nothing at this address.' },
  USER_NOT_FOUND: { status: 404, text: 'There is no such user.' },
  IMPORT_NOT_FOUND: { status: 404, text: 'There is no such import.' },
  IMPORT_ENDED: { status: 409, text: 'The import has ended; what it brought onto the ledger stays.' },
  REJECTED_ROWS_ABSENT: {
    status: 404,
    text: 'No row was rejected, the import still runs, or it was more than seven days ago.',
  },
  SUBJECT_NOT_VERIFIED_HERE: { status: 404, text: 'This institution has not verified such a subject.' },
  CREDIT_QUERY_NOT_FOUND: { status: 404, text: 'This institution has made no such query.' },
  METHOD_NOT_ALLOWED: { status: 405, text: 'The address does not know this method.' },
  BODY_TOO_SLOW: {
    status: 408,
    text: 'The body came too slowly: less than 16 KiB, and not the rest of it, within ten seconds.',
  },
  REQUEST_TOO_SLOW: {
    status: 408,
    text: 'The request came too slowly: its head within 20 seconds, all of it within five minutes.',
  },
  USER_EXISTS: { status: 409, text: 'The user exists.' },
  LAST_ADMINISTRATOR: { status: 409, text: 'The user is the last administrator; add another one first.' },
  NOT_DELIVERED: { status: 409, text: 'The data has not been delivered.' },
  PLAN_PURGED: { status: 409, text: 'The sealed record has been purged.' },
  RECORD_UNAVAILABLE: { status: 409, text: 'The own peer does not hold a sealed record with the published hash.' },
  POSITION_BEYOND_LEDGER: {
    status: 409,
    text: 'The ledger has no such position yet: it was given out by another ledger, or by this one before it was reset. Read anew.',
  },
  DELIVERY_UNUSABLE: { status: 409, text: 'What was delivered does not open the record; dispute it.' },
  SUBJECT_EXISTS_WITH_OTHER_CONTENT: {
    status: 409,
    text: 'This institution has verified the subject otherwise, or under another name.',
  },
  NOTHING_OFFERED: { status: 409, text: 'No details of the subject are to be had.' },
  OFFERS_TOO_MANY: { status: 409, text: 'There are more records than one query asks for: name some of them.' },
  PRICE_ABOVE_MAX: { status: 409, text: 'The answers cost more than the caller is ready to pay.' },
  BODY_TOO_LARGE: { status: 413, text: 'The body exceeds 4 MiB, or the file 20 MiB.' },
  MEDIA_TYPE_NOT_SUPPORTED: { status: 415, text: 'The body is not of the documented type.' },
  CURSOR_UNKNOWN: { status: 422, text: 'The cursor is none that this list gave out; begin without one.' },
  IDENTITY_NUMBER_INVALID: { status: 422, text: 'The identity number is none of its kind.' },
  TOO_MANY_REQUESTS: { status: 429, text: 'The caller asks too often.', retryAfterSeconds: 10 },
  TOO_MANY_STREAMS: {
    status: 429,
    text: 'The caller, or the institution, reads as many streams as it may.',
    retryAfterSeconds: 10,
  },
  TOO_MANY_FAILED_SIGN_INS: {
    status: 429,
    text: 'Too many requests from this address carried no valid token; it is not heard until the minute ends.',
  },
  TOO_MANY_LOOKUPS: { status: 429, text: 'The institution looks up too many subjects.' },
  HEAD_TOO_LARGE: { status: 431, text: 'The address and the headers exceed 16 KiB.' },
  INTERNAL: { status: 500, text: 'The gateway failed.' },
  EVALUATION_INVALID: {
    status: 502,
    text: "An evaluator's answer is not proven to be made with its registered key.",
  },
  EVALUATION_PENDING: {
    status: 503,
    text: 'The evaluators have not both answered; repeating is safe and asks for nothing twice.',
    retryAfterSeconds: 5,
  },
  LEDGER_UNAVAILABLE: {
    status: 503,
    text: 'The ledger was not reached, or the outcome is unknown; repeating is safe.',
    retryAfterSeconds: 2,
  },
  BODIES_BUSY: {
    status: 503,
    text: 'The caller, or all together, are sending as many bytes as the gateway holds at a time; repeating is safe.',
    retryAfterSeconds: 2,
  },
  IMPORTS_BUSY: {
    status: 503,
    text: 'The caller, or the institution, has as many uploads under way as it may.',
    retryAfterSeconds: 10,
  },
  STORE_UNAVAILABLE: {
    status: 503,
    text: "The gateway's database cannot serve now; repeating is safe.",
    retryAfterSeconds: 2,
  },
  NOT_CAUGHT_UP: { status: 503, text: 'The gateway has not folded the block asked for.', retryAfterSeconds: 2 },
  NOT_READY: { status: 503, text: 'The gateway is not ready.', retryAfterSeconds: 2 },
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
