/** Blocks that continue each other. */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../chaincode/api/canonical';
import type { LedgerEvent } from '../../../chaincode/api/events';
import type { LedgerRecord } from '../../../chaincode/api/records';
import { makeRecordKey } from '../../../chaincode/state/keys';
import type { LedgerBlock, LedgerTransaction } from '../../../gateway/ledger/types';
import { at, plan } from './records';

export type Write = LedgerTransaction['writes'][number];

export interface TransactionContent {
  readonly writes?: readonly Write[];
  readonly events?: readonly LedgerEvent[];
}

export const put = (record: LedgerRecord): Write => ({
  key: makeRecordKey(record),
  record,
  text: canonicalJson(record),
});
export const gone = (record: LedgerRecord): Write => ({ key: makeRecordKey(record) });

/** Block hashes depend on the chain's name, so that two chains differ from their first block on. */
export function blockOf(number: number, transactions: readonly TransactionContent[], chain = 'alliance'): LedgerBlock {
  return {
    number,
    hash: hashOfBlock(number, chain),
    previousHash: number === 0 ? '' : hashOfBlock(number - 1, chain),
    transactions: transactions.map(({ writes = [], events = [] }, index) => ({
      index,
      transactionId: `tx-${number}-${index}`,
      time: at(number),
      writes,
      events,
    })),
    passedOver: [],
  };
}

/** One transaction a block. */
export function chainOf(...contents: readonly TransactionContent[]): readonly LedgerBlock[] {
  return contents.map((content, number) => blockOf(number, [content]));
}

/** A block in which Harbour publishes so many plans in one transaction. */
export function publishingBlock(number: number, count: number): LedgerBlock {
  const plans = Array.from({ length: count }, (_, index) => plan(`plan-${number}-${String(index).padStart(3, '0')}`));
  const events = plans.map(
    ({ assetId, contributor, status, remainingLimitRmb }): LedgerEvent => ({
      name: 'LoanSharedPlanEvent',
      eventName: 'PUBLISHED',
      assetId,
      contributor,
      status,
      remainingLimitRmb,
    }),
  );
  return blockOf(number, [{ writes: plans.map(put), events }]);
}

function hashOfBlock(number: number, chain: string): string {
  return createHash('sha256').update(`${chain} ${number}`).digest('hex');
}
