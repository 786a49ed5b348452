/** The data of each event of the stream. `satisfies` holds the table against the types of the ledger's events and of the gateway's. */
import { z } from 'zod';
import { proposalStatuses, queryPurposes, redemptionStatuses } from '../../chaincode/api/records';
import type { StreamEvent } from '../store/types';

const id = z.string();
const amount = z.int();
const confirmStatus = z.enum(['HELD', 'DELIVERED', 'PAID', 'REFUNDED']);
const exchange = { assetId: id, confirmId: id, contributor: id, participator: id };

const allianceEvent = z.discriminatedUnion('eventName', [
  z.object({ name: z.literal('AllianceEvent'), eventName: z.literal('FOUNDED'), version: z.int() }),
  z.object({
    name: z.literal('AllianceEvent'),
    eventName: z.enum(['PROPOSED', 'VOTED', 'DECIDED']),
    proposalId: id,
    status: z.enum(proposalStatuses),
  }),
  z.object({ name: z.literal('AllianceEvent'), eventName: z.literal('DAY_ADVANCED'), day: z.int() }),
]);

type Forms = { readonly [N in StreamEvent['name']]: z.ZodType<Extract<StreamEvent, { readonly name: N }>> };

const forms = {
  AllianceEvent: allianceEvent,
  PartyKeyEvent: z.object({ name: z.literal('PartyKeyEvent'), partyId: id, version: z.int() }),
  LoanSharedPlanEvent: z.object({
    name: z.literal('LoanSharedPlanEvent'),
    eventName: z.enum(['PUBLISHED', 'FILLED', 'REOPENED', 'CLOSED', 'WITHDRAWN', 'PURGED']),
    assetId: id,
    contributor: id,
    status: z.enum(['OPEN', 'FILLED', 'CLOSED', 'WITHDRAWN']),
    remainingLimitRmb: amount,
  }),
  OrgConfirmAssetEvent: z.object({
    name: z.literal('OrgConfirmAssetEvent'),
    ...exchange,
    confirmTakeInLimitRmb: amount,
    confirmTakeInRateBps: amount,
    tokenFen: amount,
    status: confirmStatus,
  }),
  DataProcessingEvent: z.object({
    name: z.literal('DataProcessingEvent'),
    eventName: z.literal('REENCRYPTED'),
    ...exchange,
    status: confirmStatus,
  }),
  ExchangeEndedEvent: z.object({
    name: z.literal('ExchangeEndedEvent'),
    eventName: z.enum(['ACCEPTED', 'DISPUTED', 'EXPIRED']),
    ...exchange,
    tokenFen: amount,
    status: z.enum(['PAID', 'REFUNDED']),
  }),
  TokenRechargeEvent: z.object({
    name: z.literal('TokenRechargeEvent'),
    rechargeId: id,
    partyId: id,
    amountFen: amount,
  }),
  TokenRedemptionEvent: z.object({
    name: z.literal('TokenRedemptionEvent'),
    eventName: z.enum(redemptionStatuses),
    redemptionId: id,
    partyId: id,
    amountFen: amount,
  }),
  EvaluationEvent: z.object({
    name: z.literal('EvaluationEvent'),
    eventName: z.enum(['ASKED', 'ANSWERED']),
    evaluationId: id,
    partyId: id,
  }),
  SubjectEvent: z.object({
    name: z.literal('SubjectEvent'),
    eventName: z.enum(['ATTACHED', 'KEY_ADDED', 'KEY_REVOKED']),
    subjectId: id,
  }),
  CreditRecordEvent: z.object({
    name: z.literal('CreditRecordEvent'),
    eventName: z.enum([
      'REGISTERED',
      'RENEWED',
      'CORRECTED',
      'FEEDBACK',
      'LEVEL_SET',
      'DISPUTED',
      'DISPUTE_ANSWERED',
      'PURGED',
    ]),
    recordId: id,
    subjectId: id,
  }),
  ConsentEvent: z.object({
    name: z.literal('ConsentEvent'),
    eventName: z.enum(['GRANTED', 'REVOKED']),
    consentId: id,
    subjectId: id,
    partyId: id,
  }),
  CreditQueryEvent: z.object({
    name: z.literal('CreditQueryEvent'),
    queryId: id,
    subjectId: id,
    partyId: id,
    purpose: z.enum(queryPurposes),
    tokenFen: amount,
  }),
  CreditAnswerEvent: z.object({
    name: z.literal('CreditAnswerEvent'),
    eventName: z.enum(['DELIVERED', 'ACCEPTED', 'DISPUTED', 'EXPIRED']),
    answerId: id,
    recordId: id,
    partyId: id,
    registrar: id,
    tokenFen: amount,
    status: confirmStatus,
  }),
  CreditPayoutEvent: z.object({
    name: z.literal('CreditPayoutEvent'),
    period: z.int(),
    partyId: id,
    transfers: z.array(z.object({ partyId: id, amountFen: amount })),
  }),
  MaturityPromptEvent: z.object({
    name: z.literal('MaturityPromptEvent'),
    recordId: id,
    maturityTime: z.iso.datetime(),
  }),
} as const satisfies Forms;

/** The first event of each stream: the position after which the stream goes on. */
const positionEvent = z.object({ name: z.literal('PositionEvent'), position: z.string() });

/** By the name of the event, which is the name of its schema in the document. */
export const streamEventForms: ReadonlyMap<string, z.ZodType> = new Map(
  Object.entries({ ...forms, PositionEvent: positionEvent }).map(([name, form]) => [name, form.meta({ id: name })]),
);

export const streamEventForm = z
  .union([...streamEventForms.values()])
  .meta({ id: 'StreamEvent', description: 'The data of one event; name is the name of the event' });
