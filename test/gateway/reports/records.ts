/** One record of each kind in the copy, with all its members, and a chain that changes records of all kinds. */
import type { LedgerEvent } from '../../../chaincode/api/events';
import type {
  AllianceRecord,
  ConsentRecord,
  CreditAnswerRecord,
  CreditDisputeRecord,
  CreditFeedbackRecord,
  CreditQueryRecord,
  CreditRecord,
  LedgerRecord,
  PayoutRecord,
  ProposalRecord,
  RechargeRecord,
} from '../../../chaincode/api/records';
import type { LedgerBlock } from '../../../gateway/ledger/types';
import { allianceWith } from '../http/fakes';
import { blockOf, gone, put, type TransactionContent } from '../store/chain';
import { at, confirm, plan, redemption } from '../store/records';

/** Stands wherever a record has a commitment, a key, a signature or a hash. */
export const canary = 'c0ffee'.repeat(8);
const wrap = { ephemeralPublicKey: canary, wrappedKey: canary };

export const alliance: AllianceRecord = {
  ...allianceWith('CREDITOR_ORG'),
  evaluators: ['MeadowMSP'],
  registrar: 'MeadowMSP',
};

export const fullPlan = plan('full', {
  carMortgageInfo: { mileageKm: 42_000, timeToBuy: at(-1_000) },
  joinLimit: { ...plan('full').joinLimit, minConfirmRmb: 10_000 },
  fieldsCommitment: canary,
  keyCommitment: canary,
  sealedHash: canary,
  confirmIds: ['MeadowMSP:full'],
  participations: [
    { partyId: 'MeadowMSP', standing: 1, refunded: 0 },
    { partyId: 'OrchardMSP', standing: 0, refunded: 2 },
  ],
});

export const fullConfirm = confirm('full', {
  assetId: fullPlan.assetId,
  status: 'PAID',
  oneOffPublicKey: canary,
  wrap,
  deliveredTime: at(50),
  disputeBy: at(200),
  endedTime: at(60),
  endedBy: 'ACCEPTED',
});

export const fullRedemption = redemption('full', {
  status: 'BURNED',
  paymentReference: 'bank-7',
  settledTime: at(10),
  objectBy: at(20),
  objectedTime: at(15),
  decideBy: at(30),
  endedTime: at(25),
});

export const recharge: RechargeRecord = {
  docType: 'recharge',
  rechargeId: 'KeystoneMSP:full',
  partyId: 'MeadowMSP',
  amountFen: 1_000_000,
  paymentReference: 'bank-1',
  rechargeTime: at(0),
};

export const creditRecord: CreditRecord = {
  docType: 'creditRecord',
  recordId: '1'.repeat(32),
  subjectId: 'subject-1',
  borrowedOn: '2026-01-05',
  termsCommitment: canary,
  keyCommitment: canary,
  maturityCommitment: canary,
  lenderKey: canary,
  signBy: at(100),
  renews: '2'.repeat(32),
  corrects: '3'.repeat(32),
  borrower: { type: 'SIGNATURE', keyId: canary, signature: canary },
  lenderSignature: canary,
  sealedHash: canary,
  registeredTime: at(1),
  dueCommitment: canary,
  feedbackCount: 2,
  levelVersion: 1,
  level: 'PAID',
  priceFen: 500,
  lastFeedbackDay: 20_000,
  renewedBy: '4'.repeat(32),
  correctedBy: '5'.repeat(32),
  replaces: '3'.repeat(32),
  disputeIds: ['dispute-1'],
  purged: false,
};

export const creditFeedback: CreditFeedbackRecord = {
  docType: 'creditFeedback',
  recordId: creditRecord.recordId,
  number: 2,
  feedbackCommitment: canary,
  keyCommitment: canary,
  nextDueCommitment: canary,
  level: 'PAID',
  priceFen: 500,
  corrects: 1,
  renewedBy: '4'.repeat(32),
  signature: canary,
  sealedHash: canary,
  dueCommitment: canary,
  feedbackTime: at(5),
  day: 20_000,
  purged: false,
};

export const dispute: CreditDisputeRecord = {
  docType: 'creditDispute',
  disputeId: 'dispute-1',
  recordId: creditRecord.recordId,
  subjectId: 'subject-1',
  keyId: canary,
  signature: canary,
  statementCommitment: canary,
  keyCommitment: canary,
  sealedHash: canary,
  disputedTime: at(6),
  day: 20_000,
  answerByDay: 20_020,
  status: 'REJECTED',
  answer: {
    answerCommitment: canary,
    keyCommitment: canary,
    sealedHash: canary,
    signature: canary,
    answeredTime: at(7),
    day: 20_001,
  },
};

