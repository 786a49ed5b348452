/**
 * The forms of all that is sealed, and the one parser for them: a plan's record, a credit record's terms and feedback details,
 * what is said in a dispute, and the wraps of data keys.
 *
 * A text counts only if it is the canonical JSON of what it says, byte for byte, with the documented members and no others. So
 * nothing has two readings, and what opens for an endorser or a buyer opens for a person, or for nobody. Nothing of Node is used
 * here: endorsers, gateways and the person's browser run the same code.
 */
import { decodeBase64url } from './base64url';
import { canonicalJson } from './canonical';
import { parseIdentityNumber } from './identity-numbers';
import { parseForeignJson } from './json';
import type { Wrap } from './records';

export const sealedFormat = 'tallystick-sealed-1';
export const sealedCreditFormat = 'tallystick-sealed-credit-1';
export const sealedMembersFormat = 'tallystick-sealed-members-1';
export const wrapFormat = 'tallystick-wrap-1';
export const memberWrapFormat = 'tallystick-member-wrap-1';
export const keyCommitmentTag = 'tallystick-key-1';
export const saltBytes = 32;
export const dataKeyBytes = 32;
export const ivBytes = 12;
export const tagBytes = 16;
/** Characters of the longest sealed text; for all members of a large alliance it holds a wrap each. */
export const maxSealedLength = 2 ** 20;
const maxWrappedKeyBytes = 3_000;

/** What a borrower does not want everybody to know; the URLs lead to personal data. */
export interface SensitiveFields {
  readonly partyName: string;
  readonly loanIdent: string;
  readonly loanMobile: string;
  readonly licensePlateNumber?: string | undefined;
  readonly engineNumber?: string | undefined;
  readonly assetData: {
    readonly violationFineDataUrl?: string | undefined;
    readonly phoneRecordDataUrl?: string | undefined;
    readonly medicalRecordDataUrl?: string | undefined;
  };
}

/** As it lies in the private data collection; binary members are base64url. */
export interface SealedRecord {
  readonly format: typeof sealedFormat;
  /** Version of the owner's public key. */
  readonly keyVersion: number;
  /** The data key under RSA-OAEP with SHA-256. */
  readonly wrappedKey: string;
  readonly iv: string;
  /** With the authentication tag at its end. */
  readonly ciphertext: string;
}

/** A credit record's terms or the details of a feedback. No wrapped key: it would show whose record it is. */
export interface SealedCredit {
  readonly format: typeof sealedCreditFormat;
  readonly iv: string;
  /** With the authentication tag at its end. */
  readonly ciphertext: string;
}

/** A data key for one member: under RSA-OAEP with SHA-256, for that version of its public key. */
export interface MemberWrap {
  readonly partyId: string;
  readonly keyVersion: number;
  /** Base64url. */
  readonly wrappedKey: string;
}

/** What a borrower or a lender says in a dispute, for every member to read. */
export interface SealedForMembers {
  readonly format: typeof sealedMembersFormat;
  readonly wraps: readonly MemberWrap[];
  readonly iv: string;
  /** With the authentication tag at its end. */
  readonly ciphertext: string;
}

/** What a plan's ciphertext is bound to. */
export interface SealedContext {
  readonly channel: string;
  readonly assetId: string;
}

/** What a credit record's ciphertext is bound to. Number: 0 for the terms, then that of the feedback. */
export interface CreditContext {
  readonly channel: string;
  readonly recordId: string;
  readonly number: number;
}

/** What a ciphertext for the members is bound to: a side of a dispute about a record, and the commitment to what is said there. */
export interface DisputeContext {
  readonly channel: string;
  readonly recordId: string;
  readonly side: 'statement' | 'answer';
  readonly commitment: string;
}

/** For whom a data key is wrapped; the randomness of the wrap follows from the key and from this. */
export interface MemberWrapContext {
  readonly channel: string;
  readonly partyId: string;
  readonly keyVersion: number;
}

/** What a wrap is bound to; of an answer the recordId stands as assetId, the answerId as confirmId. */
export interface WrapContext extends SealedContext {
  readonly confirmId: string;
}

/** What is sealed beside fields: the salt of their commitment. */
export interface Content<F> {
  readonly salt: Uint8Array<ArrayBuffer>;
  readonly fields: F;
}

