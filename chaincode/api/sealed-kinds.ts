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

/** The borrower's personal data. The URLs lead to more of it. */
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

/** A text of a borrower or a lender in a dispute, for every member to read. */
export interface SealedForMembers {
  readonly format: typeof sealedMembersFormat;
  readonly wraps: readonly MemberWrap[];
  readonly iv: string;
  /** With the authentication tag at its end. */
  readonly ciphertext: string;
}

/** A plan's ciphertext is bound to these values. */
export interface SealedContext {
  readonly channel: string;
  readonly assetId: string;
}

/** A credit record's ciphertext is bound to these values. The number is 0 for the terms, and otherwise that of the feedback. */
export interface CreditContext {
  readonly channel: string;
  readonly recordId: string;
  readonly number: number;
}

/** A ciphertext for the members is bound to these values: the side of a dispute about a record, and the commitment to its text. */
export interface DisputeContext {
  readonly channel: string;
  readonly recordId: string;
  readonly side: 'statement' | 'answer';
  readonly commitment: string;
}

/** The member for which a data key is wrapped. The randomness of the wrap follows from the key and from these values. */
export interface MemberWrapContext {
  readonly channel: string;
  readonly partyId: string;
  readonly keyVersion: number;
}

/** A wrap is bound to these values. For an answer to a query assetId holds the recordId, and confirmId holds the answerId. */
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
