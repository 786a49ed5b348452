/** Holds an answer against what the document says of its route: its status, the code of its refusal, the members of a read. */
import { isDeepStrictEqual } from 'node:util';
import type { Operation } from '../../../gateway/api/operation';
import { codesOf } from '../../../gateway/http/openapi';

interface Answer {
  readonly method: string;
  readonly path: string;
  readonly response: Response;
  readonly text: string;
}

/** Throws where the answer is none that is documented. */
export function requireDocumented(table: readonly Operation[], { method, path, response, text }: Answer): void {
  const route = table.find((one) => one.method === method.toLowerCase() && isOf(one.path, path));
  if (route === undefined) return;
  const { status } = response;
  const refuse = (what: string): never => {
    throw new Error(`${method} ${route.path} answers ${status} ${what}: ${text}`);
  };
  const form = route.answers[status];
  if (form === undefined) {
    const { code } = JSON.parse(text);
    const isKnown = status >= 400 && (codesOf(route) as ReadonlySet<string>).has(code);
    if (!isKnown && code !== 'INTERNAL') refuse('which is not documented');
    return;
  }
  // What commands answer is the ledger's, and the fake of one answers what it was sent.
  if (form.body === undefined || route.method !== 'get') return;
  const body = JSON.parse(text);
  const { data, error } = form.body.safeParse(body);
  if (error !== undefined) refuse(`with what does not fit ${JSON.stringify(error.issues)}`);
  // Members that nobody documented are left out by the form.
  if (!isDeepStrictEqual(data, body)) refuse('with members that are not documented');
}

function isOf(pattern: string, path: string): boolean {
  return new RegExp(`^${pattern.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path);
}
