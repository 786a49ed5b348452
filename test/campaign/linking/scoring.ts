/** How many lenders a linker names rightly, and how many somebody would who always names the largest. */
import { type Kind, kindsOfEvidence, nameLenders, type Prior } from './linker';
import type { SeenPost, Trace } from './trace';

export interface Score {
  readonly records: number;
  readonly correct: number;
  readonly chance: number;
  /** Chance and three standard deviations; who guesses by subject is right or wrong for all of a subject's records at once. */
  readonly bound: number;
  readonly believed: readonly string[];
  /** How many are named rightly by one kind of evidence alone. */
  readonly correctBy: Readonly<Record<string, number>>;
}

export interface ScoringOptions {
  /** So many customers of each lender the linker knows; their records do not count. */
  readonly knownCustomers?: number;
  readonly kinds?: readonly Kind[];
}

/** `truth`: the lender by recordId. */
export function scoreOf(
  trace: Trace,
  truth: ReadonlyMap<string, string>,
  { knownCustomers = 0, kinds = kindsOfEvidence }: ScoringOptions = {},
): Score {
  const all = trace.posts.filter(({ recordId, signBy }) => signBy !== undefined && truth.has(recordId));
  const known = someCustomers(all, truth, knownCustomers);
  const unknown = all.filter(({ subjectId }) => !known.has(subjectId));
  const records = [...new Map(unknown.map((post) => [post.recordId, post])).values()];
  const prior = priorOf(records.map(({ recordId }) => truth.get(recordId) ?? ''));
  const { lenders, believed } = nameLenders(trace, { prior, known }, kinds);
  const correctOf = (named: ReadonlyMap<string, string>) =>
    records.filter(({ recordId }) => named.get(recordId) === truth.get(recordId)).length;
  const largest = Math.max(...prior.map(({ share }) => share));
  const perSubject = new Map<string, number>();
  for (const { subjectId } of records) perSubject.set(subjectId, (perSubject.get(subjectId) ?? 0) + 1);
  const squares = [...perSubject.values()].reduce((sum, count) => sum + count ** 2, 0);
  const chance = largest * records.length;
  return {
    records: records.length,
    correct: correctOf(lenders),
    chance,
    bound: chance + 3 * Math.sqrt(squares * largest * (1 - largest)),
    believed,
    correctBy: Object.fromEntries(
      kinds.map((kind) => [kind, correctOf(nameLenders(trace, { prior, known }, [kind]).lenders)]),
    ),
  };
}

/** The first of each lender by subjectId, which tells nothing of them. */
function someCustomers(
  registrations: readonly SeenPost[],
  truth: ReadonlyMap<string, string>,
  count: number,
): ReadonlyMap<string, string> {
  const bySubject = new Map(registrations.map(({ subjectId, recordId }) => [subjectId, truth.get(recordId) ?? '']));
  const inOrder = [...bySubject].sort(([one], [other]) => (one < other ? -1 : 1));
  const lenders = [...new Set(bySubject.values())];
  return new Map(lenders.flatMap((lender) => inOrder.filter(([, its]) => its === lender).slice(0, count)));
}

/** In the order of the alliance. */
function priorOf(lenders: readonly string[]): readonly Prior[] {
  const names = [...new Set(lenders)].sort();
  return names.map((lender) => ({ lender, share: lenders.filter((each) => each === lender).length / lenders.length }));
}

export function scoreText(what: string, { correct, records, chance, bound, believed }: Score): string {
  const hints = believed.length === 0 ? 'no hint believed' : `believed: ${believed.join(', ')}`;
  return `${what}: ${correct} of ${records} lenders named; chance ${chance.toFixed(0)}, bound ${bound.toFixed(0)}; ${hints}`;
}
