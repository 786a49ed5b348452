/** The names that a route's forms know: errors repeat no other, because it could be a value, somebody's number or name. */
import { z } from 'zod';
import type { Operation } from '../api/operation';

const known = new WeakMap<Operation, ReadonlySet<string>>();

export function documentedNames(route: Operation): ReadonlySet<string> {
  const { params, query, body } = route;
  const found = known.get(route) ?? new Set([params, query, body].flatMap((form) => (form ? namesIn(form) : [])));
  known.set(route, found);
  return found;
}

/** Also of what is made of a text, as with the conditions of an upload. */
function namesIn(form: z.ZodType): string[] {
  return (['input', 'output'] as const).flatMap((io) =>
    membersIn(z.toJSONSchema(form, { io, unrepresentable: 'any' })),
  );
}

function membersIn(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties = {} } = schema as { readonly properties?: object };
  return [...Object.keys(properties), ...Object.values(schema).flatMap(membersIn)];
}
