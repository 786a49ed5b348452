/** The gateway answered with a problem. This is the only error of the client's own. */
import type { CallName, Codes } from './emitted';

/** RFC 9457, with the code of the refusal. */
export interface Problem {
  readonly status: number;
  readonly code?: string;
  readonly title?: string;
  readonly detail?: unknown;
  readonly [member: string]: unknown;
}

interface Circumstances<Name> {
  readonly call: Name;
  readonly retryAfterMs?: number | undefined;
  readonly requestId?: string | undefined;
}

export class Refused<Name extends CallName = CallName> extends Error {
  override readonly name = 'Refused';
  readonly call: Name;
  readonly status: number;
  /** Undefined where something between here and the gateway refused. */
  readonly code: Codes[Name] | undefined;
  /** How long the gateway asks to wait before the request is repeated. */
  readonly retryAfterMs: number | undefined;
  /** Names the request in the gateway's log. */
  readonly requestId: string | undefined;

  constructor(
    readonly problem: Problem,
    { call, retryAfterMs, requestId }: Circumstances<Name>,
  ) {
    super(`${problem.status} ${problem.code ?? problem.title ?? ''}`.trim());
    this.call = call;
    this.status = problem.status;
    this.code = problem.code as Codes[Name] | undefined;
    this.retryAfterMs = retryAfterMs;
    this.requestId = requestId;
  }

  /** Narrows `code` to the codes of this call. */
  isOf<Of extends CallName>(call: Of): this is Refused<Of> {
    return (this.call as string) === call;
  }
}

/** Undefined where the gateway refuses with one of the statuses, for instance 404 while it has not folded what others did. */
export function unlessRefused<T>(answer: Promise<T>, ...statuses: readonly number[]): Promise<T | undefined> {
  return answer.catch((error: unknown) => {
    if (error instanceof Refused && statuses.includes(error.status)) return undefined;
    throw error;
  });
}

/** Anything between here and the gateway answers in a form of its own; then the status has to do. */
export function readProblem(text: string, { status, statusText }: { status: number; statusText: string }): Problem {
  try {
    const problem = JSON.parse(text) as Partial<Problem> | null;
    if (typeof problem?.status === 'number') return problem as Problem;
  } catch {
    // The text is no JSON.
  }
  return { status, title: statusText };
}
