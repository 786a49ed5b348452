/** Transactions on how a credit record was performed: feedback, setLevel. Rules are in domain/credit.ts. */
import { sameContent } from '../api/canonical';
import { privateOfFeedbackForm, sealedCollection } from '../api/commands';
import type { CreditFeedbackRecord, CreditRecord } from '../api/records';
import { reject } from '../api/refusals';
import { requireCountedAt } from '../api/subject-keys';
import * as rules from '../domain/credit';
import { keys } from '../state/keys';
import type { Overlay } from '../state/overlay';
import { creditEvent, parsePrivate, readCreditRecord, readFeedback, requireSealed } from './credit-record';
import { readSubjectKey } from './subject';
import type { CommandContext, Execution } from './transaction';

const feedback: Execution<'credit:feedback'> = {
  reads: ({ recordId, number, corrects = number }) => [
    keys.creditRecord(recordId),
    keys.creditFeedback(recordId, number),
    keys.creditFeedback(recordId, corrects),
  ],
  execute: async (command, context) => {
    const { state, alliance, time, announce } = context;
    const { recordId, number, corrects } = command;
    const { due, details, extension } = parsePrivate(privateOfFeedbackForm, context.private, { recordId, number });
    requireSealed(details, command.sealedHash, { recordId, number });
    rules.requirePrice(command);
    const record = await readCreditRecord(state, recordId);
    const existing = await hasFeedback(command, state);
    if (existing === 'OTHER') reject('FEEDBACK_EXISTS_WITH_OTHER_CONTENT', { recordId, number });
    if (existing === 'SAME') return { answer: { recordId, number }, repeated: true };
    rules.requireBelowCeiling(command, alliance.parameters);
    rules.requireNotCorrected(record);
    rules.requireNextFeedback(record, command);
    const corrected = corrects === undefined ? undefined : await readFeedback(state, recordId, corrects);
    const { dueCommitment: opened } = corrected ?? record;
    rules.requireMature(corrected ?? record, due, time);
    const extended = corrected === undefined ? await readExtension(record, extension, context) : undefined;
    const replaced = corrected ?? (await replacedFeedback(record, number, state));
    const { day } = replaced ?? context;
    writeFeedback(record, { given: command, details, extended, opened, day }, context);
    announce(creditEvent('FEEDBACK', record));
    return { answer: { recordId, number } };
  },
};

/**
 * Reads how the borrower agreed to what the record awaits; undefined while it awaits its own maturity. Throws EXTENSION_NOT_SIGNED,
 * SUBJECT_KEY_NOT_FOUND, SUBJECT_KEY_REVOKED, SUBJECT_KEY_WAITING.
 */
export async function readExtension(
  { recordId, subjectId, feedbackCount }: CreditRecord,
  extension: rules.Extension | undefined,
  { state, calendar }: CommandContext,
): Promise<rules.SignedExtension | undefined> {
  if (feedbackCount === 0) return undefined;
  if (extension === undefined) return reject('EXTENSION_NOT_SIGNED', { recordId, number: feedbackCount });
  const extending = await readFeedback(state, recordId, feedbackCount);
  const key = await readSubjectKey(state, { subjectId, keyId: extension.keyId });
  requireCountedAt(key, extending.feedbackTime, calendar);
  return { ...extension, extending, key };
}

export async function hasFeedback(feedback: rules.Feedback, state: Overlay): Promise<'SAME' | 'OTHER' | undefined> {
  const { recordId, number } = feedback;
  const existing = await state.get('creditFeedback', keys.creditFeedback(recordId, number));
  if (existing === undefined) return undefined;
  return sameContent(rules.feedbackContent(existing), rules.feedbackContent(feedback)) ? 'SAME' : 'OTHER';
}

/** The feedback that this one replaces, where its record corrects another one. */
export async function replacedFeedback(
  { replaces }: CreditRecord,
  number: number,
  state: Overlay,
): Promise<CreditFeedbackRecord | undefined> {
  return replaces === undefined ? undefined : state.get('creditFeedback', keys.creditFeedback(replaces, number));
}

export interface GivenFeedback {
  readonly given: rules.Feedback;
  readonly details: string;
  readonly extended?: rules.SignedExtension | undefined;
  /** The commitment of the maturity that was opened; none by an early end. */
  readonly opened?: string | undefined;
  /** The ledger's day, or that of the corrected or replaced feedback, so nobody makes an entry last longer by correcting it. */
  readonly day: number;
}

export function writeFeedback(
  record: CreditRecord,
  { given, details, extended, ...how }: GivenFeedback,
  context: CommandContext,
): void {
  const { state, channel } = context;
  if (extended !== undefined) rules.requireExtension(extended, channel);
  const after = rules.giveFeedback(record, given, how, context);
  state.put(after.record);
  state.put(after.feedback);
  state.putPrivate(sealedCollection, keys.sealedCredit(record.recordId, given.number), details);
}

const setLevel: Execution<'credit:setLevel'> = {
  reads: ({ recordId }) => [keys.creditRecord(recordId)],
  execute: async (command, { state, alliance, channel, announce }) => {
    const { recordId, version, level, priceFen } = command;
    rules.requirePrice(command);
    const record = await readCreditRecord(state, recordId);
    const { levelVersion, level: presentLevel, priceFen: presentPrice } = record;
    // The record holds no earlier levels, so only the last one is recognised.
    if (version === levelVersion && level === presentLevel && priceFen === presentPrice) {
      return { answer: { recordId, version }, repeated: true };
    }
    rules.requireBelowCeiling(command, alliance.parameters);
    rules.requireNotCorrected(record);
    state.put(rules.setLevel(record, command, channel));
    announce(creditEvent('LEVEL_SET', record));
    return { answer: { recordId, version } };
  },
};

export const feedbackExecutions = { 'credit:feedback': feedback, 'credit:setLevel': setLevel };
