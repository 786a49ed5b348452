/** Random blocks of records and events, over few identifiers so that they meet each other again and again. */
import fc from 'fast-check';
import type { LedgerEvent } from '../../../chaincode/api/events';
import type { LedgerRecord } from '../../../chaincode/api/records';
import { gone, put, type TransactionContent } from './chain';
import { at, confirm, credit, plan, redemption } from './records';

export const parties = ['HarbourMSP', 'MeadowMSP', 'OrchardMSP'] as const;
export const times = [10, 20, 30, 40].map(at);
export const locals = ['1', '2', '3', '4'] as const;

const party = fc.constantFrom(...parties);
const local = fc.constantFrom(...locals);
const time = fc.constantFrom(...times);
const fen = fc.integer({ min: 0, max: 1_000 });
const version = fc.integer({ min: 1, max: 3 });

const plans = fc.record({
  contributor: party,
  status: fc.constantFrom('OPEN', 'FILLED', 'CLOSED', 'WITHDRAWN'),
  endTime: time,
  loanKind: fc.constantFrom('CASH', 'POLICY'),
  amountRmb: fc.nat(3),
  publishedTime: time,
});
const confirms = fc.record({
  partyId: party,
  contributor: party,
  assetId: fc.tuple(party, local).map(([owner, name]) => `${owner}:${name}`),
  status: fc.constantFrom('HELD', 'DELIVERED', 'PAID', 'REFUNDED'),
  tokenFen: fen,
  deliverBy: time,
  refundFrom: time,
  disputeBy: time,
  confirmTime: time,
  confirmTakeInLimitRmb: fc.nat(3),
});
const redemptions = fc.record({
  partyId: party,
  amountFen: fen,
  status: fc.constantFrom('REQUESTED', 'SETTLED', 'OBJECTED', 'ACKNOWLEDGED', 'EXPIRED', 'RETURNED'),
  cancelFrom: time,
  objectBy: time,
  decideBy: time,
});
const proposals = fc.record({ status: fc.constantFrom('OPEN' as const, 'IN_FORCE' as const), voteByDay: fc.nat(4) });

const record: fc.Arbitrary<LedgerRecord> = fc.oneof(
  fc
    .tuple(local, plans)
    .map(([name, { loanKind, amountRmb, ...fields }]) =>
      plan(name, { ...fields, borrowerPerson: { amountRmb, loanKind } }),
    ),
  fc.tuple(local, confirms).map(([name, fields]) => confirm(name, fields)),
  fc.tuple(local, redemptions).map(([name, fields]) => redemption(name, fields)),
  // The owner of a credit does not change.
  fc.tuple(local, party, fen).map(([name, partyId, amountFen]) => credit(partyId + name, { partyId, amountFen })),
  fc.tuple(party, fen).map(([partyId, balanceFen]) => ({ docType: 'account' as const, partyId, balanceFen })),
  fc.tuple(party, version).map(([partyId, keyVersion]) => ({ docType: 'party' as const, partyId, keyVersion })),
  fc.tuple(party, version, time).map(([partyId, number, registeredTime]) => ({
    docType: 'partyKey' as const,
    partyId,
    version: number,
    publicKey: 'pem',
    registeredTime,
  })),
  fc.tuple(local, party, fen).map(([name, partyId, amountFen]) => ({
    docType: 'recharge' as const,
    rechargeId: `KeystoneMSP:${name}`,
    partyId,
    amountFen,
    paymentReference: name,
    rechargeTime: at(0),
  })),
  fc.tuple(local, proposals).map(([name, fields]) => ({
    docType: 'proposal' as const,
    proposalId: `HarbourMSP:${name}`,
    change: { type: 'PARAMETERS' as const, parameters: {} },
    approvals: [],
    rejections: [],
    proposedTime: at(0),
    ...fields,
  })),
  fc.nat(4).map((day) => ({ docType: 'ledgerDay' as const, day, advancedTime: at(0) })),
);

const exchange = fc.record({
  assetId: fc.constant('HarbourMSP:1'),
  confirmId: fc.constant('MeadowMSP:1'),
  contributor: fc.constant('HarbourMSP'),
  participator: fc.constantFrom('MeadowMSP', 'OrchardMSP'),
});

/** None that says that a record is new: those order records, which a test of its own shows. */
const event: fc.Arbitrary<LedgerEvent> = fc.oneof(
  fc.tuple(exchange, fen, fc.constantFrom('PAID' as const, 'REFUNDED' as const)).map(([ids, tokenFen, status]) => ({
    ...ids,
    name: 'ExchangeEndedEvent' as const,
    eventName: 'EXPIRED' as const,
    tokenFen,
    status,
  })),
  exchange.map((ids) => ({
    ...ids,
    name: 'DataProcessingEvent' as const,
    eventName: 'REENCRYPTED' as const,
    status: 'DELIVERED' as const,
  })),
  fc
    .tuple(party, fen, fc.constantFrom('ACKNOWLEDGED' as const, 'OBJECTED' as const))
    .map(([partyId, amountFen, eventName]) => ({
      name: 'TokenRedemptionEvent' as const,
      eventName,
      redemptionId: `${partyId}:1`,
      partyId,
      amountFen,
    })),
);

const write = fc
  .tuple(record, fc.integer({ min: 0, max: 4 }))
  .map(([written, chance]) => (chance === 0 ? gone(written) : put(written)));

const transaction: fc.Arbitrary<TransactionContent> = fc.record({
  writes: fc.uniqueArray(write, { selector: ({ key }) => key, maxLength: 8 }),
  events: fc.array(event, { maxLength: 4 }),
});

export const arbitraryBlocks = fc.array(fc.array(transaction, { maxLength: 3 }), { minLength: 1, maxLength: 8 });
