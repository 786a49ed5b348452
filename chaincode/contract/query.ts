/** The transaction that asks about a subject, and leaves the record of it. Rules are in domain/query.ts and domain/consent.ts. */
import { sameContent } from '../api/canonical';
import type { Command } from '../api/commands';
import { ownId, parseOwnedId, wholeId } from '../api/identifiers';
import type { CreditQueryRecord } from '../api/records';
import { reject } from '../api/refusals';
import { isOneOffPublicKey } from '../api/sealed';
import { useConsent } from '../domain/consent';
import * as rules from '../domain/query';
import { keys } from '../state/keys';
import type { Overlay } from '../state/overlay';
import { readConsent } from './consent';
import { readCreditRecord } from './credit';
import { oneOffKey, useOneOffKey } from './exchange';
import { readSubject } from './subject';
import { debitCaller, debitKeys } from './token';
import type { CommandContext, Execution } from './transaction';

type Ask = Command<'credit:query'>;

const query: Execution<'credit:query'> = {
  reads: queryKeys,
  execute: async (command, context) => {
    const { state, caller, alliance, time, day, announce } = context;
    const id = ownId(command.queryId, caller.partyId);
    const { subjectId, purpose, oneOffPublicKey = '' } = command;
    const asked: rules.Query = { ...command, queryId: wholeId(id), partyId: caller.partyId };
    const { queryId, partyId } = asked;
    const tokenFen = rules.totalFen(asked.records);
    const existing = await state.get('creditQuery', keys.creditQuery(id));
    if (existing !== undefined) {
      await requireSame(existing, command, state);
      return { answer: { queryId, answerIds: existing.answerIds, tokenFen }, repeated: true };
    }
    if (asked.records.length > 0) {
      if (!isOneOffPublicKey(oneOffPublicKey)) reject('ONE_OFF_KEY_INVALID', { queryId });
      if (isOneOff(command)) await useOneOffKey(state, oneOffPublicKey, queryId);
    }
    await requireConsent(asked, context);
    await readSubject(state, subjectId);
    await requireTold(asked, context);

    // What costs nothing leaves the account alone.
    if (tokenFen > 0) await debitCaller(context, command.folds, tokenFen);
    const query = rules.newQuery(asked, day, time);
    state.put(query);
    for (const [index, record] of asked.records.entries()) {
      const answerId = query.answerIds[index] ?? '';
      state.put(rules.newAnswer({ answerId, queryId, partyId }, record, oneOffPublicKey, alliance.parameters, time));
    }
    announce({ name: 'CreditQueryEvent', queryId, subjectId, partyId, purpose, tokenFen });
    return { answer: { queryId, answerIds: query.answerIds, tokenFen } };
  },
};

/** A report's key stands in its consent for everybody to see: whoever used it first would keep the report from its subject. */
function isOneOff({ purpose }: Ask): boolean {
  return purpose !== 'OWN_REPORT';
}

function queryKeys(command: Ask, partyId: string): string[] {
  const { queryId, subjectId, consentId, records, oneOffPublicKey, folds } = command;
  return [
    keys.creditQuery(parseOwnedId(queryId, partyId)),
    keys.subject(subjectId),
    ...(consentId === undefined ? [] : [keys.consent(consentId)]),
    ...(oneOffPublicKey !== undefined && isOneOff(command) ? [oneOffKey(oneOffPublicKey)] : []),
    ...records.flatMap((asked) => [keys.creditRecord(asked.recordId), ...feedbackKeys(asked)]),
    ...(records.some(({ priceFen }) => priceFen > 0) ? debitKeys(partyId, folds) : []),
  ];
}

/** Throws QUERY_EXISTS_WITH_OTHER_CONTENT. */
async function requireSame(existing: CreditQueryRecord, command: Ask, state: Overlay): Promise<void> {
  const { queryId, answerIds } = existing;
  const { subjectId, purpose, consentId, oneOffPublicKey, records } = command;
  const answerKeys = answerIds.map((answerId) => keys.creditAnswer(parseOwnedId(answerId, '')));
  const answers = await state.getAll('creditAnswer', answerKeys);
  const same = sameContent(rules.queryContentOf(existing, answers), {
    subjectId,
    purpose,
    consentId,
    oneOffPublicKey,
    records,
  });
  if (!same) reject('QUERY_EXISTS_WITH_OTHER_CONTENT', { queryId });
}

/** Counts one use of the consent where there is one, and refuses to do without it where there must be. */
async function requireConsent(asked: rules.Query, { state, alliance, time }: CommandContext): Promise<void> {
  const { consentId, queryId } = asked;
  if (consentId !== undefined) return state.put(useConsent(await readConsent(state, consentId), asked, time));
  if (rules.needsConsent(asked, alliance.parameters)) reject('CONSENT_MISSING', { queryId });
}

/** Of several records the first that is refused is the answer. */
async function requireTold(asked: rules.Query, { state, alliance, day }: CommandContext): Promise<void> {
  const { retentionDays } = alliance.parameters;
  for (const each of asked.records) {
    const record = await readCreditRecord(state, each.recordId);
    const feedbacks = await state.getAll('creditFeedback', feedbackKeys(each));
    rules.requireTold(record, feedbacks, each, asked, { day, retentionDays });
  }
}

/** Number 0 is the terms. */
function feedbackKeys({ recordId, numbers }: rules.Asked): string[] {
  return numbers.filter((number) => number > 0).map((number) => keys.creditFeedback(recordId, number));
}

export const queryExecutions = { 'credit:query': query };
