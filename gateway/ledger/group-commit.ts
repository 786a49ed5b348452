/**
 * Gathers commands into transactions and gives each caller its own outcome; no caller sees a conflict.
 *
 * A conflict spoils a whole transaction. Afterwards what writes a contended plan goes apart, one transaction in flight for
 * each such plan, and the rest together; where nobody knows what was contended, the transaction is halved. Debits go one
 * at a time, contended plans and the rest by turns; so that many contended plans do not queue up one by one, a debit takes
 * as many of them as went through lately (contention-width.ts). Within a transaction plans take turns, and none fills it.
 */
import type { CommandName } from '../../chaincode/api/commands';
import { Rejection } from '../../chaincode/api/refusals';
import { halves, type Item, isDebit, newItem, newRequest, nextByTurns, partByKey, splitAnswers } from './batches';
import { ContentionWidth, drawn } from './contention-width';
import { type DebitSettings, foldedUpTo, withLease } from './debits';
import { type Group, Groups } from './groups';
import { type LedgerObserver, noObserver } from './observer';
import { type Pause, pause, within } from './pause';
import { RecentWrites } from './recent-writes';
import { backoffMs } from './retry';
import type { Execution, TransactionPort } from './submit';
import {
  ChaincodeFailed,
  type LedgerBlock,
  LedgerUnavailable,
  type SentCommand,
  type SubmitOptions,
  type Submitted,
} from './types';

export interface GroupCommitLimits {
  /** How long the first command of a transaction waits for others. */
  readonly gatherMs: number;
  /** Commands that wait; one more is refused at once. */
  readonly maxWaiting: number;
  /** Transactions; stays below the 500 calls that a peer serves at a time. */
  readonly maxInFlight: number;
  /** How many conflicts a command may meet. */
  readonly maxConflicts: number;
}

export const defaultLimits: GroupCommitLimits = { gatherMs: 3, maxWaiting: 5_000, maxInFlight: 64, maxConflicts: 100 };

export interface GroupCommitSettings {
  readonly mspId: string;
  readonly transactions: TransactionPort;
  readonly debits: DebitSettings;
  readonly limits?: Partial<GroupCommitLimits> | undefined;
  readonly observer?: LedgerObserver | undefined;
  readonly sleep?: Pause;
}

interface Entry extends Item {
  conflicts: number;
  readonly resolve: (submitted: Submitted<CommandName>) => void;
  readonly reject: (reason: unknown) => void;
}

type Conflict = Extract<Execution, { readonly kind: 'conflict' }>;

/** How long a conflict waits for the blocks to tell what it was about. */
const tellMs = 300;
const closeMs = 2_000;

export class GroupCommit {
  readonly #limits: GroupCommitLimits;
  readonly #means: { readonly observer: LedgerObserver; readonly sleep: Pause };
  readonly #writes: RecentWrites;
  readonly #groups = new Groups<Entry>();
  readonly #busyKeys = new Set<string>();
  readonly #inFlight = new Set<Promise<void>>();
  readonly #width = new ContentionWidth();
  #debiting = false;
  #lastDebitWasContended = false;
  /** The newest block with a transaction of ours. */
  #height = -1;
  #closed = false;

  constructor(private readonly settings: GroupCommitSettings) {
    this.#limits = { ...defaultLimits, ...settings.limits };
    this.#means = { observer: settings.observer ?? noObserver, sleep: settings.sleep ?? pause };
    this.#writes = new RecentWrites(this.#means.sleep);
  }

  /** As `LedgerClient.submit`. */
  submit<N extends CommandName>(name: N, command: SentCommand<N>, options: SubmitOptions = {}): Promise<Submitted<N>> {
    return new Promise((resolve, reject) => {
      if (this.#closed || this.#groups.waiting >= this.#limits.maxWaiting) throw new LedgerUnavailable('queue');
      const item = newItem(name, command, options, this.settings.mspId);
      const entry: Entry = { ...item, conflicts: 0, resolve: resolve as Entry['resolve'], reject };
      const { group, isNew } = this.#groups.add(entry);
      if (isNew && group.paused) this.#pause(group, this.#limits.gatherMs);
      this.#pump();
    });
  }

  /** Tells of a block, so that after a conflict it is known what was contended. */
  noteBlock(block: LedgerBlock): void {
    this.#writes.note(block);
  }

  /** Takes no more commands, gives up those that wait, and lets what is in flight end for a moment. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const entry of this.#groups.clear()) entry.reject(new LedgerUnavailable('queue'));
    await within(closeMs, Promise.all(this.#inFlight), this.#means.sleep);
  }

  #pause(group: Group<Entry>, ms: number): void {
    group.paused = true;
    void this.#means.sleep(ms).then(() => {
      group.paused = false;
      this.#pump();
    });
  }

  /** Starts what can be started. */
  #pump(): void {
    while (this.#inFlight.size < this.#limits.maxInFlight) {
      const group = this.#next();
      if (group === undefined) break;
      this.#start(group);
    }
    this.#means.observer.waiting(this.#groups.waiting);
  }

