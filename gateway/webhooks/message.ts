/** The body of a delivery: the event as the stream shows it, what it is about, and its place among those about the same. */
import type { StreamEvent } from '../api/event-stream';
import type { Message } from './signature';

export interface DeliveredEvent {
  /** `block.tx.index`, as in the stream. */
  readonly eventId: string;
  readonly time: string;
  readonly event: StreamEvent;
  readonly key: string;
  /** Undefined where a replay delivers what was never due for this webhook. */
  readonly sequence: number | undefined;
}

type Keys = {
  readonly [N in StreamEvent['name']]: (event: Extract<StreamEvent, { readonly name: N }>) => string;
};

/** Events of one key are delivered in the order of the ledger, one at a time. */
const keys: Keys = {
  AllianceEvent: () => 'alliance',
  PartyKeyEvent: ({ partyId }) => `party:${partyId}`,
  LoanSharedPlanEvent: ({ assetId }) => `plan:${assetId}`,
  OrgConfirmAssetEvent: ({ assetId }) => `plan:${assetId}`,
  DataProcessingEvent: ({ assetId }) => `plan:${assetId}`,
  ExchangeEndedEvent: ({ assetId }) => `plan:${assetId}`,
  TokenRechargeEvent: ({ partyId }) => `account:${partyId}`,
  TokenRedemptionEvent: ({ partyId }) => `account:${partyId}`,
  CreditPayoutEvent: ({ partyId }) => `account:${partyId}`,
  EvaluationEvent: ({ evaluationId }) => `evaluation:${evaluationId}`,
  SubjectEvent: ({ subjectId }) => `subject:${subjectId}`,
  ConsentEvent: ({ consentId }) => `consent:${consentId}`,
  CreditQueryEvent: ({ queryId }) => `query:${queryId}`,
  CreditRecordEvent: ({ recordId }) => `record:${recordId}`,
  CreditAnswerEvent: ({ recordId }) => `record:${recordId}`,
  MaturityPromptEvent: ({ recordId }) => `record:${recordId}`,
};

export function readKey(event: StreamEvent): string {
  const read = keys[event.name] as (event: StreamEvent) => string;
  return read(event);
}

export function newMessage(channel: string, { eventId, time, event, key, sequence }: DeliveredEvent): Message {
  return {
    messageId: messageId(channel, eventId),
    body: JSON.stringify({ type: event.name, timestamp: time, data: { ...event, id: eventId, key, sequence } }),
  };
}

/** Names of channels hold no underscore, so two events never share an id. */
function messageId(channel: string, eventId: string): string {
  return `evt_${channel}_${eventId}`.replaceAll('.', '_');
}
