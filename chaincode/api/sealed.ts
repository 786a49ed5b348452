/**
 * Seals and opens what sealed-forms.ts describes, with Node's cryptography: a plan's record, the terms and feedback details of a
 * credit record, and what is said in a dispute about one. The wraps that hand data keys over are in wraps.ts.
 *
 * A plaintext is {fields, salt}, a credit record's with a padding beside them, under AES-256-GCM with a data key of its own. The
 * ledger holds a commitment to the fields and one to the key: GCM alone would let one ciphertext open differently under two keys.
 * All functions here are deterministic; whoever seals brings the keys. The chaincode uses them only where a delivery is said to
 * be unusable.
 */
import { createCipheriv, createDecipheriv, createHash, hkdfSync } from 'node:crypto';
import { encodeBase64url } from './base64url';
import { canonicalJson } from './canonical';
import { commit } from './commitment';
import {
  boundTo,
  type CreditContext,
  type DisputeContext,
  dataKeyBytes,
  ivBytes,
  keyCommitmentTag,
  type MemberWrap,
  type MemberWrapContext,
  parseCreditContent,
  parseRecordContent,
  parseSaid,
  parseSealedCredit,
  parseSealedRecord,
  readCiphertext,
  type SealedContext,
  type SealedCredit,
  type SealedForMembers,
  type SealedRecord,
  type SensitiveFields,
  sealedCreditFormat,
  sealedMembersFormat,
  tagBytes,
} from './sealed-forms';

export {
  type DisputeContext,
  type MemberWrap,
  parseSealedForMembers,
  parseSealedRecord,
  type SealedRecord,
  type SensitiveFields,
  sealedFormat,
  type WrapContext,
} from './sealed-forms';
export { deriveOneOffPublicKey, isOneOffPublicKey, unwrapDataKey, unwrapDataKeys, wrapDataKey } from './wraps';

/** Hex. The key has 256 random-looking bits, so the commitment needs no salt. */
export function commitToKey(dataKey: Uint8Array): string {
  return createHash('sha256').update(keyCommitmentTag).update(dataKey).digest('hex');
}

export function hashOfSealed(sealedRecord: string): string {
  return createHash('sha256').update(sealedRecord).digest('hex');
}

/** The fields that are sealed, and the salt of their commitment. */
interface Sealable<F extends object> {
  readonly salt: Uint8Array;
  readonly fields: F;
}

/** A data key must never encrypt two different contents under one initial value. */
interface DataKey {
  readonly dataKey: Uint8Array;
  readonly iv: Uint8Array;
}

/** The plan's text in the collection is the caller's to complete: it holds the key's wrap, too. */
export function encryptRecord(
  { salt, fields }: Sealable<SensitiveFields>,
  key: DataKey,
  context: SealedContext,
): Pick<SealedRecord, 'iv' | 'ciphertext'> {
  return encrypt(canonicalJson({ salt: encodeBase64url(salt), fields }), key, boundTo.record(context));
}

/** The text as it lies in the collection. `room`: bytes that the fields may fill; the padding makes all of a kind equally long. */
export function sealCredit(
  { salt, fields, room = 0 }: Sealable<object> & { readonly room?: number },
  key: DataKey,
  context: CreditContext,
): string {
  const padding = ' '.repeat(Math.max(0, room - Buffer.byteLength(canonicalJson(fields))));
  const content = canonicalJson({ salt: encodeBase64url(salt), fields, padding });
  const sealed = encrypt(content, key, boundTo.credit(context));
  return canonicalJson({ format: sealedCreditFormat, ...sealed } satisfies SealedCredit);
}

/** The text as it lies in the collection. `wraps` are of the data key, one for each member. */
export function sealForMembers(
  { salt, text }: { readonly salt: Uint8Array; readonly text: string },
  key: DataKey,
  wraps: readonly MemberWrap[],
  context: DisputeContext,
): string {
  const sealed = encrypt(canonicalJson({ salt: encodeBase64url(salt), text }), key, boundTo.dispute(context));
  return canonicalJson({ format: sealedMembersFormat, wraps, ...sealed } satisfies SealedForMembers);
}

function encrypt(plaintext: string, key: DataKey, bound: string): Pick<SealedRecord, 'iv' | 'ciphertext'> {
  const cipher = createCipheriv('aes-256-gcm', key.dataKey, key.iv);
  cipher.setAAD(Buffer.from(bound));
  const ciphertext = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return { iv: encodeBase64url(key.iv), ciphertext: encodeBase64url(ciphertext) };
}

/**
 * The fields, if the record opens under the key, they are what the contributor committed to and loanIdent is an identity number of
 * somebody born by then (an ISO time); otherwise undefined. There is no third outcome: whatever fails here is the contributor's fault.
 */
export function openRecord(
  sealedRecord: string,
  dataKey: Uint8Array,
  context: SealedContext,
  fieldsCommitment: string,
  by: string,
): SensitiveFields | undefined {
  const sealed = parseSealedRecord(sealedRecord);
  const plaintext = sealed && decrypt(sealed, dataKey, boundTo.record(context));
  const content = plaintext && parseRecordContent(plaintext, by);
  return content && commit(content.salt, content.fields) === fieldsCommitment ? content.fields : undefined;
}

/** The fields, if the text opens under the key and they are what the lender committed to; otherwise undefined. */
export function openCredit(
  sealedCredit: string,
  dataKey: Uint8Array,
  context: CreditContext,
  commitment: string,
): object | undefined {
  const sealed = parseSealedCredit(sealedCredit);
  const plaintext = sealed && decrypt(sealed, dataKey, boundTo.credit(context));
  const content = plaintext && parseCreditContent(plaintext);
  return content && commit(content.salt, content.fields) === commitment ? content.fields : undefined;
}

/**
 * The text of a dispute, if the key and the text are those that were committed to and the text opens under the key; otherwise
 * undefined. So the text reads the same to every member that can read it.
 */
export function openForMembers(
  sealed: Pick<SealedForMembers, 'iv' | 'ciphertext'>,
  dataKey: Uint8Array,
  context: DisputeContext,
  keyCommitment: string,
): string | undefined {
  if (commitToKey(dataKey) !== keyCommitment) return undefined;
  const plaintext = decrypt(sealed, dataKey, boundTo.dispute(context));
  const said = plaintext && parseSaid(plaintext);
  return said && commit(said.salt, said.text) === context.commitment ? said.text : undefined;
}

/** The randomness of RSA-OAEP for one member. A reader with the data key makes every member's wrap again, and sees a wrong one. */
export function memberWrapSeed(dataKey: Uint8Array, context: MemberWrapContext): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', dataKey, Buffer.alloc(0), boundTo.memberWrap(context), 32));
}

/** Undefined where it does not open. */
function decrypt(
  sealed: Pick<SealedRecord, 'iv' | 'ciphertext'>,
  dataKey: Uint8Array,
  bound: string,
): Uint8Array | undefined {
  const { iv, bytes } = readCiphertext(sealed);
  if (iv.length !== ivBytes || dataKey.length !== dataKeyBytes) return undefined;
  try {
    const decipher = createDecipheriv('aes-256-gcm', dataKey, iv, { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(bound));
    decipher.setAuthTag(bytes.subarray(-tagBytes));
    return Buffer.concat([decipher.update(bytes.subarray(0, -tagBytes)), decipher.final()]);
  } catch {
    return undefined;
  }
}
