/**
 * The commands: what each submitting function takes in its list, and what it answers for each.
 *
 * A transaction's one argument is canonical JSON `{commands: […]}`. What must not be in a block travels in the transient
 * field `private`: a JSON list with one string for each command. The forms are checked by the gateway and once more by
 * every endorser; what they let through is understood, the rules decide whether it is right.
 */
import { z } from 'zod';
import { changeForm } from './alliance';
import { identifier, localIdentifier, partyIdentifier, score, wellFormed } from './forms';
import { parseOwnedId } from './identifiers';
import type { ConfirmRecord } from './records';
import { creditLevels, disputeVerdicts, loanKinds, queryPurposes } from './records';
import type { RefusalCode, RefusalDetail } from './refusals';
import { isTime, timeRange } from './times';
import type { PlanWarning } from './warnings';

export { identifier, localIdentifier, partyIdentifier };

export const maxCommands = 500;
export const maxTransactionBytes = 2 * 1024 * 1024;
/**
 * Keys that one transaction makes an endorser read. 500 confirms that fold 500 credits read 2,500; a query for all of 50 records
 * with 50 numbers each reads 2,556 and what it folds.
 */
export const maxReads = 10_000;
/** Credits that one debit may fold. */
export const maxFolds = 500;
/** Confirms of one plan that may be under way at the same time. */
export const maxConfirmsUnderWay = 500;
/** The most that one recharge brings, so that a slip of the issuer does not use up all tokens that may ever come to be. */
export const maxRechargeFen = 10_000_000_000_000;
/** Refunds after which an institution may not confirm the plan again. */
export const maxRefunds = 3;
export const transientField = 'private';
export const sealedCollection = 'sealed';
/** Holds what lenders hand over; the registrar is its only member, anybody may write into it. */
export const registrarCollection = 'registrar';
/** Blinded numbers in one question. */
export const maxBlinded = 100;
/** Characters of the local part of a query's identifier. */
export const maxQueryIdLength = 60;
/** Records whose details one query asks for. */
export const maxAnswers = 50;
/** Terms and feedbacks of one record in one answer. */
export const maxNumbers = 50;
/** Disputes of one record. */
export const maxDisputes = 20;

const integer = z.int();
const count = z.int().min(1).max(500);
const bps = z.int().min(0).max(100_000);
/** As records hold times: UTC with milliseconds, and no second text for the same time. */
export const timestamp = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  .refine(isTime, `no such time ${timeRange}`);
const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);
const base64url = (max: number) =>
  z
    .string()
    .regex(/^[A-Za-z0-9_-]+$/)
    .max(max);
const tokenCreditIdentifier = z.string().regex(/^[a-z]{1,16}:[A-Za-z0-9.-]{1,64}:[A-Za-z0-9._-]{1,64}$/);

export const joinLimitForm = z.strictObject({
  sharedLimitRmb: integer,
  sharedRate: z.strictObject({ minBps: bps, maxBps: bps }),
  tokenRateFen: z.int().min(0),
  participantCount: count,
  minConfirmRmb: z.int().min(1).optional(),
  startTime: timestamp,
  endTime: timestamp,
  form: z.enum(['JOINT', 'FIRST_COME']),
});

export const riskControlResultForm = z.strictObject({
  score,
  loanLimitRmb: z.int().min(0),
  shareLimitRmb: z.int().min(0),
});

export const planContentForm = z.strictObject({
  borrowerPerson: z.strictObject({ amountRmb: integer, loanKind: z.enum(loanKinds) }),
  carMortgageInfo: z.strictObject({ mileageKm: z.int().min(0), timeToBuy: timestamp }).optional(),
  riskControlResult: riskControlResultForm,
  joinLimit: joinLimitForm,
  fieldsCommitment: sha256Hex,
  keyCommitment: sha256Hex,
});

/** Exactly as many bytes, in the one base64url text for them. */
const bytesText = (bytes: number) =>
  base64url(Math.ceil((bytes * 4) / 3)).refine((text) => {
    const decoded = Buffer.from(text, 'base64url');
    return decoded.length === bytes && decoded.toString('base64url') === text;
  }, `not ${bytes} bytes in base64url`);
const groupElement = bytesText(32);
const point = bytesText(65);
/** r ‖ s, 32 bytes each (IEEE P1363). */
const signature = bytesText(64);
const keySignature = z.strictObject({ keyId: sha256Hex, signature });
const random128 = z.string().regex(/^[0-9a-f]{32}$/);
const day = z.iso.date().refine((value) => isTime(`${value}T00:00:00.000Z`), `no such day ${timeRange}`);
const priceFen = z.int().min(0);

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

const planStep = z.strictObject({ assetId: identifier });
const confirmStep = z.strictObject({ assetId: identifier, confirmId: identifier });
const answerStep = z.strictObject({ answerId: identifier });
const wrapForm = (max: number) => z.strictObject({ ephemeralPublicKey: base64url(100), wrappedKey: base64url(max) });
const redemptionStep = z.strictObject({ redemptionId: identifier });
const folds = z.array(tokenCreditIdentifier).max(maxFolds);

