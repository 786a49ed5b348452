/**
 * The generated part of the client package: a type for each form of the REST language, a method for each operation, and a table by
 * which the runtime makes requests. It follows from the table of operations and from nothing else.
 */
import type { Operation } from '../../gateway/api/operation';
import { type Described, type Document, readDocument } from './document';
import { comment, indented, memberText, objectOf, type Schema, schemaName, typeText } from './type-text';

/** Members that the runtime adds to every answer, so no form may have them. */
const addedMembers = ['idempotencyHit', 'blockHeight', 'requestId'];

export function emitClient(operations: readonly Operation[], version: string): string {
  const document = readDocument(operations);
  const parts = [
    `/** Made by \`npm run emit:client\` of the table of operations (gateway/api/operations.ts); a test holds it current. */`,
    `import type { Answered, Call, CallOptions, Delivered, EventsRequest, FileToUpload, Pages, UploadOptions } from './call';`,
    `export const version = '${version}';`,
    `${comment('A request without members.')}export type Nothing = Readonly<Record<string, never>>;`,
    ...schemaTypes(document),
    ...document.operations.flatMap((described) => operationTypes(document, described)),
    codes(document.operations),
    resources(document.operations),
    calls(document.operations),
  ];
  return `${parts.join('\n\n')}\n`;
}

function schemaTypes({ schemas, operations }: Document): readonly string[] {
  const sent = new Set<string>();
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const { $ref } = node as Schema;
    const name = typeof $ref === 'string' ? schemaName($ref) : undefined;
    if (name !== undefined && sent.has(name)) return;
    if (name !== undefined) sent.add(name);
    for (const inner of name === undefined ? Object.values(node) : [schemas[name]]) visit(inner);
  };
  for (const { body, path, query } of operations) visit([body, path, query]);
  return Object.entries(schemas).map(([name, schema]) =>
    declare(name, typeText(schema, { isRequest: sent.has(name) }), schema.description),
  );
}

function operationTypes(document: Document, described: Described): readonly string[] {
  const { operation, answers } = described;
  const kind = answerKind(described);
  if (kind === 'EVENTS') requireFreeEvents(described, document);
  const request = kind === 'EVENTS' || requestMembers(described) === 'Nothing' ? [] : [declareRequest(described)];
  if (kind !== 'JSON' && kind !== 'UPLOAD' && kind !== 'PAGE') return request;
  for (const { schema } of answers) requireFreeMembers(operation.id, schema);
  const name = kind === 'PAGE' ? itemName(described) : answerName(described);
  const schemas = kind === 'PAGE' ? [itemSchema(described)] : answers.map(({ schema }) => schema);
  if (schemas.every(({ $ref }) => typeof $ref === 'string')) return request;
  const type = schemas.map((schema) => typeText(schema, { isRequest: false })).join(' | ');
  return [...request, declare(name, type)];
}

function declareRequest(described: Described): string {
  return declare(requestName(described), requestMembers(described));
}

/** The members of path, query and body as one: they have different names. */
function requestMembers({ operation: { id, multipart }, path, query, body }: Described): string {
  const parameters = [...path, ...query].map(({ name, schema, isRequired }) =>
    memberText(name, schema, { isRequest: true, isRequired }),
  );
  if (body === undefined) return objectOf(parameters);
  const { properties, required = [] } = body.schema;
  if (properties === undefined) {
    const type = typeText(body.schema, { isRequest: true });
    return parameters.length === 0 ? type : `${objectOf(parameters)} & (${type})`;
  }
  const members = Object.entries(properties).filter(([name]) => !(multipart && name === 'file'));
  const twice = members.find(([name]) => [...path, ...query].some((parameter) => parameter.name === name));
  if (twice !== undefined) throw new Error(`${id} has two members named ${twice[0]}`);
  const texts = members.map(([name, schema]) =>
    memberText(name, schema, { isRequest: true, isRequired: body.isRequired && required.includes(name) }),
  );
  return objectOf([...parameters, ...texts]);
}

function mayBeAbsent({ path, query, body }: Described): boolean {
  const isNeeded = [...path, ...query].some(({ isRequired }) => isRequired);
  return !isNeeded && (body === undefined || !body.isRequired);
}

type Kind = 'JSON' | 'NOTHING' | 'PAGE' | 'FILE' | 'TEXT' | 'UPLOAD' | 'EVENTS';

function answerKind({ operation: { multipart }, answers, query }: Described): Kind {
  const [first] = answers;
  if (first === undefined) return 'NOTHING';
  if (first.type === 'text/event-stream') return 'EVENTS';
  if (first.type.startsWith('text/')) return 'TEXT';
  if (first.type !== 'application/json') return 'FILE';
  if (multipart) return 'UPLOAD';
  const isPage = query.some(({ name }) => name === 'cursor') && first.schema.properties?.items !== undefined;
  return isPage ? 'PAGE' : 'JSON';
}

function itemSchema({ answers }: Described): Schema {
  return answers[0]?.schema.properties?.items?.items as Schema;
}

function itemName(described: Described): string {
  const { $ref } = itemSchema(described);
  return typeof $ref === 'string' ? schemaName($ref) : `${requestName(described)}Item`;
}

function answerName(described: Described): string {
  const [first, ...others] = described.answers;
  const reference = others.length === 0 ? first?.schema.$ref : undefined;
  return typeof reference === 'string' ? schemaName(reference) : `${requestName(described)}Answer`;
}

function requestName({ operation: { id } }: Described): string {
  return id.replace(/^./, (first) => first.toUpperCase());
}

