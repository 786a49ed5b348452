/** Traces as the network would leave them, and as it would if it hid lenders worse. */
import { createHash } from 'node:crypto';
import { type Draw, drawFor } from '../draw';
import { type Business, drawBusiness } from './business';
import type { Habit } from './habits';
import type { SeenAttachment, SeenPackage, SeenPost, SeenQuestion, Trace } from './trace';

export interface Flaws {
  /** Items are posted package by package, in the order of the alliance. */
  readonly unshuffled?: boolean;
  /** Each package is posted as it comes. */
  readonly atOnce?: boolean;
  /** Who has nothing to say hands nothing over. */
  readonly noDummies?: boolean;
  readonly unpadded?: boolean;
  /** Every fourth package is missing; what waits comes with the lender's next one. */
  readonly gaps?: boolean;
  /** A round is posted, though packages are missing. */
  readonly incomplete?: boolean;
  /** A package holds what waited when it was made. */
  readonly noCutOff?: boolean;
  /** The end of the time to sign tells to the millisecond when a record was filed. */
  readonly filingTold?: boolean;
  /** Customers are verified when they borrow, not before. */
  readonly verifiedLate?: boolean;
  /** What each lender does in its own way. */
  readonly habits?: readonly Habit[];
  /** All loans are filed by mandates of which the hash stands in clear, and one document holds for a lender's whole book. */
  readonly mandatesInClear?: boolean;
  /** Over which the 300 records are spread: the more, the fewer at a time. */
  readonly periods?: number;
}

const periodMs = 6_000;
const dayMs = 86_400_000;
const beginMs = Date.parse('2026-03-01T00:00:00.000Z');
const usualPeriods = 20;
const cutOff = 0.3;
const postedAfterMs = 1_500;
const lenders = ['HarbourMSP', 'MeadowMSP', 'OrchardMSP'];

/** A loan is filed, and reported when it has matured: as soon as it is posted, where nobody's habits say otherwise. */
interface Loan extends Business {
  readonly recordId: string;
  readonly subjectId: string;
  readonly place: number;
  readonly filedMs: number;
}

export function makeUp(seed: number, flaws: Flaws): { readonly trace: Trace; readonly truth: Map<string, string> } {
  const draw = drawFor(seed, 'made up');
  const manners = drawFor(seed, 'business');
  const { periods = usualPeriods, habits = [] } = flaws;
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
  })).map((loan) => ({ ...loan, ...drawBusiness(manners, loan.place, habits) }));
  const truth = new Map(loans.map(({ recordId, place }) => [recordId, lenders[place] ?? '']));
  const network = new Network(draw, loans, flaws);
  const attachments: SeenAttachment[] = [];
  const questions: SeenQuestion[] = [];
  for (const { subjectId, place } of customers) {
    const filed = loans.filter((loan) => loan.subjectId === subjectId).map(({ filedMs }) => filedMs);
    const askedMs = flaws.verifiedLate && filed.length > 0 ? Math.min(...filed) - 200 : beginMs - 5_000;
    questions.push({ ...seen(askedMs), lender: lenders[place] ?? '', numbers: 1, answeredMs: askedMs + 100 });
    attachments.push({ ...seen(network.postedMs(place, askedMs + 100)), subjectId });
  }
  const register = (loan: Loan, recordId: string, filedMs: number) => {
    const { subjectId, place, isMandated, filedAfterDays, signBy = (ms: number) => defaultSignBy(ms, flaws) } = loan;
    const mandate =
      isMandated || flaws.mandatesInClear ? name('mandate', flaws.mandatesInClear ? place : recordId) : undefined;
    const borrowedOn = new Date(filedMs - filedAfterDays * dayMs).toISOString().slice(0, 10);
    const said = { kind: 'REGISTRATION' as const, mandate, borrowedOn, signBy: signBy(filedMs) };
    return { ...seen(network.postedMs(place, filedMs)), recordId, subjectId, place, ...said };
  };
  const posts = loans.flatMap((loan): readonly (SeenPost & { readonly place: number })[] => {
    const { recordId, subjectId, place, level, priceFen, toldAfterPeriods, isRenewed } = loan;
    const registered = register(loan, recordId, loan.filedMs);
    const lasting = habits.includes('feedbacks') ? manners.one([3, 6, 9]) + toldAfterPeriods : 0;
    const toldMs = registered.timeMs + 20 + lasting * periodMs;
    if (!isRenewed) {
      const told = { kind: 'FEEDBACK' as const, level, priceFen };
      return [registered, { ...seen(network.postedMs(place, toldMs)), recordId, subjectId, place, ...told }];
    }
    const next = name('renewal', recordId);
    truth.set(next, lenders[place] ?? '');
    return [registered, { ...register(loan, next, toldMs), renews: recordId, level, priceFen }];
  });
  const shuffled = posts.map((post) => ({ post, at: draw.next() + (flaws.unshuffled ? post.place : 0) }));
  const ordered = shuffled.sort((one, other) => one.at - other.at).map(({ post: { place: _, ...post } }) => post);
  const { packages } = network;
  const discards = packages.map((each) => ({ ...each, ...seen(network.takenMs(each) + 10) }));
  const trace = { packages, discards, questions, attachments, posts: ordered };
  return { trace: { periodMs, cutOff: flaws.noCutOff ? undefined : cutOff, ...inOrder(trace) }, truth };
}

