/** The vault: private keys and plaintext. Only sealed records, commitments, public keys and wraps leave it. */
import type { ConfirmRecord, CreditAnswerRecord, PlanRecord, Wrap } from '../../chaincode/api/records';
import type { DisputeContext, SensitiveFields } from '../../chaincode/api/sealed';

export interface SealedPlan {
  /** Canonical JSON of the SealedRecord; the private part of `plan:publish`. */
  readonly sealedRecord: string;
  readonly sealedHash: string;
  readonly fieldsCommitment: string;
  readonly keyCommitment: string;
  /** Version of this institution's public key for which the data key is wrapped. */
  readonly keyVersion: number;
}

/** Why a delivery cannot be used; the participator disputes with it. */
export type Opened = { readonly fields: SensitiveFields } | { readonly unusable: 'WRAP' | 'KEY' | 'RECORD' };

/** The refusal of a vault. The text names files, versions and identifiers, never a key or a field. */
export class VaultError extends Error {
  override readonly name = 'VaultError';

  constructor(
    readonly code: VaultErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export type VaultErrorCode =
  /** A file lies open to others, has not its form, or the passphrase is none. */
  | 'FILE_UNUSABLE'
  | 'PASSPHRASE_WRONG'
  /** The vault has no key pair of that version, or the ledger has another key under it. */
  | 'KEY_UNKNOWN'
  /** The record is not the one that was published, or does not open to what was committed to. */
  | 'RECORD_UNREADABLE'
  /** The confirm has no delivery, or its one-off key was not made by this vault. */
  | 'CONFIRM_UNREADABLE';

/** Names are letters, digits and hyphens with one extension. */
export interface SealedFiles {
  /** Durable when it answers. A name that is taken keeps the file it has. */
  keep(name: string, bytes: Uint8Array): Promise<void>;
  /** Undefined where there is none. Throws FILE_UNUSABLE for what this vault did not seal under that name. */
  read(name: string): Promise<Buffer | undefined>;
  remove(name: string): Promise<void>;
  /** All but the named ones. */
  removeOlderThan(ageMs: number, except?: ReadonlySet<string>): Promise<void>;
}

/** Short texts that lie sealed in the database, each under a name that it opens under and no other. */
export interface SealedTexts {
  seal(name: string, text: string): string;
  /** Throws RECORD_UNREADABLE for what this vault did not seal under that name. */
  open(name: string, sealed: string): string;
}

/**
 * Secrets of subjects that follow from the vault's secret, or from the evaluators' answers; all but blinds are the same at every
 * call.
 */
export interface SubjectSecrets {
  /** The source of this institution's key as an evaluator: 32 bytes, base64url, and RFC 9497's key info. */
  readonly evaluatorKey: { readonly seed: string; readonly info: string };
  /** Under which the gateway finds an input again: keyed, so that nobody else can try numbers against it. Hex. */
  indexOf(input: string): string;
  /** Keyed, over canonical JSON, hex: tells whether content is the same as before. */
  makeFingerprint(content: unknown): string;
  /** A random scalar, which follows from nothing: 32 bytes, little-endian, base64url. */
  newBlind(): string;
  /** From both evaluators' outputs of one number, in the alliance's order; the same in every vault. 32 bytes, base64url. */
  identitySecretFrom(outputs: readonly string[]): string;
  /** P-256 point, base64url. Its SHA-256 is the subject's identifier. */
  deriveIdentityKey(identitySecret: string): string;
  /** As signatures.ts says, base64url. */
  signAsIdentity(identitySecret: string, text: string): string;
  /** P-256 point, base64url; made for this institution's verification of the subject alone, and shown with an objection only. */
  deriveAttachmentKey(subjectId: string): string;
  /** The same for a repetition; nobody else can connect it with the institution. Hex. */
  deriveAttachmentId(subjectId: string): string;
  /** As signatures.ts says, base64url. */
  signAsAttachment(subjectId: string, text: string): string;
  /** Salted; hex. */
  commitToVerification(subjectId: string, verification: unknown): string;
}

/** A registered public key (SPKI PEM), and its version. */
export interface RegisteredKey {
  readonly version: number;
  readonly publicKey: string;
}

export type RegistrarKey = RegisteredKey;

export interface MemberKey extends RegisteredKey {
  readonly partyId: string;
}

/** One side of a dispute, and what its author signed: commitments to the text and to the data key. */
export type SaidName = Omit<DisputeContext, 'channel'> & { readonly keyCommitment: string };

export interface SealedForAll {
  readonly sealed: string;
  readonly sealedHash: string;
  readonly commitment: string;
  /** Opens the commitment; base64url. */
  readonly salt: string;
  readonly keyCommitment: string;
}

/** The text of a dispute, as far as this member reads it. */
export interface SaidText {
  /** Absent where this member cannot read it although it is sealed for it, too. */
  readonly text?: string;
  /** Members for which it is sealed so that they cannot read it; their identifiers. */
  readonly unreadableFor: readonly string[];
}

/** Seals texts that all members may read and nobody else. */
export interface MembersVault {
  /** Differs from one time to the next. */
  sealForMembers(text: string, side: Pick<SaidName, 'recordId' | 'side'>, members: readonly MemberKey[]): SealedForAll;
  /**
   * As that member, whose key is this vault's. Undefined where it was not sealed for it. `members` are the keys for which it was
   * sealed: with them the vault sees for whom it was sealed in vain.
   */
  openForMembers(
    sealed: string,
    said: SaidName,
    partyId: string,
    members: readonly MemberKey[],
  ): Promise<SaidText | undefined>;
}

/** The lender that hands a package over, and the period. */
export interface PackageContext {
  readonly partyId: string;
  readonly period: number;
}

/** A credit record's terms or a feedback's details as they go to the ledger. */
export interface SealedCreditText {
  readonly sealed: string;
  readonly sealedHash: string;
  readonly commitment: string;
  /** The opening of the commitment. */
  readonly opening: { readonly salt: string; readonly content: object };
}

/** A commitment and its salt, base64url. */
export interface Committed {
  readonly commitment: string;
  readonly salt: string;
}

/** One answer to this institution's query: the record in it. */
export interface AnswerName {
  readonly queryId: string;
  readonly recordId: string;
}

export interface AnswerToWrap {
  readonly answerId: string;
  readonly oneOffPublicKey: string;
}

/** One number of an answer as the ledger holds it: the sealed text unless it is purged, and what the lender committed to. */
export interface AnswerPart {
  readonly number: number;
  readonly sealed?: string | undefined;
  readonly commitment: string;
  readonly keyCommitment: string;
}

/** The content of an answer's parts, by number; or the reason why it cannot be used: the asker proves the misdelivery with it. */
export type OpenedAnswer =
  | { readonly fields: ReadonlyMap<number, object> }
  | { readonly unusable: 'WRAP' | 'KEY' | 'TEXT' };

/** Numbers: 0 is the record's terms, others are its feedbacks. */
export interface CreditVault {
  /** The record that a filing becomes: its own public key, base64url, and the identifier that follows from it. */
  deriveRecord(filingId: string): { readonly recordId: string; readonly lenderKey: string };
  /** With the record's own key, as signatures.ts says; base64url. */
  signAsLender(filingId: string, text: string): string;
  /** To the key under which `seal` seals what was so agreed on. */
  keyCommitment(recordId: string, number: number, agreed: object): string;
  /** The same for the same content, and of one length for all terms and one for all feedbacks. `agreed`: all of it where absent. */
  seal(recordId: string, number: number, fields: object, agreed?: object): SealedCreditText;
  /** To what both sides agree on before it is sealed with their signatures. */
  commit(recordId: string, number: number, fields: object): Committed;
  /** Without a time: to nothing that ever falls due. */
  maturity(recordId: string, number: number, time: string | undefined): Committed;
  mandate(recordId: string, mandateSha256: string): Committed;
  /** The data keys of the numbers, of which it is given what was agreed on, for a one-off key; the same for the same answer. */
  wrapAnswer(recordId: string, answer: AnswerToWrap, agreed: ReadonlyMap<number, object>): Wrap;
  /** The one-off public key for one answer to an own query: always the same for the same. base64url. */
  answerKey(answer: AnswerName): string;
  /** Its private half, 32 bytes base64url: for proving a misdelivery only. It opens no other answer. */
  revealAnswerKey(answer: AnswerName): string;
  /**
   * Opens the answer to an own query and checks it in the order in which the chaincode judges a misdelivery. The texts are those that
   * were published, so compare their hashes before. Throws CONFIRM_UNREADABLE where there is nothing to judge.
   */
  openAnswer(answer: CreditAnswerRecord, parts: readonly AnswerPart[]): OpenedAnswer;
  /** How many bytes of text a package of so many characters holds. */
  packageRoom(bytes: number, key: RegistrarKey): number;
  /** Exactly so many characters. Throws RangeError where the text does not fit. */
  sealPackage(text: string, bytes: number, key: RegistrarKey, context: PackageContext): string;
  /** Undefined where it was not sealed for this vault, by that party or for that period. */
  openPackage(sealed: string, context: PackageContext): Promise<string | undefined>;
  /** When in the period the package is handed over: at least 0, below 1, whatever the package holds. */
  deriveMoment(period: number): number;
}

export interface Vault extends MembersVault {
  /** The key pair that seals: its version and public key (SPKI PEM). The oldest, version 1, until `activate` says otherwise. */
  readonly currentKey: { readonly version: number; readonly publicKey: string };
  /** Makes the version's key pair durable before it answers; a key that was made but never registered is used again. */
  prepareKey(version: number): Promise<{ readonly version: number; readonly publicKey: string }>;
  /**
   * Seals for this version from now on. Called once the version is registered on the ledger, and at every start with the
   * version that the ledger has: prepare, register, activate; a crash between any two is harmless. Throws KEY_UNKNOWN where
   * it was not prepared, or is not the public key that is given as the registered one.
   */
  activate(version: number, registeredPublicKey?: string): void;
  /**
   * Seals for this institution's public key. The same fields of the same asset get the same data key, salt and commitments, so
   * that a repeated upload is recognised; only the RSA wrap differs. Identifiers are whole (`partyId:localId`), here and below.
   */
  seal(assetId: string, fields: SensitiveFields): Promise<SealedPlan>;
  /** Opens what this institution sealed, whatever key version it was sealed for. Throws KEY_UNKNOWN, RECORD_UNREADABLE. */
  openOwn(plan: PlanRecord, sealedRecord: string): Promise<SensitiveFields>;
  /** The one-off public key for a confirm: the same for the same asset and confirm. base64url. */
  oneOffPublicKey(assetId: string, confirmId: string): string;
  /** Its private half, 32 bytes base64url: for a dispute only. */
  revealOneOffKey(assetId: string, confirmId: string): string;
  /**
   * Re-wraps the data key of an own record for a confirm's one-off key: one private-key operation. Throws as openOwn does,
   * and CONFIRM_UNREADABLE: what the other side could dispute is not delivered.
   */
  wrapFor(plan: PlanRecord, sealedRecord: string, confirm: ConfirmRecord): Promise<Wrap>;
  /** The same for the same text, hex: to look up in SQL what must not stand there. Nobody without the vault can try texts. */
  deriveMark(context: string, text: string): string;
  readonly credit: CreditVault;
  /** For what holds plaintext and must outlive a crash: uploads, rejected rows. */
  readonly files: SealedFiles;
  /** For what is too small for a file. */
  readonly texts: SealedTexts;
  readonly subjects: SubjectSecrets;
  /**
   * Opens a delivery with the confirm's one-off key and checks both commitments, in the order in which the chaincode judges
   * a dispute. RECORD also stands for a record that is not the published one: that is no proof, so compare the hash before.
   * Throws CONFIRM_UNREADABLE where there is nothing to judge.
   */
  openDelivered(plan: PlanRecord, sealedRecord: string, confirm: ConfirmRecord): Promise<Opened>;
}
