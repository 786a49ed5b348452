/**
 * How commands are put together into transactions: pure planning, without clocks and without a ledger.
 *
 * A command's key is the plan that it writes, the one thing on which institutions contend, or of a recharge the supply, which
 * every recharge writes. The consent that a query uses is one institution's, whose debits follow one another anyway.
 */
import { maxMembers } from '../../chaincode/api/alliance';
import { canonicalJson } from '../../chaincode/api/canonical';
import {
  type Command,
  type CommandName,
  maxAnswers,
  maxCommands,
  maxConfirmsUnderWay,
  maxDisputes,
  maxFolds,
  maxNumbers,
  maxReads,
  maxTransactionBytes,
} from '../../chaincode/api/commands';
import { parseOwnedId, wholeId } from '../../chaincode/api/identifiers';
import type { Execution, TransactionRequest } from './submit';
import type { DebitName, SentCommand, SubmitOptions, Submitted } from './types';

/** A command that waits for a transaction. */
export interface Item {
  readonly name: CommandName;
  readonly command: SentCommand<CommandName>;
  readonly private: string;
  /** All that endorse its transaction; as the policy asks for where absent. */
  readonly endorsers: readonly string[] | undefined;
  /** Canonical JSON of the command, naming no credits. */
  readonly text: string;
  /** The bytes that it adds to a transaction, credits aside. */
  readonly bytes: number;
  /** Among them, what it adds to the private data that endorsers hand around. */
  readonly privateBytes: number;
  /** Keys that it makes an endorser read at most, credits aside. */
  readonly reads: number;
  readonly key: string | undefined;
  /** Set when it was refused for want of balance and gets a second look, with credits of its own. */
  refreshed: boolean;
}

const debitKinds: ReadonlySet<CommandName> = new Set<DebitName>([
  'plan:confirm',
  'token:redeem',
  'token:fold',
  'credit:query',
  'credit:payOut',
]);
const privateKinds: ReadonlySet<CommandName> = new Set<CommandName>([
  'plan:publish',
  'plan:dispute',
  'credit:register',
  'credit:feedback',
  'credit:proveMisdelivery',
  'credit:dispute',
  'credit:answerDispute',
  'credit:handOver',
]);
/** Expiry and dispute write the plan when they refund. */
const planKinds: ReadonlySet<CommandName> = new Set<CommandName>([
  'plan:confirm',
  'plan:withdraw',
  'plan:close',
  'plan:purge',
  'plan:expire',
  'plan:dispute',
]);
/** A quarter of what a transaction may hold: endorsers hand it to every peer of the collection before their deadline ends. */
export const maxPrivateBytes = maxTransactionBytes / 4;
const envelopeBytes = Buffer.byteLength('{"commands":[]}[]');

export function isDebit(name: CommandName): boolean {
  return debitKinds.has(name);
}

/** The whole assetId of the plan that the command may write; `supply` where it makes tokens. */
export function contendedKey(name: CommandName, command: SentCommand<CommandName>, mspId: string): string | undefined {
  if (name === 'token:recharge') return 'supply';
  if (!planKinds.has(name) || !('assetId' in command)) return undefined;
  return wholeId(parseOwnedId(command.assetId, mspId));
}

/** Throws TypeError where the command has no canonical form. */
export function newItem<N extends CommandName>(
  name: N,
  command: SentCommand<N>,
  { private: secret = '', endorsers }: SubmitOptions,
  mspId: string,
): Item {
  const text = isDebit(name) ? canonicalJson({ ...command, folds: [] }) : canonicalJson(command);
  const secretBytes = privateKinds.has(name) ? Buffer.byteLength(JSON.stringify(secret)) + 1 : 0;
  const bytes = Buffer.byteLength(text) + 1 + secretBytes;
  const key = contendedKey(name, command, mspId);
  const reads = countReads(name, command);
  return {
    name,
    command,
    private: secret,
    privateBytes: secretBytes,
    endorsers,
    text,
    bytes,
    reads,
    key,
    refreshed: false,
  };
}

/** More than any kind reads for one command that names no lists. */
const fewReads = 8;

function countReads(name: CommandName, command: SentCommand<CommandName>): number {
  if (name === 'plan:purge') return fewReads + maxConfirmsUnderWay;
  if (name === 'credit:purge') return fewReads + maxDisputes;
  if (name === 'credit:dispute' || name === 'credit:answerDispute') return fewReads + maxMembers;
  if (name === 'credit:expire') return fewReads + maxAnswers;
  if (name === 'credit:proveMisdelivery') return fewReads + maxAnswers + 2 * maxNumbers;
  const { records } = command as Partial<Command<'credit:query'>>;
  return fewReads + (records ?? []).reduce((sum, { numbers }) => sum + 1 + numbers.length, 0);
}

/** The commands for which an endorser opens sealed records: its whole proposal fails where it lacks one. */
const aloneKinds: ReadonlySet<CommandName> = new Set<CommandName>(['plan:dispute', 'credit:proveMisdelivery']);

/** The most items of one plan in a transaction, so that items of another plan wait no longer for it. */
export const maxOfOnePlan = 100;

