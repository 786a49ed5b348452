/**
 * The form of sealed records (a plan's, the terms and feedback details of a credit record, what is said in a dispute about
 * one), their commitments, and the wrap that hands data keys over.
 *
 * A record is {salt, fields} in canonical JSON under AES-256-GCM with a data key of its own. The ledger holds a
 * commitment to the fields and one to the key: GCM alone would let one ciphertext open differently under two keys. What is
 * sealed for all members is not sold, so it has neither. All functions here are deterministic; whoever seals brings the keys.
 * The chaincode uses them only where a delivery is said to be unusable.
 */
import { createCipheriv, createDecipheriv, createECDH, createHash, hkdfSync } from 'node:crypto';
import { canonicalJson } from './canonical';
import { commit } from './commitment';
import { isIdentityNumber } from './identity-numbers';
import { parseForeignJson } from './json';
import type { Wrap } from './records';

export const sealedFormat = 'tallystick-sealed-1';
export const sealedCreditFormat = 'tallystick-sealed-credit-1';
export const sealedMembersFormat = 'tallystick-sealed-members-1';
const wrapFormat = 'tallystick-wrap-1';
const keyCommitmentTag = 'tallystick-key-1';
const curve = 'prime256v1';
const saltBytes = 32;
const dataKeyBytes = 32;
const tagBytes = 16;
/** The initial value of RFC 3394. */
const keyWrapIv = Buffer.alloc(8, 0xa6);

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

/** As it lies in the private data collection, in canonical JSON; binary members are base64url. */
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

/** A credit record's terms or the details of a feedback, in canonical JSON. No wrapped key: it would show whose record it is. */
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

/** What a borrower or a lender says in a dispute, for every member to read; in canonical JSON. */
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

/** What a ciphertext for the members is bound to. */
export interface DisputeContext {
  readonly channel: string;
  readonly disputeId: string;
  readonly side: 'statement' | 'answer';
}

/** What a wrap is bound to; of an answer the recordId stands as assetId, the answerId as confirmId. */
export interface WrapContext extends SealedContext {
  readonly confirmId: string;
}

export { commit as commitToFields };

/** Hex. The key has 256 random-looking bits, so the commitment needs no salt. */
export function commitToKey(dataKey: Uint8Array): string {
  return createHash('sha256').update(keyCommitmentTag).update(dataKey).digest('hex');
}

export function hashOfSealed(sealedRecord: string): string {
  return createHash('sha256').update(sealedRecord).digest('hex');
}

/** What is sealed: the fields, and the salt of their commitment. */
interface Content<F extends object> {
  readonly salt: Uint8Array;
  readonly fields: F;
}

interface DataKey {
  readonly dataKey: Uint8Array;
  readonly iv: Uint8Array;
}

/** The plan's text in the collection is the caller's to complete: it holds the key's wrap, too. */
export function encryptRecord(
  content: Content<SensitiveFields>,
  key: DataKey,
  { channel, assetId }: SealedContext,
): Pick<SealedRecord, 'iv' | 'ciphertext'> {
  return encrypt(content, key, { format: sealedFormat, channel, assetId });
}

/** The text as it lies in the collection. */
export function sealCredit(content: Content<object>, key: DataKey, context: CreditContext): string {
  const bound = boundTo(context);
  return canonicalJson({ format: bound.format, ...encrypt(content, key, bound) } satisfies SealedCredit);
}

/** The text as it lies in the collection. `wraps` are of the data key, one for each member. */
export function sealForMembers(
  text: string,
  key: DataKey,
  wraps: readonly MemberWrap[],
  context: DisputeContext,
): string {
  const bound = boundToDispute(context);
  const sealed = encryptText(canonicalJson({ text }), key, bound);
  return canonicalJson({ format: bound.format, wraps, ...sealed } satisfies SealedForMembers);
}

function encrypt(content: Content<object>, key: DataKey, bound: object): Pick<SealedRecord, 'iv' | 'ciphertext'> {
  return encryptText(canonicalJson({ salt: base64url(content.salt), fields: content.fields }), key, bound);
}

/** A data key must never encrypt two different contents. */
function encryptText(plaintext: string, key: DataKey, bound: object): Pick<SealedRecord, 'iv' | 'ciphertext'> {
  const cipher = createCipheriv('aes-256-gcm', key.dataKey, key.iv);
  cipher.setAAD(Buffer.from(canonicalJson(bound)));
  const ciphertext = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return { iv: base64url(key.iv), ciphertext: base64url(ciphertext) };
}

