/** Records of subjects: evaluations of their blinded numbers, their verifications and their keys. */

/** An evaluator's public key of the VOPRF (RFC 9497, ristretto255-SHA512). It never changes: another key makes other subjects. */
export interface EvaluatorRecord {
  readonly docType: 'evaluator';
  readonly partyId: string;
  /** 32 bytes, base64url. */
  readonly publicKey: string;
  readonly registeredTime: string;
}

/** Blinded identity numbers that an institution asks both evaluators about. */
export interface EvaluationRecord {
  readonly docType: 'evaluation';
  /** `partyId:localId` of the asker. */
  readonly evaluationId: string;
  readonly partyId: string;
  /** Group elements, 32 bytes each, base64url. */
  readonly blinded: readonly string[];
  readonly askedTime: string;
}

/** One evaluator's answer, in the order of the question, with one proof (DLEQ) for all. The asker checks it. */
export interface EvaluationAnswerRecord {
  readonly docType: 'evaluationAnswer';
  readonly evaluationId: string;
  readonly evaluator: string;
  /** Group elements, 32 bytes each, base64url. */
  readonly evaluated: readonly string[];
  /** 64 bytes, base64url. */
  readonly proof: string;
  readonly answeredTime: string;
}

/** The count of numbers that an institution had evaluated on the latest day on which it asked. */
export interface AllowanceRecord {
  readonly docType: 'allowance';
  readonly partyId: string;
  /** `YYYY-MM-DD` in the alliance's zone. */
  readonly day: string;
  readonly used: number;
}

/** Somebody whom at least one institution has verified: a person or an enterprise. Nothing here says which, or who did. */
export interface SubjectRecord {
  readonly docType: 'subject';
  /** SHA-256 over the identity key, hex. */
  readonly subjectId: string;
  /** Made from both evaluators' outputs: who signs with it had the number evaluated. Uncompressed P-256 point, base64url. */
  readonly identityKey: string;
  /** True once the subject has had a signing key. */
  readonly keyed: boolean;
}

/** One institution's verification of a subject, under an identifier that only the institution can connect with itself. */
export interface AttachmentRecord {
  readonly docType: 'attachment';
  /** The first 128 bits of SHA-256 over the attachment's key, hex. The key is revealed with an objection. */
  readonly attachmentId: string;
  readonly subjectId: string;
  /** Salted, over method and evidence; hex. */
  readonly verificationCommitment: string;
  /** A signature of the identity key; see signatures.ts. */
  readonly identitySignature: string;
  readonly attachedTime: string;
  readonly day: number;
}

/**
 * A signing key of a subject: ECDSA on P-256. Anybody who knows a person's number can add one. So a key that no counting key of
 * the subject signed for waits, unless it is the first. A first key counts at once, but not for what shows or uses up the
 * subject's own.
 */
export interface SubjectKeyRecord {
  readonly docType: 'subjectKey';
  readonly subjectId: string;
  /** SHA-256 over the point, hex. */
  readonly keyId: string;
  /** Uncompressed point, base64url. */
  readonly publicKey: string;
  /** The key's signature that proves its possession; see signatures.ts. */
  readonly possession: string;
  /** For which own reports are wrapped that are consented to with this key; without it, it consents to none. */
  readonly report?: ReportKey | undefined;
  /** A signature of the identity key; see signatures.ts. */
  readonly identitySignature: string;
  /** The signature of a counting key of the subject. */
  readonly signedBy?: KeySignature | undefined;
  readonly addedTime: string;
  readonly day: number;
  /** The first day on which its signatures count. */
  readonly countsFromDay: number;
  /** The first day on which they count for an own report or a dispute, too. */
  readonly reportsFromDay: number;
  /** From this time on its signatures do not count. */
  readonly revokedTime?: string;
  readonly revokedBy?: KeyRevoker;
}

/** A person opens own reports with it. It counts as long as the signing key with which it was added. */
export interface ReportKey {
  /** Uncompressed P-256 point, base64url. */
  readonly publicKey: string;
  /** Over the same text as the signing key's, by the private half of this one. */
  readonly possession: string;
}

/** A key of the subject, and its signature. */
export interface KeySignature {
  readonly keyId: string;
  readonly signature: string;
}

/** The key itself or another key of the subject; or an institution that had verified the subject when the key was added. */
export type KeyRevoker =
  | { readonly type: 'KEY'; readonly keyId: string }
  | { readonly type: 'ATTACHMENT'; readonly attachmentId: string };
