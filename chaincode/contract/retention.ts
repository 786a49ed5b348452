/** The transaction that takes sealed details away when they have been told long enough. Rules are in domain/retention.ts. */
import { type Command, sealedCollection } from '../api/commands';
import type { CreditRecord } from '../api/records';
import { isPastRetention, type Retention } from '../api/retention';
import * as rules from '../domain/retention';
import { keys } from '../state/keys';
import { creditEvent, readCreditRecord, readFeedback } from './credit-record';
import type { CommandContext, Execution } from './transaction';

const purge: Execution<'credit:purge'> = {
  reads: ({ recordId, number }) => [
    keys.creditRecord(recordId),
    ...(number === 0 ? [] : [keys.creditFeedback(recordId, number)]),
  ],
  execute: async (command, context) => {
    const { state, alliance, day, announce } = context;
    const record = await readCreditRecord(state, command.recordId);
    const retention = { day, retentionDays: alliance.parameters.retentionDays };
    const purgeNumber = command.number === 0 ? purgeTerms : purgeFeedback;
    const repeated = !(await purgeNumber(record, command, retention, context));
    if (!repeated) announce(creditEvent('PURGED', record));
    return { answer: command, repeated };
  },
};

type Purge = (
  record: CreditRecord,
  command: Command<'credit:purge'>,
  retention: Retention,
  context: CommandContext,
) => Promise<boolean>;

/** False where there is nothing left to purge. */
const purgeFeedback: Purge = async (_record, { recordId, number }, retention, { state }) => {
  const feedback = await readFeedback(state, recordId, number);
  if (feedback.purged) return false;
  state.put(rules.purgeFeedback(feedback, retention));
  state.purgePrivate(sealedCollection, keys.sealedCredit(recordId, number));
  return true;
};

/** Once more where somebody disputed what came after the first time. */
const purgeTerms: Purge = async (record, { recordId }, retention, { state }) => {
  const disputes = await state.getAll('creditDispute', record.disputeIds.map(keys.creditDispute));
  const left = disputes.filter(({ purged }) => !purged);
  const isDue = isPastRetention(record.lastFeedbackDay, retention);
  if (record.purged && (left.length === 0 || !isDue)) return false;
  const after = rules.purgeTerms(record, left, retention);
  state.put(after.record);
  state.purgePrivate(sealedCollection, keys.sealedCredit(recordId, 0));
  for (const dispute of after.disputes) {
    const { disputeId, answer } = dispute;
    state.put(dispute);
    state.purgePrivate(sealedCollection, keys.sealedDispute(disputeId, 'statement'));
    if (answer !== undefined) state.purgePrivate(sealedCollection, keys.sealedDispute(disputeId, 'answer'));
  }
  return true;
};

export const retentionExecutions = { 'credit:purge': purge };
