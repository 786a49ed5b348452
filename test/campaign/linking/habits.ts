/**
 * What lenders do each in their own way, as everybody reads it in records. A linker learns it from customers whose lender it knows,
 * and recognises the others by it: who borrows at every lender knows one of each.
 */
import type { SeenPost, Trace } from './trace';

export const habits = ['mandates', 'prices', 'levels', 'signBy', 'sides', 'days', 'feedbacks', 'renewals'] as const;
export type Habit = (typeof habits)[number];

/** How likely each lender is, in the order of the lenders; need not sum to 1. */
export type Weights = readonly number[];

const dayMs = 86_400_000;

/** What a post says of each habit; nothing where it says nothing of it. */
const valuesOf: Readonly<Record<Habit, (post: SeenPost, trace: Trace) => readonly string[]>> = {
  mandates: ({ mandate }) => (mandate === undefined ? [] : [mandate]),
  prices: ({ priceFen = 0 }) => (priceFen === 0 ? [] : [`${priceFen} fen`, `steps of ${stepOf(priceFen)}`]),
  levels: ({ level }) => (level === undefined ? [] : [level]),
  signBy: ({ signBy, timeMs }) => (signBy === undefined ? [] : [roundness(signBy), daysBetween(timeMs, signBy)]),
  sides: ({ signBy, mandate }) => (signBy === undefined ? [] : [mandate === undefined ? 'signature' : 'mandate']),
  days: ({ borrowedOn, timeMs }) => (borrowedOn === undefined ? [] : [daysBetween(timeMs, borrowedOn)]),
  feedbacks: (post, trace) => {
    const registered = trace.posts.find(({ recordId, signBy }) => recordId === post.recordId && signBy !== undefined);
    if (post.kind !== 'FEEDBACK' || registered === undefined) return [];
    return [`${Math.floor((post.timeMs - registered.timeMs) / trace.periodMs)} periods`];
  },
  renewals: ({ kind, renews }) => {
    if (renews !== undefined) return ['renewal'];
    return kind === 'FEEDBACK' ? ['feedback'] : [];
  },
};

/** How much the habit says for each lender of whoever filed a post. `known`: lenders by subjectId. */
export function learnHabit(
  habit: Habit,
  trace: Trace,
  { lenders, known }: { readonly lenders: readonly string[]; readonly known: ReadonlyMap<string, string> },
): (post: SeenPost) => Weights {
  const all = new Map<string, number>();
  const seen = new Map<string, number[]>();
  const totals = lenders.map(() => 0);
  let total = 0;
  for (const post of trace.posts) {
    const place = lenders.indexOf(known.get(post.subjectId) ?? '');
    for (const value of valuesOf[habit](post, trace)) {
      all.set(value, (all.get(value) ?? 0) + 1);
      total++;
      if (place < 0) continue;
      totals[place] = (totals[place] ?? 0) + 1;
      seen.set(
        value,
        lenders.map((_, each) => (seen.get(value)?.[each] ?? 0) + (each === place ? 1 : 0)),
      );
    }
  }
  const likely = (value: string): Weights => {
    const counts = seen.get(value);
    const usual = (all.get(value) ?? 0) / total;
    return lenders.map((_, each) =>
      counts === undefined ? 1 : ((counts[each] ?? 0) + usual) / ((totals[each] ?? 0) + 1),
    );
  };
  return (post) => {
    const each = valuesOf[habit](post, trace).map(likely);
    return lenders.map((_, place) => each.reduce((product, weights) => product * (weights[place] ?? 1), 1));
  };
}

function stepOf(priceFen: number): number {
  return [100, 50, 10, 5].find((step) => priceFen % step === 0) ?? 1;
}

/** A time of day that many share says who chose it; one to the minute, that somebody did. */
function roundness(iso: string): string {
  const time = iso.slice('YYYY-MM-DDT'.length);
  if (time.endsWith(':00:00.000Z')) return time;
  return time.endsWith(':00.000Z') ? 'to the minute' : 'to the millisecond';
}

function daysBetween(ms: number, iso: string): string {
  return `${Math.round((Date.parse(iso) - ms) / dayMs)} days`;
}
