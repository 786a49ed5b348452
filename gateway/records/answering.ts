/**
 * The job of answers: an institution that asked for the details of a record gets their data keys, wrapped for its one-off key. The
 * answer goes through the registrar, as everything that a lender says.
 */
import type { CreditAnswerRecord } from '../../chaincode/api/records';
import { answerText } from '../../chaincode/api/signatures';
import { itemKeys, makeOutboxRow, type OutboxItem } from '../outbox/outbox';
import { eachByItself } from '../work/each-by-itself';
import { timeNow } from '../work/moments';
import type { RecordDeps } from './deps';
import { openDraft, openFeedbackDraft, readOwnRecord } from './drafts';
import { agreedOn } from './texts';

const answersAtOnce = 200;
const pollMs = 1_000;
/** So many answers that cannot be made are passed over. */
const maxFailed = 2_000;
/** After so long they are made again. */
const forgetMs = 600_000;

/** One step of the loop: puts what is owed into the outbox, and answers when to come again. */
export function newAnswering(deps: RecordDeps): () => Promise<number> {
  const failed = new Set<string>();
  let forgotAt = performance.now();
  return async () => {
    const { store, vault, log } = deps;
    if (performance.now() > forgotAt + forgetMs) {
      failed.clear();
      forgotAt = performance.now();
    }
    const time = timeNow(deps);
    const found = await store.records.answersToGive(time, answersAtOnce + Math.min(failed.size, maxFailed));
    const owed = found.filter(({ answerId }) => !failed.has(answerId));
    const rows = await eachByItself(
      owed,
      async (answer) => makeOutboxRow(vault, await answerItem(deps, answer), time),
      {
        log,
        what: 'an answer',
        onFailed: ({ answerId }) => failed.add(answerId),
      },
    );
    await store.outbox.add(rows);
    return owed.length < answersAtOnce ? pollMs : 0;
  };
}

async function answerItem(deps: RecordDeps, answer: CreditAnswerRecord): Promise<OutboxItem> {
  const { channel, store, vault } = deps;
  const { answerId, recordId, numbers, deliverBy } = answer;
  const draft = openDraft(deps, await readOwnRecord(deps, recordId));
  const feedbacks = await store.records.ownFeedbacks(recordId);
  const agreed = numbers.map((number): [number, object] => {
    const feedback = feedbacks.find((each) => each.number === number);
    const said = feedback === undefined ? draft : openFeedbackDraft(deps, feedback);
    return [number, agreedOn(deps, { recordId, number }, said)];
  });
  const wrap = vault.credit.wrapAnswer(recordId, answer, new Map(agreed));
  const signature = vault.credit.signAsLender(draft.filingId, answerText({ channel, recordId }, answerId, wrap));
  return {
    name: 'credit:deliver',
    key: itemKeys.answer(answerId),
    expires: deliverBy,
    command: { answerId, wrap, signature },
  };
}
