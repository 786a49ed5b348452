/**
 * Transactions on disputes about credit records: dispute, answerDispute. Both come through the registrar, or whoever posts them
 * would show who the lender is. The texts are sealed for the members; the chaincode never opens them. Rules are in
 * domain/credit-dispute.ts.
 */
import { type CommandName, sealedCollection } from '../api/commands';
import type { CreditDisputeRecord } from '../api/records';
import { reject } from '../api/refusals';
import * as rules from '../domain/credit-dispute';
import { keys } from '../state/keys';
import type { Overlay } from '../state/overlay';
import { creditEvent, readCreditRecord, requireSealed } from './credit';
import { readSubjectKey } from './subject';
import type { Execution } from './transaction';

const dispute: Execution<'credit:dispute'> = {
  reads: ({ disputeId, recordId }) => [keys.creditDispute(disputeId), keys.creditRecord(recordId)],
  execute: async (command, { state, alliance, channel, time, day, announce, private: statement }) => {
    const { disputeId, recordId, sealedHash, keyId } = command;
    requireSealed(statement, sealedHash, { disputeId });
    const record = await readCreditRecord(state, recordId);
    const existing = await state.get('creditDispute', keys.creditDispute(disputeId));
    if (existing !== undefined) {
      const same = existing.recordId === recordId && existing.sealedHash === sealedHash;
      if (!same) reject('CREDIT_DISPUTE_EXISTS_WITH_OTHER_CONTENT', { disputeId });
      return { answer: { disputeId, answerByDay: existing.answerByDay }, repeated: true };
    }
    rules.requireDisputed(record, alliance.parameters, day);
    const key = await readSubjectKey(state, { subjectId: record.subjectId, keyId });
    const { disputeAnswerDays } = alliance.parameters;
    const disputed = rules.dispute(record, command, key, channel, { time, day, disputeAnswerDays });
    state.put(disputed.record);
    state.put(disputed.dispute);
    state.putPrivate(sealedCollection, keys.sealedDispute(disputeId, 'statement'), statement);
    announce(creditEvent('DISPUTED', record));
    return { answer: { disputeId, answerByDay: disputed.dispute.answerByDay } };
  },
};

const answerDispute: Execution<'credit:answerDispute'> = {
  reads: ({ disputeId }) => [keys.creditDispute(disputeId)],
  execute: async (command, { state, alliance, channel, time, day, announce, private: text }) => {
    const { disputeId, verdict, sealedHash } = command;
    requireSealed(text, sealedHash, { disputeId });
    const disputed = await readDispute(state, disputeId);
    if (disputed.status === verdict && disputed.answer?.sealedHash === sealedHash) {
      return { answer: { disputeId }, repeated: true };
    }
    const record = await readCreditRecord(state, disputed.recordId);
    const { parameters } = alliance;
    state.put(rules.answerDispute(disputed, command, record, { channel, parameters }, { time, day }));
    state.putPrivate(sealedCollection, keys.sealedDispute(disputeId, 'answer'), text);
    announce(creditEvent('DISPUTE_ANSWERED', record));
    return { answer: { disputeId } };
  },
};

export const creditDisputeExecutions = {
  'credit:dispute': dispute,
  'credit:answerDispute': answerDispute,
} satisfies { [N in CommandName]?: Execution<N> };

async function readDispute(state: Overlay, disputeId: string): Promise<CreditDisputeRecord> {
  const dispute = await state.get('creditDispute', keys.creditDispute(disputeId));
  return dispute ?? reject('CREDIT_DISPUTE_NOT_FOUND', { disputeId });
}
