/** Walks the forms of requests: every form within a form, with the path at which its values lie. */

import type { z } from 'zod';
import type { Operation } from '../../../gateway/api/operation';

export interface Found {
  readonly route: string;
  readonly part: 'params' | 'query' | 'body';
  readonly path: string;
  readonly form: z.core.$ZodType;
}

/** Forms that hold others, by zod's own name of their type. */
// biome-ignore lint/suspicious/noExplicitAny: each type of form has members of its own
type Def = any;

const inner: Readonly<Record<string, (def: Def) => readonly (readonly [string, z.core.$ZodType])[]>> = {
  object: ({ shape }) =>
    Object.entries(shape as Record<string, z.core.$ZodType>).map(([key, form]) => [`.${key}`, form]),
  array: ({ element }) => [['[]', element]],
  record: ({ keyType, valueType }) => [
    ['{key}', keyType],
    ['{}', valueType],
  ],
  union: ({ options }) => options.map((form: z.core.$ZodType) => ['', form]),
  optional: ({ innerType }) => [['', innerType]],
  nullable: ({ innerType }) => [['', innerType]],
  default: ({ innerType }) => [['', innerType]],
  prefault: ({ innerType }) => [['', innerType]],
  readonly: ({ innerType }) => [['', innerType]],
  pipe: ({ in: input, out }) => [
    ['', input],
    [' made', out],
  ],
};

/** Forms that hold no others. A type that is in neither table has to be thought about. */
const leaves = ['string', 'number', 'boolean', 'enum', 'literal', 'transform', 'custom'];

export function formsOf(routes: readonly Operation[]): Found[] {
  return routes.flatMap(({ method, path, params, query, body }) =>
    Object.entries({ params, query, body }).flatMap(([part, form]) =>
      form === undefined ? [] : walk({ route: `${method} ${path}`, part: part as Found['part'], path: '', form }),
    ),
  );
}

function walk(found: Found): Found[] {
  const { def } = found.form._zod as { readonly def: Def };
  const held = inner[def.type];
  if (held === undefined && !leaves.includes(def.type)) throw new Error(`${found.route}: what of a form ${def.type}?`);
  const members = held?.(def) ?? [];
  return [found, ...members.flatMap(([step, form]) => walk({ ...found, path: found.path + step, form }))];
}

export function typeOf({ form }: Found): string {
  return form._zod.def.type;
}

export function nameOf({ route, part, path }: Found): string {
  return `${route} ${part}${path}`;
}
