/**
 * Canonical JSON (RFC 8785, without floats): the one form in which values are hashed, compared and stored.
 *
 * Endorsements are compared as bytes, so what is not exactly representable is refused rather than rounded: floats,
 * integers beyond 2^53, undefined members, lone surrogates.
 */
/** Members with the value undefined are left out. Throws TypeError on anything that has no exact form. */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return canonicalString(value);
  if (typeof value === 'number') return canonicalInteger(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object') return canonicalObject(value as Readonly<Record<string, unknown>>);
  throw new TypeError(`a ${typeof value} has no canonical form`);
}

/** Array.prototype.sort compares UTF-16 code units, which is the order of RFC 8785. */
function canonicalObject(members: Readonly<Record<string, unknown>>): string {
  let text = '';
  for (const name of Object.keys(members).sort()) {
    const member = members[name];
    if (member !== undefined) text += `${text === '' ? '' : ','}${canonicalString(name)}:${canonicalJson(member)}`;
  }
  return `{${text}}`;
}

export function sameContent(one: unknown, other: unknown): boolean {
  return canonicalJson(one) === canonicalJson(other);
}

/** -0, which JSON can say, is 0. */
function canonicalInteger(value: number): string {
  if (!Number.isSafeInteger(value)) throw new TypeError('not an integer within 2^53');
  return String(value);
}

/** Printable ASCII without quotation marks and backslashes stands for itself. */
const plain = /^[ !#-[\]-~]*$/;

function canonicalString(value: string): string {
  if (plain.test(value)) return `"${value}"`;
  if (!value.isWellFormed()) throw new TypeError('a string holds a lone surrogate');
  return JSON.stringify(value);
}
