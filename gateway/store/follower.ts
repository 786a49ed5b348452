/**
 * Follows the ledger's blocks into the store, and tells whoever waits for one.
 *
 * A failure is retried for as long as the gateway runs; meanwhile the gateway is not ready. The store passes over what it
 * has, so folding a block again changes nothing. A transaction that cannot be folded is no failure: it is passed over, and
 * whoever watches the log is alarmed.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { LedgerOutdated } from '../ledger/outdated';
import type { LedgerBlock, LedgerClient, PassedOver } from '../ledger/types';
import type { LedgerStore, PassedOverSummary } from './types';

export interface Follower {
  /** The last block folded; -1 before the first. */
  readonly height: number;
  /** FOLLOWING: has folded all that the ledger had when it looked, and nothing failed since. */
  readonly state: 'CATCHING_UP' | 'FOLLOWING' | 'FAILING';
  /** The summary of all blocks folded, by any instance. */
  readonly passedOver: PassedOverSummary;
  /** Answers false where the block is not folded in time. */
  waitForBlock(number: number, deadlineMs: number): Promise<boolean>;
  /** Remembers a block with an own write; reads wait for the last of them. */
  wrote(block: number): void;
  readonly lastWritten: number;
  /** Called after each folded block; answers how to stop that. */
  onBlock(listener: (block: LedgerBlock) => void): () => void;
  /** Resolves once all blocks that the ledger had are folded. Rejects with LedgerOutdated where another version founded the ledger. */
  readonly caughtUp: Promise<void>;
  /** Nobody waits from now on: the gateway is about to stop. */
  letGo(): void;
  stop(): Promise<void>;
}

interface Waiter {
  readonly number: number;
  readonly settle: (folded: boolean) => void;
}

const lookMs = 50;
const firstRetryMs = 100;
const lastRetryMs = 5_000;
const maxWaiters = 10_000;

interface Means {
  readonly log: Logger;
  readonly metrics: { countPassedOver(code: PassedOver['code']): void };
}

/** Blocks are folded into it; whether an alliance is known decides what a block of another format means. */
export type Folded = Pick<LedgerStore, 'checkpoint' | 'applyBlock' | 'passedOver'> & { alliance(): Promise<unknown> };

export function newFollower(ledger: LedgerClient, store: Folded, { log, metrics }: Means): Follower {
  const stopping = new AbortController();
  const waiters = new Set<Waiter>();
  const listeners = new Set<(block: LedgerBlock) => void>();
  let reachEnd: () => void;
  let refuse: (error: LedgerOutdated) => void;
  const caughtUp = new Promise<void>((resolve, reject) => {
    reachEnd = resolve;
    refuse = reject;
  });
  // Not everybody who has a follower waits for it.
  caughtUp.catch(() => undefined);
  let height = -1;
  let lastWritten = -1;
  let state: Follower['state'] = 'CATCHING_UP';
  let passedOver: PassedOverSummary = { count: 0 };
  let maxWaiting = maxWaiters;

  const fold = async (block: LedgerBlock): Promise<void> => {
    await refuseOtherFormat(block);
    const refused = await store.applyBlock(block);
    await alarm(block.number, [...block.passedOver, ...refused]);
    height = Math.max(height, block.number);
    for (const waiter of waiters) if (waiter.number <= height) waiter.settle(true);
    for (const listener of listeners) listener(block);
  };

  /** Before an alliance is known, because later ones are forged: a ledger keeps the format in which it was founded. */
  const refuseOtherFormat = async ({ passedOver }: LedgerBlock): Promise<void> => {
    const isOther = passedOver.some(({ code }) => code === 'FORMAT_UNKNOWN');
    if (isOther && (await store.alliance()) === undefined) throw new LedgerOutdated();
  };

  /** The log tells where it stands and nothing of what it holds: a member can put anything there. */
  const alarm = async (block: number, transactions: readonly PassedOver[]): Promise<void> => {
    if (transactions.length === 0) return;
    for (const { index: tx, transactionId, code } of transactions) {
      log.error({ block, tx, transactionId, code }, 'a valid transaction was passed over');
      metrics.countPassedOver(code);
    }
    passedOver = await store.passedOver();
  };

  const follow = async (): Promise<void> => {
    height = Math.max(height, (await store.checkpoint())?.number ?? -1);
    passedOver = await store.passedOver();
    state = 'CATCHING_UP';
    for await (const block of ledger.blocks(height + 1, stopping.signal)) await fold(block);
  };

  const followForever = async (): Promise<void> => {
    for (let failures = 0; !stopping.signal.aborted; failures++) {
      const before = height;
      await follow().catch((error: unknown) => {
        if (stopping.signal.aborted) return;
        state = 'FAILING';
        if (error instanceof LedgerOutdated) refuse(error);
        log.error({ err: error }, 'folding blocks failed');
      });
      if (height > before) failures = 0;
      await pause(Math.min(firstRetryMs * 2 ** failures, lastRetryMs));
    }
  };

  /** Asks how many blocks there are, because on a busy ledger no pause says that they have all come. */
  const watch = async (): Promise<void> => {
    for (let wanted = 0; !stopping.signal.aborted; await pause(lookMs)) {
      if (state !== 'CATCHING_UP') wanted = 0;
      else if (wanted === 0) wanted = await ledger.height().catch(() => 0);
      if (state !== 'CATCHING_UP' || wanted === 0 || height < wanted - 1) continue;
      state = 'FOLLOWING';
      reachEnd();
    }
  };

  const letGo = (): void => {
    maxWaiting = 0;
    for (const waiter of waiters) waiter.settle(false);
  };

  const pause = (ms: number) => delay(ms, undefined, { signal: stopping.signal }).catch(() => undefined);
  const running = Promise.all([followForever(), watch()]);

  return {
    get height() {
      return height;
    },
    get state() {
      return state;
    },
    get lastWritten() {
      return lastWritten;
    },
    get passedOver() {
      return passedOver;
    },
    caughtUp,
    waitForBlock(number, deadlineMs) {
      if (number <= height) return Promise.resolve(true);
      if (waiters.size >= maxWaiting) return Promise.resolve(false);
      return new Promise((resolve) => {
        const timer = setTimeout(() => waiter.settle(false), deadlineMs);
        const settle = (folded: boolean) => {
          clearTimeout(timer);
          waiters.delete(waiter);
          resolve(folded);
        };
        const waiter: Waiter = { number, settle };
        waiters.add(waiter);
      });
    },
    wrote(block) {
      lastWritten = Math.max(lastWritten, block);
    },
    onBlock(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    letGo,
    async stop() {
      letGo();
      stopping.abort();
      await running;
    },
  };
}