  #next(): Group<Entry> | undefined {
    const isReady = ({ paused, key }: Group<Entry>) => !paused && (key === undefined || !this.#busyKeys.has(key));
    const ready = [...this.#groups].filter(isReady);
    const debits = this.#debiting ? [] : ready.filter(({ name }) => isDebit(name));
    return nextByTurns(debits, this.#lastDebitWasContended) ?? ready.find(({ name }) => !isDebit(name));
  }

  #start(group: Group<Entry>): void {
    const { key, name } = group;
    const groups = isDebit(name) && key !== undefined ? [group, ...this.#listCompanions(group)] : [group];
    const keys = groups.flatMap((each) => each.key ?? []);
    for (const each of keys) this.#busyKeys.add(each);
    if (isDebit(name)) {
      this.#debiting = true;
      this.#lastDebitWasContended = key !== undefined;
    }
    const running = isDebit(name) ? this.#runDebit(groups) : this.#run(groups, this.#groups.take(groups), []);
    const flight = running.finally(() => {
      this.#inFlight.delete(flight);
      for (const each of keys) this.#busyKeys.delete(each);
      if (isDebit(name)) this.#debiting = false;
      this.#pump();
    });
    this.#inFlight.add(flight);
  }

  /** Other contended plans of the same kind, drawn by lot: institutions that race should not all choose the same ones. */
  #listCompanions(group: Group<Entry>): readonly Group<Entry>[] {
    const isCompanion = ({ name, key, paused }: Group<Entry>) =>
      name === group.name && key !== undefined && key !== group.key && !paused && !this.#busyKeys.has(key);
    return drawn([...this.#groups].filter(isCompanion), this.#width.plans - 1);
  }

  /** Debits that arrive while the lease is waited for join the transaction. */
  #runDebit(groups: readonly Group<Entry>[]): Promise<void> {
    const { debits } = this.settings;
    return withLease(debits, this.#means, async () => {
      try {
        const folds = await debits.tokenCreditsToFold();
        await this.#run(groups, this.#groups.take(groups, folds), folds);
      } catch (cause) {
        rejectAll(this.#groups.take(groups), new LedgerUnavailable('endorse', undefined, { cause }));
      }
    });
  }

  async #run(groups: readonly Group<Entry>[], entries: readonly Entry[], folds: readonly string[]): Promise<void> {
    const [first] = entries;
    if (first === undefined) return;
    this.#means.observer.gathered(first.name, entries.length);
    const startedAt = Math.max(this.#height, this.#writes.height);
    const keys = groups.flatMap(({ key }) => key ?? []);
    try {
      const execution = await this.settings.transactions.execute(newRequest(entries, folds));
      if (execution.kind === 'conflict') {
        if (keys.length > 0) this.#width.conflict();
        void this.#sortOut(entries, { ...execution, startedAt });
        return;
      }
      if (execution.kind === 'committed') {
        this.#height = Math.max(this.#height, execution.block);
        if (keys.length > 0) this.#width.success();
      }
      for (const key of keys) this.#groups.calm(key);
      this.#answer(entries, execution);
    } catch (error) {
      const parts = isOfSomeCommand(error) ? halves(entries) : undefined;
      if (parts === undefined) rejectAll(entries, error);
      else for (const part of parts) this.#goOn(part, 'putApart', 0);
    }
  }

  #answer(entries: readonly Entry[], execution: Exclude<Execution, { kind: 'conflict' }>): void {
    const submitted = splitAnswers(execution);
    const again: Entry[] = [];
    for (const [index, entry] of entries.entries()) {
      const own = submitted[index];
      if (own === undefined) entry.reject(new Error('the chaincode answered fewer outcomes than commands'));
      else if (wantsSecondLook(entry, own)) again.push(entry);
      else entry.resolve(own);
    }
    if (again.length > 0) void this.#lookAgain(again);
  }

  /** Credits may have come that were not named, or the debit that named them was refused. */
  async #lookAgain(entries: readonly Entry[]): Promise<void> {
    this.#means.observer.retried('endorse', 'balance insufficient');
    await foldedUpTo(Math.max(this.#height, this.#writes.height), this.settings.debits, this.#means.sleep);
    for (const entry of entries) entry.refreshed = true;
    this.#goOn(entries, 'putBack', 0);
  }

  /** Decides in which transactions the commands of a spoilt one go on. */
  async #sortOut(
    entries: readonly Entry[],
    { outcomes, transactionId, block, startedAt }: Conflict & { readonly startedAt: number },
  ): Promise<void> {
    this.#means.observer.retried('commit', 'conflict');
    // They changed nothing, but what they read could spoil the others again: they are judged by themselves.
    const isRefused = (index: number) => outcomes[index]?.status === 'REFUSED';
    this.#goOn(
      entries.filter((_, index) => isRefused(index)),
      'putApart',
      0,
    );
    const spoilt = entries.filter((_, index) => !isRefused(index));
    const keys = [...new Set(spoilt.flatMap(({ key }) => key ?? []))];
    const written = await this.#writes.writtenAfter(keys, { after: startedAt, upTo: block }, tellMs);
    const isNewDay = this.#writes.isNewDayAfter(startedAt);
    const isGuilty = ({ key }: Entry) => written.size === 0 || (key !== undefined && written.has(key));
    for (const entry of spoilt) if (isGuilty(entry)) entry.conflicts++;
    // A plan that was only beside a contended one met no conflict itself.
    if (written.size > 0) for (const key of keys) if (!written.has(key)) this.#groups.calm(key);
    const isLost = ({ conflicts }: Entry) => conflicts >= this.#limits.maxConflicts;
    rejectAll(spoilt.filter(isLost), new LedgerUnavailable('commit', transactionId));
    const left = spoilt.filter((entry) => !isLost(entry));
    const restMs = backoffMs(Math.min(Math.max(1, ...left.map(({ conflicts }) => conflicts)), 6), Math.random, 5);

    if (isNewDay && written.size === 0) {
      this.#goOn(left, 'putBack', 0);
      return;
    }
    const parts = written.size === 0 ? halves(left) : undefined;
    if (parts !== undefined) {
      for (const part of parts) this.#goOn(part, 'putApart', 0);
      return;
    }
    // All are of one plan, or halving found it: the plan is contended even if no block says so.
    const contended = written.size > 0 ? written : new Set(keys);
    for (const key of contended) this.#groups.contend(key);
    const { apart, rest } = partByKey(left, contended);
    for (const ofOneKey of apart.values()) this.#goOn(ofOneKey, 'putBack', restMs);
    if (contended.size === 0) this.#goOn(rest, 'putApart', restMs);
    else this.#goOn(rest, 'putBack', 0);
  }

  /** Before others of their kind, or by themselves; either way after a rest. */
  #goOn(entries: readonly Entry[], where: 'putBack' | 'putApart', restMs: number): void {
    if (this.#closed) {
      rejectAll(entries, new LedgerUnavailable('queue'));
      return;
    }
    const groups = this.#groups[where](entries);
    if (restMs > 0) for (const group of groups) this.#pause(group, restMs);
    this.#pump();
  }
}

function rejectAll(entries: readonly Entry[], reason: unknown): void {
  for (const entry of entries) entry.reject(reason);
}

/** The transaction as a whole was too much for the chaincode, or it failed on one of its commands. Nothing was submitted. */
function isOfSomeCommand(error: unknown): boolean {
  return error instanceof ChaincodeFailed || (error instanceof Rejection && error.code === 'TRANSACTION_MALFORMED');
}

function wantsSecondLook(entry: Entry, { outcome }: Submitted<CommandName>): boolean {
  return !entry.refreshed && outcome.status === 'REFUSED' && outcome.code === 'BALANCE_INSUFFICIENT';
}
