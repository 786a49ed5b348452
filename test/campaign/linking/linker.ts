/**
 * Names the lender of each record from what everybody sees, as well as it can. It knows the code: how packages travel, in which
 * order lenders stand in the alliance, and how large each lender's part of the business is.
 *
 * Evidence that speaks for itself is weighed (packages, when a record was filed, who asked for a subject). Orders, nearness in
 * time and size are hints that may mean nothing: one is believed only if it names the same lender for what is known to belong
 * together, the posts of one subject in different periods. Everything is then put together by subject.
 */
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

/** How likely each lender is, in the prior's order; need not sum to 1. */
type Weights = readonly number[];
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

export function nameLenders(trace: Trace, prior: readonly Prior[]): Guess {
  const lenders = prior.map(({ lender }) => lender);
  const seen = new Sight(trace, lenders);
  const believed = hintsOf(seen, prior).flatMap(({ name, hint }) => {
    const accuracy = accuracyOf(seen, hint, prior);
    return accuracy === undefined ? [] : [{ name, hint, accuracy }];
  });
  const bySubject = new Map<string, number[]>();
  const add = (subjectId: string, weights: Weights) => {
    const sums = bySubject.get(subjectId) ?? prior.map(({ share }) => Math.log(share));
    bySubject.set(
      subjectId,
      sums.map((sum, index) => sum + Math.log(weights[index] ?? impossible)),
    );
  };
  for (const attachment of trace.attachments) add(attachment.subjectId, askersOf(seen, attachment));
  for (const post of trace.posts) {
    add(post.subjectId, packedBefore(seen, post));
    add(post.subjectId, filedBefore(seen, post));
    for (const { hint, accuracy } of believed) add(post.subjectId, blurred(hint(post), accuracy));
  }
  const named = trace.posts.map(({ recordId, subjectId }) => {
    const sums = bySubject.get(subjectId) ?? [];
    return [recordId, lenders[sums.indexOf(Math.max(...sums))] ?? ''] as const;
  });
  return { lenders: new Map(named), believed: believed.map(({ name }) => name) };
}

/** Which package of each lender may have carried what was posted at a moment. */
class Sight {
  readonly batches = new Map<number, SeenPost[]>();
  readonly leastPackage: number;
  readonly sizesDiffer: boolean;
  readonly #packages: readonly (readonly SeenPackage[])[];

  constructor(
    readonly trace: Trace,
    readonly lenders: readonly string[],
  ) {
    this.#packages = lenders.map((lender) =>
      trace.packages.filter((each) => each.lender === lender).sort((one, other) => one.timeMs - other.timeMs),
    );
    const sizes = trace.packages.map(({ bytes }) => bytes);
    this.leastPackage = Math.min(...sizes);
    this.sizesDiffer = Math.max(...sizes) - this.leastPackage > noiseBytes;
    for (const post of [...trace.posts].sort((one, other) => one.order - other.order)) {
      const period = this.periodOf(post.timeMs);
      this.batches.set(period, [...(this.batches.get(period) ?? []), post]);
    }
  }

  /** The last period whose packages are posted at that time. */
  periodOf(timeMs: number): number {
    return Math.floor(timeMs / this.trace.periodMs) - 1;
  }

  /** Undefined where that lender handed nothing over that could be it. */
  carrier(place: number, timeMs: number): { readonly last: SeenPackage; readonly before: number } | undefined {
    const period = this.periodOf(timeMs);
    const own = (this.#packages[place] ?? []).filter((each) => this.periodOf(each.timeMs) < period);
    const last = own.at(-1);
    if (last === undefined || this.periodOf(last.timeMs) < period - 1) return undefined;
    return { last, before: own.at(-2)?.timeMs ?? 0 };
  }
}

/** Who handed nothing over brought nothing; who handed over more, where sizes differ, brought more. */
function packedBefore(seen: Sight, { timeMs }: SeenPost): Weights {
  return seen.lenders.map((_, place) => {
    const carrier = seen.carrier(place, timeMs);
    if (carrier === undefined) return impossible;
    return seen.sizesDiffer ? carrier.last.bytes - seen.leastPackage + 10 : 1;
  });
}

/** By default a record is signed within seven days from its filing; it is in the first package after that. */
function filedBefore(seen: Sight, { timeMs, signBy }: SeenPost): Weights {
  const filedMs = signBy === undefined ? Number.NaN : Date.parse(signBy) - signWithinMs;
  const isTold = timeMs >= filedMs && filedMs % wholeMs !== 0;
  return seen.lenders.map((_, place) => {
    const carrier = seen.carrier(place, timeMs);
    if (!isTold) return 1;
    if (carrier === undefined) return impossible;
    const fits = filedMs <= carrier.last.timeMs + clockMs && filedMs >= carrier.before - clockMs;
    return fits ? 1 : impossible;
  });
}

/** How many answers each lender got just before a subject showed itself. */
function askersOf(seen: Sight, { timeMs }: SeenAttachment): Weights {
  return seen.lenders.map((lender, place) => {
    const carrier = seen.carrier(place, timeMs);
    if (carrier === undefined) return impossible;
    const answers = seen.trace.questions.filter(
      (question) =>
        question.lender === lender &&
        question.answeredMs <= carrier.last.timeMs + clockMs &&
        question.answeredMs >= carrier.before - clockMs,
    );
    return answers.reduce((sum, { numbers }) => sum + numbers, impossible);
  });
}

function hintsOf(seen: Sight, prior: readonly Prior[]): readonly { readonly name: string; readonly hint: Hint }[] {
  const { lenders, trace } = seen;
  const one = (place: number): Weights => lenders.map((_, each) => (each === place ? 1 : 0));
  const everywhere = lenders.map((_, place) => place);
  const byPackage = (post: SeenPost) =>
    [...everywhere].sort(
      (a, b) => (seen.carrier(a, post.timeMs)?.last.timeMs ?? 0) - (seen.carrier(b, post.timeMs)?.last.timeMs ?? 0),
    );
  const inOrder = (order: (post: SeenPost) => readonly number[]): Hint => {
    return (post) => {
      const batch = seen.batches.get(seen.periodOf(post.timeMs)) ?? [];
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
 * How often the hint is right, estimated from how often it names one lender for one subject in different periods; undefined
 * where that is no more often than by chance.
 */
function accuracyOf(seen: Sight, hint: Hint, prior: readonly Prior[]): number | undefined {
  const named = new Map<string, { period: number; place: number }[]>();
  const totals = prior.map(() => 0);
  for (const [period, posts] of seen.batches) {
    for (const post of posts) {
      const weights = hint(post);
      const place = weights.indexOf(Math.max(...weights));
      totals[place] = (totals[place] ?? 0) + 1;
      named.set(post.subjectId, [...(named.get(post.subjectId) ?? []), { period, place }]);
    }
  }
  const pairs = [...named.values()].flatMap((all) =>
    all.flatMap((a, index) =>
      all
        .slice(index + 1)
        .filter((b) => a.period !== b.period)
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
