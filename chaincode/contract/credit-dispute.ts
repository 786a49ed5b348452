/**
 * Transactions on disputes about credit records: dispute, answerDispute. Both come through the registrar, or whoever posts them
 * would show who the lender is. The texts are sealed for the members: the chaincode opens none, and sees that no member is left
 * out. Rules are in domain/credit-dispute.ts.
 */
import { sameContent } from '../api/canonical';
import { type Command, type CommandName, sealedCollection } from '../api/commands';
import type { AllianceRecord, CreditDisputeRecord } from '../api/records';
import { reject } from '../api/refusals';
import * as rules from '../domain/credit-dispute';
import { keys } from '../state/keys';
import type { Overlay } from '../state/overlay';
import { creditEvent, readCreditRecord, requireSealed } from './credit-record';
import { readSubjectKey } from './subject';
import type { Execution } from './transaction';

const dispute: Execution<'credit:dispute'> = {
  reads: ({ recordId }) => [keys.creditRecord(recordId)],
  execute: async (command, context) => {
    const { state, alliance, channel, day, announce, private: statement } = context;
    const { recordId, sealedHash, keyId } = command;
    const disputeId = rules.deriveDisputeId(channel, command);
    requireSealed(statement, sealedHash, { disputeId });
    const record = await readCreditRecord(state, recordId);
    const existing = await state.get('creditDispute', keys.creditDispute(disputeId));
    if (existing !== undefined) return { answer: { disputeId, answerByDay: existing.answerByDay }, repeated: true };
    rules.requireUndisputed(record);
    await requireWraps(statement, disputeId, { state, alliance });
    rules.requireDisclosed(record, alliance.parameters, day);
    const key = await readSubjectKey(state, { subjectId: record.subjectId, keyId });
    const disputed = rules.dispute(record, command, key, alliance.parameters, context);
    state.put(disputed.record);
    state.put(disputed.dispute);
    state.putPrivate(sealedCollection, keys.sealedDispute(disputeId, 'statement'), statement);
    announce(creditEvent('DISPUTED', record));
    return { answer: { disputeId, answerByDay: disputed.dispute.answerByDay } };
  },
};

const answerDispute: Execution<'credit:answerDispute'> = {
  reads: ({ disputeId }) => [keys.creditDispute(disputeId)],
  execute: async (command, context) => {
    const { state, alliance, announce, private: text } = context;
    const { disputeId, sealedHash } = command;
    requireSealed(text, sealedHash, { disputeId });
    const disputed = await readDispute(state, disputeId);
    if (isAnsweredBy(disputed, command)) return { answer: { disputeId }, repeated: true };
    rules.requireUnanswered(disputed);
    await requireWraps(text, disputeId, { state, alliance });
    const record = await readCreditRecord(state, disputed.recordId);
    state.put(rules.answerDispute(disputed, command, record, alliance.parameters, context));
    state.putPrivate(sealedCollection, keys.sealedDispute(disputeId, 'answer'), text);
    announce(creditEvent('DISPUTE_ANSWERED', record));
    return { answer: { disputeId } };
  },
};

export const creditDisputeExecutions = {
  'credit:dispute': dispute,
  'credit:answerDispute': answerDispute,
} satisfies { [N in CommandName]?: Execution<N> };

function isAnsweredBy({ status, answer }: CreditDisputeRecord, command: Command<'credit:answerDispute'>): boolean {
  const { verdict, answerCommitment, keyCommitment, sealedHash } = command;
  if (answer === undefined) return false;
  const given = { answerCommitment: answer.answerCommitment, keyCommitment: answer.keyCommitment };
  const before = { verdict: status, ...given, sealedHash: answer.sealedHash };
  return sameContent(before, { verdict, answerCommitment, keyCommitment, sealedHash });
}

async function requireWraps(
  sealed: string,
  disputeId: string,
  { state, alliance }: { readonly state: Overlay; readonly alliance: AllianceRecord },
): Promise<void> {
  const parties = alliance.members.map(({ partyId }) => keys.party(partyId));
  rules.requireWraps(sealed, await state.getAll('party', parties), disputeId);
}

async function readDispute(state: Overlay, disputeId: string): Promise<CreditDisputeRecord> {
  const dispute = await state.get('creditDispute', keys.creditDispute(disputeId));
  return dispute ?? reject('CREDIT_DISPUTE_NOT_FOUND', { disputeId });
}