export const consent: ConsentRecord = {
  docType: 'consent',
  consentId: 'consent-1',
  subjectId: 'subject-1',
  keyId: canary,
  partyId: 'HarbourMSP',
  purpose: 'LOAN_APPLICATION',
  signedTime: at(1),
  notAfter: at(1_000),
  uses: 5,
  signature: canary,
  grantedTime: at(2),
  used: 1,
  revokedTime: at(9),
};

export const creditQuery: CreditQueryRecord = {
  docType: 'creditQuery',
  queryId: 'HarbourMSP:q-1',
  partyId: 'HarbourMSP',
  subjectId: 'subject-1',
  purpose: 'LOAN_APPLICATION',
  consentId: consent.consentId,
  answerIds: ['HarbourMSP:q-1.0'],
  askedTime: at(3),
  day: 20_000,
};

export const creditAnswer: CreditAnswerRecord = {
  docType: 'creditAnswer',
  answerId: 'HarbourMSP:q-1.0',
  queryId: creditQuery.queryId,
  partyId: 'HarbourMSP',
  recordId: creditRecord.recordId,
  numbers: [0, 1],
  oneOffPublicKey: canary,
  tokenFen: 500,
  deliverBy: at(10),
  refundFrom: at(20),
  disputeWithinSeconds: 60,
  status: 'REFUNDED',
  wrap,
  deliveredTime: at(8),
  disputeBy: at(11),
  endedTime: at(9),
  endedBy: 'DISPUTED',
};

export const payout: PayoutRecord = {
  docType: 'payout',
  period: 7,
  partyId: 'MeadowMSP',
  transfers: [
    { partyId: 'HarbourMSP', amountFen: 300 },
    { partyId: 'OrchardMSP', amountFen: 200 },
  ],
  payoutTime: at(12),
};

export const proposal: ProposalRecord = {
  docType: 'proposal',
  proposalId: 'HarbourMSP:p-1',
  change: { type: 'REDEMPTION', redemptionId: fullRedemption.redemptionId, verdict: 'BURN' },
  approvals: ['HarbourMSP', 'MeadowMSP'],
  rejections: ['OrchardMSP'],
  status: 'IN_FORCE',
  proposedTime: at(2),
  voteByDay: 20_030,
};

export const allRecords: readonly LedgerRecord[] = [
  alliance,
  fullPlan,
  fullConfirm,
  fullRedemption,
  recharge,
  creditRecord,
  creditFeedback,
  dispute,
  consent,
  creditQuery,
  creditAnswer,
  payout,
  proposal,
];

export const recharged: LedgerEvent = {
  name: 'TokenRechargeEvent',
  rechargeId: recharge.rechargeId,
  partyId: 'MeadowMSP',
  amountFen: recharge.amountFen,
};

/**
 * The n-th block of a chain of any length: new records of all kinds, changes of those of the block before, and records that go,
 * some of which come back in the same block.
 */
export function changingBlock(number: number): LedgerBlock {
  if (number === 0) return blockOf(0, [{ writes: allRecords.map(put), events: [recharged] }]);
  const made = madeIn(number);
  const before = number === 1 ? [] : madeIn(number - 1);
  const contents: TransactionContent[] = [
    { writes: made.map(put), events: [{ ...recharged, rechargeId: `KeystoneMSP:${number}` } as LedgerEvent] },
    { writes: before.map((record, index) => (index % 3 === number % 3 ? gone(record) : put(changed(record)))) },
    { writes: before.slice(0, 2).map(put) },
  ];
  return blockOf(number, contents);
}

function madeIn(number: number): readonly LedgerRecord[] {
  const identifier = number.toString(16).padStart(32, '0');
  return [
    { ...fullPlan, assetId: `HarbourMSP:${number}` },
    { ...fullConfirm, confirmId: `MeadowMSP:${number}`, assetId: `HarbourMSP:${number}` },
    { ...fullRedemption, redemptionId: `HarbourMSP:${number}` },
    { ...creditRecord, recordId: identifier },
    { ...creditFeedback, recordId: identifier },
    { ...dispute, disputeId: identifier },
    { ...consent, consentId: identifier },
    { ...creditQuery, queryId: `HarbourMSP:${number}` },
    { ...creditAnswer, answerId: `HarbourMSP:${number}.0`, queryId: `HarbourMSP:${number}` },
    { ...payout, period: number + 100 },
    { ...proposal, proposalId: `HarbourMSP:${number}` },
  ];
}

function changed(record: LedgerRecord): LedgerRecord {
  switch (record.docType) {
    case 'plan':
      return { ...record, status: 'FILLED', participations: record.participations.slice(0, 1), remainingLimitRmb: 1 };
    case 'confirm':
      return { ...record, status: 'REFUNDED', endedBy: 'EXPIRED' };
    case 'payout':
      return { ...record, transfers: record.transfers.slice(1) };
    case 'consent':
      return { ...record, used: record.used + 1 };
    default:
      return record;
  }
}
