/** A worked example of a loan that is shared: each request by the operation it belongs to. A test holds them against their forms. */
import type { Operation } from './operation';

export const requestExamples: Readonly<Record<Operation['id'], object>> = {
  rechargeTokens: { rechargeId: 'recharge-1', partyId: 'MeadowMSP', amountFen: 10_000, paymentReference: 'payment-1' },
  confirmPlan: { confirmId: 'confirm-1', confirmTakeInLimitRmb: 80_000, confirmTakeInRateBps: 1_800 },
  requestRedemption: { redemptionId: 'redemption-1', amountFen: 800 },
  settleRedemption: { paymentReference: 'payment-2' },
  voteOnProposal: { approve: true },
  addUser: { userName: 'reviewer', role: 'officer' },
  createWebhook: {
    webhookId: 'core-banking',
    url: 'https://hooks.harbour.example/tallystick',
    types: ['LoanSharedPlanEvent', 'OrgConfirmAssetEvent'],
  },
  changeWebhook: { paused: true },
  replayWebhook: { from: '41.0.2', to: '57.3.0' },
  answerDispute: {
    disputeId: '00112233445566778899aabbccddeeff',
    verdict: 'UPHELD',
    text: 'The amount was recorded wrongly; a correction follows.',
  },
  setLevel: { level: 'PAID', priceFen: 100 },
};
