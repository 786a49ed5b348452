/**
 * Names the lender of each record from what everybody sees, as well as it can. It knows the code: how packages travel, in which
 * order lenders stand in the alliance, and how large each lender's part of the business is.
 *
 * Evidence that speaks for itself is weighed (packages, when a record was filed, what must have been there first, who asked for a
 * subject), and so are habits of lenders, where it knows some of their customers. Orders, nearness in time and size are hints that may mean nothing: one is believed only if it names the same lender
 * for what is known to belong together, the posts of one subject in different rounds. Everything is then put together by subject.
 */
import { type Habit, habits, learnHabit, type Weights } from './habits';
import { Rounds } from './rounds';
import type { SeenAttachment, SeenPackage, SeenPost, Trace } from './trace';

export interface Prior {
  readonly lender: string;
  /** Of all records. */
  readonly share: number;
}

export interface Guess {
  /** By recordId. */
  readonly lenders: ReadonlyMap<string, string>;
  /** The hints that were believed. */
  readonly believed: readonly string[];
}

export const kindsOfEvidence = ['packages', 'filing', 'causes', 'questions', 'hints', ...habits] as const;
export type Kind = (typeof kindsOfEvidence)[number];

type Hint = (post: SeenPost) => Weights;

const impossible = 0.01;
const clockMs = 50;
/** Signatures are a few bytes longer or shorter. */
const noiseBytes = 100;
const dayMs = 86_400_000;
const signWithinMs = 7 * dayMs;
/** A time so round was not read off a clock. */
const wholeMs = 60_000;
const leastPairs = 30;
const leastDeviations = 5;

export interface Knowledge {
  readonly prior: readonly Prior[];
  /** The lenders of some subjects, from which habits are learnt. */
  readonly known: ReadonlyMap<string, string>;
}

/** Believes in these kinds of evidence only. */
export function nameLenders(
  trace: Trace,
  { prior, known }: Knowledge,
  kinds: readonly Kind[] = kindsOfEvidence,
): Guess {
  const lenders = prior.map(({ lender }) => lender);
  const rounds = new Rounds(trace);
  const seen: Sight = { trace, lenders, rounds };
  const believed = !kinds.includes('hints')
    ? []
    : hintsOf(seen, prior).flatMap(({ name, hint }) => {
        const accuracy = accuracyOf(seen, hint, prior);
        return accuracy === undefined ? [] : [{ name, hint, accuracy }];
      });
  const isHabit = (kind: Kind): kind is Habit => (habits as readonly string[]).includes(kind);
  const learnt =
    known.size === 0
      ? []
      : kinds.filter(isHabit).map((habit) => ({ habit, says: learnHabit(habit, trace, { lenders, known }) }));
  const bySubject = new Map<string, number[]>();
  const add = (kind: Kind, subjectId: string, weights: () => Weights) => {
    const sums = bySubject.get(subjectId) ?? prior.map(({ share }) => Math.log(share));
    const more = kinds.includes(kind) ? weights() : [];
    bySubject.set(
      subjectId,
      sums.map((sum, index) => sum + Math.log(more[index] ?? 1)),
    );
  };
  for (const attachment of trace.attachments) add('questions', attachment.subjectId, () => askersOf(seen, attachment));
  for (const post of trace.posts) {
    add('packages', post.subjectId, () => packedBefore(seen, post));
    add('filing', post.subjectId, () => filedBefore(seen, post));
    add('causes', post.subjectId, () => causedBefore(seen, post));
    for (const { habit, says } of learnt) add(habit, post.subjectId, () => says(post));
    for (const { hint, accuracy } of believed) add('hints', post.subjectId, () => blurred(hint(post), accuracy));
  }
  const named = trace.posts.map(({ recordId, subjectId }) => {
    const sums = bySubject.get(subjectId) ?? [];
    return [recordId, lenders[sums.indexOf(Math.max(...sums))] ?? ''] as const;
  });
  return { lenders: new Map(named), believed: believed.map(({ name }) => name) };
}

interface Sight {
  readonly trace: Trace;
  readonly lenders: readonly string[];
  readonly rounds: Rounds;
}

/** Who handed nothing over brought nothing; who handed over more, where sizes differ, brought more. */
function packedBefore({ lenders, rounds, trace }: Sight, { order }: SeenPost): Weights {
  const sizes = trace.packages.map(({ bytes }) => bytes);
  const least = Math.min(...sizes);
  const differ = Math.max(...sizes) - least > noiseBytes;
  return lenders.map((lender) => {
    const carriers = rounds.carriers(lender, order);
    if (carriers.length === 0) return impossible;
    return differ ? carriers.reduce((sum, { bytes }) => sum + bytes - least, 10) : 1;
  });
}

