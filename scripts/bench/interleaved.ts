/** Arms of a comparison in one run, in turns, so that what else the machine does falls on both. */
import { median, quantile } from './measure';

export interface Rounds<A, B> {
  readonly ours: readonly A[];
  readonly theirs: readonly B[];
}

/** A B B A … */
export async function interleaved<A, B>(
  rounds: number,
  ours: () => Promise<A>,
  theirs: () => Promise<B>,
): Promise<Rounds<A, B>> {
  const done: { readonly ours: A[]; readonly theirs: B[] } = { ours: [], theirs: [] };
  const arms = [async () => done.ours.push(await ours()), async () => done.theirs.push(await theirs())];
  for (let round = 0; round < rounds; round++) {
    for (const arm of round % 2 === 0 ? arms : arms.toReversed()) await arm();
  }
  return done;
}

/** The candidate that does best by itself. */
export async function best(
  candidates: readonly number[],
  perSecondWith: (candidate: number) => Promise<number>,
): Promise<number> {
  const cells: { readonly candidate: number; readonly perSecond: number }[] = [];
  for (const candidate of candidates) cells.push({ candidate, perSecond: await perSecondWith(candidate) });
  return cells.toSorted((one, other) => other.perSecond - one.perSecond)[0]?.candidate ?? 1;
}

export function ratios(ours: readonly number[], theirs: readonly number[]): readonly number[] {
  return ours.map((value, round) => value / (theirs[round] ?? Number.NaN));
}

/** The median, and from the least to the greatest. */
export function spread(values: readonly number[], digits = 2): string {
  const [low, mid, high] = [quantile(values, 0), median(values), quantile(values, 1)];
  return `${mid.toFixed(digits)} (${low.toFixed(digits)} to ${high.toFixed(digits)}, ${values.length} rounds)`;
}
