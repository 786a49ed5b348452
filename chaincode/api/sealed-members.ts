/**
 * The form of what is said in a dispute: one text under AES-256-GCM, whose key is wrapped for every member of the alliance. Endorsers
 * keep it and never open it.
 *
 * The form commits to the key: GCM alone would let one ciphertext open differently for different members.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { canonicalJson } from './canonical';
import { commitToKey } from './sealed';

export const sealedMembersFormat = 'tallystick-sealed-members-1';
const tagBytes = 16;

export type DisputeSide = 'statement' | 'answer';

/** What the ciphertext is bound to. */
export interface DisputeContext {
  readonly channel: string;
  readonly disputeId: string;
  readonly side: DisputeSide;
}

/** The data key under RSA-OAEP with SHA-256, for that version of the member's registered public key. */
export interface MemberWrap {
  readonly partyId: string;
  readonly keyVersion: number;
  readonly wrappedKey: string;
}

/** As it lies in the private data collection, in canonical JSON; binary members are base64url. */
export interface SealedForMembers {
  readonly format: typeof sealedMembersFormat;
  readonly keyCommitment: string;
  readonly wraps: readonly MemberWrap[];
  readonly iv: string;
  /** With the authentication tag at its end. */
  readonly ciphertext: string;
}

interface TextKey {
  readonly dataKey: Uint8Array;
  readonly iv: Uint8Array;
  readonly wraps: readonly MemberWrap[];
}

/** The text as it lies in the collection. A data key is for one text only. */
export function sealText(text: string, { dataKey, iv, wraps }: TextKey, context: DisputeContext): string {
  const cipher = createCipheriv('aes-256-gcm', dataKey, iv);
  cipher.setAAD(boundTo(context));
  const plaintext = canonicalJson({ fields: { text } });
  const ciphertext = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return canonicalJson({
    format: sealedMembersFormat,
    keyCommitment: commitToKey(dataKey),
    wraps,
    iv: base64url(iv),
    ciphertext: base64url(ciphertext),
  } satisfies SealedForMembers);
}

/** Undefined where it has not the documented form. */
export function parseSealedForMembers(text: string): SealedForMembers | undefined {
  try {
    const sealed = JSON.parse(text) as Partial<SealedForMembers> | null;
    const texts = [sealed?.keyCommitment, sealed?.iv, sealed?.ciphertext];
    const wellFormed = sealed?.format === sealedMembersFormat && texts.every((member) => typeof member === 'string');
    return wellFormed && Array.isArray(sealed.wraps) && sealed.wraps.every(isWrap)
      ? (sealed as SealedForMembers)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Undefined where the key is not the one that all members have, or the text is of another dispute or side. */
export function openText(
  { keyCommitment, iv, ciphertext }: SealedForMembers,
  dataKey: Uint8Array,
  context: DisputeContext,
): string | undefined {
  if (commitToKey(dataKey) !== keyCommitment) return undefined;
  try {
    const bytes = Buffer.from(ciphertext, 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', dataKey, Buffer.from(iv, 'base64url'), {
      authTagLength: tagBytes,
    });
    decipher.setAAD(boundTo(context));
    decipher.setAuthTag(bytes.subarray(-tagBytes));
    const plaintext = Buffer.concat([decipher.update(bytes.subarray(0, -tagBytes)), decipher.final()]).toString();
    const { fields } = JSON.parse(plaintext) as { readonly fields?: { readonly text?: unknown } };
    return typeof fields?.text === 'string' ? fields.text : undefined;
  } catch {
    return undefined;
  }
}

function isWrap(wrap: Partial<MemberWrap> | null): boolean {
  const { partyId, keyVersion, wrappedKey } = wrap ?? {};
  return typeof partyId === 'string' && Number.isSafeInteger(keyVersion) && typeof wrappedKey === 'string';
}

function boundTo({ channel, disputeId, side }: DisputeContext): Buffer {
  return Buffer.from(canonicalJson({ format: sealedMembersFormat, channel, disputeId, side }));
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
