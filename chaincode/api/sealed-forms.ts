/**
 * The forms of all that is sealed, and the one parser for them: a plan's record, a credit record's terms and feedback details,
 * what is said in a dispute, and the wraps of data keys.
 *
 * A text counts only if it is the canonical JSON of what it says, byte for byte, with the documented members and no others. So
 * nothing has two readings, and what opens for an endorser or a buyer opens for a person, or for nobody. Nothing of Node is used
 * here: endorsers, gateways and the person's browser run the same code.
 */
import { decodeBase64url } from './base64url';
import { parseIdentityNumber } from './identity-numbers';
import type { Wrap } from './records';
import {
  type Check,
  decodeUtf8,
  type Form,
  hasForm,
  is,
  isBytes,
  isObject,
  isPadding,
  isPartyId,
  isString,
  isVersion,
  parseCanonical,
} from './sealed-checks';
import {
  dataKeyBytes,
  ivBytes,
  maxSealedLength,
  maxWrappedKeyBytes,
  type SealedCredit,
  type SealedForMembers,
  type SealedRecord,
  type SensitiveFields,
  saltBytes,
  sealedCreditFormat,
  sealedFormat,
  sealedMembersFormat,
  tagBytes,
} from './sealed-kinds';

export { type Check, decodeUtf8, type Form, hasForm, isBytes, parseCanonical } from './sealed-checks';
export * from './sealed-kinds';

/** Decrypted fields, and the salt of their commitment. */
export interface Content<F> {
  readonly salt: Uint8Array<ArrayBuffer>;
  readonly fields: F;
}

export interface Ciphertext {
  readonly iv: Uint8Array<ArrayBuffer>;
  /** With the authentication tag at its end. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

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

/** The bytes of a sealed text that one of the parsers above has accepted. */
export function readCiphertext({ iv, ciphertext }: Pick<SealedCredit, 'iv' | 'ciphertext'>): Ciphertext {
  return { iv: decoded(iv), bytes: decoded(ciphertext) };
}

/**
 * The content of a decrypted plan's record. Endorsers judge the form of loanIdent more closely, because a number of any form could be
 * anybody's. Nobody is born after `by`, an ISO time.
 */
export function parseRecordContent(plaintext: Uint8Array, by: string): Content<SensitiveFields> | undefined {
  const fields: Check = (value) => isSensitiveFields(value, by);
  return parseContent<SensitiveFields>(plaintext, { salt: isBytes(saltBytes), fields });
}

/** The content of decrypted terms or details. The padding is left out: spaces that make all texts of a kind equally long. */
export function parseCreditContent(plaintext: Uint8Array): Content<object> | undefined {
  return parseContent<object>(plaintext, { salt: isBytes(saltBytes), fields: isObject, padding: isPadding });
}

/** The text of a dispute, once it is decrypted. */
export function parseSaid(
  plaintext: Uint8Array,
): { readonly salt: Uint8Array<ArrayBuffer>; readonly text: string } | undefined {
  const value = parseCanonical(decodeUtf8(plaintext) ?? '');
  if (!hasForm(value, { salt: isBytes(saltBytes), text: isString })) return undefined;
  const { salt, text } = value as { readonly salt: string; readonly text: string };
  return { salt: decoded(salt), text };
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

function parsed<T extends object>(text: string, form: Form): T | undefined {
  if (text.length > maxSealedLength) return undefined;
  const value = parseCanonical(text);
  return hasForm(value, form) ? (value as T) : undefined;
}

function parseContent<F>(plaintext: Uint8Array, form: Form): Content<F> | undefined {
  const value = parseCanonical(decodeUtf8(plaintext) ?? '');
  if (!hasForm(value, form)) return undefined;
  const { salt, fields } = value as { readonly salt: string; readonly fields: F };
  return { salt: decoded(salt), fields };
}

function decoded(text: string): Uint8Array<ArrayBuffer> {
  return decodeBase64url(text) ?? new Uint8Array();
}
