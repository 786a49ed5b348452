/** Token movements that events stand for: the statement of an account, and a second way to its balance. */
import type { LedgerEvent } from './events';
import type { RedemptionStatus } from './records';

export const movementKinds = [
  'RECHARGED',
  'FEE_HELD',
  'FEE_PAID',
  'FEE_RECEIVED',
  'FEE_REFUNDED',
  'REDEMPTION_HELD',
  'REDEMPTION_RETURNED',
  'REDEEMED',
  'INCOME_PASSED_ON',
  'INCOME_RECEIVED',
] as const;
export type MovementKind = (typeof movementKinds)[number];

export interface Movement {
  readonly partyId: string;
  readonly kind: MovementKind;
  /** The recharge, confirm, redemption, query, answer or payout that moved the tokens. */
  readonly reference: string;
  readonly balanceFen: number;
  readonly heldFen: number;
}

/** How the event changes balances and held amounts; amounts are differences in fen. Subtracted, so that nothing is never -0. */
export function eventMovements(event: LedgerEvent): readonly Movement[] {
  switch (event.name) {
    case 'TokenRechargeEvent': {
      const { partyId, rechargeId: reference, amountFen } = event;
      return [{ partyId, kind: 'RECHARGED', reference, balanceFen: amountFen, heldFen: 0 }];
    }
    case 'OrgConfirmAssetEvent': {
      const { participator: partyId, confirmId: reference, tokenFen } = event;
      return [{ partyId, kind: 'FEE_HELD', reference, balanceFen: 0 - tokenFen, heldFen: tokenFen }];
    }
    case 'ExchangeEndedEvent': {
      const { participator, contributor, confirmId: reference, tokenFen, status } = event;
      return feeMovements({ payer: participator, payee: contributor, reference, tokenFen, status });
    }
    case 'TokenRedemptionEvent': {
      const { partyId, redemptionId: reference, amountFen } = event;
      const [kind, balance, held] = redemptionMovement[event.eventName] ?? [];
      if (kind === undefined || balance === undefined || held === undefined) return [];
      return [{ partyId, kind, reference, balanceFen: balance * amountFen, heldFen: held * amountFen }];
    }
    case 'CreditQueryEvent': {
      const { partyId, queryId: reference, tokenFen } = event;
      if (tokenFen === 0) return [];
      return [{ partyId, kind: 'FEE_HELD', reference, balanceFen: 0 - tokenFen, heldFen: tokenFen }];
    }
    case 'CreditAnswerEvent': {
      const { partyId, registrar, answerId: reference, tokenFen, status } = event;
      if (tokenFen === 0 || status === 'HELD' || status === 'DELIVERED') return [];
      return feeMovements({ payer: partyId, payee: registrar, reference, tokenFen, status });
    }
    case 'CreditPayoutEvent': {
      const reference = String(event.period);
      const totalFen = event.transfers.reduce((sum, { amountFen }) => sum + amountFen, 0);
      return [
        { partyId: event.partyId, kind: 'INCOME_PASSED_ON', reference, balanceFen: 0 - totalFen, heldFen: 0 },
        ...event.transfers.map(
          ({ partyId, amountFen }) =>
            ({ partyId, kind: 'INCOME_RECEIVED', reference, balanceFen: amountFen, heldFen: 0 }) as const,
        ),
      ];
    }
    case 'ConsentEvent':
    case 'AllianceEvent':
    case 'PartyKeyEvent':
    case 'LoanSharedPlanEvent':
    case 'DataProcessingEvent':
    case 'EvaluationEvent':
    case 'SubjectEvent':
    case 'CreditRecordEvent':
      return [];
  }
}

interface Ended {
  readonly payer: string;
  readonly payee: string;
  readonly reference: string;
  readonly tokenFen: number;
  readonly status: 'PAID' | 'REFUNDED';
}

/** The held amount goes to the payee, or back to the payer. */
function feeMovements({ payer, payee, reference, tokenFen, status }: Ended): readonly Movement[] {
  return status === 'REFUNDED'
    ? [{ partyId: payer, kind: 'FEE_REFUNDED', reference, balanceFen: tokenFen, heldFen: 0 - tokenFen }]
    : [
        { partyId: payer, kind: 'FEE_PAID', reference, balanceFen: 0, heldFen: 0 - tokenFen },
        { partyId: payee, kind: 'FEE_RECEIVED', reference, balanceFen: tokenFen, heldFen: 0 },
      ];
}

/** Kind, and the signs with which the amount counts towards balance and held. */
const redemptionMovement: Partial<Record<RedemptionStatus, readonly [Movement['kind'], number, number]>> = {
  REQUESTED: ['REDEMPTION_HELD', -1, 1],
  ACKNOWLEDGED: ['REDEEMED', 0, -1],
  EXPIRED: ['REDEEMED', 0, -1],
  BURNED: ['REDEEMED', 0, -1],
  REJECTED: ['REDEMPTION_RETURNED', 1, -1],
  CANCELLED: ['REDEMPTION_RETURNED', 1, -1],
  RETURNED: ['REDEMPTION_RETURNED', 1, -1],
  UNDECIDED: ['REDEMPTION_RETURNED', 1, -1],
};
