/** Subjects, signing keys and credit records with defaults. Deterministic, signatures too: a corpus must give the same bytes anywhere. */
import { createECDH, createHash } from 'node:crypto';
import { canonicalJson } from '../../chaincode/api/canonical';
import type { Command, PrivateOfFeedback, PrivateOfRenewal } from '../../chaincode/api/commands';
import { commit } from '../../chaincode/api/commitment';
import type { CreditContent, CreditLevel } from '../../chaincode/api/records';
import { commitToKey, hashOfSealed, sealCredit } from '../../chaincode/api/sealed';
import {
  additionText,
  attachmentText,
  correctionText,
  deriveAttachmentId,
  deriveKeyId,
  feedbackText,
  levelText,
  lowS,
  objectionText,
  possessionText,
  recordIdFrom,
  registrationText,
  revocationText,
} from '../../chaincode/api/signatures';
import { bytesOf, channel } from './builders';

/** The order of P-256. */
export const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

export interface Signer {
  /** base64url */
  readonly publicKey: string;
  readonly keyId: string;
  /** P1363, low-S, base64url. */
  sign(text: string): string;
}

/** The same seed always makes the same key and signatures, so a suite computes each of them once. */
const signers = new Map<string, Signer>();

export function signer(seed: string): Signer {
  const known = signers.get(seed) ?? newSigner(seed);
  signers.set(seed, known);
  return known;
}

function newSigner(seed: string): Signer {
  const privateKey = bytesOf(`signer ${seed}`);
  const publicKey = pointOf(privateKey).toString('base64url');
  const signatures = new Map<string, string>();
  const sign = (text: string) => {
    const signature = signatures.get(text) ?? lowS(ecdsa(privateKey, text)).toString('base64url');
    signatures.set(text, signature);
    return signature;
  };
  return { publicKey, keyId: deriveKeyId(publicKey), sign };
}

/** ECDSA with a nonce that follows from key and text. */
function ecdsa(privateKey: Buffer, text: string): Buffer {
  const digest = createHash('sha256').update(text).digest();
  const nonce = createHash('sha256').update(privateKey).update(digest).digest();
  const r = numberOf(pointOf(nonce).subarray(1, 33)) % order;
  const k = numberOf(nonce) % order;
  const s = (power(k, order - 2n) * (numberOf(digest) + r * numberOf(privateKey))) % order;
  return Buffer.concat([scalar(r), scalar(s)]);
}

export function numberOf(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}

/** 32 bytes, the highest first. */
export function scalar(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(64, '0'), 'hex');
}

function pointOf(privateKey: Buffer): Buffer {
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(privateKey);
  return ecdh.getPublicKey();
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let [factor, rest] = [base, exponent]; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * factor) % order;
    factor = (factor * factor) % order;
  }
  return result;
}

/** A group element, or whatever else has 32 bytes. */
export function element(seed: string): string {
  return bytesOf(`element ${seed}`).toString('base64url');
}

export function hexOf(seed: string): string {
  return bytesOf(seed).toString('hex');
}

/** The key with which an institution signs that had the number evaluated. */
export function identityOf(name: string): Signer {
  return signer(`identity ${name}`);
}

export function subjectIdOf(name: string): string {
  return identityOf(name).keyId;
}

/** The first key of a subject, unless a number says which. */
export function keyOf(name: string, number = 1): Signer {
  return signer(`${name} ${number}`);
}

/** Where the person who has a signing key opens own reports; its private half signs, too. */
export function reportKeyOf(key: Pick<Signer, 'keyId'>): Signer {
  return signer(`report ${key.keyId}`);
}

/** The key that an institution reveals with an objection, as proof of its verification. */
export function attachmentKeyOf(name: string, by = 'harbour'): Signer {
  return signer(`attachment ${name} ${by}`);
}

/** Who signs, and for which channel, where it is not the subject's identity for this one. */
export interface IdentityOptions {
  readonly identity?: Signer;
  readonly signedFor?: string;
}

export function anAttachment(
  name: string,
  by = 'harbour',
  { identity = identityOf(name), signedFor = channel }: IdentityOptions = {},
): Command<'subject:attach'> {
  const attachment = {
    attachmentId: deriveAttachmentId(attachmentKeyOf(name, by).publicKey),
    subjectId: subjectIdOf(name),
    verificationCommitment: hexOf(`verification ${name} ${by}`),
  };
  const identitySignature = identity.sign(attachmentText(signedFor, attachment));
  return { ...attachment, identityKey: identityOf(name).publicKey, identitySignature };
}

export interface KeyOptions extends IdentityOptions {
  /** The key of the subject that vouches; without it nobody does. */
  readonly by?: Signer;
  /** Null for none. */
  readonly report?: Signer | null;
}

