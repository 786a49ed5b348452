/** The transaction by which the registrar passes income on to lenders. Rules are in domain/payout.ts. */
import { sameContent } from '../api/canonical';
import { reject } from '../api/refusals';
import * as rules from '../domain/payout';
import { newTokenCredit } from '../domain/token';
import { keys } from '../state/keys';
import { debitCaller, debitKeys, putTokenCredit } from './token';
import type { Execution } from './transaction';

const payOut: Execution<'credit:payOut'> = {
  reads: ({ period, folds }, partyId) => [keys.payout(period), ...debitKeys(partyId, folds)],
  execute: async ({ period, transfers, folds }, context) => {
    const { state, caller, alliance, time, announce } = context;
    const { partyId } = caller;
    const totalFen = rules.payoutTotalFen(transfers);
    const existing = await state.get('payout', keys.payout(period));
    if (existing !== undefined) {
      if (!sameContent(existing.transfers, transfers)) reject('PAYOUT_EXISTS_WITH_OTHER_CONTENT', { period });
      return { answer: { period }, repeated: true };
    }
    const payout = rules.newPayout({ period, partyId, transfers }, alliance, context);
    await debitCaller(context, folds, totalFen);
    state.put(payout);
    for (const transfer of transfers) {
      putTokenCredit(state, newTokenCredit('income', `${partyId}:${period}`, { ...transfer, time }));
    }
    announce({ name: 'CreditPayoutEvent', period, partyId, transfers });
    return { answer: { period } };
  },
};

export const payoutExecutions = { 'credit:payOut': payOut };
