/** Opens the details of an answer with the answer's one-off key, and judges what the lender sealed. */
import { commit } from '../../chaincode/api/commitment';
import { parseTerms } from '../../chaincode/api/credit-fields';
import { type JudgedFeedback, judgeFeedbacks, type ProofTools } from '../../chaincode/api/feedback-proof';
import { dayCount } from '../../chaincode/api/ledger-day';
import type { CreditAnswerRecord } from '../../chaincode/api/records';
import { reject } from '../../chaincode/api/refusals';
import { isSignedBy } from '../../chaincode/api/signatures';
import { hasCountedAt } from '../../chaincode/api/subject-keys';
import type { detailsAnswer } from '../api/credit-queries';
import type { ShownAs } from '../api/shown-members';
import type { QueryDeps } from './deps';
import { readParts } from './sealed';
import type { CreditHistory } from './store';

type Details = ShownAs<typeof detailsAnswer>;
export type ShownTerms = NonNullable<Details['terms']>;
export type ShownFeedback = Details['feedbacks'][number];

/** A feedback as it was judged; the ledger has its time. Terms without the documented form are kept as `unproven`, too. */
export type JudgedContent = Pick<ShownFeedback, 'outcome' | 'newMaturityTime' | 'unproven'>;

/** By number: terms under 0. */
export type OpenedDetails = ReadonlyMap<number, ShownTerms | JudgedContent>;

/** Undefined where this institution's peer does not hold the sealed texts, because that proves nothing. */
export async function openAnswer(
  deps: QueryDeps,
  history: CreditHistory,
  answer: CreditAnswerRecord,
): Promise<{ readonly details: OpenedDetails } | { readonly unusable: string } | undefined> {
  const parts = await readParts(deps, history, answer.numbers);
  if (parts === undefined) return undefined;
  const opened = deps.vault.credit.openAnswer(answer, parts);
  if ('unusable' in opened) return opened;
  const terms = opened.fields.get(0);
  const judged = await judgeFeedbacks(newProofTools(deps, history), history.feedbacks, opened.fields);
  const details = new Map<number, ShownTerms | JudgedContent>(terms === undefined ? [] : [[0, termsView(terms)]]);
  for (const [number, feedback] of judged) details.set(number, feedbackContent(feedback));
  return { details };
}

function termsView(fields: object): ShownTerms | JudgedContent {
  const terms = parseTerms(fields);
  if (terms === undefined) return { unproven: true };
  const { relationKind, amountRmb, rateBps, startTime, maturityTime } = terms;
  return { relationKind, amountRmb, rateBps, startTime, maturityTime };
}

function feedbackContent({ details, unproven }: JudgedFeedback): JudgedContent {
  const { outcome, newMaturityTime } = details ?? {};
  return {
    ...(outcome === undefined ? {} : { outcome }),
    ...(newMaturityTime === undefined ? {} : { newMaturityTime }),
    ...(unproven === undefined ? {} : { unproven: true }),
  };
}

/** Proofs are judged with the borrower's keys that the ledger holds. */
function newProofTools({ channel, store, alliance }: QueryDeps, { record }: CreditHistory): ProofTools {
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
