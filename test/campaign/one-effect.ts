/** At most once: which events an identifier may have, and how often. */
import type { LedgerEvent } from '../../chaincode/api/events';

export class OneEffect {
  readonly #seen = new Set<string>();

  /** Answers what took effect a second time. */
  take(events: readonly LedgerEvent[]): readonly string[] {
    return events.flatMap((event) => {
      const effect = effectOf(event);
      if (effect === undefined) return [];
      const isRepeated = this.#seen.has(effect);
      this.#seen.add(effect);
      return isRepeated ? [`${effect} a second time`] : [];
    });
  }
}

/** Undefined for what may happen again: a plan is filled and reopened as often as refunds have it. */
function effectOf(event: LedgerEvent): string | undefined {
  switch (event.name) {
    case 'OrgConfirmAssetEvent':
      return `confirm of ${event.confirmId}`;
    case 'DataProcessingEvent':
      return `delivery of ${event.confirmId}`;
    case 'ExchangeEndedEvent':
      return `settlement of ${event.confirmId}`;
    case 'TokenRechargeEvent':
      return `recharge ${event.rechargeId}`;
    case 'TokenRedemptionEvent': {
      const isEnd = !['REQUESTED', 'SETTLED', 'OBJECTED'].includes(event.eventName);
      return `${isEnd ? 'end' : event.eventName} of ${event.redemptionId}`;
    }
    case 'LoanSharedPlanEvent': {
      const isOften = event.eventName === 'FILLED' || event.eventName === 'REOPENED';
      return isOften ? undefined : `${event.eventName} of ${event.assetId}`;
    }
    case 'PartyKeyEvent':
      return `key ${event.version} of ${event.partyId}`;
    case 'EvaluationEvent':
      return `${event.eventName} ${event.evaluationId} by ${event.partyId}`;
    case 'CreditRecordEvent': {
      const isOften = event.eventName === 'FEEDBACK' || event.eventName === 'LEVEL_SET';
      return isOften ? undefined : `${event.eventName} of ${event.recordId}`;
    }
    // Of a subject, the verifications and keys that are told of have identifiers of their own.
    case 'SubjectEvent':
    case 'AllianceEvent':
      return undefined;
  }
}
