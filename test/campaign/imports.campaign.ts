/** A loan book of 10,000 rows, 300 of them bad, with a kill -9 in the middle: counted and told of as if nothing had happened. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  importSeen,
  type LoanBook,
  loanBook,
  readableAt,
  rejectedBook,
  untilEnded,
  upload,
} from '../stories/loan-book';
import { beginMs, beginStory, ledgerVictims, type Story, until } from '../stories/running';

const firstSeed = Number(process.env.CAMPAIGN_SEED ?? Math.floor(Math.random() * 1e6));
const rounds = Number(process.env.CAMPAIGN_ROUNDS ?? 20);
const rows = 10_000;
const bad = 300;
/** The importing gateway every other time. */
const victims = ledgerVictims.flatMap((victim) => ['gateway-harbour', victim]);

let story: Story;

beforeAll(async () => {
  story = await beginStory();
}, beginMs);

afterAll(() => story?.end(), 30_000);

describe('a loan book of 10,000 rows', () => {
  it.each(Array.from({ length: rounds }, (_, round) => [firstSeed + round, victims[round % victims.length] ?? '']))(
    'is imported whole (seed %i, kill -9 of %s)',
    async (seed, victim) => {
      const prefix = `book${seed}`;
      const book = await loanBook(prefix, { rows, bad });
      const importId = await upload(story, 'harbour', book.bytes);
      await killInside(importId, victim, fractionOf(seed));
      await expectWhole(importId, book, `${prefix}-`);
    },
    300_000,
  );
});

/** Once so large a part of the rows is done, and a moment more. */
async function killInside(importId: string, victim: string, fraction: number): Promise<void> {
  const harbour = story.client('harbour');
  await until(
    'the import has come so far',
    async () => {
      const seen = await importSeen(harbour, importId);
      return seen !== undefined && seen.accepted + seen.rejected >= rows * fraction;
    },
    120_000,
  );
  await sleep(fraction * 500);
  const pid = story.alliance.describe().processes[victim];
  if (pid === undefined) throw new Error(`no process is named ${victim}`);
  process.kill(pid, 'SIGKILL');
}

async function expectWhole(importId: string, { goodIds, bad: expected }: LoanBook, prefix: string): Promise<void> {
  const { readSheet } = await import('read-excel-file/node');
  const seen = await untilEnded(story.client('harbour'), importId, 240_000);
  const { status, accepted, rejected, unchanged } = seen;
  expect({ status, accepted, rejected, unchanged }).toEqual({
    status: 'DONE',
    accepted: rows - bad,
    rejected: bad,
    unchanged: 0,
  });
  expect(seen.errors.map(({ row, column }) => [row, column])).toEqual(
    [...expected].map(([row, { column }]) => [row, column]),
  );
  for (const { row, reason } of seen.errors) expect(reason).toMatch(expected.get(row)?.reason ?? /$^/);
  expect(await readSheet(await rejectedBook(story, 'harbour', importId))).toHaveLength(1 + bad);
  const listed = await until(
    'Meadow lists them',
    async () => {
      const found = await readableAt(story.client('meadow'), 'HarbourMSP', prefix).catch(() => []);
      return found.length >= goodIds.length && found;
    },
    60_000,
  );
  expect([...listed].sort()).toEqual([...goodIds].sort());
}

/** Between 0 and 0.9, another for each seed. */
function fractionOf(seed: number): number {
  return ((seed * 0.618_034) % 1) * 0.9;
}