/** With a report key of its own. */
export function aKey(name: string, key = keyOf(name), options: KeyOptions = {}): Command<'subject:addKey'> {
  const { by, identity = identityOf(name), signedFor = channel, report = reportKeyOf(key) } = options;
  const { publicKey, keyId } = key;
  const subjectId = subjectIdOf(name);
  const reportKey = report?.publicKey;
  const held = possessionText(channel, { subjectId, publicKey, reportKey });
  const text = additionText(signedFor, { subjectId, keyId, reportKey });
  return {
    subjectId,
    publicKey,
    possession: key.sign(held),
    ...(report && { report: { publicKey: report.publicKey, possession: report.sign(held) } }),
    identitySignature: identity.sign(text),
    ...(by && { signedBy: { keyId: by.keyId, signature: by.sign(text) } }),
  };
}

/** Signed by the key itself unless the options name another. */
export function aRevocation(
  name: string,
  key = keyOf(name),
  { by = key, identity = identityOf(name), signedFor = channel }: IdentityOptions & { readonly by?: Signer } = {},
): Command<'subject:revokeKey'> {
  const revoked = { subjectId: subjectIdOf(name), keyId: key.keyId };
  const text = revocationText(signedFor, revoked);
  return {
    ...revoked,
    identitySignature: identity.sign(text),
    signedBy: { type: 'KEY', keyId: by.keyId, signature: by.sign(text) },
  };
}

/** Signed by the key of an attachment, Harbour's unless the options name another. */
export function anObjection(
  name: string,
  key = keyOf(name),
  {
    by = attachmentKeyOf(name),
    identity = identityOf(name),
    signedFor = channel,
  }: IdentityOptions & { readonly by?: Signer } = {},
): Command<'subject:revokeKey'> {
  const revoked = { subjectId: subjectIdOf(name), keyId: key.keyId };
  const text = objectionText(signedFor, revoked, deriveAttachmentId(by.publicKey));
  return {
    ...revoked,
    identitySignature: identity.sign(revocationText(signedFor, revoked)),
    signedBy: { type: 'ATTACHMENT', attachmentKey: by.publicKey, signature: by.sign(text) },
  };
}

export interface LoanOptions {
  /** The record's identifier follows from it. */
  readonly name?: string;
  /** The borrower's name. */
  readonly borrower?: string;
  readonly borrowerKey?: Signer;
  /** The borrower's side is a mandate. */
  readonly mandate?: boolean;
  readonly lenderKey?: Signer;
  readonly maturityTime?: string;
  readonly signBy?: string;
  /** Makes the early feedback on the record that this one renews. */
  readonly renewal?: (renewedBy: string) => GivenFeedback;
  readonly corrects?: Loan;
  /** The channel that the signatures are made for. */
  readonly signedFor?: string;
}

export interface Loan {
  readonly recordId: string;
  readonly command: Command<'credit:register'>;
  /** As it travels in the transient field. */
  readonly private: string;
  readonly lenderKey: Signer;
  readonly borrowerKey: Signer;
  /** Opens what falls due. */
  readonly due: Due;
}

export interface Due {
  readonly time: string;
  readonly salt: string;
  /** Given with an extension. */
  readonly extension?: PrivateOfFeedback['extension'];
}

export const maturity = '2026-03-05T08:00:00.000Z';

export function aLoan(options: LoanOptions = {}): Loan {
  const { name = 'l1', borrower = 'li', maturityTime = maturity, corrects } = options;
  const { borrowerKey = keyOf(borrower), lenderKey = signer(`lender ${name}`) } = options;
  const recordId = recordIdFrom(lenderKey.publicKey);
  const due = { time: maturityTime, salt: bytesOf(`due ${name}`).toString('base64url') };
  const paper = {
    mandateSha256: hexOf(`paper ${name}`),
    mandateSalt: bytesOf(`mandate ${name}`).toString('base64url'),
  };
  const terms = sealedText(recordId, 0, {
    relationKind: 'B2C',
    amountRmb: 50_000,
    rateBps: 1_200,
    startTime: '2026-03-01T00:00:00.000Z',
    maturityTime,
    maturitySalt: due.salt,
    ...(options.mandate && paper),
  });
  const content: CreditContent = {
    subjectId: subjectIdOf(borrower),
    borrowedOn: '2026-03-01',
    termsCommitment: terms.commitment,
    keyCommitment: terms.keyCommitment,
    maturityCommitment: commitmentTo(due),
    lenderKey: lenderKey.publicKey,
    signBy: options.signBy ?? '2026-03-04T08:00:00.000Z',
  };
  const renewal = options.renewal?.(recordId);
  const renews = renewal?.command.recordId;
  const sealedHash = hashOfSealed(terms.text);
  const purpose = { channel: options.signedFor ?? channel, recordId };
  const mandateCommitment = commit(bytesOf(`mandate ${name}`), paper.mandateSha256);
  const mandate = { type: 'MANDATE', mandateCommitment } as const;
  const text = (role: 'BORROWER' | 'LENDER') =>
    registrationText(
      purpose.channel,
      role,
      { ...content, renews, corrects: corrects?.recordId, sealedHash },
      options.mandate ? mandate : { type: 'SIGNATURE' },
    );
  const signed = {
    type: 'SIGNATURE',
    keyId: borrowerKey.keyId,
    signature: borrowerKey.sign(text('BORROWER')),
  } as const;
  return {
    recordId,
    lenderKey,
    borrowerKey,
    due,
    private: renewal
      ? canonicalJson({
          terms: terms.text,
          details: renewal.details,
          extension: renewal.extension,
        } satisfies PrivateOfRenewal)
      : terms.text,
    command: {
      recordId,
      ...content,
      borrower: options.mandate ? mandate : signed,
      lenderSignature: lenderKey.sign(text('LENDER')),
      sealedHash,
      ...(renewal && { renewal: renewal.command }),
      ...(corrects && {
        correction: {
          recordId: corrects.recordId,
          signature: corrects.lenderKey.sign(correctionText({ ...purpose, recordId: corrects.recordId }, recordId)),
        },
      }),
    },
  };
}

