/** Events with defaults, and blocks that bring them. */
import type { LedgerEvent } from '../../../chaincode/api/events';
import type { LedgerBlock } from '../../../gateway/ledger/types';
import { type DeliveredEvent, readKey } from '../../../gateway/webhooks/message';
import { block, noon, self } from '../http/fakes';

/** A plan was published. */
export function published(local: string): LedgerEvent {
  return {
    name: 'LoanSharedPlanEvent',
    eventName: 'PUBLISHED',
    assetId: `${self}:${local}`,
    contributor: self,
    status: 'OPEN',
    remainingLimitRmb: 100_000,
  };
}

export function recharged(local: string): LedgerEvent {
  return { name: 'TokenRechargeEvent', rechargeId: `KeystoneMSP:${local}`, partyId: self, amountFen: 100 };
}

export function delivered(changes: Partial<DeliveredEvent> = {}): DeliveredEvent {
  const event = changes.event ?? published('A1');
  return { eventId: '1.0.0', time: noon, event, key: readKey(event), sequence: 1, ...changes };
}

/** A block with one transaction that announces them. */
export function blockWith(number: number, events: readonly LedgerEvent[]): LedgerBlock {
  const transaction = { index: 0, transactionId: `tx-${number}`, time: noon, writes: [], events };
  return block(number, { transactions: [transaction] });
}
