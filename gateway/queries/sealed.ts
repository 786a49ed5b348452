/** The sealed texts of a record as the own peer holds them. */
import { hashOfSealed } from '../../chaincode/api/sealed';
import type { CreditHistory } from '../store/types';
import type { AnswerPart } from '../vault/types';
import type { QueryTools } from './tools';

/** Without the text where that is purged; undefined where the peer does not hold what was published. */
export async function readPart(
  { ledger }: Pick<QueryTools, 'ledger'>,
  history: CreditHistory,
  number: number,
): Promise<AnswerPart | undefined> {
  const committed = committedOf(history, number);
  if (committed === undefined) return undefined;
  const { commitment, keyCommitment, purged } = committed;
  if (purged) return { number, commitment, keyCommitment };
  const sealed = await ledger.evaluate('credit:sealed', `${history.record.recordId}:${number}`);
  if (typeof sealed !== 'string' || hashOfSealed(sealed) !== committed.sealedHash) return undefined;
  return { number, sealed, commitment, keyCommitment };
}

/** Undefined where one is not at hand. */
export async function readParts(
  tools: Pick<QueryTools, 'ledger'>,
  history: CreditHistory,
  numbers: readonly number[],
): Promise<readonly AnswerPart[] | undefined> {
  const parts = await Promise.all(numbers.map((number) => readPart(tools, history, number)));
  return parts.every((part) => part !== undefined) ? parts : undefined;
}

function committedOf({ record, feedbacks }: CreditHistory, number: number) {
  if (number === 0) {
    const { termsCommitment: commitment, keyCommitment, sealedHash, purged } = record;
    return { commitment, keyCommitment, sealedHash, purged };
  }
  const feedback = feedbacks.find((one) => one.number === number);
  if (feedback === undefined) return undefined;
  const { feedbackCommitment: commitment, keyCommitment, sealedHash, purged } = feedback;
  return { commitment, keyCommitment, sealedHash, purged };
}
