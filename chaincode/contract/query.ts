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
import { readCreditRecord } from './credit-record';
import { oneOffKey, useOneOffKey } from './exchange';
import { readSubject } from './subject';
import { debitCaller, debitKeys } from './token';
import type { CommandContext, Execution } from './transaction';

type Ask = Command<'credit:query'>;

const query: Execution<'credit:query'> = {
  reads: queryKeys,
  execute: async (command, context) => {
    const { state, caller, alliance, time, announce } = context;
    const id = ownId(command.queryId, caller.partyId);
    const { subjectId, purpose } = command;
    const asked: rules.Query = { ...command, queryId: wholeId(id), partyId: caller.partyId };
    const { queryId, partyId } = asked;
    const tokenFen = rules.totalFen(asked.records);
    const existing = await state.get('creditQuery', keys.creditQuery(id));
    if (existing !== undefined) {
      await requireSame(existing, command, state);
      return { answer: { queryId, answerIds: existing.answerIds, tokenFen }, repeated: true };
    }
    await useOneOffKeys(asked, state);
    const reportKey = await requireConsent(asked, context);
    await readSubject(state, subjectId);
    await requireDisclosed(asked, context);

    // A query without a price leaves the account alone.
    if (tokenFen > 0) await debitCaller(context, command.folds, tokenFen);
    const query = rules.newQuery(asked, context);
    state.put(query);
    for (const [index, record] of asked.records.entries()) {
      const answerId = query.answerIds[index] ?? '';
      const wrapFor = record.oneOffPublicKey ?? reportKey;
      if (wrapFor === undefined) throw new TypeError('an own report without a report key');
      state.put(rules.newAnswer({ answerId, queryId, partyId }, record, wrapFor, alliance.parameters, time));
    }
    announce({ name: 'CreditQueryEvent', queryId, subjectId, partyId, purpose, tokenFen });
    return { answer: { queryId, answerIds: query.answerIds, tokenFen } };
  },
};

/**
 * Each answer has a key of its own, because a proof of misdelivery reveals the key, and nobody may open another answer with it. A
 * report key serves all reports of its subject, so its use is not noted.
 */
async function useOneOffKeys({ queryId, records }: rules.Query, state: Overlay): Promise<void> {
  const named = oneOffKeysIn(records);
  if (!named.every(isOneOffPublicKey)) reject('ONE_OFF_KEY_INVALID', { queryId });
  for (const each of named) await useOneOffKey(state, each, queryId);
}

function oneOffKeysIn(records: readonly rules.Asked[]): readonly string[] {
  return records.flatMap(({ oneOffPublicKey }) => oneOffPublicKey ?? []);
}

function queryKeys(command: Ask, partyId: string): string[] {
  const { queryId, subjectId, consentId, records, folds } = command;
  return [
    keys.creditQuery(parseOwnedId(queryId, partyId)),
    keys.subject(subjectId),
    ...(consentId === undefined ? [] : [keys.consent(consentId)]),
    ...oneOffKeysIn(records).map((each) => oneOffKey(each, partyId)),
    ...records.flatMap((asked) => [keys.creditRecord(asked.recordId), ...feedbackKeys(asked)]),
    ...(records.some(({ priceFen }) => priceFen > 0) ? debitKeys(partyId, folds) : []),
  ];
}

/** Throws QUERY_EXISTS_WITH_OTHER_CONTENT. */
async function requireSame(existing: CreditQueryRecord, command: Ask, state: Overlay): Promise<void> {
  const { queryId, answerIds } = existing;
  const { subjectId, purpose, consentId, records } = command;
  const answerKeys = answerIds.map((answerId) => keys.creditAnswer(parseOwnedId(answerId, '')));
  const answers = await state.getAll('creditAnswer', answerKeys);
  const same = sameContent(rules.queryContent(existing, answers), { subjectId, purpose, consentId, records });
  if (!same) reject('QUERY_EXISTS_WITH_OTHER_CONTENT', { queryId });
}

/**
 * Counts one use of the consent where there is one, and refuses to do without it where there must be. Answers the report key of the
 * key that signed it.
 */
async function requireConsent(
  asked: rules.Query,
  { state, alliance, time }: CommandContext,
): Promise<string | undefined> {
  const { consentId, queryId } = asked;
  if (consentId === undefined) {
    if (rules.needsConsent(asked, alliance.parameters)) reject('CONSENT_MISSING', { queryId });
    return undefined;
  }
  const { consent, key } = await readConsent(state, consentId);
  state.put(useConsent(consent, key, asked, time));
  return key.report?.publicKey;
}

/** The first record that is refused is the answer. */
async function requireDisclosed(asked: rules.Query, { state, alliance, day }: CommandContext): Promise<void> {
  const { retentionDays } = alliance.parameters;
  for (const each of asked.records) {
    const record = await readCreditRecord(state, each.recordId);
    const feedbacks = await state.getAll('creditFeedback', feedbackKeys(each));
    rules.requireDisclosed(record, feedbacks, each, asked, { day, retentionDays });
  }
}

/** Number 0 is the terms. */
function feedbackKeys({ recordId, numbers }: rules.Asked): string[] {
  return numbers.filter((number) => number > 0).map((number) => keys.creditFeedback(recordId, number));
}

export const queryExecutions = { 'credit:query': query };
