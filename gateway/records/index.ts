/** Credit records of one gateway: what routes ask for, and what it does by itself: prompt, answer, hand over, post, pay out. */
import type { Logger } from 'pino';
import type { AllianceRecord } from '../../chaincode/api/records';
import type { LedgerClient } from '../ledger/types';
import type { Follower } from '../store/follower';
import type { Store } from '../stores';
import type { Vault } from '../vault/types';
import { type Loop, startLoop } from '../work/loop';
import { hasCome } from '../work/moments';
import { newAnswering } from './answering';
import { answerDispute, disputeRecord, listDisputes } from './disputes';
import { newFallingDue } from './due-times';
import { giveFeedback } from './feedback';
import { fileRecord } from './filing';
import { payoutsTo, salesOf } from './income';
import { lendByMandate } from './lending';
import { setLevel } from './level';
import { signRecord } from './signing';
import { borrowerMarkOf, type CreditTools, dropLost, lenderMarkOf, ownRecordOf, timeOf } from './tools';
import type { CreditRecords, Made, RecordQuery, RecordView, RegistrationRequest } from './types';
import { feedbackView, recordView } from './views';

export interface CreditSettings {
  readonly partyId: string;
  readonly channel: string;
  readonly store: Store;
  readonly vault: Vault;
  readonly ledger: LedgerClient;
  readonly follower: Pick<Follower, 'onBlock' | 'waitForBlock' | 'lastWritten'>;
  readonly log: Logger;
  alliance(): Promise<AllianceRecord | undefined>;
}

export interface Credit extends CreditRecords {
  /** Does that from now on. */
  start(): void;
  stop(): Promise<void>;
}

const pollMs = 1_000;
const promptsAtOnce = 500;

export function newCredit(settings: CreditSettings, now: () => number = Date.now): Credit {
  const tools = { ...settings, now } satisfies CreditTools;
  const { store, follower } = settings;
  const listeners = new Set<() => void>();
  const fallDue = newFallingDue(tools);
  /** Blocks wake the loop more often than that. */
  let fellDueAt = Number.NEGATIVE_INFINITY;
  let loops: readonly Loop[] = [];
  let forget: () => void = () => undefined;

  const view = async (recordId: string) => recordView(tools, await ownRecordOf(tools, recordId));

  const file = async (request: RegistrationRequest, corrects?: string): Promise<Made<RecordView>> => {
    const { recordId, repeated } = await fileRecord(tools, request, corrects);
    return { view: await view(recordId), repeated };
  };

  const prompt = async (): Promise<number> => {
    if (hasCome(fellDueAt + pollMs, now(), pollMs)) {
      fellDueAt = now();
      await fallDue();
    }
    const prompted = await store.records.prompt(timeOf(tools), promptsAtOnce);
    if (prompted > 0) for (const listener of listeners) listener();
    return prompted < promptsAtOnce ? pollMs : 0;
  };

  return {
    file: (request) => file(request),
    correct: (recordId, request) => file(request, recordId),
    lendByMandate: (request, approvalReference) => lendByMandate(tools, request, approvalReference),

    async sign(recordId, request) {
      await dropLost(tools);
      const repeated = await signRecord(tools, recordId, request);
      return { view: await view(recordId), repeated };
    },

    async giveFeedback(recordId, request) {
      await dropLost(tools);
      const { number, repeated } = await giveFeedback(tools, recordId, request);
      const own = await ownRecordOf(tools, recordId);
      const given = (await store.records.ownFeedbacks(recordId)).find((feedback) => feedback.number === number);
      if (given === undefined) throw new Error('a feedback is gone');
      return { view: await feedbackView(tools, own, given), repeated };
    },

    async setLevel(recordId, request) {
      await dropLost(tools);
      const { version, repeated } = await setLevel(tools, recordId, request);
      return { view: { version }, repeated };
    },

    async read(recordId) {
      return view(recordId);
    },

    async list(query, page) {
      if (query.due !== undefined) await fallDue();
      const { items, nextCursor } = await store.records.ownRecords(filterOf(tools, query), page);
      const views = await Promise.all(items.map((own) => recordView(tools, own)));
      return nextCursor === undefined ? { items: views } : { items: views, nextCursor };
    },

    async prompts(page) {
      return store.records.prompts(page);
    },

    async dispute(recordId, request) {
      return disputeRecord(tools, recordId, request);
    },

    async answerDispute(recordId, request) {
      return answerDispute(tools, recordId, request);
    },

    async disputes(query, page) {
      return listDisputes(tools, query, page);
    },

    async sales(page) {
      return salesOf(store, page);
    },

    payouts: () => payoutsTo(settings.partyId, store),

    onPrompt(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },

    start() {
      const prompting = startLoop('credit-prompts', settings, prompt);
      const answering = startLoop('credit-answers', settings, newAnswering(tools));
      forget = follower.onBlock(() => {
        prompting.wake();
        answering.wake();
      });
      loops = [prompting, answering];
    },

    async stop() {
      forget();
      await Promise.all(loops.map((loop) => loop.stop()));
    },
  };
}

/** All records here have both sides here; a role says on which one the subject stands. */
function filterOf(tools: CreditTools, { subjectId, role, due }: RecordQuery) {
  const lenderMark = role === 'lender' && subjectId !== undefined ? lenderMarkOf(tools, subjectId) : undefined;
  const borrowerMark = role !== 'lender' && subjectId !== undefined ? borrowerMarkOf(tools, subjectId) : undefined;
  return { lenderMark, borrowerMark, due: due === undefined ? undefined : { is: due, now: timeOf(tools) } };
}
