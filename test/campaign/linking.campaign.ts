/** Who lent? A linker with all public blocks tries to say so; planted flaws show what it is worth. */
import { person } from '../gateway/subjects/people';
import { beginMs, beginStory, type Story, until } from '../stories/running';
import { say } from './campaign';
import { drawFor } from './draw';
import { type Habit, habits } from './linking/habits';
import {
  type Customer,
  drawCustomers,
  drawLoans,
  type Lending,
  lend,
  readTrace,
  standStill,
  type Truth,
  verifyLists,
} from './linking/lending';
import { type Kind, kindsOfEvidence } from './linking/linker';
import { type Flaws, makeUp } from './linking/made-up';
import { type ScoringOptions, scoreOf, scoreText } from './linking/scoring';
import type { Trace } from './linking/trace';

/** Who borrows at a lender itself knows what its records look like. */
const knownCustomers = 5;
const seed = Number(process.env.CAMPAIGN_SEED ?? Math.floor(Math.random() * 1e6));

describe(`the linker on made-up traces (seed ${seed})`, () => {
  const flawed: Readonly<Record<string, Flaws>> = {
    'items that are posted unshuffled': { unshuffled: true },
    'packages that are posted as they come': { atOnce: true },
    'packages that are left out where there is nothing to say': { noDummies: true, periods: 100 },
    'packages as large as what they hold': { unpadded: true, periods: 300 },
    'rounds that are posted though a lender is missing': { gaps: true, incomplete: true, periods: 40 },
    'packages that hold what waited when they were made': { noCutOff: true, periods: 150 },
    'a time to sign that tells when a record was filed': { noCutOff: true, filingTold: true },
    'few customers a period who are verified when they borrow': { verifiedLate: true, periods: 100 },
  };

  it.each(Object.entries(flawed))('sees through %s', (what, flaws) => {
    const { trace, truth } = makeUp(seed, flaws);
    const score = scoreOf(trace, truth);
    say(scoreText(what, score));
    expect(score.correct).toBeGreaterThan(score.bound);
  });

  const unflawed: Readonly<Record<string, Flaws>> = {
    'without flaws': {},
    'where packages are missing, and rounds wait for them': { gaps: true },
    'where the time to sign tells when a record was filed, and all packages are cut off at one moment': {
      filingTold: true,
    },
  };

  it.each(Object.entries(unflawed))('names no more than chance %s', (what, flaws) => {
    const { trace, truth } = makeUp(seed, flaws);
    const score = scoreOf(trace, truth);
    say(scoreText(what, score));
    expect(score.correct).toBeLessThanOrEqual(score.bound);
  });
});

describe(`the linker that knows ${knownCustomers} customers of each lender, on made-up traces (seed ${seed})`, () => {
  const scoreWith = (what: string, flaws: Flaws, kinds: readonly Kind[]) => {
    const { trace, truth } = makeUp(seed, flaws);
    const score = scoreOf(trace, truth, { knownCustomers, kinds });
    say(scoreText(what, score));
    return score;
  };
  const publicHabits = habits.filter((habit) => habit !== 'mandates');

  it('names every lender where the hash of one mandate for its whole book stands in clear', () => {
    const score = scoreWith('mandates in clear', { mandatesInClear: true }, ['mandates']);
    expect(score.correct).toBe(score.records);
  });

  it('names no more than chance by mandates under a salt for each record', () => {
    const score = scoreWith('mandates under salts', { habits: [...habits] }, ['mandates']);
    expect(score.correct).toBeLessThanOrEqual(score.bound);
  });

  it('names no more than chance where all lenders have the same habits', () => {
    const score = scoreWith('the same habits', {}, kindsOfEvidence);
    expect(score.correct).toBeLessThanOrEqual(score.bound);
  });

  it.each(publicHabits)('sees through habits of one kind: %s', (habit) => {
    const score = scoreWith(`${habit} by lender`, { habits: [habit] }, [habit]);
    expect(score.correct).toBeGreaterThan(score.bound);
  });

  it('sees through all habits together', () => {
    const score = scoreWith('all habits by lender', { habits: publicHabits }, kindsOfEvidence);
    expect(score.correct).toBeGreaterThan(score.bound);
  });

  const alike: Readonly<Record<string, readonly Habit[]>> = {
    'prices from one list, signBy by default and feedback promptly': ['prices', 'signBy', 'feedbacks'],
    'these, and one level and filing on the day': ['prices', 'signBy', 'feedbacks', 'levels', 'days'],
  };

  it.each(Object.entries(alike))('sees through what is left where lenders have alike: %s', (what, shared) => {
    const left = publicHabits.filter((habit) => !shared.includes(habit));
    const score = scoreWith(what, { habits: left }, publicHabits);
    expect(score.correct).toBeGreaterThan(score.bound);
  });
});

/** What may have given lenders away: packages that are missing or came late, and their sizes. */
function gapsText({ packages, periodMs }: Trace): string {
  const periods = packages.map(({ period }) => period);
  const span = Math.max(...periods) - Math.min(...periods) + 1;
  const missing = new Set(packages.map(({ lender }) => lender)).size * span - packages.length;
  const late = packages.filter(({ period, timeMs }) => Math.floor(timeMs / periodMs) !== period).length;
  const bytes = packages.map((each) => each.bytes);
  return `${missing} packages missing in ${span} periods, ${late} late, ${Math.min(...bytes)} to ${Math.max(...bytes)} bytes`;
}

