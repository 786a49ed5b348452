/**
 * How the registrar submits the items of a round. Those of one kind share a transaction, which fails as a whole, so an item that
 * makes it fail is found and counted out, and the others are submitted without it. A ledger that is away must not be taken for an
 * item's fault: what is counted out comes again only when its lender hands it over again.
 */
import type { CommandName } from '../../chaincode/api/commands';
import { Rejection } from '../../chaincode/api/refusals';
import { type LedgerClient, LedgerUnavailable, outcomeWord, type Submitted } from '../ledger/types';
import type { OutboxItem } from '../outbox/outbox';

export type SubmittingLedger = Pick<LedgerClient, 'submit' | 'tryOut' | 'isReady'>;

export interface Submission {
  /** Answers the outcome of each item, in one word. Throws LedgerUnavailable if that is unknown. */
  submit(items: readonly OutboxItem[]): Promise<readonly string[]>;
  /** Called after the last item. Throws LedgerUnavailable where items have no answer and none has one. */
  end(): void;
}

const failed = 'FAILED';
/** So many items without an answer, and none with one, say that the ledger is away. */
const maxLost = 3;

/** Submits all together, until each has an outcome or fails on the registrar's peer by itself. */
export function newCommonSubmission(ledger: SubmittingLedger): Submission {
  return {
    async submit(items) {
      const words = new Map<OutboxItem, string>();
      for (let left = items; left.length > 0; left = items.filter((item) => !words.has(item))) {
        const error = await submitOnce(ledger, left, words);
        if (error === undefined) continue;
        // The chaincode runs for the endorsement: no item is to blame for what fails after it.
        const mayBeFault = !(error instanceof LedgerUnavailable) || error.step === 'endorse';
        if (!mayBeFault || !(await findFaults(ledger, left, words))) throw error;
      }
      return items.map((item) => words.get(item) ?? failed);
    },
    end: () => undefined,
  };
}

/**
 * One after another, which is slow: for a round that failed together again and again. An item without an answer is passed over
 * where others have one.
 */
export function newSingleSubmission(ledger: SubmittingLedger): Submission {
  let hasAnswer = false;
  let lost: LedgerUnavailable[] = [];

  const submitOne = async (item: OutboxItem): Promise<string> => {
    try {
      const submitted = await submit(ledger, item);
      hasAnswer = true;
      return outcomeWord(submitted);
    } catch (error) {
      if (!(error instanceof LedgerUnavailable)) return errorWord(error);
      const fault = await findFault(ledger, item);
      if (fault !== undefined) return fault;
      lost = [...lost, error];
      // The gateway stops, or nobody answers anything.
      if (error.step === 'queue' || (!hasAnswer && lost.length >= maxLost)) throw error;
      return 'UNANSWERED';
    }
  };

  return {
    async submit(items) {
      const words: string[] = [];
      for (const item of items) words.push(await submitOne(item));
      return words;
    },
    end() {
      if (lost[0] !== undefined && !hasAnswer) throw lost[0];
    },
  };
}

/** Notes the outcomes; answers what failed, if anything did. */
async function submitOnce(
  ledger: SubmittingLedger,
  items: readonly OutboxItem[],
  words: Map<OutboxItem, string>,
): Promise<unknown> {
  let failure: unknown;
  const noted = items.map(async (item) => {
    try {
      words.set(item, outcomeWord(await submit(ledger, item)));
    } catch (error) {
      failure ??= error;
    }
  });
  await Promise.all(noted);
  return failure;
}

/** Notes the items that fail by themselves, and answers whether there are any. */
async function findFaults(
  ledger: SubmittingLedger,
  items: readonly OutboxItem[],
  words: Map<OutboxItem, string>,
): Promise<boolean> {
  const before = words.size;
  for (const item of items) {
    const fault = words.has(item) ? undefined : await findFault(ledger, item);
    if (fault !== undefined) words.set(item, fault);
  }
  return words.size > before;
}

/**
 * The reason in one word why the registrar's peer fails on the item alone; undefined if it does not. Throws LedgerUnavailable if
 * it is away.
 */
async function findFault(ledger: SubmittingLedger, item: OutboxItem): Promise<string | undefined> {
  try {
    await ledger.tryOut<CommandName>(item.name, item.command, submitOptions(item));
    return undefined;
  } catch (error) {
    if (error instanceof LedgerUnavailable && !(await ledger.isReady())) throw error;
    return errorWord(error);
  }
}

function submit(ledger: SubmittingLedger, item: OutboxItem): Promise<Submitted<CommandName>> {
  return ledger.submit<CommandName>(item.name, item.command, submitOptions(item));
}

function submitOptions(item: OutboxItem) {
  return item.private === undefined ? {} : { private: item.private };
}

function errorWord(error: unknown): string {
  return error instanceof Rejection ? error.code : failed;
}
