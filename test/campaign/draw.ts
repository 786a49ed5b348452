/** Chance that is the same for the same words: each part of a round draws from words of its own, so that none shifts another. */
import { createHash } from 'node:crypto';

export interface Draw {
  /** From 0 to below 1. */
  next(): number;
  /** A whole number, both ends included. */
  int(from: number, to: number): number;
  one<T>(items: readonly T[]): T;
  chance(probability: number): boolean;
}

/** mulberry32, seeded by a hash of the words. */
export function drawFor(...words: readonly (string | number)[]): Draw {
  let state = createHash('sha256').update(words.join('/')).digest().readUInt32LE();
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  return {
    next,
    int,
    one(items) {
      const item = items[int(0, items.length - 1)];
      if (item === undefined) throw new RangeError('nothing to draw from');
      return item;
    },
    chance: (probability) => next() < probability,
  };
}