/**
 * The items that may share a transaction: the first of each plan, then the second of each, and so on, each plan's in their order.
 * Items that write no plan are among the first.
 */
export function byTurns<I extends Pick<Item, 'key'>>(items: readonly I[]): readonly I[] {
  const counts = new Map<string, number>();
  const turns: I[][] = [];
  for (const item of items) {
    const turn = item.key === undefined ? 0 : (counts.get(item.key) ?? 0);
    if (item.key !== undefined) counts.set(item.key, turn + 1);
    if (turn >= maxOfOnePlan) continue;
    turns[turn] ??= [];
    turns[turn].push(item);
  }
  return turns.flat();
}

/** How many of the items, from the first, make the next transaction: at least one. */
export function countThatFit(items: readonly Item[], folds: readonly string[] = []): number {
  const foldBytes = Buffer.byteLength(JSON.stringify(folds.slice(0, maxFolds)));
  let [bytes, privateBytes, reads, count] = [envelopeBytes, 0, fewReads, 0];
  for (const item of items) {
    const folding = namesFolds(item, count);
    bytes += item.bytes + (folding ? foldBytes : 0);
    privateBytes += item.privateBytes;
    reads += item.reads + (folding ? folds.length : 0);
    const limit = aloneKinds.has(item.name) ? 1 : maxCommands;
    const tooMuch = bytes > maxTransactionBytes || privateBytes > maxPrivateBytes || reads > maxReads;
    if (count > 0 && (count >= limit || tooMuch)) break;
    count++;
  }
  return count;
}

/**
 * The transaction of the items, all of one kind and with the same endorsers. Naming the credits once is enough where the first
 * debit is accepted: what it folds is balance to the rest. If it is refused they are not folded, so a debit's second look names
 * its own.
 */
export function newRequest(items: readonly Item[], folds: readonly string[] = []): TransactionRequest {
  const [first] = items;
  if (first === undefined) throw new Error('a transaction without commands');
  const { name, endorsers } = first;
  const named = folds.slice(0, maxFolds);
  const texts = items.map((item, index) =>
    named.length > 0 && namesFolds(item, index) ? canonicalJson({ ...item.command, folds: named }) : item.text,
  );
  const argument = `{"commands":[${texts.join(',')}]}`;
  return {
    name,
    argument,
    ...(privateKinds.has(name) ? { private: JSON.stringify(items.map((item) => item.private)) } : {}),
    ...(endorsers === undefined ? {} : { endorsers }),
  };
}

/**
 * The answer for each command's caller. A command that repeats another of the same transaction took effect with it, so it gets
 * the block too.
 */
export function splitAnswers(execution: Exclude<Execution, { kind: 'conflict' }>): readonly Submitted<CommandName>[] {
  if (execution.kind === 'answered') return execution.outcomes.map((outcome) => ({ outcome }));
  const { outcomes, block } = execution;
  const done = new Set<string>();
  return outcomes.map((outcome) => {
    if (outcome.status === 'REFUSED') return { outcome };
    const answer = canonicalJson(outcome.answer);
    if (!outcome.repeated) done.add(answer);
    return done.has(answer) ? { outcome, block } : { outcome };
  });
}

function namesFolds(item: Item, index: number): boolean {
  return isDebit(item.name) && (index === 0 || item.refreshed);
}

/** Parts the items that write one of the keys, key by key, from the rest; the order is kept. */
export function partByKey<I extends Pick<Item, 'key'>>(
  items: readonly I[],
  keys: ReadonlySet<string>,
): { readonly apart: ReadonlyMap<string, readonly I[]>; readonly rest: readonly I[] } {
  const apart = new Map<string, I[]>();
  const rest: I[] = [];
  for (const item of items) {
    if (item.key === undefined || !keys.has(item.key)) rest.push(item);
    else if (!apart.get(item.key)?.push(item)) apart.set(item.key, [item]);
  }
  return { apart, rest };
}

/** Two halves of about one size, or undefined where all write the same key; what writes one key stays together. */
export function halves<I extends Pick<Item, 'key'>>(
  items: readonly I[],
): readonly [readonly I[], readonly I[]] | undefined {
  const units = new Map<unknown, number>();
  for (const item of items) units.set(item.key ?? item, (units.get(item.key ?? item) ?? 0) + 1);
  if (units.size < 2) return undefined;
  const first = new Set<unknown>();
  let count = 0;
  for (const [unit, size] of units) {
    if (first.size > 0 && count + size > items.length / 2) break;
    first.add(unit);
    count += size;
  }
  const inFirst = (item: I) => first.has(item.key ?? item);
  return [items.filter(inFirst), items.filter((item) => !inFirst(item))];
}

/** The next of the groups that are ready, the longest unserved first: contended ones and others by turns. */
export function nextByTurns<G extends { readonly key?: string | undefined }>(
  ready: readonly G[],
  lastWasContended: boolean,
): G | undefined {
  const contended = ready.find((group) => group.key !== undefined);
  const other = ready.find((group) => group.key === undefined);
  return lastWasContended ? (other ?? contended) : (contended ?? other);
}
