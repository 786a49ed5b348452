/** Commands on credit records: registration, feedback, disputes, purges, and the packages for the registrar. */
import { z } from 'zod';
import {
  bytesText,
  day,
  keySignature,
  point,
  priceFen,
  random128,
  sha256Hex,
  signature,
  timestamp,
} from './command-members';
import { creditLevels, disputeVerdicts } from './credit-records';
import { partyIdentifier } from './forms';

const feedbackContentForm = z.strictObject({
  feedbackCommitment: sha256Hex,
  keyCommitment: sha256Hex,
  nextDueCommitment: sha256Hex,
  level: z.enum(creditLevels),
  priceFen,
  corrects: z.int().min(1).optional(),
});

const feedbackForm = feedbackContentForm.extend({
  recordId: random128,
  number: z.int().min(1).max(1_000),
  sealedHash: sha256Hex,
  signature,
});

export const creditCommandForms = {
  /** Private part: the sealed terms' bytes; with `renewal`, `PrivateOfRenewal`. */
  'credit:register': z
    .strictObject({
      recordId: random128,
      subjectId: sha256Hex,
      borrowedOn: day,
      termsCommitment: sha256Hex,
      keyCommitment: sha256Hex,
      maturityCommitment: sha256Hex,
      lenderKey: point,
      signBy: timestamp,
      borrower: z.discriminatedUnion('type', [
        z.strictObject({ type: z.literal('SIGNATURE'), keyId: sha256Hex, signature }),
        z.strictObject({ type: z.literal('MANDATE'), mandateCommitment: sha256Hex }),
      ]),
      lenderSignature: signature,
      sealedHash: sha256Hex,
      /** The early feedback on the record that this one renews; `renews` is its recordId. */
      renewal: feedbackForm.omit({ corrects: true }).optional(),
      /** The record that this one corrects, with a signature of that record's lenderKey. */
      correction: z.strictObject({ recordId: random128, signature }).optional(),
    })
    .refine(({ renewal, correction }) => !renewal || !correction, 'renews and corrects at once'),
  /** Private part: `PrivateOfFeedback`. */
  'credit:feedback': feedbackForm,
  'credit:setLevel': z.strictObject({
    recordId: random128,
    /** The next one. */
    version: z.int().min(1),
    level: z.enum(creditLevels),
    priceFen,
    signature,
  }),
  /** Private part: the sealed statement's bytes. */
  'credit:dispute': z.strictObject({
    recordId: random128,
    statementCommitment: sha256Hex,
    keyCommitment: sha256Hex,
    sealedHash: sha256Hex,
    keyId: sha256Hex,
    signature,
  }),
  /** Signed with the record's own key. Private part: the sealed answer's bytes. */
  'credit:answerDispute': z.strictObject({
    disputeId: random128,
    verdict: z.enum(disputeVerdicts),
    answerCommitment: sha256Hex,
    keyCommitment: sha256Hex,
    sealedHash: sha256Hex,
    signature,
  }),
  /** Number 0: the terms and the disputes' texts, after the last feedback's details. */
  'credit:purge': z.strictObject({ recordId: random128, number: z.int().min(0).max(1_000) }),
  /** Private part: the package, as long as the alliance says. */
  'credit:handOver': z.strictObject({ period: z.int().min(0) }),
  'credit:discard': z.strictObject({ partyId: partyIdentifier, period: z.int().min(0) }),
} as const satisfies Readonly<Record<string, z.ZodType>>;

export interface CreditAnswers {
  'credit:register': { recordId: string };
  'credit:feedback': { recordId: string; number: number };
  'credit:setLevel': { recordId: string; version: number };
  'credit:dispute': { disputeId: string; answerByDay: number };
  'credit:answerDispute': { disputeId: string };
  'credit:purge': { recordId: string; number: number };
  'credit:handOver': { period: number };
  'credit:discard': { partyId: string; period: number };
}

/** The borrower's signature to the extension that set a maturity, and the commitment that it is over; see signatures.ts. */
const extension = keySignature.extend({ feedbackCommitment: sha256Hex });

/** The private part of `credit:feedback`, in canonical JSON. */
export const privateOfFeedbackForm = z.strictObject({
  /** Opens the dueCommitment of the record, or that of the corrected feedback. */
  due: z.strictObject({ time: timestamp, salt: bytesText(32) }),
  /** It is needed where a feedback has set this maturity. */
  extension: extension.optional(),
  /** The sealed details' bytes. */
  details: z.string(),
});
export type PrivateOfFeedback = z.infer<typeof privateOfFeedbackForm>;

/** The private part of `credit:register` with a renewal, in canonical JSON. An early end opens nothing. */
export const privateOfRenewalForm = z.strictObject({
  /** The sealed terms' bytes. */
  terms: z.string(),
  /** The sealed details' bytes of the early feedback. */
  details: z.string(),
  extension: extension.optional(),
});
export type PrivateOfRenewal = z.infer<typeof privateOfRenewalForm>;
