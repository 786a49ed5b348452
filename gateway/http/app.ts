/**
 * The Express application, built from the table of routes. Every request goes the same way: who are you, may you, is it
 * understood, is the gateway far enough; then the route's handler, and one place for what went wrong.
 */
import express, { type ErrorRequestHandler, type Express, type RequestHandler, type Response } from 'express';
import helmet from 'helmet';
import type { Logger } from 'pino';
import { z } from 'zod';
import { withReviewers } from '../api/operation';
import { Problem } from '../api/problem';
import type { Follower } from '../store/follower';
import { type Auditing, type AuditLog, newAuditing } from './audit';
import { authenticate, authorise, type CallerDeps, type SignInDeps } from './authenticate';
import { type Bodies, type BodyLimits, defaultBodyLimits, newBodies } from './bodies';
import { bodyParsers } from './body-parsers';
import { newCursors } from './cursors';
import { type Exports, newExports, takeFormat } from './exports';
import { refuseAmbiguous } from './heads';
import { type Lookups, limitLookups, limitRate } from './limits';
import { logRequests, routeOf } from './log';
import type { Metrics } from './metrics';
import { minBlockForm } from './min-block';
import { type ProblemAnswer, problemOf } from './problem';
import { type Answer, type Caller, isFile, isStream, isText, type Route } from './route';
import { refuseFile, type SecondApproval } from './second-approval';
import { newSignIns, type SignIns } from './sign-ins';
import { validate } from './validate';

/** What every request needs, whatever it asks for. */
export interface HttpDeps extends SignInDeps, CallerDeps {
  readonly follower: Pick<Follower, 'height' | 'lastWritten' | 'waitForBlock'>;
  readonly metrics: Pick<Metrics, 'countRequest' | 'countFailedSignIn'>;
  readonly log: Logger;
  readonly audit: AuditLog;
  /** Absent where one person is enough for every request. */
  readonly secondApproval?: SecondApproval | undefined;
  /** Aborted when the gateway stops. */
  readonly stopping: AbortSignal;
}

export interface AppOptions {
  readonly requestsPerMinute: number;
  readonly lookups: Lookups;
  /** Of one remote address. */
  readonly failedSignInsPerMinute: number;
  readonly bodies?: BodyLimits;
  /** Static pages: mounted before the 404. */
  readonly pages?: readonly RequestHandler[];
}

/** How long a request waits for a block. */
const blockDeadlineMs = 10_000;
const noMembers = z.strictObject({}).optional() as NonNullable<Route['body']>;
const nobody: Caller = {
  user: { userName: '', role: 'auditor' },
  partyOrgType: undefined,
  stillSignedIn: () => Promise.resolve(true),
};

export function newApp(gateway: HttpDeps, routes: readonly Route[], options: AppOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  // No answer has a tag or a date to compare, so none is conditional.
  Object.defineProperty(app.request, 'fresh', { value: false });
  app.set('query parser', 'simple');
  app.use(logRequests(gateway.log), measure(gateway), security(), closeWhenStopping(gateway), refuseAmbiguous);
  const limits = {
    ofCaller: limitRate(options.requestsPerMinute),
    ofLookups: limitLookups(options.lookups),
    signIns: newSignIns(gateway, options.failedSignInsPerMinute),
    exports: newExports(),
    bodies: newBodies(options.bodies ?? defaultBodyLimits),
  };
  for (const path of new Set(routes.map((route) => route.path))) {
    const ofPath = routes.filter((route) => route.path === path);
    const ofExpress = app.route(path.replaceAll(/\{(\w+)\}/g, ':$1'));
    if (!ofPath.some(answersHead)) ofExpress.head(refuseMethod(ofPath));
    for (const route of ofPath) ofExpress[route.method](handlersOf(gateway, readRoute(gateway, route), limits));
    // Not `app.all`, which compiles the path once for each method that Node knows.
    ofExpress.all(refuseMethod(ofPath));
  }
  if (options.pages !== undefined) app.use(...options.pages);
  app.use(() => {
    throw new Problem('ROUTE_NOT_FOUND');
  });
  app.use(answerProblem(gateway));
  return app;
}

interface Limits {
  readonly ofCaller: RequestHandler;
  readonly ofLookups: readonly RequestHandler[];
  readonly signIns: SignIns;
  readonly bodies: Bodies;
  readonly exports: Exports;
}

function handlersOf(gateway: HttpDeps, route: Route, limits: Limits): (RequestHandler | ErrorRequestHandler)[] {
  const auditing = newAuditing(gateway, route);
  const exporting = newAuditing(gateway, { ...route, audited: route.audited ?? [] });
  const start: RequestHandler = async (request, response, next) => {
    response.locals.route = route.path;
    if (route.access === 'OPEN') return next();
    response.set('Cache-Control', 'no-store');
    const signIn = () => authenticate(gateway, request);
    response.locals.caller = await limits.signIns.attempt(request, signIn).catch(auditing.countRefusedSignIn);
    next();
  };
  const admit: RequestHandler = async (_request, response, next) => {
    if (route.access !== 'OPEN') {
      response.locals.caller = await authorise(gateway, response.locals.caller, route.access);
    }
    next();
  };
  const needsApproval = route.secondApproval && gateway.secondApproval !== undefined;
  return [
    start,
    limits.ofCaller,
    admit,
    ...(route.lookup ? limits.ofLookups : []),
    ...(needsApproval && route.multipart ? [refuseFile] : []),
    ...bodyParsers(route, limits.bodies),
    newHandler(gateway, route, { auditing, exporting, exports: limits.exports }),
    auditing.noteRefusal,
  ];
}

interface Noting {
  readonly auditing: Auditing;
  /** Notes those who take a whole list away, also where a page of it is not noted. */
  readonly exporting: Auditing;
  readonly exports: Exports;
}

