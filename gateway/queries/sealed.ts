/** Reads the sealed texts of a record from this institution's peer. */
import { hashOfSealed } from '../../chaincode/api/sealed';
import type { AnswerPart } from '../vault/types';
import type { QueryDeps } from './deps';
import type { CreditHistory } from './store';

/** The part has no text where the text is purged. Undefined where the peer does not hold what was published. */
export async function readPart(
  { ledger }: Pick<QueryDeps, 'ledger'>,
  history: CreditHistory,
  number: number,
): Promise<AnswerPart | undefined> {
  const committed = findCommitted(history, number);
  if (committed === undefined) return undefined;
  const { commitment, keyCommitment, purged } = committed;
  if (purged) return { number, commitment, keyCommitment };
  const sealed = await ledger.evaluate('credit:sealed', `${history.record.recordId}:${number}`);
  if (typeof sealed !== 'string' || hashOfSealed(sealed) !== committed.sealedHash) return undefined;
  return { number, sealed, commitment, keyCommitment };
}

/** Undefined where one of the parts is missing. */
export async function readParts(
  deps: Pick<QueryDeps, 'ledger'>,
  history: CreditHistory,
  numbers: readonly number[],
): Promise<readonly AnswerPart[] | undefined> {
  const parts = await Promise.all(numbers.map((number) => readPart(deps, history, number)));
  return parts.every((part) => part !== undefined) ? parts : undefined;
}

function findCommitted({ record, feedbacks }: CreditHistory, number: number) {
  if (number === 0) return { ...record, commitment: record.termsCommitment };
  const feedback = feedbacks.find((one) => one.number === number);
  return feedback && { ...feedback, commitment: feedback.feedbackCommitment };
}
