/** The OpenAPI document, generated from the table of routes: what is not in the table is not in the API. */
import { z } from 'zod';
import {
  createDocument,
  type ZodOpenApiObject,
  type ZodOpenApiOperationObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';
import { requestExamples } from '../api/examples';
import { formatForm } from '../api/list-headings';
import type { Access, AnswerForm, Operation } from '../api/operation';
import { type ProblemCode, retryAfterOf, statusOf, textOf } from '../api/problems';
import { exportTypes, isList } from './exports';
import { minBlockForm } from './min-block';
import { contact, findTag, infoDescription, license, servers, tags } from './openapi-info';
import { cookieName } from './sessions';

export const problemForm = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int().min(100).max(599),
    code: z.string(),
    detail: z.string().optional(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457, with the code of the refusal and the amounts that it depends on' });

/** Rate limits are those of draft-ietf-httpapi-ratelimit-headers-07. */
const everyHeader = {
  'Request-Id': z
    .string()
    .meta({ description: 'Names the request in the log of the gateway: quote it to the operator' }),
  RateLimit: z.string().optional().meta({ description: 'limit, remaining, and reset in seconds, of this caller' }),
  'RateLimit-Policy': z.string().optional().meta({ description: 'limit;w=seconds' }),
};
const openHeaders = z.object(everyHeader);
const answerHeaders = z.object({
  ...everyHeader,
  'Block-Height': z.int().min(0).optional().meta({
    description: 'The block in which the command took effect, or as of which the answer is: name it as minBlock',
  }),
  'Idempotency-Hit': z.literal('true').optional().meta({ description: 'The command had been done before' }),
});
const fileHeaders = z.object({
  ...everyHeader,
  'Content-Disposition': z.string().meta({ description: 'Under which name to save it' }),
});
const signInHeaders = z.object({ 'WWW-Authenticate': z.string().meta({ description: 'Bearer' }) });
const laterHeaders = z.object({
  'Retry-After': z.int().min(1).optional().meta({ description: 'Seconds after which to repeat the request' }),
});

export function openApiOf(routes: readonly Operation[], { version }: { readonly version: string }) {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const route of routes) paths[route.path] = { ...paths[route.path], [route.method]: operationOf(route) };
  const description: ZodOpenApiObject = {
    openapi: '3.1.0',
    info: {
      title: 'Tallystick',
      version,
      description: infoDescription,
      license,
      contact,
    },
    servers,
    tags,
    components: {
      schemas: { Problem: problemForm },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'The token of a user' },
        session: { type: 'apiKey', in: 'cookie', name: cookieName, description: 'The session of a browser' },
      },
    },
    paths,
  };
  return withFormats(createDocument(description));
}

/** A generator of clients takes an integer for one of 32 bits unless it is told otherwise. */
function withFormats<T>(node: T): T {
  if (Array.isArray(node)) return node.map(withFormats) as T;
  if (typeof node !== 'object' || node === null) return node;
  const members = Object.entries(node).map(([name, member]) => [name, withFormats(member)] as const);
  const { type, minimum, maximum } = node as Readonly<Record<string, unknown>>;
  const format = type === 'integer' ? [['format', isShort(minimum, maximum) ? 'int32' : 'int64'] as const] : [];
  return Object.fromEntries([...members, ...format]) as T;
}

function isShort(minimum: unknown, maximum: unknown): boolean {
  return typeof minimum === 'number' && typeof maximum === 'number' && minimum >= -(2 ** 31) && maximum < 2 ** 31;
}

function operationOf(route: Operation): ZodOpenApiOperationObject {
  const { summary, access, params, query, body, multipart, lastEventId } = route;
  const isOpen = access === 'OPEN';
  const shown = {
    ...shapeOf(query),
    ...(isList(route) ? { format: formatForm } : {}),
    ...(isOpen ? {} : { minBlock: minBlockForm }),
  };
  return {
    summary,
    operationId: route.id,
    tags: [findTag(route.path)],
    security: isOpen ? [] : [{ token: [] }, { session: [] }],
    description: describeOperation(route),
    requestParams: {
      ...(params === undefined ? {} : { path: z.object(shapeOf(params)) }),
      ...(Object.keys(shown).length === 0 ? {} : { query: z.object(shown) }),
      ...(lastEventId === undefined ? {} : { header: z.object({ 'Last-Event-ID': lastEventId.optional() }) }),
    },
    ...(body === undefined
      ? {}
      : { requestBody: bodyOf(route.id, body, multipart ? 'multipart/form-data' : 'application/json') }),
    responses: { ...answersOf(route), ...problemsOf(route) },
  };
}

function bodyOf(id: string, body: z.ZodType, type: string) {
  const example = requestExamples[id];
  const content = { [type]: { schema: body, ...(example === undefined ? {} : { example }) } };
  return { required: !body.safeParse(undefined).success, content };
}

