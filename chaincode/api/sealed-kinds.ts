/** The kinds of what is sealed, the sizes of their parts, and what each ciphertext is bound to. */
import { canonicalJson } from './canonical';

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
export const maxWrappedKeyBytes = 3_000;

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
