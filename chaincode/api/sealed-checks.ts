/** Checks of single members, of objects with closed members, and of canonical texts. Nothing of Node is used here. */
import { decodeBase64url } from './base64url';
import { canonicalJson } from './canonical';
import { parseForeignJson } from './json';

export type Check = (value: unknown) => boolean;
export type Form = Readonly<Record<string, Check>>;

export const is =
  (expected: unknown): Check =>
  (value) =>
    value === expected;
export const isString: Check = (value) => typeof value === 'string';
export const isVersion: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 1;
export const isPadding: Check = (value) => typeof value === 'string' && /^ *$/.test(value);
export const isObject: Check = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
export const isPartyId: Check = (value) => typeof value === 'string' && /^[A-Za-z0-9.-]{1,64}$/.test(value);

/** Canonical base64url of so many bytes. */
export function isBytes(least: number, most = least): Check {
  return (value) => {
    const length = typeof value === 'string' ? decodeBase64url(value)?.length : undefined;
    return length !== undefined && length >= least && length <= most;
  };
}

/** True for an object with these members, perhaps the optional ones, and no others. */
export function hasForm(value: unknown, form: Form, optional: Form = {}): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const members = new Map(Object.entries(value));
  const checks = { ...optional, ...form };
  return (
    Object.keys(form).every((name) => members.has(name)) &&
    [...members].every(([name, member]) => Object.hasOwn(checks, name) && checks[name]?.(member))
  );
}

/** Undefined for what is no JSON, nested too deep, or not the canonical text of what it says. */
export function parseCanonical(text: string): unknown {
  try {
    const value = parseForeignJson(text);
    return canonicalJson(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Undefined where the bytes are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
