/**
 * A caller of one gateway by address, as a story tells it: JSON, forms and files, and nothing repeated. Programs use the client package
 * (gateway/client), which tests of its own hold.
 */

interface ClientSettings {
  /** For instance `http://127.0.0.1:8102`. */
  readonly url: string;
  readonly token: string;
  /** For one request and its answer. */
  readonly timeoutMs?: number;
  /** Ends what is under way. */
  readonly signal?: AbortSignal;
}

/** RFC 9457, with the refusal's code. */
interface Problem {
  readonly status: number;
  readonly code?: string;
  readonly title?: string;
  readonly detail?: unknown;
}

/** The gateway answered with a problem. */
class Refused extends Error {
  override readonly name = 'Refused';

  constructor(
    readonly problem: Problem,
    /** How long the gateway asks to wait before the request is repeated. */
    readonly retryAfterMs?: number,
  ) {
    super(`${problem.status} ${problem.code ?? problem.title ?? ''}`.trim());
  }
}

interface Answer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

/** Bodies go as JSON, a FormData as multipart/form-data. All but `send` throw Refused where the status is 400 or more. */
export interface GatewayClient {
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body?: unknown): Promise<T>;
  /** The bytes of a file. */
  download(path: string): Promise<Uint8Array>;
  /** The whole answer, whatever its status. */
  send<T>(method: string, path: string, body?: unknown): Promise<Answer<T>>;
}

export function newGatewayClient({ url, token, timeoutMs = 60_000, signal }: ClientSettings): GatewayClient {
  const request = (method: string, path: string, body?: unknown): Promise<Response> => {
    const timeout = AbortSignal.timeout(timeoutMs);
    const isForm = body instanceof FormData;
    return fetch(new URL(path, url), {
      method,
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    });
  };
  const send = async <T>(method: string, path: string, body?: unknown): Promise<Answer<T>> => {
    const response = await request(method, path, body);
    return { status: response.status, headers: response.headers, body: parse<T>(await response.text()) };
  };
  const requestOrThrow = async (method: string, path: string, body?: unknown): Promise<Response> => {
    const response = await request(method, path, body);
    if (response.status >= 400) throw await refusedBy(response);
    return response;
  };
  return {
    send,
    get: async (path) => parse(await (await requestOrThrow('GET', path)).text()),
    post: async (path, body) => parse(await (await requestOrThrow('POST', path, body ?? {})).text()),
    download: async (path) => new Uint8Array(await (await requestOrThrow('GET', path)).arrayBuffer()),
  };
}

function parse<T>(text: string): T {
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

/** What stands between here and the gateway answers in forms of its own; then the status has to do. */
async function refusedBy(response: Response): Promise<Refused> {
  const text = await response.text();
  const retryAfterSeconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new Refused(
    problemIn(text) ?? { status: response.status, title: response.statusText },
    Number.isFinite(retryAfterSeconds) ? retryAfterSeconds * 1_000 : undefined,
  );
}

function problemIn(text: string): Problem | undefined {
  try {
    const problem = JSON.parse(text) as Partial<Problem> | null;
    return typeof problem?.status === 'number' ? (problem as Problem) : undefined;
  } catch {
    return undefined;
  }
}