/** By default a record is signed within seven days from its filing; it is in the first package after that. */
function filedBefore({ lenders, rounds }: Sight, { order, timeMs, signBy }: SeenPost): Weights {
  const filedMs = signBy === undefined ? Number.NaN : Date.parse(signBy) - signWithinMs;
  const isTold = timeMs >= filedMs && filedMs % wholeMs !== 0;
  return lenders.map((lender) => {
    if (!isTold) return 1;
    const { fromMs, toMs } = rounds.span(lender, order);
    return filedMs <= toMs + clockMs && filedMs >= fromMs - clockMs ? 1 : impossible;
  });
}

/** A gateway takes a feedback, or a level, only when it has seen what the record was before; then it was not packed yet. */
function causedBefore({ lenders, rounds, trace }: Sight, post: SeenPost): Weights {
  const before = trace.posts.findLast(({ recordId, order }) => recordId === post.recordId && order < post.order);
  const seenMs = before?.timeMs ?? 0;
  return lenders.map((lender) => (rounds.span(lender, post.order).toMs >= seenMs ? 1 : impossible));
}

/** How many answers each lender got just before a subject showed itself. */
function askersOf({ lenders, rounds, trace }: Sight, { order }: SeenAttachment): Weights {
  return lenders.map((lender) => {
    const { fromMs, toMs } = rounds.span(lender, order);
    const answers = trace.questions.filter(
      (question) =>
        question.lender === lender && question.answeredMs <= toMs + clockMs && question.answeredMs >= fromMs - clockMs,
    );
    return answers.reduce((sum, { numbers }) => sum + numbers, impossible);
  });
}

function hintsOf(seen: Sight, prior: readonly Prior[]): readonly { readonly name: string; readonly hint: Hint }[] {
  const { lenders, trace, rounds } = seen;
  const one = (place: number): Weights => lenders.map((_, each) => (each === place ? 1 : 0));
  const everywhere = lenders.map((_, place) => place);
  const lastOf = (place: number, { order }: SeenPost) => rounds.carriers(lenders[place] ?? '', order).at(-1);
  const byPackage = (post: SeenPost) =>
    [...everywhere].sort((a, b) => (lastOf(a, post)?.timeMs ?? 0) - (lastOf(b, post)?.timeMs ?? 0));
  const inOrder = (order: (post: SeenPost) => readonly number[]): Hint => {
    return (post) => {
      const batch = rounds.posts(post.order);
      return one(sectionOf((batch.indexOf(post) + 0.5) / batch.length, order(post), prior));
    };
  };
  const nearest: Hint = ({ timeMs }) => {
    const before = trace.packages.filter((each) => each.timeMs <= timeMs);
    const last = before.reduce<SeenPackage | undefined>(
      (latest, each) => (latest === undefined || each.timeMs > latest.timeMs ? each : latest),
      undefined,
    );
    return one(lenders.indexOf(last?.lender ?? ''));
  };
  return [
    { name: 'the order of the alliance', hint: inOrder(() => everywhere) },
    { name: 'the order of packages', hint: inOrder(byPackage) },
    { name: 'the nearest package', hint: nearest },
  ];
}

/** In whose section of a batch the place (0 to 1) lies, if lenders stand one after another. */
function sectionOf(place: number, order: readonly number[], prior: readonly Prior[]): number {
  let end = 0;
  for (const lender of order) {
    end += prior[lender]?.share ?? 0;
    if (place < end) return lender;
  }
  return order.at(-1) ?? 0;
}

/**
 * How often the hint is right, estimated from how often it names one lender for one subject in different rounds; undefined
 * where that is no more often than by chance.
 */
function accuracyOf({ trace, rounds }: Sight, hint: Hint, prior: readonly Prior[]): number | undefined {
  const named = new Map<string, { round: number; place: number }[]>();
  const totals = prior.map(() => 0);
  for (const post of trace.posts) {
    const weights = hint(post);
    const place = weights.indexOf(Math.max(...weights));
    totals[place] = (totals[place] ?? 0) + 1;
    named.set(post.subjectId, [...(named.get(post.subjectId) ?? []), { round: rounds.roundOf(post.order), place }]);
  }
  const pairs = [...named.values()].flatMap((all) =>
    all.flatMap((a, index) =>
      all
        .slice(index + 1)
        .filter((b) => a.round !== b.round)
        .map((b) => a.place === b.place),
    ),
  );
  if (pairs.length < leastPairs) return undefined;
  const count = totals.reduce((sum, each) => sum + each, 0);
  const expected = totals.reduce((sum, each) => sum + (each / count) ** 2, 0);
  const agreeing = pairs.filter(Boolean).length / pairs.length;
  const deviation = Math.sqrt((expected * (1 - expected)) / pairs.length);
  if (agreeing - expected < leastDeviations * deviation) return undefined;
  // Right with p each and wrong evenly: p² + (1 − p)² / 2 = agreeing, for three lenders.
  return (1 + Math.sqrt(Math.max(0, 6 * agreeing - 2))) / 3;
}

function blurred(weights: Weights, accuracy: number): Weights {
  const likely = Math.min(0.99, accuracy);
  const others = (1 - likely) / (weights.length - 1);
  return weights.map((weight) => (weight > 0 ? likely : others));
}
