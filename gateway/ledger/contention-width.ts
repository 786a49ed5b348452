/**
 * How many contended plans one debiting transaction takes.
 *
 * Debits of an account follow one another, so one contended plan a transaction would let many of them wait for each other;
 * all of them in one would meet a conflict each time. One more after each success, half after each conflict, as TCP does.
 */

const mostPlans = 64;

export class ContentionWidth {
  #plans = 1;

  get plans(): number {
    return this.#plans;
  }

  success(): void {
    this.#plans = Math.min(this.#plans + 1, mostPlans);
  }

  conflict(): void {
    this.#plans = Math.max(1, Math.floor(this.#plans / 2));
  }
}

/** So many of the items, chosen by lot. */
export function drawn<T>(items: readonly T[], count: number, random: () => number = Math.random): readonly T[] {
  const left = [...items];
  const chosen: T[] = [];
  while (chosen.length < count && left.length > 0) {
    chosen.push(...left.splice(Math.floor(random() * left.length), 1));
  }
  return chosen;
}
