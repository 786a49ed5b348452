/**
 * The commands that wait, in groups of one kind, and with the same endorsers, that may share a transaction; a contended plan has groups of its own.
 * Knows no ledger and no clock.
 */
import { type CommandName, maxCommands, maxTransactionBytes } from '../../chaincode/api/commands';
import { byTurns, countThatFit, type Item } from './batches';

export interface Group<I extends Item> {
  readonly id: string;
  readonly name: CommandName;
  /** Set where the group is of one contended plan. */
  readonly key: string | undefined;
  readonly items: I[];
  bytes: number;
  /** Gathers, or rests after a conflict. */
  paused: boolean;
}

/** A contended plan is treated as others again after so many transactions without a conflict. */
const calmAfter = 3;
const maxContended = 1_000;

export class Groups<I extends Item> {
  /** In the order in which they were served: the one that waits longest comes first. */
  readonly #groups = new Map<string, Group<I>>();
  /** Contended plans, with the number of transactions since the last conflict. */
  readonly #contended = new Map<string, number>();
  #waiting = 0;
  #numbered = 0;

  get waiting(): number {
    return this.#waiting;
  }

  [Symbol.iterator](): Iterator<Group<I>> {
    return this.#groups.values();
  }

  /** Puts a new item last. A group that is new is paused, so that it gathers; one that makes a whole transaction is not. */
  add(item: I): { readonly group: Group<I>; readonly isNew: boolean } {
    const isNew = !this.#groups.has(this.#identify(item));
    const group = this.#takeGroup(item);
    if (isNew) group.paused = true;
    this.#insert(group, [item], group.items.length);
    if (group.items.length >= maxCommands || group.bytes >= maxTransactionBytes) group.paused = false;
    return { group, isNew };
  }

  /** Puts items that have waited before in front of their groups, which do not gather any longer; answers the groups. */
  putBack(items: readonly I[]): ReadonlySet<Group<I>> {
    const touched = new Set<Group<I>>();
    for (const item of items.toReversed()) {
      const group = this.#takeGroup(item);
      this.#insert(group, [item], 0);
      group.paused = false;
      touched.add(group);
    }
    return touched;
  }

  /** A group of its own for items of one kind, which nothing joins. */
  putApart(items: readonly I[]): ReadonlySet<Group<I>> {
    const [first] = items;
    if (first === undefined) return new Set();
    this.#numbered++;
    const group = this.#newGroup(`${first.name} #${this.#numbered}`, first.name);
    this.#insert(group, items, 0);
    return new Set([group]);
  }

  /** The items of the groups' next transaction, plans by turns; the groups go to the end of the order. */
  take(groups: readonly Group<I>[], folds: readonly string[] = []): readonly I[] {
    const fair = byTurns(groups.flatMap(({ items }) => items));
    const taken = fair.slice(0, countThatFit(fair, folds));
    const gone = new Set(taken);
    this.#waiting -= taken.length;
    for (const group of groups) {
      const left = group.items.filter((item) => !gone.has(item));
      group.items.splice(0, group.items.length, ...left);
      group.bytes = left.reduce((sum, { bytes }) => sum + bytes, 0);
      if (this.#groups.get(group.id) !== group) continue;
      this.#groups.delete(group.id);
      if (left.length > 0) this.#groups.set(group.id, group);
    }
    return taken;
  }

  /** The plan was contended just now: what writes it waits in groups of its own from here on. */
  contend(key: string): void {
    this.#contended.delete(key);
    this.#contended.set(key, 0);
    for (const oldest of this.#contended.keys()) {
      if (this.#contended.size <= maxContended) break;
      this.#contended.delete(oldest);
    }
    for (const group of [...this.#groups.values()]) {
      if (group.key !== undefined || !group.items.some((item) => item.key === key)) continue;
      const items = group.items.splice(0);
      this.#waiting -= items.length;
      group.bytes = 0;
      for (const item of items) {
        const home = item.key === key ? this.#takeGroup(item) : group;
        this.#insert(home, [item], home.items.length);
      }
      if (group.items.length === 0) this.#groups.delete(group.id);
    }
  }

  /** A transaction on the plan met no conflict. */
  calm(key: string): void {
    const times = (this.#contended.get(key) ?? calmAfter) + 1;
    if (times >= calmAfter) this.#contended.delete(key);
    else this.#contended.set(key, times);
  }

  /** Everything that waits; nothing waits afterwards. */
  clear(): readonly I[] {
    const items = [...this.#groups.values()].flatMap((group) => group.items.splice(0));
    this.#groups.clear();
    this.#waiting = 0;
    return items;
  }

  #insert(group: Group<I>, items: readonly I[], at: number): void {
    group.items.splice(at, 0, ...items);
    for (const item of items) group.bytes += item.bytes;
    this.#waiting += items.length;
  }

  #findContendedKey(item: I): string | undefined {
    return item.key !== undefined && this.#contended.has(item.key) ? item.key : undefined;
  }

  #identify(item: I): string {
    return [item.name, this.#findContendedKey(item) ?? '', ...(item.endorsers ?? [])].join(' ');
  }

  #takeGroup(item: I): Group<I> {
    const id = this.#identify(item);
    return this.#groups.get(id) ?? this.#newGroup(id, item.name, this.#findContendedKey(item));
  }

  #newGroup(id: string, name: CommandName, key?: string): Group<I> {
    const group: Group<I> = { id, name, key, items: [], bytes: 0, paused: false };
    this.#groups.set(id, group);
    return group;
  }
}