/** For the places of a query's records, which follow its identifier in those of the answers. */
function leavesRoom(queryId: string): boolean {
  return parseOwnedId(queryId, '').local.length <= maxQueryIdLength;
}

function isAscending(numbers: readonly number[]): boolean {
  return numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? number));
}

/** Every submitting function, as `contract:function`, with the form of its commands. */
export const commandForms = {
  'alliance:found': z.strictObject({ foundingHash: sha256Hex }),
  'alliance:propose': z.strictObject({ proposalId: identifier, change: changeForm }),
  'alliance:vote': z.strictObject({ proposalId: identifier, approve: z.boolean() }),
  'alliance:advanceDay': z.strictObject({ day: z.int().min(0) }),
  'party:registerKey': z.strictObject({ version: z.int().min(1), publicKey: wellFormed.max(2048) }),
  /** Private part: the sealed record's bytes, in canonical JSON (sealed.ts). */
  'plan:publish': planContentForm.extend({
    assetId: identifier,
    sealedHash: sha256Hex,
    keyVersion: z.int().min(1),
  }),
  'plan:confirm': z.strictObject({
    assetId: identifier,
    confirmId: identifier,
    confirmTakeInLimitRmb: integer,
    confirmTakeInRateBps: bps,
    oneOffPublicKey: base64url(100),
    folds,
  }),
  'plan:deliver': confirmStep.extend({ wrap: wrapForm(100) }),
  'plan:accept': confirmStep,
  /** Private part: the one-off private key, 32 bytes in base64url. */
  'plan:dispute': confirmStep,
  'plan:expire': confirmStep,
  'plan:withdraw': planStep,
  'plan:close': planStep,
  'plan:purge': planStep,
  'token:recharge': z.strictObject({
    rechargeId: identifier,
    partyId: partyIdentifier,
    amountFen: integer,
    paymentReference: localIdentifier,
  }),
  'token:redeem': z.strictObject({ redemptionId: identifier, amountFen: integer, folds }),
  'token:fold': z.strictObject({ folds }),
  'token:settle': redemptionStep.extend({ paymentReference: localIdentifier }),
  'token:reject': redemptionStep,
  'token:acknowledge': redemptionStep,
  'token:object': redemptionStep,
  'token:cancel': redemptionStep,
  'token:expire': redemptionStep,
  'subject:registerEvaluator': z.strictObject({ publicKey: groupElement }),
  'subject:ask': z.strictObject({
    evaluationId: identifier,
    blinded: z.array(groupElement).min(1).max(maxBlinded),
  }),
  'subject:evaluate': z.strictObject({
    evaluationId: identifier,
    evaluated: z.array(groupElement).min(1).max(maxBlinded),
    proof: bytesText(64),
  }),
  /** Signed with the identity key, as all that is said of a subject's keys. */
  'subject:attach': z.strictObject({
    attachmentId: random128,
    subjectId: sha256Hex,
    verificationCommitment: sha256Hex,
    identityKey: point,
    identitySignature: signature,
  }),
  /** Signed by a counting key of the subject, too, so that it need not wait. */
  'subject:addKey': z.strictObject({
    subjectId: sha256Hex,
    publicKey: point,
    possession: signature,
    report: z.strictObject({ publicKey: point, possession: signature }).optional(),
    identitySignature: signature,
    signedBy: keySignature.optional(),
  }),
  /** Signed by the key itself, by a counting key of the subject, or by the key of an attachment that is not later. */
  'subject:revokeKey': z.strictObject({
    subjectId: sha256Hex,
    keyId: sha256Hex,
    identitySignature: signature,
    signedBy: z.discriminatedUnion('type', [
      z.strictObject({ type: z.literal('KEY'), keyId: sha256Hex, signature }),
      z.strictObject({ type: z.literal('ATTACHMENT'), attachmentKey: point, signature }),
    ]),
  }),
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
      /** The record that this one puts right, with a signature of that record's lenderKey. */
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
  /** Its identifier follows from what was signed. */
  'consent:grant': z.strictObject({
    subjectId: sha256Hex,
    keyId: sha256Hex,
    purpose: z.enum(queryPurposes),
    signedTime: timestamp,
    notAfter: timestamp,
    uses: z.int().min(1),
    signature,
  }),
  /** Whether it is on the ledger or not. */
  'consent:revoke': z.strictObject({ consentId: random128, subjectId: sha256Hex, keyId: sha256Hex, signature }),
  'credit:query': z
    .strictObject({
      queryId: identifier.refine(leavesRoom, 'too long'),
      subjectId: sha256Hex,
      purpose: z.enum(queryPurposes),
      consentId: random128.optional(),
      /** None: the summary. */
      records: z
        .array(
          z.strictObject({
            recordId: random128,
            /** What the asker is ready to pay: the record's price, 0 for an own report. */
            priceFen,
            numbers: z.array(z.int().min(0).max(1_000)).min(1).max(maxNumbers).refine(isAscending, 'not ascending'),
            /** This answer has it alone. An own report has none: the subject's report key serves. */
            oneOffPublicKey: point.optional(),
          }),
        )
        .max(maxAnswers)
        .refine(
          (records) => new Set(records.map(({ recordId }) => recordId)).size === records.length,
          'a record twice',
        ),
      folds,
    })
    .refine(
      ({ purpose, records }) =>
        records.every(({ oneOffPublicKey }) => (oneOffPublicKey === undefined) === (purpose === 'OWN_REPORT')),
      'a record without a one-off key, or an own report with one',
    ),
  /** Signed with the record's own key. */
  'credit:answer': answerStep.extend({ wrap: wrapForm(3_000), signature }),
  'credit:accept': answerStep,
  /** Private part: the one-off private key, 32 bytes in base64url. */
  'credit:proveMisdelivery': answerStep,
  'credit:expire': answerStep,
  'credit:payOut': z.strictObject({
    period: z.int().min(0),
    transfers: z
      .array(z.strictObject({ partyId: partyIdentifier, amountFen: integer }))
      .min(1)
      .max(200),
    folds,
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
} as const satisfies Record<string, z.ZodType>;

export type CommandName = keyof typeof commandForms;
export type Command<N extends CommandName> = z.infer<(typeof commandForms)[N]>;

/** What an accepted command answers besides its own identifiers; the same again whenever it is repeated. */
export interface Answers {
  'alliance:found': { version: number };
  'alliance:propose': { proposalId: string };
  'alliance:vote': { proposalId: string };
  'alliance:advanceDay': { day: number };
  'party:registerKey': { partyId: string; version: number };
  'plan:publish': { assetId: string; warnings: readonly PlanWarning[] };
  'plan:confirm': ConfirmAnswer;
  'plan:deliver': { confirmId: string };
  'plan:accept': { confirmId: string };
  'plan:dispute': { confirmId: string };
  'plan:expire': { confirmId: string };
  'plan:withdraw': { assetId: string };
  'plan:close': { assetId: string };
  'plan:purge': { assetId: string };
  'token:recharge': { rechargeId: string };
  'token:redeem': { redemptionId: string };
  'token:fold': { partyId: string };
  'token:settle': { redemptionId: string };
  'token:reject': { redemptionId: string };
  'token:acknowledge': { redemptionId: string };
  'token:object': { redemptionId: string };
  'token:cancel': { redemptionId: string };
  'token:expire': { redemptionId: string };
  'subject:registerEvaluator': { partyId: string };
  'subject:ask': { evaluationId: string };
  'subject:evaluate': { evaluationId: string };
  'subject:attach': { attachmentId: string };
  'subject:addKey': { subjectId: string; keyId: string };
  'subject:revokeKey': { subjectId: string; keyId: string };
  'credit:register': { recordId: string };
  'credit:feedback': { recordId: string; number: number };
  'credit:setLevel': { recordId: string; version: number };
  'consent:grant': { consentId: string };
  'consent:revoke': { consentId: string };
  'credit:query': { queryId: string; answerIds: readonly string[]; tokenFen: number };
  'credit:answer': { answerId: string };
  'credit:accept': { answerId: string };
  'credit:proveMisdelivery': { answerId: string };
  'credit:expire': { answerId: string };
  'credit:payOut': { period: number };
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
  /** Opens the record's dueCommitment, or that of the feedback which is put right. */
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

/** The confirm as it was when it was accepted. */
export type ConfirmAnswer = Pick<
  ConfirmRecord,
  | 'confirmId'
  | 'assetId'
  | 'partyId'
  | 'contributor'
  | 'confirmTakeInLimitRmb'
  | 'confirmTakeInRateBps'
  | 'tokenFen'
  | 'confirmTime'
  | 'deliverBy'
  | 'disputeWithinSeconds'
> & { readonly status: 'HELD' };

export type Outcome<N extends CommandName = CommandName> =
  | { readonly status: 'ACCEPTED'; readonly repeated: boolean; readonly answer: Answers[N] }
  | { readonly status: 'REFUSED'; readonly code: RefusalCode; readonly detail: RefusalDetail };

/** In the order of the commands. */
export interface TransactionResult<N extends CommandName = CommandName> {
  readonly outcomes: readonly Outcome<N>[];
}

/** The evaluating functions; each takes one string argument and answers canonical JSON, `null` where there is nothing. */
export const readFunctionNames = [
  'alliance:read',
  'party:read',
  'plan:read',
  'plan:history',
  'plan:sealed',
  'token:account',
  'credit:sealed',
  'credit:disputeTexts',
  'credit:package',
] as const;
export type ReadFunctionName = (typeof readFunctionNames)[number];

/** One entry of `plan:history`, newest first. */
export interface HistoryEntry<R> {
  readonly transactionId: string;
  readonly time: string;
  /** Absent where the key was deleted. */
  readonly record?: R;
}
