/** The parts of the REST document that the client is made of, by operation. */
import { z } from 'zod';
import { createDocument } from 'zod-openapi';
import type { Operation } from '../../gateway/api/operation';
import { codesOf, openApiOf } from '../../gateway/http/openapi';
import type { Schema } from './type-text';

export interface Parameter {
  readonly name: string;
  readonly schema: Schema;
  readonly isRequired: boolean;
}

export interface Described {
  readonly operation: Operation & { readonly call: string };
  readonly summary: string;
  readonly description: string;
  readonly path: readonly Parameter[];
  readonly query: readonly Parameter[];
  readonly body?: { readonly schema: Schema; readonly isRequired: boolean };
  /** The bodies of its answers by media type; each schema once. */
  readonly answers: readonly { readonly type: string; readonly schema: Schema }[];
  readonly codes: readonly string[];
}

export interface Document {
  readonly schemas: Readonly<Record<string, Schema>>;
  readonly operations: readonly Described[];
}

interface OperationObject {
  readonly summary: string;
  readonly description: string;
  readonly parameters?: readonly {
    readonly in: string;
    readonly name: string;
    readonly required?: boolean;
    readonly schema: Schema;
  }[];
  readonly requestBody?: { readonly required: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

type Content = Readonly<Record<string, { readonly schema: Schema }>>;

/** All calls take these as options, not as members of the request. */
const options = ['minBlock'];
/** Exports of lists are files for people; the client gives out items. */
const forPeople = ['format'];

export function readDocument(table: readonly Operation[]): Document {
  // Exports of a module come in another order from another compiler.
  const operations = table.toSorted((one, other) => (orderKey(one) < orderKey(other) ? -1 : 1));
  const { components, paths } = plain<{
    components: { schemas: Record<string, Schema> };
    paths: Record<string, Record<string, OperationObject>>;
  }>(openApiOf(operations, { version: '0' }));
  const { Problem: _problem, ...schemas } = components.schemas;
  const conditions = conditionForms(operations);
  return {
    schemas: { ...schemas, ...conditions.schemas },
    operations: operations.map((operation) => {
      const { id, call, path, method } = operation;
      const found = paths[path]?.[method];
      if (call === undefined || found === undefined) throw new Error(`${id} has no call, or is not in the document`);
      return describe({ ...operation, call }, found, conditions.names[id]);
    }),
  };
}

function orderKey({ path, method }: Operation): string {
  return `${path} ${method}`;
}

function describe(operation: Described['operation'], found: OperationObject, conditions?: string): Described {
  const { summary, description, parameters = [], requestBody, responses } = found;
  const sent = Object.values(requestBody?.content ?? {})[0]?.schema;
  const parametersIn = (place: string): readonly Parameter[] =>
    parameters
      .filter((parameter) => parameter.in === place && ![...options, ...forPeople].includes(parameter.name))
      .map(({ name, schema, required = false }) => ({ name, schema, isRequired: required }));
  const answers = Object.entries(responses)
    .filter(([status]) => Number(status) < 400)
    .flatMap(([, { content = {} }]) =>
      Object.entries(content)
        .filter(([type]) => type === 'application/json' || content['application/json'] === undefined)
        .map(([type, { schema }]) => ({ type, schema })),
    );
  return {
    operation,
    summary,
    description,
    path: parametersIn('path'),
    query: parametersIn('query'),
    ...(sent === undefined
      ? {}
      : { body: { schema: withConditions(sent, conditions), isRequired: requestBody?.required === true } }),
    answers: answers.filter(
      ({ schema }, at) => answers.findIndex((one) => JSON.stringify(one.schema) === JSON.stringify(schema)) === at,
    ),
    codes: [...codesOf(operation)],
  };
}

/** An upload carries its conditions as a text of JSON; a caller gives them as what they are. */
function withConditions(schema: Schema, name: string | undefined): Schema {
  if (name === undefined) return schema;
  return { ...schema, properties: { ...schema.properties, conditions: { $ref: `#/components/schemas/${name}` } } };
}

/** The forms that conditions are parsed to, which the document does not hold. */
function conditionForms(operations: readonly Operation[]) {
  const forms = operations.flatMap(({ id, multipart, body }) => {
    if (!multipart || !(body instanceof z.ZodObject)) return [];
    const text = body.shape.conditions as z.ZodOptional<z.ZodPipe<z.ZodType, z.ZodType>>;
    const form = text.unwrap().out as z.ZodType;
    const name = form.meta()?.id;
    if (name === undefined) throw new Error(`the conditions of ${id} have no name`);
    return [{ id, name, form }];
  });
  if (forms.length === 0) return { schemas: {}, names: {} };
  const { components } = plain<{ components: { schemas: Record<string, Schema> } }>(
    createDocument({
      openapi: '3.1.0',
      info: { title: '', version: '0' },
      components: { schemas: Object.fromEntries(forms.map(({ name, form }) => [name, form])) },
      paths: {
        '/': {
          post: {
            requestBody: { content: { 'application/json': { schema: z.union(forms.map(({ form }) => form)) } } },
            responses: {},
          },
        },
      },
    }),
  );
  return { schemas: components.schemas, names: Object.fromEntries(forms.map(({ id, name }) => [id, name])) };
}

function plain<T>(value: unknown): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