function defaultSignBy(filedMs: number, { filingTold }: Flaws): string {
  const signMs = filedMs + 7 * dayMs;
  return new Date(filingTold ? signMs : Math.floor(signMs / dayMs) * dayMs).toISOString();
}

/** Which package brings what, and when it is posted. */
class Network {
  readonly packages: readonly SeenPackage[];

  constructor(
    draw: Draw,
    loans: readonly Loan[],
    readonly flaws: Flaws,
  ) {
    const all: SeenPackage[] = [];
    const { periods = usualPeriods, gaps, noDummies, unpadded } = flaws;
    for (let index = -1; index < periods + (flaws.habits === undefined ? 4 : 24); index++) {
      for (const [place, lender] of lenders.entries()) {
        const period = beginMs / periodMs + index;
        const earliest = flaws.noCutOff ? 0.05 : cutOff;
        const timeMs = (period + earliest + (0.8 - earliest) * draw.next()) * periodMs;
        const before = all.findLast((each) => each.lender === lender);
        const sinceMs = before === undefined ? 0 : this.#endOf(before);
        const untilMs = this.#endOf({ period, timeMs });
        const held = loans.filter((loan) => loan.place === place && loan.filedMs > sinceMs && loan.filedMs <= untilMs);
        const missing = gaps && index > 1 && index < periods && draw.next() < 0.25;
        if (missing || (noDummies && held.length === 0 && index > 1 && index < periods)) continue;
        const bytes = unpadded ? 5_000 + 1_500 * held.length : 5_000 + draw.int(0, 3);
        all.push({ ...seen(timeMs), lender, period, bytes });
      }
    }
    this.packages = all;
  }

  postedMs(place: number, madeMs: number): number {
    const carrier = this.packages.find((each) => each.lender === lenders[place] && this.#endOf(each) >= madeMs);
    if (carrier === undefined) throw new Error('something that nobody hands over');
    return this.takenMs(carrier);
  }

  /** When the registrar posts what the package holds: after the first period of which all packages are there. */
  takenMs({ period, timeMs }: Pick<SeenPackage, 'period' | 'timeMs'>): number {
    if (this.flaws.atOnce) return timeMs + 60;
    const isComplete = (of: number) => this.packages.filter((each) => each.period === of).length === lenders.length;
    const waits = this.flaws.gaps && !this.flaws.incomplete;
    let last = period;
    while (waits && !isComplete(last)) last++;
    return (last + 1) * periodMs + postedAfterMs;
  }

  #endOf({ period, timeMs }: Pick<SeenPackage, 'period' | 'timeMs'>): number {
    return this.flaws.noCutOff ? timeMs : (period + cutOff) * periodMs;
  }
}

function seen(timeMs: number) {
  return { timeMs, order: 0, bytes: 1_500 };
}

type Places = Omit<Trace, 'periodMs' | 'cutOff'>;

/** As they would stand in blocks: what was made at one time stays as it is given. */
function inOrder({ packages, discards, questions, attachments, posts }: Places): Places {
  const all = [...packages, ...questions, ...attachments, ...posts, ...discards];
  const orders = new Map<object, number>();
  for (const [order, each] of [...all].sort((one, other) => one.timeMs - other.timeMs).entries())
    orders.set(each, order);
  const placed = <T extends object>(some: readonly T[]) =>
    some.map((each) => ({ ...each, order: orders.get(each) ?? 0 })).sort((one, other) => one.order - other.order);
  return {
    packages: placed(packages),
    discards: placed(discards),
    questions: placed(questions),
    attachments: placed(attachments),
    posts: placed(posts),
  };
}
