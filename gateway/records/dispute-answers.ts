/** The lender answers a dispute of its record. The answer goes the way of everything that a lender says, sealed for the members. */
import type { CreditDisputeRecord, DisputeVerdict } from '../../chaincode/api/records';
import { reject } from '../../chaincode/api/refusals';
import { disputeAnswerText } from '../../chaincode/api/signatures';
import type * as rest from '../api/credit-disputes';
import type { Sent } from '../api/operation';
import { itemKeys } from '../outbox/outbox';
import type { RecordDeps } from './deps';
import { isDisclosed, readRetention } from './disclosure';
import { readFilingId } from './drafts';
import { answerName, readTexts, sealForAll } from './for-members';
import { handOver, openHanded, readHanded } from './handed-disputes';

type AnswerRequest = Sent<typeof rest.answerDispute>['body'];

/**
 * Returns whether it was answered so before. An answer that was given up is sealed anew, because other members may have a key now.
 * Refusals in order: CREDIT_RECORD_NOT_FOUND, CREDIT_DISPUTE_NOT_FOUND, CREDIT_DISPUTE_ANSWERED, DETAILS_EXPIRED.
 */
export async function answerDispute(
  deps: RecordDeps,
  recordId: string,
  { disputeId, verdict, text }: AnswerRequest,
): Promise<{ readonly repeated: boolean }> {
  const { channel, store, vault } = deps;
  const own = await store.records.ownRecord(recordId);
  if (own?.status !== 'EFFECTIVE') reject('CREDIT_RECORD_NOT_FOUND', { recordId });
  const dispute = await store.records.dispute(disputeId);
  if (dispute?.recordId !== recordId) return reject('CREDIT_DISPUTE_NOT_FOUND', { disputeId });
  const given = await readGiven(deps, dispute);
  if (given !== undefined) {
    const isSame = given.verdict === verdict && (given.text === undefined || given.text === text);
    if (!isSame) reject('CREDIT_DISPUTE_ANSWERED', { disputeId });
    if (!given.isGivenUp) return { repeated: true };
  }
  if (!(await isDisclosed(deps, recordId, await readRetention(deps)))) reject('DETAILS_EXPIRED', { recordId });
  const { sealed, sealedHash, commitment, keyCommitment } = await sealForAll(deps, text, { recordId, side: 'answer' });
  const answer = { verdict, answerCommitment: commitment, keyCommitment, sealedHash };
  const signed = disputeAnswerText({ channel, recordId }, disputeId, answer);
  const signature = vault.credit.signAsLender(await readFilingId(deps, recordId), signed);
  const command = { disputeId, ...answer, signature };
  await handOver(deps, {
    name: 'credit:answerDispute',
    key: itemKeys.disputeAnswer(disputeId),
    command,
    private: sealed,
  });
  return { repeated: given !== undefined };
}

interface GivenAnswer {
  readonly verdict: DisputeVerdict;
  /** Undefined where it cannot be read here. */
  readonly text: string | undefined;
  readonly isGivenUp: boolean;
}

/** Finds an answer on the ledger, or on its way there. */
async function readGiven(deps: RecordDeps, dispute: CreditDisputeRecord): Promise<GivenAnswer | undefined> {
  const { disputeId, recordId, status } = dispute;
  if (status !== 'OPEN') {
    return { verdict: status, text: (await readTexts(deps, dispute)).answer?.text, isGivenUp: false };
  }
  const handed = await readHanded(deps, itemKeys.disputeAnswer(disputeId), 'credit:answerDispute');
  if (handed === undefined) return undefined;
  const { command, isGivenUp } = handed;
  const said = await openHanded(deps, handed, answerName(recordId, command));
  return { verdict: command.verdict, text: said?.text, isGivenUp };
}
