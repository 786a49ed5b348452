/**
 * The one place where keys of the world state are made.
 *
 * Keys have Fabric's composite form (U+0000, the record's kind, then each part ended by U+0000). The Node shim does not check
 * the parts, so this does: without NUL in a part no two tuples share a key, and nobody reaches another's.
 */
import type { OwnedId } from '../api/identifiers';
import { parseOwnedId } from '../api/identifiers';
import type { LedgerRecord } from '../api/records';

const partPattern = /^[A-Za-z0-9._:-]{1,64}$/;
const separator = '\u0000';

export function key(kind: string, ...parts: readonly string[]): string {
  for (const part of [kind, ...parts]) {
    if (!partPattern.test(part)) throw new TypeError('a key part is not of the form [A-Za-z0-9._:-]{1,64}');
  }
  return `${separator}${[kind, ...parts].join(separator)}${separator}`;
}

export const keys = {
  alliance: () => key('alliance'),
  proposal: ({ owner, local }: OwnedId) => key('proposal', owner, local),
  party: (partyId: string) => key('party', partyId),
  partyKey: (partyId: string, version: number) => key('partyKey', partyId, String(version)),
  plan: ({ owner, local }: OwnedId) => key('plan', owner, local),
  confirm: ({ owner, local }: OwnedId) => key('confirm', owner, local),
  account: (partyId: string) => key('account', partyId),
  supply: () => key('supply'),
  /** `tokenCreditId` is `kind:partyId:localId` (records.ts). */
  tokenCredit: (partyId: string, tokenCreditId: string) => key('tokenCredit', partyId, ...tokenCreditId.split(':')),
  recharge: ({ owner, local }: OwnedId) => key('recharge', owner, local),
  redemption: ({ owner, local }: OwnedId) => key('redemption', owner, local),
  used: (what: string, value: string) => key('used', what, value),
  /** `hash` is SHA-256 of the key, hex. */
  usedOneOffKey: (partyId: string, hash: string) => key('used', 'oneOffKey', partyId, hash),
  evaluator: (partyId: string) => key('evaluator', partyId),
  evaluation: ({ owner, local }: OwnedId) => key('evaluation', owner, local),
  evaluationAnswer: ({ owner, local }: OwnedId, evaluator: string) => key('evaluationAnswer', owner, local, evaluator),
  allowance: (partyId: string) => key('allowance', partyId),
  subject: (subjectId: string) => key('subject', subjectId),
  attachment: (attachmentId: string) => key('attachment', attachmentId),
  subjectKey: (subjectId: string, keyId: string) => key('subjectKey', subjectId, keyId),
  creditRecord: (recordId: string) => key('creditRecord', recordId),
  creditFeedback: (recordId: string, number: number) => key('creditFeedback', recordId, String(number)),
  ledgerDay: () => key('ledgerDay'),
  consent: (consentId: string) => key('consent', consentId),
  consentRevocation: (subjectId: string, consentId: string) => key('consentRevocation', subjectId, consentId),
  creditQuery: ({ owner, local }: OwnedId) => key('creditQuery', owner, local),
  creditAnswer: ({ owner, local }: OwnedId) => key('creditAnswer', owner, local),
  creditDispute: (disputeId: string) => key('creditDispute', disputeId),
  payout: (period: number) => key('payout', String(period)),
  /** In the private data collection `sealed`. */
  sealed: ({ owner, local }: OwnedId) => key('sealed', owner, local),
  /** In the private data collection `sealed`: the terms under number 0, the details under the number of their feedback. */
  sealedCredit: (recordId: string, number: number) => key('sealedCredit', recordId, String(number)),
  /** In the private data collection `sealed`: what the borrower says, and what the lender answers. */
  sealedDispute: (disputeId: string, side: 'statement' | 'answer') => key('sealedDispute', disputeId, side),
  /** In the private data collection `registrar`. */
  package: (partyId: string, period: number) => key('package', partyId, String(period)),
} as const;

type KeyReaders = { readonly [R in LedgerRecord as R['docType']]: (record: R) => string };

/** The type makes the table complete. */
const keyReaders: KeyReaders = {
  alliance: () => keys.alliance(),
  proposal: ({ proposalId }) => keys.proposal(split(proposalId)),
  party: ({ partyId }) => keys.party(partyId),
  partyKey: ({ partyId, version }) => keys.partyKey(partyId, version),
  plan: ({ assetId }) => keys.plan(split(assetId)),
  confirm: ({ confirmId }) => keys.confirm(split(confirmId)),
  account: ({ partyId }) => keys.account(partyId),
  supply: () => keys.supply(),
  tokenCredit: ({ partyId, tokenCreditId }) => keys.tokenCredit(partyId, tokenCreditId),
  recharge: ({ rechargeId }) => keys.recharge(split(rechargeId)),
  redemption: ({ redemptionId }) => keys.redemption(split(redemptionId)),
  used: ({ what, by, value }) =>
    what === 'oneOffKey' ? keys.usedOneOffKey(split(by).owner, value) : keys.used(what, value),
  evaluator: ({ partyId }) => keys.evaluator(partyId),
  evaluation: ({ evaluationId }) => keys.evaluation(split(evaluationId)),
  evaluationAnswer: ({ evaluationId, evaluator }) => keys.evaluationAnswer(split(evaluationId), evaluator),
  allowance: ({ partyId }) => keys.allowance(partyId),
  subject: ({ subjectId }) => keys.subject(subjectId),
  attachment: ({ attachmentId }) => keys.attachment(attachmentId),
  subjectKey: ({ subjectId, keyId }) => keys.subjectKey(subjectId, keyId),
  creditRecord: ({ recordId }) => keys.creditRecord(recordId),
  creditFeedback: ({ recordId, number }) => keys.creditFeedback(recordId, number),
  ledgerDay: () => keys.ledgerDay(),
  consent: ({ consentId }) => keys.consent(consentId),
  consentRevocation: ({ subjectId, consentId }) => keys.consentRevocation(subjectId, consentId),
  creditQuery: ({ queryId }) => keys.creditQuery(split(queryId)),
  creditAnswer: ({ answerId }) => keys.creditAnswer(split(answerId)),
  creditDispute: ({ disputeId }) => keys.creditDispute(disputeId),
  payout: ({ period }) => keys.payout(period),
};

/** The one key under which the record lies. Throws where its identifiers make no key. */
export function makeRecordKey(record: LedgerRecord): string {
  return (keyReaders[record.docType] as (record: LedgerRecord) => string)(record);
}

/** Identifiers on the ledger are whole, so no caller is needed to complete them. */
function split(wholeId: string): OwnedId {
  return parseOwnedId(wholeId, '');
}
