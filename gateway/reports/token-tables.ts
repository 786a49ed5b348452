/** Token movements, recharges, redemptions, and what the registrar passed on. */
import type { PayoutRecord } from '../../chaincode/api/records';
import { movementTable, type ReportTable, recordTable, splitTable, text, time, whole } from './description';
import type { ReportedMovement } from './rows';

const splitTransfers = ({ partyId, transfers, payoutTime }: PayoutRecord) =>
  transfers.map((transfer) => ({ ...transfer, payer: partyId, payoutTime }));

export const tokenTables: readonly ReportTable[] = [
  movementTable<ReportedMovement>({
    name: 'token_movements',
    kind: 'tokenMovements',
    about: 'what moved tokens, account by account',
    id: { name: 'movement_id', about: '`block.transaction.event.place`' },
    indexes: [['party_id', 'movement_time']],
    columns: [
      text('party_id', 'whose account', ({ partyId }) => partyId),
      text('movement', 'RECHARGED, FEE_HELD, FEE_PAID, FEE_RECEIVED, …', ({ kind }) => kind),
      text('reference', 'the recharge, confirm, redemption, query, answer or payout', ({ reference }) => reference),
      whole('balance_fen', 'by how much the balance changed; their sum is the balance', ({ balanceFen }) => balanceFen),
      whole('held_fen', 'by how much the held amount changed; their sum is what is held', ({ heldFen }) => heldFen),
      time('movement_time', 'the time of the transaction', ({ time: moved }) => moved),
    ],
  }),
  recordTable('recharge', {
    name: 'recharges',
    kind: 'tokenMovements',
    about: 'tokens that the issuer credited against RMB',
    id: { name: 'recharge_id', about: 'the recharge, `partyId:localId` of the issuer' },
    columns: [
      text('party_id', 'the institution that paid', ({ partyId }) => partyId),
      whole('amount_fen', 'the amount', ({ amountFen }) => amountFen),
      text('payment_reference', 'the payment at the bank', ({ paymentReference }) => paymentReference),
      time('recharge_time', 'when it was credited', ({ rechargeTime }) => rechargeTime),
    ],
  }),
  recordTable('redemption', {
    name: 'redemptions',
    kind: 'redemptions',
    about: 'tokens that holders turn back into RMB',
    id: { name: 'redemption_id', about: 'the redemption, `partyId:localId` of the holder' },
    columns: [
      text('party_id', 'the holder', ({ partyId }) => partyId),
      whole('amount_fen', 'the amount', ({ amountFen }) => amountFen),
      text('status', 'REQUESTED, SETTLED, OBJECTED, ACKNOWLEDGED, …', ({ status }) => status),
      text(
        'payment_reference',
        'the payment that the issuer says it made',
        (redemption) => redemption.paymentReference,
      ),
      time('requested_time', 'when it was requested', ({ requestedTime }) => requestedTime),
      time('cancel_from_time', 'the holder may cancel from then on', ({ cancelFrom }) => cancelFrom),
      time('settled_time', 'when the issuer settled it', ({ settledTime }) => settledTime),
      time('object_by_time', 'the holder may object until then', ({ objectBy }) => objectBy),
      time('objected_time', 'when the holder objected', ({ objectedTime }) => objectedTime),
      time('decide_by_time', 'the members may decide until then', ({ decideBy }) => decideBy),
      time('ended_time', 'when it ended', ({ endedTime }) => endedTime),
    ],
  }),
  splitTable('payout', splitTransfers, {
    name: 'payout_transfers',
    kind: 'payouts',
    about: 'income from answers that the registrar passed on to lenders',
    id: { name: 'period', type: 'bigint', about: 'the period whose income it is' },
    columns: [
      text('payer', 'the registrar', ({ payer }) => payer),
      text('party_id', 'the lender', ({ partyId }) => partyId),
      whole('amount_fen', 'the amount', ({ amountFen }) => amountFen),
      time('payout_time', 'when it was passed on', ({ payoutTime }) => payoutTime),
    ],
  }),
];