interface Before {
  readonly customers: readonly Customer[];
  readonly subjects: ReadonlyMap<number, string>;
}

describe(`300 records of three creditors (seed ${seed})`, () => {
  const periodMs = 10_000;
  const lastingMs = 7 * periodMs;
  const manyCustomers = 90;
  const alike = { count: 300, ms: lastingMs, reported: 1 / 3, habits: [] };
  let story: Story;
  let lending: Lending;
  let before: Before;

  beforeAll(async () => {
    const parameters = { packagePeriodSeconds: periodMs / 1_000, packageBytes: 131_072 };
    story = await beginStory({ parameters });
    lending = { story, periodMs };
    const isVerified = async () =>
      (await story.client('harbour').send('POST', '/v1/subjects', person(1))).status === 201;
    await until('the evaluators are registered', isVerified);
  }, beginMs);

  afterAll(() => story?.end(), 30_000);

  const scored = async (truth: Truth, options: ScoringOptions = {}) => {
    const all = await readTrace(lending);
    const trace = { ...all, posts: all.posts.filter(({ recordId }) => truth.has(recordId)) };
    const score = scoreOf(trace, truth, options);
    say(gapsText(all));
    if (score.correct > score.bound) say(`by one kind of evidence alone: ${JSON.stringify(score.correctBy)}`);
    return { score, trace };
  };

  it('have lenders whom nobody names better than by chance, where customers were verified before, all in one period', async () => {
    const draw = drawFor(seed, 'lending');
    before = await verifiedInOnePeriod();
    const { customers, subjects } = before;
    const loans = drawLoans(draw, customers, alike);
    const truth = await lend(lending, loans, subjects);
    const { score, trace } = await scored(truth);
    say(scoreText('customers verified before', score));
    expect(score.records).toBe(loans.length);
    expect(score.correct).toBeLessThanOrEqual(score.bound);
    const knowing = scoreOf(trace, truth, { knownCustomers });
    say(scoreText(`the same, knowing ${knownCustomers} customers of each`, knowing));
    expect(knowing.correct).toBeLessThanOrEqual(knowing.bound);
  }, 400_000);

  it('have such lenders, too, where their gateways stand still for a period and more', async () => {
    const draw = drawFor(seed, 'lending while gateways stand still');
    const { customers, subjects } = before;
    const loans = drawLoans(draw, customers, alike);
    const stopped = new AbortController();
    const pausing = standStill(lending, draw, stopped.signal);
    const truth = await lend(lending, loans, subjects).finally(() => stopped.abort());
    await pausing;
    const { score } = await scored(truth);
    say(scoreText('gateways that stand still', score));
    expect(score.records).toBe(loans.length);
    expect(score.correct).toBeLessThanOrEqual(score.bound);
  }, 400_000);

  it('have lenders who are found more often where customers are verified when they borrow (told, not judged)', async () => {
    const draw = drawFor(seed, 'lending at once');
    const customers = drawCustomers(draw, manyCustomers, 100_000);
    const loans = drawLoans(draw, customers, alike);
    const truth = await lend(lending, loans);
    const { score } = await scored(truth);
    say(scoreText('customers verified when they borrow', score));
    expect(score.records).toBe(loans.length);
  }, 400_000);

  it('are named by the habits of their lenders, and not by mandates of one document for a whole book', async () => {
    const draw = drawFor(seed, 'lending by habit');
    const { customers, subjects } = before;
    const own = habits.filter((habit) => habit !== 'sides');
    const loans = drawLoans(draw, customers, { ...alike, reported: 1, habits: own });
    const truth = await lend(lending, loans, subjects);
    const { score, trace } = await scored(truth, { knownCustomers });
    say(scoreText('lenders with habits', score));
    expect(score.correct).toBeGreaterThan(score.bound);
    const byMandates = scoreOf(trace, truth, { knownCustomers, kinds: ['mandates'] });
    say(scoreText('by their mandates alone', byMandates));
    expect(byMandates.correct).toBeLessThanOrEqual(byMandates.bound);
  }, 600_000);

  /** What takes longer is said of others, and tried again. */
  async function verifiedInOnePeriod(): Promise<Before> {
    for (let attempt = 1; attempt <= 5; attempt++) {
      const customers = drawCustomers(drawFor(seed, 'customers', attempt), manyCustomers, attempt * 1_000);
      const subjects = await verifyLists(lending, customers);
      const ids = new Set(subjects.values());
      const times = await until(
        'all are attached',
        async () => {
          const { attachments } = await readTrace(lending);
          const own = attachments.filter(({ subjectId }) => ids.has(subjectId));
          return own.length >= ids.size && own.map(({ timeMs }) => Math.floor(timeMs / periodMs));
        },
        60_000,
      );
      if (new Set(times).size === 1) return { customers, subjects };
      say(`attempt ${attempt}: the lists took longer than a period`);
    }
    throw new Error('the lists never fitted into one period');
  }
});
