/**
 * The log, JSON lines on stderr. A request is told by its route's pattern, never by its address, query, headers or body;
 * an error by its name, code and stack frames, never by its message, which may repeat what somebody sent.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Response } from 'express';
import pino, { type DestinationStream, type Logger } from 'pino';
import pinoHttp from 'pino-http';

export function newLog(level: string, stream: DestinationStream = pino.destination(2)): Logger {
  const redact = { paths: ['req', 'res', 'headers', 'body', 'token', '*.token', '*.privateKey'], remove: true };
  return pino({ level, base: null, redact, serializers: { err: describeError } }, stream);
}

/** One line a request, when it was answered. */
export function logRequests(log: Logger) {
  return pinoHttp<IncomingMessage, Response>({
    logger: log,
    genReqId: (_request, response) => nameRequest(response),
    quietReqLogger: true,
    customAttributeKeys: { reqId: 'requestId' },
    customLogLevel: (_request, response, error) => (error || response.statusCode >= 500 ? 'error' : 'info'),
    customSuccessMessage: () => 'answered',
    customErrorMessage: () => 'answered',
    customSuccessObject: (request, response, { responseTime }) => line(request, response, responseTime),
    customErrorObject: (request, response, _error, { responseTime }) => line(request, response, responseTime),
  });
}

/** The caller learns the name under which the log has its request, to quote it to the operator. */
function nameRequest(response: { setHeader(name: string, value: string): unknown }): string {
  const id = randomUUID();
  response.setHeader('Request-Id', id);
  return id;
}

function line({ method }: IncomingMessage, response: Response, responseTime: unknown) {
  return { method, route: routeOf(response), status: response.statusCode, ms: responseTime, code: codeOf(response) };
}

/** The pattern of the route that answered; one word for all addresses that nobody knows. */
export function routeOf(response: Response): string {
  return typeof response.locals.route === 'string' ? response.locals.route : 'unknown';
}

function codeOf(response: Response): string | undefined {
  return typeof response.locals.code === 'string' ? response.locals.code : undefined;
}

/** Errors of these names have texts of ours, which name files, versions, steps and codes. */
const ownTexts = ['LedgerUnavailable', 'VaultError', 'Problem', 'CursorMalformed'];

export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: typeof error };
  const { name, stack, cause, message } = error;
  const { code } = error as { readonly code?: unknown };
  const frames = (stack ?? '').split('\n').filter((text) => /^\s+at /.test(text));
  return {
    name,
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(ownTexts.includes(name) ? { message } : {}),
    frames: frames.map((frame) => frame.trim()).slice(0, 12),
    ...(cause === undefined ? {} : { cause: describeError(cause) }),
  };
}
