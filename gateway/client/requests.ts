/** A call's request as HTTP: members of the request fill the path, then the query, and what is left is the body. */
import type { Call, CallOptions } from './call';
import { type CallName, calls } from './emitted';

export interface Sendable {
  readonly call: CallName;
  readonly method: Call['method'];
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** A text, or a body that can be sent again. */
  readonly body?: string | Blob;
  readonly mayRepeat: boolean;
}

export type Members = Readonly<Record<string, unknown>>;

/** Throws TypeError for a request without a member that the path needs, or with one that the call does not take. */
export function newRequest(base: string, name: CallName, request: Members, options: CallOptions = {}): Sendable {
  const call: Call = calls[name];
  const left = new Map(Object.entries(request).filter(([, value]) => value !== undefined));
  const take = (member: string): unknown => {
    const value = left.get(member);
    left.delete(member);
    return value;
  };
  const path = call.path.replace(/\{(\w+)\}/g, (_, member: string) => pathPart(name, member, take(member)));
  const url = new URL(base.replace(/\/+$/, '') + path);
  for (const member of call.query ?? []) addToQuery(url, member, take(member));
  addToQuery(url, 'minBlock', options.minBlock);
  if (call.body === undefined && left.size > 0) throw new TypeError(`${name} takes no ${[...left.keys()].join(', ')}`);
  const hasBody = call.body === 'REQUIRED' || left.size > 0;
  return {
    call: name,
    method: call.method,
    url,
    headers: hasBody ? { 'content-type': 'application/json' } : {},
    ...(hasBody ? { body: JSON.stringify(Object.fromEntries(left)) } : {}),
    mayRepeat: mayRepeat(call, request),
  };
}

/** A URL resolves dots, so they would name another address. */
function pathPart(name: CallName, member: string, value: unknown): string {
  if (typeof value !== 'string' || /^\.{0,2}$/.test(value)) throw new TypeError(`${name} needs ${member}`);
  return encodeURIComponent(value);
}

function addToQuery(url: URL, member: string, value: unknown): void {
  if (value !== undefined) url.searchParams.set(member, Array.isArray(value) ? value.join(',') : String(value));
}

function mayRepeat({ repeatable }: Call, request: Members): boolean {
  if (repeatable === undefined) return true;
  return repeatable !== 'NEVER' && request[repeatable.with] !== undefined;
}
