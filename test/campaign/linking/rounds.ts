/**
 * The rounds in which the registrar posts: what stands between two runs of discards came out of the packages that the latter
 * discard. Where a trace ends before them, out of all that are there.
 */
import type { SeenPackage, SeenPost, Trace } from './trace';

interface Round {
  /** The first discard's. */
  readonly endOrder: number;
  readonly discarded: ReadonlySet<string>;
}

/** What a lender may have put into the packages of a round was made within this time. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

export class Rounds {
  readonly #rounds: readonly Round[];
  readonly #packages: readonly SeenPackage[];
  readonly #posts = new Map<number, SeenPost[]>();

  constructor(readonly trace: Trace) {
    this.#rounds = roundsOf(trace);
    this.#packages = [...trace.packages].sort((one, other) => one.timeMs - other.timeMs);
    for (const post of [...trace.posts].sort((one, other) => one.order - other.order)) {
      const round = this.roundOf(post.order);
      this.#posts.set(round, [...(this.#posts.get(round) ?? []), post]);
    }
  }

  roundOf(order: number): number {
    const index = this.#rounds.findIndex(({ endOrder }) => order < endOrder);
    return index < 0 ? this.#rounds.length : index;
  }

  /** What was posted together with that, in its order. */
  posts(order: number): readonly SeenPost[] {
    return this.#posts.get(this.roundOf(order)) ?? [];
  }

  /** Which of the lender's packages may have brought what was posted at that place. */
  carriers(lender: string, order: number): readonly SeenPackage[] {
    const round = this.#rounds[this.roundOf(order)];
    return this.#packages.filter(
      (each) =>
        each.lender === lender && each.order < order && (round === undefined || round.discarded.has(nameOf(each))),
    );
  }

  span(lender: string, order: number): Span {
    const carriers = this.carriers(lender, order);
    const [first, last] = [carriers[0], carriers.at(-1)];
    if (first === undefined || last === undefined) return { fromMs: 0, toMs: 0 };
    const before = this.#packages.findLast((each) => each.lender === lender && each.timeMs < first.timeMs);
    return { fromMs: before === undefined ? 0 : this.#endOf(before), toMs: this.#endOf(last) };
  }

  /** What was made later is not in it. */
  #endOf({ period, timeMs }: SeenPackage): number {
    const { periodMs, cutOff } = this.trace;
    return cutOff === undefined ? timeMs : Math.min(timeMs, (period + cutOff) * periodMs);
  }
}

function roundsOf({ discards, posts, attachments }: Trace): readonly Round[] {
  const posted = [...posts, ...attachments].map(({ order }) => order).sort((one, other) => one - other);
  const rounds: { endOrder: number; discarded: Set<string> }[] = [];
  for (const discard of [...discards].sort((one, other) => one.order - other.order)) {
    const last = rounds.at(-1);
    const isNew = last === undefined || posted.some((order) => order > last.endOrder && order < discard.order);
    if (isNew) rounds.push({ endOrder: discard.order, discarded: new Set([nameOf(discard)]) });
    else last.discarded.add(nameOf(discard));
  }
  return rounds;
}

function nameOf({ lender, period }: { readonly lender: string; readonly period: number }): string {
  return `${lender}:${period}`;
}
