/**
 * The closed forms of the records in the ledger's public state, for whoever reads blocks: a value that has none of them is no
 * record. They say which members there are and of which kind. Which values are right is the chaincode's business.
 */
import { z } from 'zod';
import { changeForm, memberForm, parametersForm } from './alliance';
import { planContentForm, timestamp } from './commands';
import { creditRecordForms } from './credit-record-forms';
import { exactly, exchangeForm, integer, partyId, wholeId, word } from './exact-forms';
import type {
  AccountRecord,
  AllianceRecord,
  AllowanceRecord,
  AttachmentRecord,
  ConfirmRecord,
  EvaluationAnswerRecord,
  EvaluationRecord,
  EvaluatorRecord,
  LedgerDayRecord,
  LedgerRecord,
  PartyKeyRecord,
  PartyRecord,
  PlanRecord,
  ProposalRecord,
  RechargeRecord,
  RedemptionRecord,
  SubjectKeyRecord,
  SubjectRecord,
  SupplyRecord,
  TokenCreditRecord,
  UsedRecord,
} from './records';
import { ledgerFormat, planStatuses, proposalStatuses, redemptionStatuses } from './records';

const revokerForm = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('KEY'), keyId: word }),
  z.strictObject({ type: z.literal('ATTACHMENT'), attachmentId: word }),
]);

