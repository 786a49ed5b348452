/**
 * Reads what a query brought. Consent and retention are judged at every read; the read itself is noted durably before it is
 * answered. What was opened once is read from the store, so that no peer is asked.
 */

import type { CreditDisputeRecord } from '../../chaincode/api/records';
import type { Retention } from '../../chaincode/api/retention';
import { type DisputeTexts, shownTexts } from '../records/dispute-texts';
import type { SaidText } from '../vault/types';
import { statusOf } from './asking';
import { type Answered, type KeptFeedback, keepDetails, keepParts, openAnswer, readKept } from './details';
import type { QueryFacts } from './facts';
import { isMarked, isTold, toldFeedbacks } from './retention';
import { type QueryTools, requireReadable, timeOf } from './tools';
import type { AnswerView, QueryView, ShownDispute, ShownFeedback, ShownTerms } from './types';

type Kept = ReadonlyMap<string, unknown>;

/** Throws CONSENT_REVOKED, CONSENT_EXPIRED. */
export async function readQuery(
  tools: QueryTools,
  { query, consent, answers, histories, standing }: QueryFacts,
  userName: string,
): Promise<QueryView> {
  if (consent !== undefined) requireReadable(consent, timeOf(tools));
  const kept = await readKept(
    tools,
    answers.map(({ answerId }) => answerId),
  );
  const views: AnswerView[] = [];
  for (const answer of answers) {
    const history = histories.get(answer.recordId);
    if (history === undefined || !isTold(history, standing)) continue;
    views.push(await answerView(tools, { answer, history, query }, kept.get(answer.answerId) ?? new Map(), standing));
  }
  const { queryId, subjectId, purpose, askedTime } = query;
  await tools.audit.note({ queryId, userName, time: timeOf(tools) });
  return { queryId, subjectId, purpose, askedTime, status: statusOf(answers), answers: views };
}

async function answerView(tools: QueryTools, answered: Answered, kept: Kept, standing: Retention): Promise<AnswerView> {
  const { answer, history } = answered;
  const { recordId, tokenFen, status, deliverBy } = answer;
  const { borrowedOn, correctedBy } = history.record;
  const details = await detailsOf(tools, answered, kept);
  const disputes = await disputesOf(tools, answered, kept);
  return {
    recordId,
    borrowedOn,
    tokenFen,
    status,
    deliverBy,
    ...(isMarked(history) ? { disputed: true } : {}),
    ...(disputes.length === 0 ? {} : { disputes }),
    ...(correctedBy === undefined ? {} : { correctedBy }),
    ...(details === undefined ? {} : { details: shownDetails(details, answered, standing) }),
  };
}

/** What the agent opened when it was delivered; opened now where that is gone, or never was. */
async function detailsOf(
  tools: QueryTools,
  { answer, history, query }: Answered,
  kept: Kept,
): Promise<Kept | undefined> {
  const isDelivered = answer.wrap !== undefined && answer.status !== 'REFUNDED';
  if (!isDelivered || query.purpose === 'OWN_REPORT') return undefined;
  if (kept.has('0')) return kept;
  const opened = await openAnswer(tools, history, answer);
  if (opened === undefined || 'unusable' in opened) return undefined;
  await keepDetails(tools, { query, answer, history }, opened.details);
  return new Map([...opened.details].map(([number, content]) => [String(number), content]));
}

function shownDetails(
  details: Kept,
  { answer, history }: Answered,
  standing: Retention,
): NonNullable<AnswerView['details']> {
  const terms = details.get('0') as ShownTerms | KeptFeedback;
  const asked = toldFeedbacks(history, standing).filter(({ number }) => answer.numbers.includes(number));
  const feedbacks = asked.flatMap(({ number, feedbackTime, corrects }): ShownFeedback[] => {
    const content = details.get(String(number)) as KeptFeedback | undefined;
    return content === undefined
      ? []
      : [{ number, feedbackTime, ...content, ...(corrects === undefined ? {} : { corrects }) }];
  });
  return 'amountRmb' in terms ? { terms, feedbacks } : { feedbacks };
}

/** What was said, with every dispute; also of one that was rejected, whose mark is lifted. */
async function disputesOf(tools: QueryTools, answered: Answered, kept: Kept): Promise<ShownDispute[]> {
  const shown: ShownDispute[] = [];
  const fresh = new Map<string, SaidText>();
  for (const dispute of answered.history.disputes) {
    const texts = keptTexts(dispute, kept) ?? (await tools.openDispute(dispute));
    for (const [side, said] of Object.entries(texts) as [string, SaidText | undefined][]) {
      if (said?.text !== undefined) fresh.set(`${side} ${dispute.disputeId}`, said);
    }
    shown.push(shownDispute(dispute, texts));
  }
  for (const part of kept.keys()) fresh.delete(part);
  await keepParts(tools, answered, fresh);
  return shown;
}

/** Undefined where there is more than is kept. */
function keptTexts({ disputeId, answer }: CreditDisputeRecord, kept: Kept): DisputeTexts | undefined {
  const statement = kept.get(`statement ${disputeId}`) as SaidText | undefined;
  const answered = kept.get(`answer ${disputeId}`) as SaidText | undefined;
  if (statement === undefined || (answer !== undefined && answered === undefined)) return undefined;
  return { statement, answer: answered };
}

export function shownDispute({ disputedTime, status }: CreditDisputeRecord, texts: DisputeTexts): ShownDispute {
  return { disputedTime, ...shownTexts(texts), ...(status === 'OPEN' ? {} : { verdict: status }) };
}
