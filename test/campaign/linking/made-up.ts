/** Traces as the network would leave them, and as it would if it hid lenders worse. */
import { createHash } from 'node:crypto';
import { type Draw, drawFor } from '../draw';
import type { SeenAttachment, SeenPackage, SeenPost, SeenQuestion, Trace } from './trace';

export interface Flaws {
  /** Items are posted package by package, in the order of the alliance. */
  readonly unshuffled?: boolean;
  /** Each package is posted as it comes. */
  readonly atOnce?: boolean;
  /** Who has nothing to say hands nothing over. */
  readonly noDummies?: boolean;
  readonly unpadded?: boolean;
  /** The end of the time to sign tells to the millisecond when a record was filed. */
  readonly filingTold?: boolean;
  /** Customers are verified when they borrow, not before. */
  readonly verifiedLate?: boolean;
  /** Over which the 300 records are spread: the more, the fewer at a time. */
  readonly periods?: number;
}

const periodMs = 6_000;
const dayMs = 86_400_000;
const beginMs = Date.parse('2026-03-01T00:00:00.000Z');
const usualPeriods = 20;
const lenders = ['HarbourMSP', 'MeadowMSP', 'OrchardMSP'];

interface Loan {
  readonly recordId: string;
  readonly subjectId: string;
  readonly place: number;
  readonly filedMs: number;
}

export function makeUp(seed: number, flaws: Flaws): { readonly trace: Trace; readonly truth: Map<string, string> } {
  const draw = drawFor(seed, 'made up');
  const { periods = usualPeriods } = flaws;
  const name = (...words: readonly (string | number)[]) =>
    createHash('sha256').update(words.join()).digest('hex').slice(0, 32);
  const customers = Array.from({ length: 120 }, (_, index) => ({
    subjectId: name(seed, 'subject', index),
    place: draw.int(0, lenders.length - 1),
  }));
  const loans: Loan[] = Array.from({ length: 300 }, (_, index) => ({
    ...draw.one(customers),
    recordId: name(seed, 'record', index),
    filedMs: beginMs + (2 + draw.next() * (periods - 4)) * periodMs,
  }));
  const truth = new Map(loans.map(({ recordId, place }) => [recordId, lenders[place] ?? '']));
  const packages = packagesOf(draw, loans, flaws);
  let order = 0;
  const posts: SeenPost[] = [];
  const attachments: SeenAttachment[] = [];
  const questions: SeenQuestion[] = [];
  const seen = (timeMs: number) => ({ timeMs, order: order++, bytes: 1_500 });
  const firstOf = (subjectId: string) =>
    loans.filter((loan) => loan.subjectId === subjectId).sort((a, b) => a.filedMs - b.filedMs)[0];
  for (const { subjectId, place } of customers) {
    const lateMs = (firstOf(subjectId)?.filedMs ?? beginMs) - 200;
    const askedMs = flaws.verifiedLate ? lateMs : beginMs - 500;
    questions.push({ ...seen(askedMs), lender: lenders[place] ?? '', numbers: 1, answeredMs: askedMs + 100 });
    const carrier = packages.find((each) => each.lender === lenders[place] && each.timeMs >= askedMs + 100);
    const postedMs = carrier === undefined ? 0 : afterPeriod(carrier.timeMs);
    attachments.push({ ...seen(postedMs), subjectId });
  }
  for (const { loan, carrier } of carried(draw, loans, packages, flaws)) {
    const postedMs = flaws.atOnce ? carrier.timeMs + 60 : afterPeriod(carrier.timeMs);
    const signMs = loan.filedMs + 7 * dayMs;
    const signBy = new Date(flaws.filingTold ? signMs : Math.floor(signMs / dayMs) * dayMs).toISOString();
    posts.push({ ...seen(postedMs), recordId: loan.recordId, subjectId: loan.subjectId, signBy });
  }
  return { trace: { periodMs, packages, questions, attachments, posts }, truth };
}

function packagesOf(draw: Draw, loans: readonly Loan[], flaws: Flaws): readonly SeenPackage[] {
  const all: SeenPackage[] = [];
  const { periods = usualPeriods } = flaws;
  for (let period = -1; period < periods; period++) {
    for (const [place, lender] of lenders.entries()) {
      const timeMs = beginMs + (period + 0.05 + 0.75 * draw.next()) * periodMs;
      const before = all.findLast((each) => each.lender === lender)?.timeMs ?? 0;
      const held = loans.filter((loan) => loan.place === place && loan.filedMs <= timeMs && loan.filedMs > before);
      if (flaws.noDummies && held.length === 0 && period > 1) continue;
      const bytes = flaws.unpadded ? 5_000 + 1_500 * held.length : 5_000 + draw.int(0, 3);
      all.push({ lender, period: beginMs / periodMs + period, timeMs, order: all.length, bytes });
    }
  }
  return all;
}

/** Each loan with the package that brings it, in the order of posting. */
function carried(draw: Draw, loans: readonly Loan[], packages: readonly SeenPackage[], flaws: Flaws) {
  const brought = loans.map((loan) => {
    const carrier = packages.find((each) => each.lender === lenders[loan.place] && each.timeMs >= loan.filedMs);
    if (carrier === undefined) throw new Error('a loan that nobody hands over');
    return { loan, carrier, place: flaws.unshuffled ? loan.place + draw.next() : draw.next() };
  });
  const batchOf = ({ carrier }: (typeof brought)[number]) => (flaws.atOnce ? carrier.timeMs : carrier.period);
  return brought.sort((one, other) => batchOf(one) - batchOf(other) || one.place - other.place);
}

function afterPeriod(timeMs: number): number {
  return (Math.floor(timeMs / periodMs) + 1) * periodMs + 1_500;
}
