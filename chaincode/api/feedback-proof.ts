/**
 * The one rule for what an opened feedback proves. Endorsers never learn an outcome, so buyers and the person in the viewer apply it.
 * Only the cryptography differs between them, so it is passed in: nothing of Node is used here.
 */
import { decodeBase64url } from './base64url';
import { type FeedbackFields, parseFeedbackDetails } from './credit-fields';
import type { CreditFeedbackRecord } from './records';
import { feedbackText } from './signatures';

/**
 * Why a feedback counts for nothing; the first that applies. NO_FORM: what was sealed has not the documented form. NOT_PERFORMED: an
 * early end says something else. NOT_SIGNED: the borrower did not sign the extension. NOT_EXTENDED: the feedback before it ended the
 * record, so nothing fell due any more.
 */
export type Unproven = 'NO_FORM' | 'NOT_PERFORMED' | 'NOT_SIGNED' | 'NOT_EXTENDED';

export interface JudgedFeedback {
  /** Absent with NO_FORM. */
  readonly details?: FeedbackFields;
  readonly unproven?: Unproven;
}

export interface ProofTools {
  readonly channel: string;
  readonly recordId: string;
  /** The point of a key of the borrower that counted at that time. */
  keyAt(keyId: string, time: string): Promise<string | undefined>;
  /** As chaincode/api/commitment.ts. */
  commit(salt: Uint8Array, content: unknown): Promise<string>;
  /** As chaincode/api/signatures.ts. */
  isSignedBy(publicKey: string, text: string, signature: string): Promise<boolean>;
}

/** `opened`: the fields that are at hand, by number. Those of no feedback here are left out. */
export async function judgeFeedbacks(
  tools: ProofTools,
  feedbacks: readonly CreditFeedbackRecord[],
  opened: ReadonlyMap<number, object>,
): Promise<ReadonlyMap<number, JudgedFeedback>> {
  const judged = new Map<number, JudgedFeedback>();
  for (const feedback of [...feedbacks].sort((one, other) => one.number - other.number)) {
    const fields = opened.get(feedback.number);
    if (fields === undefined) continue;
    const details = parseFeedbackDetails(fields);
    const unproven = await findFault(tools, feedback, details, judged.get(feedback.number - 1));
    judged.set(feedback.number, { ...(details && { details }), ...(unproven && { unproven }) });
  }
  return judged;
}

/** A correction opens what the corrected feedback opened; every other one opens what the feedback before it set. */
async function findFault(
  tools: ProofTools,
  feedback: CreditFeedbackRecord,
  details: FeedbackFields | undefined,
  before: JudgedFeedback | undefined,
): Promise<Unproven | undefined> {
  if (details === undefined) return 'NO_FORM';
  if (feedback.renewedBy !== undefined && details.outcome !== 'PERFORMED') return 'NOT_PERFORMED';
  if (details.outcome === 'EXTENDED' && !(await isExtensionSigned(tools, feedback, details))) return 'NOT_SIGNED';
  const isAfterEnd = before !== undefined && (before.unproven !== undefined || before.details?.outcome !== 'EXTENDED');
  return feedback.corrects === undefined && isAfterEnd ? 'NOT_EXTENDED' : undefined;
}

/** As credit/texts.ts seals it: the text commits to all that was agreed on, and to the maturity that the next feedback opens. */
async function isExtensionSigned(
  { channel, recordId, commit, keyAt, isSignedBy }: ProofTools,
  feedback: CreditFeedbackRecord,
  { borrower, ...agreed }: FeedbackFields,
): Promise<boolean> {
  const { newMaturityTime, maturitySalt = '' } = agreed;
  const [dueSalt, salt] = [decodeBase64url(maturitySalt), decodeBase64url(borrower?.salt ?? '')];
  if (borrower === undefined || dueSalt === undefined || salt === undefined) return false;
  if ((await commit(dueSalt, newMaturityTime)) !== feedback.nextDueCommitment) return false;
  const point = await keyAt(borrower.keyId, feedback.feedbackTime);
  if (point === undefined) return false;
  const content = { ...feedback, feedbackCommitment: await commit(salt, agreed) };
  const text = feedbackText({ channel, recordId }, 'BORROWER', feedback.number, content);
  return isSignedBy(point, text, borrower.signature);
}
