/** A small client of one gateway's REST API: JSON in and out, refusals as errors that carry the problem document. */

export interface ClientSettings {
  /** For instance `http://127.0.0.1:8102`. */
  readonly url: string;
  readonly token: string;
  readonly timeoutMs?: number;
}

/** RFC 9457, with the refusal's code. */
export interface Problem {
  readonly status: number;
  readonly code?: string;
  readonly title?: string;
  readonly detail?: unknown;
}

/** The gateway answered with a problem. */
export class Refused extends Error {
  override readonly name = 'Refused';

  constructor(readonly problem: Problem) {
    super(`${problem.status} ${problem.code ?? problem.title ?? ''}`.trim());
  }
}

export interface Answer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

export interface GatewayClient {
  get<T>(path: string): Promise<T>;
  /** Throws Refused where the status is 400 or more. */
  post<T>(path: string, body?: unknown): Promise<T>;
  /** The whole answer, whatever its status. */
  send<T>(method: string, path: string, body?: unknown): Promise<Answer<T>>;
}

export function newGatewayClient({ url, token, timeoutMs = 60_000 }: ClientSettings): GatewayClient {
  const send = async <T>(method: string, path: string, body?: unknown): Promise<Answer<T>> => {
    const response = await fetch(new URL(path, url), {
      method,
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: (text === '' ? undefined : JSON.parse(text)) as T,
    };
  };
  const sendOrThrow = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await send<T>(method, path, body);
    if (answer.status >= 400) throw new Refused(answer.body as Problem);
    return answer.body;
  };
  return {
    send,
    get: (path) => sendOrThrow('GET', path),
    post: (path, body) => sendOrThrow('POST', path, body ?? {}),
  };
}
