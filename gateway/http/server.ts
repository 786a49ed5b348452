/**
 * The HTTP server around the application. What is no request, or none for the application, is refused with a problem, too; its
 * connection ends, since nobody knows where the next request would begin.
 */
import * as http from 'node:http';
import { type RequestListener, type ServerOptions, type ServerResponse, STATUS_CODES } from 'node:http';
import * as https from 'node:https';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { Problem } from '../api/problem';
import { type ProblemAnswer, problemOf } from './problem';
import { inTurn } from './turns';

/** As many bytes of address and headers as the text of HEAD_TOO_LARGE says. */
const maxHeaderSize = 16 * 1024;
/** A client that still sends would lose the answer with the connection. */
const lingerMs = 1_000;

interface ParserError extends Error {
  readonly code?: string;
  /** One of the parser's own texts. */
  readonly reason?: string;
}

export type Server = http.Server | https.Server;

export interface ServerSettings {
  readonly times?: ServerOptions | undefined;
  /** HTTPS where it is given. */
  readonly certificate?: { readonly cert: string; readonly key: string } | undefined;
}

export function newServer(
  app: RequestListener,
  log: Pick<Logger, 'info'>,
  { times, certificate }: ServerSettings = {},
): Server {
  // A missing Host is refused by the application, in words.
  const options = { ...times, maxHeaderSize, requireHostHeader: false };
  const server =
    certificate === undefined
      ? http.createServer(options, inTurn(app))
      : https.createServer({ ...options, ...certificate, minVersion: 'TLSv1.2' }, inTurn(app));
  const last = new WeakMap<Duplex, ServerResponse>();
  const refused = new WeakSet<Duplex>();
  const refuse = (socket: Duplex, problem: ProblemAnswer): void => {
    if (refused.has(socket)) return;
    refused.add(socket);
    log.info({ status: problem.status, code: problem.body.code }, 'a request that cannot be read was refused');
    answerInstead(socket, last.get(socket), problem);
  };

  server.prependListener('request', (request, response) => last.set(request.socket, response));
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  server.on('connect', (_request, socket) =>
    refuse(socket, problemOf(new Problem('METHOD_NOT_ALLOWED', {}, { Allow: '' }))),
  );
  server.on('clientError', (error: ParserError, socket) => {
    if (socket.writable) refuse(socket, problemOf(problemOfParser(error)));
    else socket.destroy();
  });
  return server;
}

function problemOfParser({ code, reason }: ParserError): Problem {
  if (code === 'HPE_HEADER_OVERFLOW') return new Problem('HEAD_TOO_LARGE');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new Problem('REQUEST_TOO_SLOW');
  const message = `is no request of HTTP/1.1${reason === undefined ? '' : `: ${reason}`}`;
  return new Problem('REQUEST_MALFORMED', { errors: [{ path: '', message }] });
}

/** In its turn: nobody takes it for the answer to a request before, and an answer that has begun stays whole. */
function answerInstead(socket: Duplex, response: ServerResponse | undefined, problem: ProblemAnswer): void {
  if (response === undefined || response.writableFinished) endWith(socket, problem);
  else if (response.req.complete || response.headersSent) response.once('finish', () => endWith(socket, problem));
  else {
    const { headers, text } = written(problem);
    response.writeHead(problem.status, headers).end(text);
  }
}

function endWith(socket: Duplex, problem: ProblemAnswer): void {
  const { status } = problem;
  const { headers, text } = written(problem);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('close', () => clearTimeout(timer)).on('error', () => undefined);
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', text].join('\r\n'));
  socket.resume();
}

function written({ headers, body }: ProblemAnswer) {
  const text = JSON.stringify(body);
  const own = {
    'Content-Type': 'application/problem+json; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(text)),
    'Cache-Control': 'no-store',
    Connection: 'close',
  };
  return { headers: { ...headers, ...own }, text };
}