export interface Ciphertext {
  readonly iv: Uint8Array<ArrayBuffer>;
  /** With the authentication tag at its end. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The additional authenticated data of each kind, and the info of a wrap's key derivation, to be written as canonical JSON. */
export const boundTo = {
  record: ({ channel, assetId }: SealedContext) => canonicalJson({ format: sealedFormat, channel, assetId }),
  credit: ({ channel, recordId, number }: CreditContext) =>
    canonicalJson({ format: sealedCreditFormat, channel, recordId, number }),
  dispute: ({ channel, recordId, side, commitment }: DisputeContext) =>
    canonicalJson({ format: sealedMembersFormat, channel, recordId, side, commitment }),
  wrap: ({ channel, assetId, confirmId }: WrapContext) =>
    canonicalJson({ format: wrapFormat, channel, assetId, confirmId }),
  memberWrap: ({ channel, partyId, keyVersion }: MemberWrapContext) =>
    canonicalJson({ format: memberWrapFormat, channel, partyId, keyVersion }),
} as const;

/** Undefined where it has not the documented form. */
export function parseSealedRecord(text: string): SealedRecord | undefined {
  const cipher = { iv: isBytes(ivBytes), ciphertext: isBytes(tagBytes, maxSealedLength) };
  return parsed<SealedRecord>(text, {
    format: is(sealedFormat),
    keyVersion: isVersion,
    wrappedKey: isBytes(1, maxWrappedKeyBytes),
    ...cipher,
  });
}

/** Undefined where it has not the documented form. */
export function parseSealedCredit(text: string): SealedCredit | undefined {
  return parsed<SealedCredit>(text, {
    format: is(sealedCreditFormat),
    iv: isBytes(ivBytes),
    ciphertext: isBytes(tagBytes, maxSealedLength),
  });
}

/** Undefined where it has not the documented form. */
export function parseSealedForMembers(text: string): SealedForMembers | undefined {
  return parsed<SealedForMembers>(text, {
    format: is(sealedMembersFormat),
    wraps: (value) => Array.isArray(value) && value.every((wrap) => hasForm(wrap, memberWrapForm)),
    iv: isBytes(ivBytes),
    ciphertext: isBytes(tagBytes, maxSealedLength),
  });
}

/** Undefined where the wrap has not the documented form for so many data keys. */
export function parseWrap(
  { ephemeralPublicKey, wrappedKey }: Wrap,
  count: number,
): { readonly ephemeral: Uint8Array<ArrayBuffer>; readonly wrapped: Uint8Array<ArrayBuffer> } | undefined {
  const [ephemeral, wrapped] = [decodeBase64url(ephemeralPublicKey), decodeBase64url(wrappedKey)];
  if (ephemeral?.length !== 65 || ephemeral[0] !== 4) return undefined;
  return wrapped?.length === count * dataKeyBytes + 8 ? { ephemeral, wrapped } : undefined;
}

/** Of what a parser above has taken. */
export function ciphertextOf({ iv, ciphertext }: Pick<SealedCredit, 'iv' | 'ciphertext'>): Ciphertext {
  return { iv: decoded(iv), bytes: decoded(ciphertext) };
}

/**
 * What a plan's record says once it is decrypted. Endorsers judge the form of one field more closely: whose number could be
 * anything would be anybody's, and who is born after `by`, an ISO time, is nobody.
 */
export function parseRecordContent(plaintext: Uint8Array, by: string): Content<SensitiveFields> | undefined {
  const fields: Check = (value) => isSensitiveFields(value, by);
  return contentOf<SensitiveFields>(plaintext, { salt: isBytes(saltBytes), fields });
}

/** What terms or details say once they are decrypted; the padding, spaces that make all of a kind equally long, is left out. */
export function parseCreditContent(plaintext: Uint8Array): Content<object> | undefined {
  return contentOf<object>(plaintext, { salt: isBytes(saltBytes), fields: isObject, padding: isPadding });
}

/** What is said in a dispute, once it is decrypted. */
export function parseSaid(
  plaintext: Uint8Array,
): { readonly salt: Uint8Array<ArrayBuffer>; readonly text: string } | undefined {
  const value = parseCanonical(textOf(plaintext) ?? '');
  if (!hasForm(value, { salt: isBytes(saltBytes), text: isString })) return undefined;
  const { salt, text } = value as { readonly salt: string; readonly text: string };
  return { salt: decoded(salt), text };
}

export type Check = (value: unknown) => boolean;
export type Form = Readonly<Record<string, Check>>;

const is =
  (expected: unknown): Check =>
  (value) =>
    value === expected;
const isString: Check = (value) => typeof value === 'string';
const isVersion: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 1;
const isPadding: Check = (value) => typeof value === 'string' && /^ *$/.test(value);
const isObject: Check = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const isPartyId: Check = (value) => typeof value === 'string' && /^[A-Za-z0-9.-]{1,64}$/.test(value);

/** Canonical base64url of so many bytes. */
export function isBytes(least: number, most = least): Check {
  return (value) => {
    const length = typeof value === 'string' ? decodeBase64url(value)?.length : undefined;
    return length !== undefined && length >= least && length <= most;
  };
}

const memberWrapForm: Form = {
  partyId: isPartyId,
  keyVersion: isVersion,
  wrappedKey: isBytes(1, maxWrappedKeyBytes),
};
const sensitiveForm: Form = {
  partyName: isString,
  loanMobile: isString,
  assetData: (value) =>
    hasForm(
      value,
      {},
      { violationFineDataUrl: isString, phoneRecordDataUrl: isString, medicalRecordDataUrl: isString },
    ),
};

function isSensitiveFields(value: unknown, by: string): boolean {
  const loanIdent: Check = (number) => typeof number === 'string' && parseIdentityNumber(number, by) === number;
  return hasForm(value, { ...sensitiveForm, loanIdent }, { licensePlateNumber: isString, engineNumber: isString });
}

/** Whether it is an object with these members, perhaps the optional ones, and no others. */
export function hasForm(value: unknown, form: Form, optional: Form = {}): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const members = new Map(Object.entries(value));
  const checks = { ...optional, ...form };
  return (
    Object.keys(form).every((name) => members.has(name)) &&
    [...members].every(([name, member]) => Object.hasOwn(checks, name) && checks[name]?.(member))
  );
}

function parsed<T extends object>(text: string, form: Form): T | undefined {
  if (text.length > maxSealedLength) return undefined;
  const value = parseCanonical(text);
  return hasForm(value, form) ? (value as T) : undefined;
}

function contentOf<F>(plaintext: Uint8Array, form: Form): Content<F> | undefined {
  const value = parseCanonical(textOf(plaintext) ?? '');
  if (!hasForm(value, form)) return undefined;
  const { salt, fields } = value as { readonly salt: string; readonly fields: F };
  return { salt: decoded(salt), fields };
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
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function decoded(text: string): Uint8Array<ArrayBuffer> {
  return decodeBase64url(text) ?? new Uint8Array();
}