/** Parses the bytes of the collection; undefined where they have not the documented form. */
export function parseSealedRecord(text: string): SealedRecord | undefined {
  const record = parseSealed<SealedRecord>(text, sealedFormat, ['wrappedKey', 'iv', 'ciphertext']);
  return Number.isSafeInteger(record?.keyVersion) ? record : undefined;
}

/**
 * The fields, if the record opens under the key, they are what the contributor committed to and loanIdent is an identity number;
 * otherwise undefined. There is no third outcome: whatever fails here is the contributor's fault.
 */
export function openRecord(
  sealedRecord: string,
  dataKey: Uint8Array,
  { channel, assetId }: SealedContext,
  fieldsCommitment: string,
): SensitiveFields | undefined {
  const record = parseSealedRecord(sealedRecord);
  const bound = { format: sealedFormat, channel, assetId };
  const fields = record && decrypt(record, dataKey, bound, fieldsCommitment);
  return isSensitiveFields(fields) ? fields : undefined;
}

/** The fields, if the text opens under the key and they are what the lender committed to; otherwise undefined. */
export function openCredit(
  sealedCredit: string,
  dataKey: Uint8Array,
  context: CreditContext,
  commitment: string,
): object | undefined {
  const sealed = parseSealed<SealedCredit>(sealedCredit, sealedCreditFormat, ['iv', 'ciphertext']);
  return sealed && decrypt(sealed, dataKey, boundTo(context), commitment);
}

/** Parses the bytes of the collection; undefined where they have not the documented form. */
export function parseSealedForMembers(text: string): SealedForMembers | undefined {
  const sealed = parseSealed<SealedForMembers>(text, sealedMembersFormat, ['iv', 'ciphertext']);
  return Array.isArray(sealed?.wraps) && sealed.wraps.every(isMemberWrap) ? sealed : undefined;
}

function isMemberWrap(wrap: unknown): wrap is MemberWrap {
  if (typeof wrap !== 'object' || wrap === null) return false;
  const { partyId, keyVersion, wrappedKey } = wrap as Partial<MemberWrap>;
  return typeof partyId === 'string' && Number.isSafeInteger(keyVersion) && typeof wrappedKey === 'string';
}

/** What was said, if it opens under the key; otherwise undefined. */
export function openForMembers(
  sealed: Pick<SealedForMembers, 'iv' | 'ciphertext'>,
  dataKey: Uint8Array,
  context: DisputeContext,
): string | undefined {
  try {
    const { text } = parseForeignJson(decryptText(sealed, dataKey, boundToDispute(context))) as { text: unknown };
    return typeof text === 'string' ? text : undefined;
  } catch {
    return undefined;
  }
}

function parseSealed<S extends SealedRecord | SealedCredit | SealedForMembers>(
  text: string,
  format: S['format'],
  strings: readonly (keyof S)[],
): S | undefined {
  try {
    const sealed = parseForeignJson(text) as Partial<S> | null;
    const wellFormed = sealed?.format === format && strings.every((name) => typeof sealed[name] === 'string');
    return wellFormed ? (sealed as S) : undefined;
  } catch {
    return undefined;
  }
}

function decrypt(
  sealed: Pick<SealedRecord, 'iv' | 'ciphertext'>,
  dataKey: Uint8Array,
  bound: object,
  commitment: string,
): object | undefined {
  try {
    const plaintext = decryptText(sealed, dataKey, bound);
    const { salt: saltText, fields } = parseForeignJson(plaintext) as { salt: string; fields: object };
    const salt = Buffer.from(saltText, 'base64url');
    return salt.length === saltBytes && commit(salt, fields) === commitment ? fields : undefined;
  } catch {
    return undefined;
  }
}

