/** Records with defaults, so that a test names only what matters to it. */
import type {
  ConfirmRecord,
  LedgerRecord,
  PlanRecord,
  PlanStatus,
  RedemptionRecord,
  TokenCreditRecord,
} from '../../../chaincode/api/records';

/** Minutes after the start of a day. */
export function at(minutes: number): string {
  return new Date(Date.UTC(2026, 0, 5) + minutes * 60_000).toISOString();
}

export function plan(local: string, fields: Partial<PlanRecord> & { readonly endTime?: string } = {}): PlanRecord {
  const { endTime = at(600), contributor = 'HarbourMSP', ...rest } = fields;
  return {
    docType: 'plan',
    assetId: `${contributor}:${local}`,
    contributor,
    borrowerPerson: { amountRmb: 100_000, loanKind: 'CASH' },
    riskControlResult: { score: 'A', loanLimitRmb: 100_000, shareLimitRmb: 100_000 },
    joinLimit: {
      sharedLimitRmb: 100_000,
      sharedRate: { minBps: 1_800, maxBps: 2_000 },
      tokenRateFen: 100,
      participantCount: 3,
      startTime: at(0),
      endTime,
      form: 'JOINT',
    },
    fieldsCommitment: 'f'.repeat(64),
    keyCommitment: 'e'.repeat(64),
    sealedHash: 'd'.repeat(64),
    publishedTime: at(0),
    keyVersion: 1,
    status: 'OPEN' satisfies PlanStatus,
    purged: false,
    remainingLimitRmb: 100_000,
    confirmIds: [],
    participations: [],
    ...rest,
  };
}

export function confirm(local: string, fields: Partial<ConfirmRecord> = {}): ConfirmRecord {
  const partyId = fields.partyId ?? 'MeadowMSP';
  return {
    docType: 'confirm',
    confirmId: `${partyId}:${local}`,
    assetId: 'HarbourMSP:plan-1',
    partyId,
    contributor: 'HarbourMSP',
    confirmTakeInLimitRmb: 80_000,
    confirmTakeInRateBps: 1_800,
    tokenFen: 800,
    confirmTime: at(1),
    deliverBy: at(100),
    refundFrom: at(110),
    disputeWithinSeconds: 6_000,
    ...(fields.status === 'DELIVERED' && { disputeBy: at(200) }),
    oneOffPublicKey: 'point',
    contributorKeyVersion: 1,
    participatorKeyVersion: 1,
    status: 'HELD',
    ...fields,
  };
}

export function credit(local: string, fields: Partial<TokenCreditRecord> = {}): TokenCreditRecord {
  const tokenCreditId = `recharge:KeystoneMSP:${local}`;
  return { docType: 'tokenCredit', tokenCreditId, partyId: 'MeadowMSP', amountFen: 10_000, time: at(1), ...fields };
}

export function redemption(local: string, fields: Partial<RedemptionRecord> = {}): RedemptionRecord {
  const partyId = fields.partyId ?? 'HarbourMSP';
  return {
    docType: 'redemption',
    redemptionId: `${partyId}:${local}`,
    partyId,
    amountFen: 800,
    status: 'REQUESTED',
    requestedTime: at(2),
    objectWithinSeconds: 300,
    decideWithinDays: 30,
    cancelFrom: at(300),
    ...fields,
  };
}

export function keyOf(record: LedgerRecord): string {
  return `\u0000${record.docType}\u0000${idOf(record).replace(':', '\u0000')}\u0000`;
}

function idOf(record: LedgerRecord): string {
  switch (record.docType) {
    case 'alliance':
    case 'ledgerDay':
      return '';
    case 'proposal':
      return record.proposalId;
    case 'party':
    case 'account':
      return record.partyId;
    case 'partyKey':
      return `${record.partyId}:${record.version}`;
    case 'plan':
      return record.assetId;
    case 'confirm':
      return record.confirmId;
    case 'tokenCredit':
      return record.tokenCreditId;
    case 'recharge':
      return record.rechargeId;
    case 'redemption':
      return record.redemptionId;
    case 'used':
      return record.value;
    case 'evaluator':
      return record.partyId;
    case 'evaluation':
      return record.evaluationId;
    case 'evaluationAnswer':
      return `${record.evaluationId}:${record.evaluator}`;
    case 'attachment':
      return record.attachmentId;
    case 'subjectKey':
      return `${record.subjectId}:${record.keyId}`;
    default:
      throw new Error(`the tests build no ${record.docType}`);
  }
}