/** Lets the route answer what was understood, or keeps it for a second person. */
function newHandler(gateway: HttpDeps, route: Route, { auditing, exporting, exports }: Noting): RequestHandler {
  const propose = route.secondApproval && gateway.secondApproval?.propose;
  return async (request, response) => {
    const { minBlock, ...asked } = request.query;
    const { format, query } = takeFormat(route, asked);
    const floor = route.access === 'OPEN' ? undefined : minBlockForm.safeParse(minBlock);
    if (floor?.success === false) {
      throw malformed('minBlock', Array.isArray(minBlock) ? 'occurs twice' : 'is no block number');
    }
    const lastEventId = request.get('last-event-id');
    const parsed = validate(route, { params: request.params, query, body: request.body, lastEventId });
    response.locals.received = parsed;
    const cursors = newCursors({ route, partyId: gateway.partyId, params: parsed.params, query: parsed.query });
    await waitForBlocks(gateway, route, floor?.data);
    const asOfBlock = gateway.follower.height;
    const caller: Caller = response.locals.caller ?? nobody;
    const call = { ...parsed, query: cursors.query, caller, cookie: request.get('cookie'), asOfBlock };
    const answered = () => {
      if (format !== undefined) return exports.start(route, call, format);
      if (propose === undefined) return route.handle(call);
      return propose(route, { params: request.params, query, body: request.body }, caller.user.userName);
    };
    const answer = await answered();
    await (format === undefined ? auditing : exporting).noteAnswer(response, answer);
    await send(route, response, cursors.mark(answer), asOfBlock);
  };
}

function readRoute({ secondApproval }: HttpDeps, route: Route): Route {
  return withBody(secondApproval === undefined ? route : withReviewers(route));
}

/** Who means something by a body is told that nobody reads it, because not everything that is done can be taken back; `{}` means nothing. */
function withBody(route: Route): Route {
  return route.method === 'get' || route.body !== undefined ? route : { ...route, body: noMembers };
}

/** Reads wait for the gateway's own last write; everything waits for the block that the caller names. */
async function waitForBlocks({ follower }: HttpDeps, route: Route, minBlock = -1): Promise<void> {
  const block = route.folded ? Math.max(minBlock, follower.lastWritten) : minBlock;
  if (!(await follower.waitForBlock(block, blockDeadlineMs))) {
    throw new Problem('NOT_CAUGHT_UP', { asOfBlock: follower.height });
  }
}

async function send(route: Route, response: Response, answer: Answer, asOfBlock: number): Promise<void> {
  if (isStream(answer)) return answer.stream(response);
  if (isFile(answer)) {
    return void response.attachment(answer.fileName).type(answer.type).send(answer.bytes);
  }
  if (isText(answer))
    return void response
      .set(answer.headers ?? {})
      .type(answer.type)
      .send(answer.text);
  const { status = 200, body, repeated, block } = answer;
  if (repeated) response.set('Idempotency-Hit', 'true');
  const height = block ?? (route.folded ? asOfBlock : undefined);
  if (height !== undefined && height >= 0) response.set('Block-Height', String(height));
  response.status(status);
  if (status >= 400) response.locals.code = (body as { readonly code?: unknown }).code;
  if (body === undefined) return void response.end();
  response.type(status >= 400 ? 'application/problem+json' : 'application/json').send(JSON.stringify(body));
}

function malformed(path: string, message: string): Problem {
  return new Problem('REQUEST_MALFORMED', { errors: [{ path, message }] });
}

function answerProblem(gateway: HttpDeps): ErrorRequestHandler {
  return (error: unknown, _request, response, _next) => {
    // A request that broke off was refused by the server.
    if (response.writableEnded) return;
    const problem = problemOf(error);
    if (problem.unexpected) gateway.log.error({ err: error, route: routeOf(response) }, 'a defect');
    // Nobody must take what has begun for the whole answer.
    if (response.headersSent) return void response.destroy();
    sendProblem(response, problem);
  };
}

function sendProblem(response: Response, { status, headers, body }: ProblemAnswer): void {
  response.locals.code = body.code;
  response.status(status).set(headers).type('application/problem+json').send(JSON.stringify(body));
}

/** HEAD has no effect and ends, so it is for what is open to everybody: no read of these leaves a trace, and none lasts. */
function answersHead({ method, access }: Route): boolean {
  return method === 'get' && access === 'OPEN';
}

function refuseMethod(routes: readonly Route[]): RequestHandler {
  const methods = routes.flatMap((route) => [route.method.toUpperCase(), ...(answersHead(route) ? ['HEAD'] : [])]);
  return (_request, response) => {
    response.locals.route = routes[0]?.path;
    throw new Problem('METHOD_NOT_ALLOWED', {}, { Allow: methods.join(', ') });
  };
}

function measure({ metrics }: HttpDeps): RequestHandler {
  return (request, response, next) => {
    const start = performance.now();
    response.once('close', () => {
      const ms = performance.now() - start;
      metrics.countRequest({ route: routeOf(response), method: request.method, status: response.statusCode, ms });
    });
    next();
  };
}

/** Nothing is loaded from elsewhere; only the page of the API needs scripts and styles of its own. */
function security(): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'script-src': ["'self'"],
        'style-src': ["'self'"],
        'img-src': ["'self'", 'data:'],
        'connect-src': ["'self'"],
        'base-uri': ["'none'"],
        'form-action': ["'none'"],
        'frame-ancestors': ["'none'"],
      },
    },
  });
}

function closeWhenStopping({ stopping }: HttpDeps): RequestHandler {
  return (_request, response, next) => {
    if (stopping.aborted) response.set('Connection', 'close');
    next();
  };
}
