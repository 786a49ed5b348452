/**
 * The details of answers: opened with the answer's one-off key, judged, and kept sealed for as long as the consent holds and
 * they are told, so that reading them again needs no peer.
 */

import { canonicalJson } from '../../chaincode/api/canonical';
import { commit } from '../../chaincode/api/commitment';
import { parseTerms } from '../../chaincode/api/credit-fields';
import { type JudgedFeedback, judgeFeedbacks, type ProofTools } from '../../chaincode/api/feedback-proof';
import { dayCount } from '../../chaincode/api/ledger-day';
import type { ConsentRecord, CreditAnswerRecord, CreditQueryRecord } from '../../chaincode/api/records';
import { reject } from '../../chaincode/api/refusals';
import { isSignedBy } from '../../chaincode/api/signatures';
import { hasCountedAt } from '../../chaincode/api/subject-keys';
import type { Submitted } from '../ledger/types';
import type { CreditHistory } from '../store/types';
import { readParts } from './sealed';
import { type QueryTools, standingOf, timeOf } from './tools';
import type { ShownFeedback, ShownTerms } from './types';

/** What was opened of an answer, by number: terms under 0. */
export type OpenedDetails = ReadonlyMap<number, ShownTerms | KeptFeedback>;
export type KeptFeedback = Pick<ShownFeedback, 'outcome' | 'newMaturityTime' | 'unproven'>;

/** Undefined where the sealed texts are not at hand: that proves nothing. */
export async function openAnswer(
  tools: QueryTools,
  history: CreditHistory,
  answer: CreditAnswerRecord,
): Promise<{ readonly details: OpenedDetails } | { readonly unusable: string } | undefined> {
  const parts = await readParts(tools, history, answer.numbers);
  if (parts === undefined) return undefined;
  const opened = tools.vault.credit.openAnswer(answer, parts);
  if ('unusable' in opened) return opened;
  const terms = opened.fields.get(0);
  const judged = await judgeFeedbacks(proofTools(tools, history), history.feedbacks, opened.fields);
  const details = new Map<number, ShownTerms | KeptFeedback>(terms === undefined ? [] : [[0, shownTerms(terms)]]);
  for (const [number, feedback] of judged) details.set(number, keptFeedback(feedback));
  return { details };
}

/** Accepts what opens and proves what does not. An own report is not for this institution to open. */
export async function judgeAnswer(
  tools: QueryTools,
  answer: CreditAnswerRecord,
): Promise<Submitted<'credit:accept' | 'credit:proveMisdelivery'> | undefined> {
  const { store, ledger } = tools;
  const { answerId, queryId, recordId } = answer;
  const query = await store.queries.creditQuery(queryId);
  if (query?.purpose === 'OWN_REPORT') return ledger.submit('credit:accept', { answerId });
  const history = (await store.queries.histories([recordId])).get(recordId);
  if (query === undefined || history === undefined) return undefined;
  const opened = await openAnswer(tools, history, answer);
  if (opened === undefined) return undefined;
  if ('unusable' in opened) return proveMisdelivery(tools, answer);
  await keepDetails(tools, { query, answer, history }, opened.details);
  return ledger.submit('credit:accept', { answerId });
}

/** Reveals the answer's one-off key to all endorsers only if the own peer finds it proven. */
async function proveMisdelivery({ ledger, vault }: QueryTools, answer: CreditAnswerRecord) {
  const { answerId } = answer;
  const options = { private: vault.credit.revealAnswerKey(answer) };
  const tried = await ledger.tryOut('credit:proveMisdelivery', { answerId }, options);
  if (tried.status === 'REFUSED' || tried.repeated) return { outcome: tried };
  return ledger.submit('credit:proveMisdelivery', { answerId }, options);
}

/** An answer with what belongs to it. */
export interface Answered {
  readonly query: CreditQueryRecord;
  readonly answer: CreditAnswerRecord;
  readonly history: CreditHistory;
}

export function keepDetails(tools: QueryTools, answered: Answered, details: OpenedDetails): Promise<void> {
  return keepParts(tools, answered, new Map([...details].map(([number, content]) => [String(number), content])));
}

/** Sealed under the answer's and the part's name. Nothing is kept under a consent that has ended. */
export async function keepParts(
  tools: QueryTools,
  { query, answer: { answerId }, history }: Answered,
  contents: ReadonlyMap<string, unknown>,
): Promise<void> {
  const { store, vault } = tools;
  if (contents.size === 0 || query.consentId === undefined) return;
  const consent = await store.queries.consent(query.consentId);
  if (consent === undefined || !isInForce(consent, timeOf(tools))) return;
  const last = history.record.lastFeedbackDay ?? (await standingOf(tools)).day;
  const parts = [...contents].map(([part, content]) => ({
    answerId,
    part,
    sealed: vault.texts.seal(nameOf(answerId, part), canonicalJson(content)),
    day: history.feedbacks.find(({ number }) => String(number) === part)?.day ?? last,
  }));
  await store.queries.keepOpened(parts, consent);
}

function isInForce({ revokedTime, notAfter }: ConsentRecord, now: string): boolean {
  return revokedTime === undefined && now <= notAfter;
}

/** Of all the answers, by answer and part. */
export async function readKept(
  { store, vault }: QueryTools,
  answerIds: readonly string[],
): Promise<ReadonlyMap<string, ReadonlyMap<string, unknown>>> {
  const kept = new Map<string, Map<string, unknown>>(answerIds.map((answerId) => [answerId, new Map()]));
  for (const { answerId, part, sealed } of await store.queries.opened(answerIds)) {
    kept.get(answerId)?.set(part, JSON.parse(vault.texts.open(nameOf(answerId, part), sealed)));
  }
  return kept;
}

function nameOf(answerId: string, part: string): string {
  return `credit answer ${answerId} ${part}`;
}

function shownTerms(fields: object): ShownTerms | KeptFeedback {
  const terms = parseTerms(fields);
  if (terms === undefined) return { unproven: true };
  const { relationKind, amountRmb, rateBps, startTime, maturityTime } = terms;
  return { relationKind, amountRmb, rateBps, startTime, maturityTime };
}

function keptFeedback({ details, unproven }: JudgedFeedback): KeptFeedback {
  const { outcome, newMaturityTime } = details ?? {};
  return {
    ...(outcome === undefined ? {} : { outcome }),
    ...(newMaturityTime === undefined ? {} : { newMaturityTime }),
    ...(unproven === undefined ? {} : { unproven: true }),
  };
}

/** The borrower's keys as the ledger has them. */
function proofTools({ channel, store, alliance }: QueryTools, { record }: CreditHistory): ProofTools {
  const { recordId, subjectId } = record;
  return {
    channel,
    recordId,
    commit: async (salt, content) => commit(salt, content),
    isSignedBy: async (publicKey, text, signature) => isSignedBy(publicKey, text, signature),
    async keyAt(keyId, time) {
      const key = await store.subjectKey(subjectId, keyId);
      const days = dayCount((await alliance()) ?? reject('ALLIANCE_NOT_FOUNDED'));
      return key !== undefined && hasCountedAt(key, time, days) ? key.publicKey : undefined;
    },
  };
}