function requireFreeMembers(id: string, { properties = {} }: Schema): void {
  const taken = addedMembers.find((name) => name in properties);
  if (taken !== undefined) throw new Error(`${id} answers a member named ${taken}, which the client adds`);
}

/** The client adds the id to the data of an event. */
function requireFreeEvents({ operation, answers }: Described, { schemas }: Document): void {
  const resolved = ({ $ref, ...schema }: Schema): Schema =>
    typeof $ref === 'string' ? (schemas[schemaName($ref)] ?? {}) : schema;
  const events = answers.flatMap(({ schema }) => (resolved(schema).anyOf ?? []) as readonly Schema[]);
  const taken = events.map(resolved).find(({ properties = {} }) => 'id' in properties);
  if (events.length === 0 || taken !== undefined)
    throw new Error(`${operation.id} streams no events, or one with an id`);
}

function codes(operations: readonly Described[]): string {
  const [first, ...others] = operations;
  const everywhere = (first?.codes ?? []).filter((code) => others.every((one) => one.codes.includes(code)));
  const union = (names: readonly string[]) => names.map((code) => `'${code}'`).join(' | ');
  const members = operations.map(({ operation: { call }, codes: own }) => {
    const particular = own.filter((code) => !everywhere.includes(code));
    return `readonly '${call}': ${['Everywhere', ...(particular.length === 0 ? [] : [union(particular)])].join(' | ')};`;
  });
  return [
    `type Everywhere = ${union(everywhere)};`,
    '',
    `${comment('The codes of the refusals of each call.')}export interface Codes ${objectOf(members)}`,
  ].join('\n');
}

function resources(operations: readonly Described[]): string {
  const byResource = new Map<string, string[]>();
  const topLevel: string[] = [];
  for (const described of operations) {
    const [resource = '', method] = described.operation.call.split('.');
    if (method === undefined) topLevel.push(methodText(resource, described));
    else byResource.set(resource, [...(byResource.get(resource) ?? []), ...methodTexts(method, described, operations)]);
  }
  const members = [...byResource].map(([resource, methods]) => `readonly ${resource}: ${objectOf(methods)};`);
  return `${comment('The operations of a gateway, by resource.')}export interface Resources ${objectOf([...topLevel, ...members])}`;
}

/** An upload has a way to see it to its end beside it. */
function methodTexts(method: string, described: Described, operations: readonly Described[]): readonly string[] {
  const text = methodText(method, described);
  if (answerKind(described) !== 'UPLOAD') return [text];
  const resource = described.operation.call.replace(/\..*/, '');
  const read = operations.find(({ operation: { call } }) => call === `${resource}.read`);
  if (read === undefined) throw new Error(`${resource} cannot be read`);
  const watch = `watch(request: { readonly importId: string }, options?: CallOptions): AsyncIterable<Answered<${answerName(read)}>>;`;
  return [text, `${comment('Read the import again and again until it has ended. The last state is its end.')}${watch}`];
}

function methodText(method: string, described: Described): string {
  const { summary, description } = described;
  const kind = answerKind(described);
  const text = comment(`${summary}. ${description}`);
  if (kind === 'EVENTS') {
    const event = typeText(described.answers[0]?.schema ?? {}, { isRequest: false });
    return `${text}${method}(request?: EventsRequest<${event}['name']>): AsyncIterable<Delivered<${event}>>;`;
  }
  const members = requestMembers(described);
  const type = members === 'Nothing' ? 'Nothing' : requestName(described);
  if (kind === 'UPLOAD') {
    const options = `options?: UploadOptions & ${type}`;
    return `${text}${method}(file: FileToUpload, ${options}): Promise<Answered<${answerName(described)}>>;`;
  }
  const mark = mayBeAbsent(described) ? '?' : '';
  return `${text}${method}(request${mark}: ${type}, options?: CallOptions): ${answerType(kind, described)};`;
}

function answerType(kind: Exclude<Kind, 'EVENTS' | 'UPLOAD'>, described: Described): string {
  switch (kind) {
    case 'JSON':
      return `Promise<Answered<${answerName(described)}>>`;
    case 'PAGE':
      return `Pages<${itemName(described)}>`;
    case 'FILE':
      return 'Promise<Uint8Array>';
    case 'TEXT':
      return 'Promise<string>';
    case 'NOTHING':
      return 'Promise<void>';
  }
}

function calls(operations: readonly Described[]): string {
  const members = operations.map((described) => {
    const { operation, query, body } = described;
    const { call, method, path, repeatable } = operation;
    const parts = [
      `method: '${method.toUpperCase()}'`,
      `path: '${path}'`,
      `answer: '${answerKind(described)}'`,
      ...(query.length === 0 ? [] : [`query: [${query.map(({ name }) => `'${name}'`).join(', ')}]`]),
      ...(body === undefined || operation.multipart ? [] : [`body: '${body.isRequired ? 'REQUIRED' : 'OPTIONAL'}'`]),
      ...(repeatable === undefined ? [] : [`repeatable: ${repeatText(repeatable)}`]),
    ];
    return `'${call}': { ${parts.join(', ')} },`;
  });
  return [
    `${comment('How each call is made.')}export const calls = {`,
    indented(members.join('\n')),
    '} as const satisfies Readonly<Record<string, Call>>;',
    '',
    'export type CallName = keyof typeof calls;',
  ].join('\n');
}

function repeatText(repeatable: NonNullable<Operation['repeatable']>): string {
  return typeof repeatable === 'string' ? `'${repeatable}'` : `{ with: '${repeatable.with}' }`;
}

function declare(name: string, type: string, description?: string): string {
  return `${comment(description && `${description}.`)}export type ${name} = ${type};`;
}