/** The forms by docType; the type makes the table complete. */
export const recordForms = {
  ...creditRecordForms,
  alliance: exactly<AllianceRecord>()(
    z.strictObject({
      docType: z.literal('alliance'),
      format: z.literal(ledgerFormat),
      allianceName: z.string(),
      members: z.array(memberForm),
      evaluators: z.array(partyId),
      registrar: partyId,
      daySeconds: integer,
      parameters: parametersForm,
      version: integer,
      foundingHash: word,
    }),
  ),
  ledgerDay: exactly<LedgerDayRecord>()(
    z.strictObject({ docType: z.literal('ledgerDay'), day: integer, advancedTime: timestamp }),
  ),
  proposal: exactly<ProposalRecord>()(
    z.strictObject({
      docType: z.literal('proposal'),
      proposalId: wholeId,
      change: changeForm,
      approvals: z.array(partyId),
      rejections: z.array(partyId),
      status: z.enum(proposalStatuses),
      proposedTime: timestamp,
      voteByDay: integer,
    }),
  ),
  party: exactly<PartyRecord>()(z.strictObject({ docType: z.literal('party'), partyId, keyVersion: integer })),
  partyKey: exactly<PartyKeyRecord>()(
    z.strictObject({
      docType: z.literal('partyKey'),
      partyId,
      version: integer,
      publicKey: z.string(),
      registeredTime: timestamp,
    }),
  ),
  plan: exactly<PlanRecord>()(
    planContentForm.extend({
      docType: z.literal('plan'),
      assetId: wholeId,
      contributor: partyId,
      publishedTime: timestamp,
      sealedHash: word,
      keyVersion: integer,
      status: z.enum(planStatuses),
      purged: z.boolean(),
      remainingLimitRmb: integer,
      confirmIds: z.array(wholeId),
      participations: z.array(z.strictObject({ partyId, standing: integer, refunded: integer })),
    }),
  ),
  confirm: exactly<ConfirmRecord>()(
    z.strictObject({
      ...exchangeForm,
      docType: z.literal('confirm'),
      confirmId: wholeId,
      assetId: wholeId,
      partyId,
      contributor: partyId,
      confirmTakeInLimitRmb: integer,
      confirmTakeInRateBps: integer,
      confirmTime: timestamp,
      contributorKeyVersion: integer,
      participatorKeyVersion: integer,
    }),
  ),
  account: exactly<AccountRecord>()(z.strictObject({ docType: z.literal('account'), partyId, balanceFen: integer })),
  supply: exactly<SupplyRecord>()(z.strictObject({ docType: z.literal('supply'), rechargedFen: integer })),
  tokenCredit: exactly<TokenCreditRecord>()(
    z.strictObject({
      docType: z.literal('tokenCredit'),
      tokenCreditId: word,
      partyId,
      amountFen: integer,
      time: timestamp,
    }),
  ),
  recharge: exactly<RechargeRecord>()(
    z.strictObject({
      docType: z.literal('recharge'),
      rechargeId: wholeId,
      partyId,
      amountFen: integer,
      paymentReference: word,
      rechargeTime: timestamp,
    }),
  ),
  redemption: exactly<RedemptionRecord>()(
    z.strictObject({
      docType: z.literal('redemption'),
      redemptionId: wholeId,
      partyId,
      amountFen: integer,
      status: z.enum(redemptionStatuses),
      requestedTime: timestamp,
      objectWithinSeconds: integer,
      decideWithinDays: integer,
      cancelFrom: timestamp,
      paymentReference: word.optional(),
      settledTime: timestamp.optional(),
      objectBy: timestamp.optional(),
      objectedTime: timestamp.optional(),
      decideBy: timestamp.optional(),
      endedTime: timestamp.optional(),
    }),
  ),
  used: exactly<UsedRecord>()(
    z.strictObject({
      docType: z.literal('used'),
      what: z.enum(['payment', 'oneOffKey', 'subjectKey']),
      value: word,
      by: word,
    }),
  ),
  evaluator: exactly<EvaluatorRecord>()(
    z.strictObject({ docType: z.literal('evaluator'), partyId, publicKey: word, registeredTime: timestamp }),
  ),
  evaluation: exactly<EvaluationRecord>()(
    z.strictObject({
      docType: z.literal('evaluation'),
      evaluationId: wholeId,
      partyId,
      blinded: z.array(word),
      askedTime: timestamp,
    }),
  ),
  evaluationAnswer: exactly<EvaluationAnswerRecord>()(
    z.strictObject({
      docType: z.literal('evaluationAnswer'),
      evaluationId: wholeId,
      evaluator: partyId,
      evaluated: z.array(word),
      proof: word,
      answeredTime: timestamp,
    }),
  ),
  allowance: exactly<AllowanceRecord>()(
    z.strictObject({ docType: z.literal('allowance'), partyId, day: word, used: integer }),
  ),
  subject: exactly<SubjectRecord>()(
    z.strictObject({ docType: z.literal('subject'), subjectId: word, identityKey: word, keyed: z.boolean() }),
  ),
  attachment: exactly<AttachmentRecord>()(
    z.strictObject({
      docType: z.literal('attachment'),
      attachmentId: word,
      subjectId: word,
      verificationCommitment: word,
      identitySignature: word,
      attachedTime: timestamp,
      day: integer,
    }),
  ),
  subjectKey: exactly<SubjectKeyRecord>()(
    z.strictObject({
      docType: z.literal('subjectKey'),
      subjectId: word,
      keyId: word,
      publicKey: word,
      possession: word,
      report: z.strictObject({ publicKey: word, possession: word }).optional(),
      identitySignature: word,
      signedBy: z.strictObject({ keyId: word, signature: word }).optional(),
      addedTime: timestamp,
      day: integer,
      countsFromDay: integer,
      reportsFromDay: integer,
      revokedTime: timestamp.optional(),
      revokedBy: revokerForm.optional(),
    }),
  ),
} as const satisfies Readonly<Record<LedgerRecord['docType'], z.ZodType>>;

/** Undefined for what is no record. */
export function parseRecord(value: unknown): LedgerRecord | undefined {
  const docType = typeof value === 'object' && value !== null && 'docType' in value ? value.docType : undefined;
  if (typeof docType !== 'string' || !Object.hasOwn(recordForms, docType)) return undefined;
  const form: z.ZodType = recordForms[docType as LedgerRecord['docType']];
  return form.safeParse(value).success ? (value as LedgerRecord) : undefined;
}