/** The identifier of a loan whose key no option says. */
export function recordIdOf(name: string): string {
  return recordIdFrom(signer(`lender ${name}`).publicKey);
}

export interface FeedbackOptions {
  readonly number?: number;
  readonly outcome?: 'PERFORMED' | 'EXTENDED' | 'BREACHED';
  readonly level?: CreditLevel;
  readonly priceFen?: number;
  readonly corrects?: number;
  /** The maturity that it opens; the record's own by default. */
  readonly due?: Due;
  /** Given with an extension; without it nothing more falls due. */
  readonly newMaturityTime?: string;
  /** Given with an early end. */
  readonly renewedBy?: string;
  readonly signedFor?: string;
}

export interface GivenFeedback {
  readonly command: Command<'credit:feedback'>;
  readonly private: string;
  readonly details: string;
  /** How the borrower agreed to the maturity that it opens. */
  readonly extension: PrivateOfFeedback['extension'];
  /** Opens the next one. */
  readonly due: Due;
}

/** The early end of a record, for whichever registration renews it. */
export function renewing(loan: Loan, options: FeedbackOptions = {}): (renewedBy: string) => GivenFeedback {
  return (renewedBy) => aFeedback(loan, { ...options, renewedBy });
}

export function aFeedback(loan: Loan, options: FeedbackOptions = {}): GivenFeedback {
  const { recordId, lenderKey, borrowerKey } = loan;
  const { number = 1, outcome = 'PERFORMED', level = 'PUBLIC', priceFen = 0, corrects, newMaturityTime } = options;
  const nextDue = {
    time: newMaturityTime ?? '9999-01-01T00:00:00.000Z',
    salt: bytesOf(`due ${recordId} ${number}`).toString('base64url'),
  };
  const extension = newMaturityTime === undefined ? {} : { newMaturityTime, maturitySalt: nextDue.salt };
  const details = sealedText(recordId, number, { outcome, ...extension });
  const content = {
    feedbackCommitment: details.commitment,
    keyCommitment: details.keyCommitment,
    nextDueCommitment: newMaturityTime === undefined ? hexOf(`nothing ${recordId} ${number}`) : commitmentTo(nextDue),
    level,
    priceFen,
    ...(corrects !== undefined && { corrects }),
    sealedHash: hashOfSealed(details.text),
  };
  const purpose = { channel: options.signedFor ?? channel, recordId };
  const signature = lenderKey.sign(
    feedbackText(purpose, 'LENDER', number, { ...content, renewedBy: options.renewedBy }),
  );
  const { extension: agreedBefore, ...due } = options.due ?? loan.due;
  const revealed = { due, extension: agreedBefore, details: details.text };
  const agreed = { ...content, feedbackCommitment: hexOf(`agreed ${recordId} ${number}`) };
  const borrowers = {
    keyId: borrowerKey.keyId,
    signature: borrowerKey.sign(feedbackText(purpose, 'BORROWER', number, agreed)),
    feedbackCommitment: agreed.feedbackCommitment,
  };
  return {
    due: newMaturityTime === undefined ? nextDue : { ...nextDue, extension: borrowers },
    extension: agreedBefore,
    details: details.text,
    private: canonicalJson(revealed satisfies PrivateOfFeedback),
    command: { recordId, number, ...content, signature },
  };
}

export function aLevel(
  { recordId, lenderKey }: Loan,
  to: { readonly version?: number; readonly level?: CreditLevel; readonly priceFen?: number } = {},
): Command<'credit:setLevel'> {
  const { version = 2, level = 'PAID', priceFen = 500 } = to;
  const signature = lenderKey.sign(levelText({ channel, recordId }, { version, level, priceFen }));
  return { recordId, version, level, priceFen, signature };
}

function commitmentTo({ time, salt }: Due): string {
  return commit(Buffer.from(salt, 'base64url'), time);
}

/** With which the terms (0) or a feedback of a record are sealed. */
export function dataKeyOf(recordId: string, number: number): Buffer {
  return bytesOf(`data key ${recordId} ${number}`);
}

function sealedText(recordId: string, number: number, fields: object) {
  const seed = `${recordId} ${number}`;
  const [salt, dataKey] = [bytesOf(`salt ${seed}`), dataKeyOf(recordId, number)];
  const iv = bytesOf(`iv ${seed}`).subarray(0, 12);
  return {
    text: sealCredit({ salt, fields }, { dataKey, iv }, { channel, recordId, number }),
    commitment: commit(salt, fields),
    keyCommitment: commitToKey(dataKey),
  };
}
