/** Holds a request against its route's forms. What does not fit is named by its path; values are never repeated. */
import { z } from 'zod';
import { refusePersonal } from '../../chaincode/api/identifiers';
import { type FieldError, textOfPath } from '../api/field-error';
import { messageOf } from '../api/form-error';
import type { Operation } from '../api/operation';
import { Problem } from '../api/problem';
import { documentedNames } from './documented-names';

export interface Received {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly lastEventId: string | undefined;
}

const maxErrors = 100;
const noQuery = z.strictObject({});
/** What a route does not ask for is not looked at. */
const nothing = z.unknown().transform(() => undefined);

/**
 * The parsed request. Throws IDENTIFIER_PERSONAL for an address that names a person's number, then REQUEST_MALFORMED with
 * every offending field, at most 100.
 */
export function validate(route: Operation, received: Received): Received {
  for (const part of Object.values(received.params as Record<string, unknown>)) {
    refusePersonal(String(part));
  }
  const params = (route.params ?? nothing).safeParse(received.params);
  const query = (route.query ?? noQuery).safeParse(received.query);
  const body = (route.body ?? nothing).safeParse(received.body);
  const lastEventId = (route.lastEventId?.optional() ?? nothing).safeParse(received.lastEventId);
  // Whether something was said about a refusal does not matter: what did not parse never reaches a handler.
  if (!params.success || !query.success || !body.success || !lastEventId.success) {
    const names = documentedNames(route);
    const isTwice = ({ path: [name] }: z.core.$ZodIssue) => Array.isArray(Object(received.query)[String(name)]);
    const errors = [params, query, body].flatMap((parsed) =>
      (parsed.error?.issues ?? []).flatMap((issue) =>
        parsed === query && isTwice(issue)
          ? { path: textOfPath(issue.path, names), message: 'occurs twice' }
          : fieldErrors(issue, names),
      ),
    );
    for (const issue of lastEventId.error?.issues ?? []) {
      errors.push({ path: 'Last-Event-ID', message: messageOf(issue) });
    }
    throw new Problem('REQUEST_MALFORMED', { errors: errors.slice(0, maxErrors) });
  }
  return { params: params.data, query: query.data, body: body.data, lastEventId: lastEventId.data };
}

function fieldErrors(issue: z.core.$ZodIssue, names: ReadonlySet<string>): FieldError[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: textOfPath([...issue.path, key], names),
      message: 'is not documented',
    }));
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    return closest(issue.errors).flatMap((inner) =>
      fieldErrors({ ...inner, path: [...issue.path, ...inner.path] }, names),
    );
  }
  return [{ path: textOfPath(issue.path, names), message: messageOf(issue) }];
}

/** Of the forms that it could have, the one of which it has the most members. */
function closest(forms: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] {
  const strangeness = (issues: readonly z.core.$ZodIssue[]) =>
    issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 0), 0);
  return [...forms].sort((one, other) => strangeness(one) - strangeness(other))[0] ?? [];
}