function answersOf(route: Operation): ZodOpenApiResponsesObject {
  const { access, answers } = route;
  const tables = Object.values(exportTypes).map((type) => [type, { schema: z.string() }] as const);
  return Object.fromEntries(
    Object.entries(answers).map(([status, { description, ...form }]) => [
      status,
      {
        description,
        ...withTables(contentOf(form), isList(route) ? tables : []),
        headers: access === 'OPEN' ? openHeaders : headersOf(form),
      },
    ]),
  );
}

function withTables<T extends { readonly content?: object }>(
  described: T,
  tables: readonly (readonly [string, object])[],
): T {
  return tables.length === 0
    ? described
    : { ...described, content: { ...described.content, ...Object.fromEntries(tables) } };
}

function contentOf({ body, type = 'application/json', events }: Omit<AnswerForm, 'description'>) {
  if (events !== undefined) return { content: { [type]: { schema: events } } };
  if (body !== undefined) return { content: { [type]: { schema: body } } };
  return type === 'application/json' ? {} : { content: { [type]: { schema: z.string() } } };
}

function headersOf({ body, type }: Omit<AnswerForm, 'description'>) {
  if (type === undefined) return body === undefined ? openHeaders : answerHeaders;
  return type.startsWith('application/') ? fileHeaders : openHeaders;
}

/** One entry a status, with the codes that it may carry. */
function problemsOf(route: Operation): ZodOpenApiResponsesObject {
  const codes = new Map<number, ProblemCode[]>();
  for (const code of codesOf(route)) codes.set(statusOf(code), [...(codes.get(statusOf(code)) ?? []), code]);
  return Object.fromEntries(
    [...codes].map(([status, ofStatus]) => [String(status), describeProblem(status, ofStatus)]),
  );
}

function describeProblem(status: number, codes: readonly ProblemCode[]) {
  const schema = {
    allOf: [{ $ref: '#/components/schemas/Problem' }],
    type: 'object' as const,
    properties: { status: { const: status }, code: { type: 'string' as const, enum: [...codes] } },
  };
  const description = codes.map((code) => `${code}: ${textOf(code)}`).join('\n\n');
  const content = { 'application/problem+json': { schema } };
  return { description, content, ...headersOfProblem(status), 'x-codes': codes.map(codeData) };
}

/** A refusal as data, for programs that make clients or pages of the document. */
function codeData(code: ProblemCode) {
  const retryAfterSeconds = retryAfterOf(code);
  return { code, text: textOf(code), ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) };
}

function headersOfProblem(status: number) {
  if (status === 401) return { headers: signInHeaders };
  return status === 429 || status === 503 ? { headers: laterHeaders } : {};
}

/** What every route of its kind can answer, and what is particular to it. */
export function codesOf(route: Operation): ReadonlySet<ProblemCode> {
  const { method, access, params, query, multipart, refusals = [] } = route;
  const takesBody = method !== 'get';
  const codes: ProblemCode[] = ['REQUEST_MALFORMED', 'TOO_MANY_REQUESTS', 'INTERNAL'];
  if (takesBody) codes.push('BODY_TOO_LARGE', 'MEDIA_TYPE_NOT_SUPPORTED', 'BODY_TOO_SLOW');
  if (takesBody && !multipart) codes.push('BODY_NOT_JSON', 'BODIES_BUSY');
  if (params !== undefined) codes.push('IDENTIFIER_PERSONAL');
  if ('cursor' in shapeOf(query)) codes.push('CURSOR_UNKNOWN');
  if (isList(route)) codes.push('TOO_MANY_STREAMS');
  if (access !== 'OPEN') {
    codes.push(
      'NOT_SIGNED_IN',
      'SESSION_ENDED',
      'CROSS_SITE_REQUEST',
      'TOO_MANY_FAILED_SIGN_INS',
      'ROLE_NOT_ALLOWED',
      'LEDGER_UNAVAILABLE',
      'CLOCK_OUT_OF_WINDOW',
      'STORE_UNAVAILABLE',
      'NOT_CAUGHT_UP',
    );
    if (access.partyOrgTypes !== undefined) {
      codes.push('ALLIANCE_NOT_FOUNDED', 'CALLER_NOT_MEMBER', 'CALLER_TYPE_NOT_ALLOWED');
    }
  }
  if (route.secondApproval) {
    codes.push(
      ...(multipart ? (['APPROVAL_NEEDS_JSON'] as const) : (['SECOND_APPROVAL_NEEDED', 'APPROVALS_TOO_MANY'] as const)),
    );
  }
  return new Set([...codes, ...refusals]);
}

/** Own sentences first, then who may call. */
function describeOperation({ description, access }: Operation): string {
  return [description, access === 'OPEN' ? 'Anybody may call.' : describeCallers(access)].filter(Boolean).join(' ');
}

function describeCallers({ roles, partyOrgTypes }: Exclude<Access, 'OPEN'>): string {
  const types = partyOrgTypes === undefined ? 'any institution' : partyOrgTypes.join(', ');
  return `Roles: ${roles.join(', ')}. Institutions: ${types}.`;
}

function shapeOf(form: Operation['query']): z.ZodRawShape {
  return form instanceof z.ZodObject ? form.shape : {};
}
