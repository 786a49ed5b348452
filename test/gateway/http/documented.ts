/** Holds an answer against what the document says of its route: its status, the form of its refusal, the members of a read. */
import { isDeepStrictEqual } from 'node:util';
import type { Operation } from '../../../gateway/api/operation';
import { type ProblemCode, statusOf, textOf } from '../../../gateway/api/problems';
import { exportTypes, isList } from '../../../gateway/http/exports';
import { codesOf, problemForm } from '../../../gateway/http/openapi';

interface Answer {
  readonly method: string;
  readonly path: string;
  readonly response: Response;
  readonly text: string;
  /** A real ledger answered, so that answers of commands are what chaincode says. */
  readonly isFromLedger?: boolean;
}

/** Throws where the answer is none that is documented. */
export function requireDocumented(
  table: readonly Operation[],
  { method, path, response, text, isFromLedger = false }: Answer,
): void {
  const route = table.find((one) => one.method === method.toLowerCase() && isOf(one.path, path));
  if (route === undefined) return;
  const { status } = response;
  const refuse = (what: string): never => {
    throw new Error(`${method} ${route.path} answers ${status} ${what}: ${text}`);
  };
  const form = route.answers[status];
  const body = text === '' ? undefined : parse(text);
  if (form === undefined) {
    requireProblem(route, status, body, refuse);
    return;
  }
  // A list as a table, which the document names beside its JSON.
  const type = response.headers.get('content-type')?.split(';')[0];
  if (isList(route) && Object.values(exportTypes).some((one) => one === type)) return;
  // The fake ledger answers a command with the command itself, and a handler may pass that on.
  if (form.body === undefined || (route.method !== 'get' && !isFromLedger)) return;
  const { data, error } = form.body.safeParse(body);
  if (error !== undefined) refuse(`with what does not fit ${JSON.stringify(error.issues)}`);
  // Members that nobody documented are left out by the form.
  if (!isDeepStrictEqual(data, body)) refuse('with members that are not documented');
}

function requireProblem(route: Operation, status: number, body: unknown, refuse: (what: string) => never): void {
  if (status < 400) refuse('which is not documented');
  const { data, error } = problemForm.safeParse(body);
  if (error !== undefined)
    throw new Error(`a problem of ${route.path} that does not fit ${JSON.stringify(error.issues)}`);
  const code = data.code as ProblemCode;
  if (!codesOf(route).has(code)) refuse('with a code that is not documented');
  const expected = { type: `urn:tallystick:problem:${code}`, title: textOf(code), status: statusOf(code) };
  const { type, title } = data;
  if (!isDeepStrictEqual({ type, title, status: data.status }, expected) || status !== expected.status) {
    refuse(`other than ${JSON.stringify(expected)}`);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function isOf(pattern: string, path: string): boolean {
  return new RegExp(`^${pattern.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path);
}
