/**
 * The one place where an error becomes an HTTP answer (RFC 9457). Routes throw and never format.
 *
 * An answer repeats nothing that was sent: identifiers and amounts from a refusal's detail, and otherwise fixed text.
 */

import { type RefusalCode, type RefusalDetail, Rejection, refusals } from '../../chaincode/api/refusals';
import { Problem } from '../api/problem';
import { type GatewayProblemCode, type ProblemCode, retryAfterOf, statusOf, textOf } from '../api/problems';
import { LedgerUnavailable } from '../ledger/types';
import { CursorMalformed, StoreUnavailable } from '../store/types';

export interface ProblemAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
  /** Whether the error is a defect of ours, to be logged with its cause. */
  readonly unexpected: boolean;
}

/** A refusal in words: the code's text, and the identifiers and amounts that it depends on. */
export function wordsOf(code: RefusalCode, detail: RefusalDetail): string {
  const values = Object.entries(detail).map(([name, value]) => `${name} ${value}`);
  return values.length === 0 ? refusals[code].text : `${refusals[code].text} (${values.join(', ')})`;
}

/** `members` of a command's problem: what it was about, as the caller named it. */
export function problemOf(error: unknown, members: Readonly<Record<string, unknown>> = {}): ProblemAnswer {
  if (error instanceof Problem) return answer(error.code, { ...error.members, ...members }, error.headers);
  if (error instanceof Rejection) {
    const { code, detail } = error;
    return answer(code, { ...detail, detail: wordsOf(code, detail), ...members });
  }
  if (error instanceof CursorMalformed) return answer('CURSOR_UNKNOWN', members);
  if (error instanceof StoreUnavailable) return answer('STORE_UNAVAILABLE', members);
  if (error instanceof LedgerUnavailable) return unavailable(error, members);
  const code = parserProblem(error);
  return code === undefined ? { ...answer('INTERNAL'), unexpected: true } : answer(code);
}

/** With the cause, where it is known: waiting does not mend it. */
function unavailable({ trouble }: LedgerUnavailable, members: Readonly<Record<string, unknown>>): ProblemAnswer {
  if (trouble === undefined) return answer('LEDGER_UNAVAILABLE', members);
  const { code, text, remedy, ...measured } = trouble;
  const detail = `${text} ${remedy}`;
  if (code === 'CLOCK_OUT_OF_WINDOW') return answer(code, { detail, ...measured, ...members });
  return answer('LEDGER_UNAVAILABLE', { cause: code, detail, ...members });
}

function answer(
  code: ProblemCode,
  members: Readonly<Record<string, unknown>> = {},
  headers: Readonly<Record<string, string>> = {},
): ProblemAnswer {
  const status = statusOf(code);
  const retryAfter = retryAfterOf(code);
  return {
    status,
    headers: { ...(retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) }), ...headers },
    body: { ...members, type: `urn:tallystick:problem:${code}`, title: textOf(code), status, code },
    unexpected: false,
  };
}

/** What Express and its body parser throw; their own texts repeat the input. */
function parserProblem(error: unknown): GatewayProblemCode | undefined {
  const { type, status } = (error ?? {}) as { readonly type?: unknown; readonly status?: unknown };
  if (type === 'entity.too.large') return 'BODY_TOO_LARGE';
  if (type === 'entity.parse.failed') return 'BODY_NOT_JSON';
  if (type === 'encoding.unsupported' || type === 'charset.unsupported') return 'MEDIA_TYPE_NOT_SUPPORTED';
  return status === 400 ? 'REQUEST_MALFORMED' : undefined;
}
