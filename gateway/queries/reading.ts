/**
 * Reads what a query disclosed. Consent and retention are judged at every read, and the read is noted durably before it is
 * answered. Details that were opened once are read from the store, so that no peer is asked.
 */
import type { CreditDisputeRecord } from '../../chaincode/api/records';
import type { Retention } from '../../chaincode/api/retention';
import type { queryAnswer } from '../api/credit-queries';
import type { ShownAs } from '../api/shown-members';
import type { DisputeTexts } from '../records/dispute-texts';
import type { SaidText } from '../vault/types';
import { timeNow } from '../work/moments';
import { requireReadable } from './consent-checks';
import type { AuditedDeps, QueryDeps } from './deps';
import { type JudgedContent, openAnswer, type ShownFeedback, type ShownTerms } from './details';
import { type QueryFacts, rememberFacts } from './facts';
import { type Answered, type Kept, keepDetails, keepParts, readKept } from './kept';
import { disclosedFeedbacks, isDisclosed } from './retention';
import { answerView, disputeView, findStatus, type ShownAnswer, type ShownDispute } from './views';

type ShownQuery = ShownAs<typeof queryAnswer>;

/** The reader throws CREDIT_QUERY_NOT_FOUND, CONSENT_REVOKED, CONSENT_EXPIRED. */
export function newQueryReader(deps: AuditedDeps): (queryId: string, userName: string) => Promise<ShownQuery> {
  const findFacts = rememberFacts(deps);
  return async (queryId, userName) => {
    const view = await readQuery(deps, await findFacts(queryId));
    await deps.noteRead({ queryId, userName });
    return view;
  };
}

async function readQuery(deps: QueryDeps, facts: QueryFacts): Promise<ShownQuery> {
  const { query, consent, answers, histories, retention } = facts;
  if (consent !== undefined) requireReadable(consent, timeNow(deps));
  const answerIds = answers.map(({ answerId }) => answerId);
  const kept = await readKept(deps, answerIds);
  const views: ShownAnswer[] = [];
  for (const answer of answers) {
    const history = histories.get(answer.recordId);
    if (history === undefined || !isDisclosed(history, retention)) continue;
    views.push(await readAnswer(deps, { answer, history, query }, kept.get(answer.answerId) ?? new Map(), retention));
  }
  const { queryId, subjectId, purpose, askedTime } = query;
  return { queryId, subjectId, purpose, askedTime, status: findStatus(answers), answers: views };
}

async function readAnswer(deps: QueryDeps, answered: Answered, kept: Kept, retention: Retention) {
  const details = await readDetails(deps, answered, kept);
  const disputes = await readDisputes(deps, answered, kept);
  return answerView(answered, { disputes, details: details && detailsView(details, answered, retention) });
}

/** The job keeps what it opens when an answer is delivered. Details are opened now where nothing is kept. */
async function readDetails(deps: QueryDeps, answered: Answered, kept: Kept): Promise<Kept | undefined> {
  const { answer, history, query } = answered;
  const isDelivered = answer.wrap !== undefined && answer.status !== 'REFUNDED';
  if (!isDelivered || query.purpose === 'OWN_REPORT') return undefined;
  if (kept.has('0')) return kept;
  const opened = await openAnswer(deps, history, answer);
  if (opened === undefined || 'unusable' in opened) return undefined;
  return keepDetails(deps, answered, opened.details);
}

function detailsView(details: Kept, { answer, history }: Answered, retention: Retention) {
  const terms = details.get('0') as ShownTerms | JudgedContent;
  const asked = disclosedFeedbacks(history, retention).filter(({ number }) => answer.numbers.includes(number));
  const feedbacks = asked.flatMap(({ number, feedbackTime, corrects }): ShownFeedback[] => {
    const content = details.get(String(number)) as JudgedContent | undefined;
    return content === undefined ? [] : [{ number, feedbackTime, ...content, corrects }];
  });
  return 'amountRmb' in terms ? { terms, feedbacks } : { feedbacks };
}

/** The texts of every dispute, also of one that was rejected and marks the record no longer. */
async function readDisputes(deps: QueryDeps, answered: Answered, kept: Kept): Promise<readonly ShownDispute[]> {
  const shown: ShownDispute[] = [];
  const fresh = new Map<string, SaidText>();
  for (const dispute of answered.history.disputes) {
    const texts = findKeptTexts(dispute, kept) ?? (await deps.readDisputeTexts(dispute));
    for (const [side, said] of Object.entries(texts) as [string, SaidText | undefined][]) {
      if (said?.text !== undefined) fresh.set(`${side} ${dispute.disputeId}`, said);
    }
    shown.push(disputeView(dispute, texts));
  }
  for (const part of kept.keys()) fresh.delete(part);
  await keepParts(deps, answered, fresh);
  return shown;
}

/** Undefined where a side has spoken of whom nothing is kept. */
function findKeptTexts({ disputeId, answer }: CreditDisputeRecord, kept: Kept): DisputeTexts | undefined {
  const statement = kept.get(`statement ${disputeId}`) as SaidText | undefined;
  const answered = kept.get(`answer ${disputeId}`) as SaidText | undefined;
  if (statement === undefined || (answer !== undefined && answered === undefined)) return undefined;
  return { statement, answer: answered };
}