/** Throws where it does not open. */
function decryptText(
  { iv, ciphertext }: Pick<SealedRecord, 'iv' | 'ciphertext'>,
  dataKey: Uint8Array,
  bound: object,
): string {
  const bytes = Buffer.from(ciphertext, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', dataKey, Buffer.from(iv, 'base64url'), { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(canonicalJson(bound)));
  decipher.setAuthTag(bytes.subarray(-tagBytes));
  return Buffer.concat([decipher.update(bytes.subarray(0, -tagBytes)), decipher.final()]).toString();
}

/** Whether the text is a P-256 point in the one encoding that is accepted: 65 bytes uncompressed, base64url. */
export function isOneOffPublicKey(text: string): boolean {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length !== 65 || bytes[0] !== 4 || base64url(bytes) !== text) return false;
  try {
    const probe = createECDH(curve);
    probe.setPrivateKey(Buffer.from('01'.padStart(64, '0'), 'hex'));
    probe.computeSecret(bytes); // throws for a point off the curve
    return true;
  } catch {
    return false;
  }
}

/** The public half of a 32-byte private key, base64url; undefined where it is no private key of P-256. */
export function oneOffPublicKeyOf(privateKey: Uint8Array): string | undefined {
  try {
    const ecdh = createECDH(curve);
    ecdh.setPrivateKey(Buffer.from(privateKey));
    return ecdh.getPublicKey('base64url', 'uncompressed');
  } catch {
    return undefined;
  }
}

/**
 * Wraps a data key, or several one after another, for a one-off key: ECDH with the ephemeral key, HKDF-SHA-256 bound to the
 * context, AES key wrap.
 */
export function wrapDataKey(
  dataKey: Uint8Array,
  oneOffPublicKey: string,
  ephemeralPrivateKey: Uint8Array,
  context: WrapContext,
): Wrap {
  const ecdh = createECDH(curve);
  ecdh.setPrivateKey(Buffer.from(ephemeralPrivateKey));
  const secret = ecdh.computeSecret(Buffer.from(oneOffPublicKey, 'base64url'));
  const cipher = createCipheriv('id-aes256-wrap', keyEncryptionKey(secret, context), keyWrapIv);
  return {
    ephemeralPublicKey: ecdh.getPublicKey('base64url', 'uncompressed'),
    wrappedKey: base64url(Buffer.concat([cipher.update(dataKey), cipher.final()])),
  };
}

/** What was wrapped, or undefined where the wrap is not for this private key and context. */
export function unwrapDataKey(wrap: Wrap, oneOffPrivateKey: Uint8Array, context: WrapContext): Buffer | undefined {
  try {
    const ecdh = createECDH(curve);
    ecdh.setPrivateKey(Buffer.from(oneOffPrivateKey));
    const secret = ecdh.computeSecret(Buffer.from(wrap.ephemeralPublicKey, 'base64url'));
    const decipher = createDecipheriv('id-aes256-wrap', keyEncryptionKey(secret, context), keyWrapIv);
    return Buffer.concat([decipher.update(Buffer.from(wrap.wrappedKey, 'base64url')), decipher.final()]);
  } catch {
    return undefined;
  }
}

/** So many data keys as were wrapped together; undefined where it is not that many. */
export function splitDataKeys(bytes: Uint8Array, count: number): readonly Uint8Array[] | undefined {
  if (bytes.length !== count * dataKeyBytes) return undefined;
  return Array.from({ length: count }, (_, index) => bytes.subarray(index * dataKeyBytes, (index + 1) * dataKeyBytes));
}

function keyEncryptionKey(secret: Uint8Array, context: WrapContext): Buffer {
  const { channel, assetId, confirmId } = context;
  const info = canonicalJson({ format: wrapFormat, channel, assetId, confirmId });
  return Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), info, 32));
}

function boundTo({ channel, recordId, number }: CreditContext) {
  return { format: sealedCreditFormat, channel, recordId, number } as const;
}

function boundToDispute({ channel, disputeId, side }: DisputeContext) {
  return { format: sealedMembersFormat, channel, disputeId, side } as const;
}

/** Of what was sealed, endorsers judge the form of one field: whose number could be anything would be anybody's. */
function isSensitiveFields(fields: unknown): fields is SensitiveFields {
  if (typeof fields !== 'object' || fields === null) return false;
  const { partyName, loanIdent, loanMobile, assetData } = fields as Partial<SensitiveFields>;
  return (
    [partyName, loanMobile].every((field) => typeof field === 'string') &&
    typeof loanIdent === 'string' &&
    isIdentityNumber(loanIdent) &&
    typeof assetData === 'object' &&
    assetData !== null
  );
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
