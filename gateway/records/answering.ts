/**
 * A lender's answers: whoever asked for the details of an own record gets their data keys, wrapped for its one-off key. They go the
 * way of everything that a lender says, through the registrar.
 */
import type { Logger } from 'pino';
import type { CreditAnswerRecord } from '../../chaincode/api/records';
import { answerText } from '../../chaincode/api/signatures';
import { itemKeys, type OutboxItem, outboxRowOf } from '../outbox/outbox';
import type { Store } from '../stores';
import type { Vault } from '../vault/types';
import { eachByItself } from '../work/each-by-itself';
import { agreedOn } from './texts';
import { draftOf, feedbackDraftOf, ownRecordOf } from './tools';

export interface AnsweringTools {
  readonly now: () => number;
  readonly log: Pick<Logger, 'error'>;
  readonly channel: string;
  readonly store: Pick<Store, 'outbox' | 'records' | 'lending'>;
  readonly vault: Pick<Vault, 'credit' | 'texts' | 'markOf'>;
}

const answersAtOnce = 200;
const pollMs = 1_000;
/** Answers that cannot be made are looked past, but not without end. */
const maxFailed = 2_000;
/** After so long they are tried again. */
const forgetMs = 600_000;

/** One step of the loop: puts what is owed into the outbox, and answers when to come again. */
export function newAnswering(tools: AnsweringTools): () => Promise<number> {
  const failed = new Set<string>();
  let forgotAt = performance.now();
  return async () => {
    const { store, vault, now, log } = tools;
    if (performance.now() > forgotAt + forgetMs) {
      failed.clear();
      forgotAt = performance.now();
    }
    const time = new Date(now()).toISOString();
    const found = await store.lending.answersToGive(time, answersAtOnce + Math.min(failed.size, maxFailed));
    const owed = found.filter(({ answerId }) => !failed.has(answerId));
    const rows = await eachByItself(owed, async (answer) => outboxRowOf(vault, await answerItem(tools, answer), time), {
      log,
      what: 'an answer',
      onFailed: ({ answerId }) => failed.add(answerId),
    });
    await store.outbox.add(rows);
    return owed.length < answersAtOnce ? pollMs : 0;
  };
}

async function answerItem(tools: AnsweringTools, answer: CreditAnswerRecord): Promise<OutboxItem> {
  const { channel, store, vault } = tools;
  const { answerId, recordId, numbers, deliverBy } = answer;
  const draft = draftOf(tools, await ownRecordOf(tools, recordId));
  const feedbacks = await store.records.ownFeedbacks(recordId);
  const agreed = numbers.map((number): [number, object] => {
    const feedback = feedbacks.find((each) => each.number === number);
    const said = feedback === undefined ? draft : feedbackDraftOf(tools, feedback);
    return [number, agreedOn(tools, { recordId, number }, said)];
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
