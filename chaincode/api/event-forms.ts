/** The closed forms of what transactions announce, for whoever reads blocks: a payload that has none of them announces nothing. */
import { z } from 'zod';
import { transferForm } from './credit-record-forms';
import type {
  AllianceEvent,
  ConsentEvent,
  CreditAnswerEvent,
  CreditPayoutEvent,
  CreditQueryEvent,
  CreditRecordEvent,
  DataProcessingEvent,
  EvaluationEvent,
  ExchangeEndedEvent,
  LedgerEvent,
  LedgerEventName,
  LoanSharedPlanEvent,
  OrgConfirmAssetEvent,
  PartyKeyEvent,
  SubjectEvent,
  TokenRechargeEvent,
  TokenRedemptionEvent,
} from './events';
import { exactly, integer, partyId, wholeId, word } from './exact-forms';
import { recordForms } from './record-forms';
import { queryPurposes } from './records';

const { proposal, plan, confirm, redemption } = recordForms;
const proposalStatus = proposal.shape.status;
const exchangeParties = { assetId: wholeId, confirmId: wholeId, contributor: partyId, participator: partyId };

/** The forms by name; the type makes the table complete. */
export const eventForms = {
  AllianceEvent: exactly<AllianceEvent>()(
    z.discriminatedUnion('eventName', [
      z.strictObject({ name: z.literal('AllianceEvent'), eventName: z.literal('FOUNDED'), version: integer }),
      z.strictObject({
        name: z.literal('AllianceEvent'),
        eventName: z.enum(['PROPOSED', 'VOTED', 'DECIDED']),
        proposalId: wholeId,
        status: proposalStatus,
      }),
      z.strictObject({ name: z.literal('AllianceEvent'), eventName: z.literal('DAY_ADVANCED'), day: integer }),
    ]),
  ),
  PartyKeyEvent: exactly<PartyKeyEvent>()(
    z.strictObject({ name: z.literal('PartyKeyEvent'), partyId, version: integer }),
  ),
  LoanSharedPlanEvent: exactly<LoanSharedPlanEvent>()(
    z.strictObject({
      name: z.literal('LoanSharedPlanEvent'),
      eventName: z.enum(['PUBLISHED', 'FILLED', 'REOPENED', 'CLOSED', 'WITHDRAWN', 'PURGED']),
      assetId: wholeId,
      contributor: partyId,
      status: plan.shape.status,
      remainingLimitRmb: integer,
    }),
  ),
  OrgConfirmAssetEvent: exactly<OrgConfirmAssetEvent>()(
    z.strictObject({
      ...exchangeParties,
      name: z.literal('OrgConfirmAssetEvent'),
      confirmTakeInLimitRmb: integer,
      confirmTakeInRateBps: integer,
      tokenFen: integer,
      status: confirm.shape.status,
    }),
  ),
  DataProcessingEvent: exactly<DataProcessingEvent>()(
    z.strictObject({
      ...exchangeParties,
      name: z.literal('DataProcessingEvent'),
      eventName: z.literal('REENCRYPTED'),
      status: confirm.shape.status,
    }),
  ),
  ExchangeEndedEvent: exactly<ExchangeEndedEvent>()(
    z.strictObject({
      ...exchangeParties,
      name: z.literal('ExchangeEndedEvent'),
      eventName: z.enum(['ACCEPTED', 'DISPUTED', 'EXPIRED']),
      tokenFen: integer,
      status: z.enum(['PAID', 'REFUNDED']),
    }),
  ),
  TokenRechargeEvent: exactly<TokenRechargeEvent>()(
    z.strictObject({ name: z.literal('TokenRechargeEvent'), rechargeId: wholeId, partyId, amountFen: integer }),
  ),
  TokenRedemptionEvent: exactly<TokenRedemptionEvent>()(
    z.strictObject({
      name: z.literal('TokenRedemptionEvent'),
      eventName: redemption.shape.status,
      redemptionId: wholeId,
      partyId,
      amountFen: integer,
    }),
  ),
  EvaluationEvent: exactly<EvaluationEvent>()(
    z.strictObject({
      name: z.literal('EvaluationEvent'),
      eventName: z.enum(['ASKED', 'ANSWERED']),
      evaluationId: wholeId,
      partyId,
    }),
  ),
  SubjectEvent: exactly<SubjectEvent>()(
    z.strictObject({
      name: z.literal('SubjectEvent'),
      eventName: z.enum(['ATTACHED', 'KEY_ADDED', 'KEY_REVOKED']),
      subjectId: word,
    }),
  ),
  CreditRecordEvent: exactly<CreditRecordEvent>()(
    z.strictObject({
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
      recordId: word,
      subjectId: word,
    }),
  ),
  ConsentEvent: exactly<ConsentEvent>()(
    z.strictObject({
      name: z.literal('ConsentEvent'),
      eventName: z.enum(['GRANTED', 'REVOKED']),
      consentId: word,
      subjectId: word,
      partyId,
    }),
  ),
  CreditQueryEvent: exactly<CreditQueryEvent>()(
    z.strictObject({
      name: z.literal('CreditQueryEvent'),
      queryId: wholeId,
      subjectId: word,
      partyId,
      purpose: z.enum(queryPurposes),
      tokenFen: integer,
    }),
  ),
  CreditAnswerEvent: exactly<CreditAnswerEvent>()(
    z.strictObject({
      name: z.literal('CreditAnswerEvent'),
      eventName: z.enum(['DELIVERED', 'ACCEPTED', 'DISPUTED', 'EXPIRED']),
      answerId: wholeId,
      recordId: word,
      partyId,
      registrar: partyId,
      tokenFen: integer,
      status: confirm.shape.status,
    }),
  ),
  CreditPayoutEvent: exactly<CreditPayoutEvent>()(
    z.strictObject({
      name: z.literal('CreditPayoutEvent'),
      period: integer,
      partyId,
      transfers: z.array(transferForm),
    }),
  ),
} as const satisfies Readonly<Record<LedgerEventName, z.ZodType>>;

/** Undefined where the value is not `{events: […]}`, or one of the events has no form. */
export function parseEvents(value: unknown): readonly LedgerEvent[] | undefined {
  const payload = z.strictObject({ events: z.array(z.unknown()) }).safeParse(value);
  return payload.success && payload.data.events.every(isEvent) ? payload.data.events : undefined;
}

function isEvent(value: unknown): value is LedgerEvent {
  const name = typeof value === 'object' && value !== null && 'name' in value ? value.name : undefined;
  if (typeof name !== 'string' || !Object.hasOwn(eventForms, name)) return false;
  const form: z.ZodType = eventForms[name as LedgerEventName];
  return form.safeParse(value).success;
}
