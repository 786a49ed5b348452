/** When loans fall due: exact to the millisecond for who has the vault, and nowhere in SQL before it has come. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'libsql';
import { searchFor } from '../../stories/canaries';
import {
  by,
  harbour,
  type Institution,
  keystone,
  loan,
  messageFor,
  type Person,
  removeAll,
  signed,
  World,
} from './world';

let world: World;
let here: Institution;
let borrower: Person;
let directory: string;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tallystick-due-'));
  let stores = 0;
  const place = async () => ({ file: join(directory, String(stores++), 'store.db') });
  world = await World.begin([harbour], {}, place);
  here = world.of(harbour);
  borrower = await world.person('borrower');
});
afterEach(async () => {
  await world.end();
  rmSync(directory, { recursive: true, force: true });
});
afterAll(removeAll);

const inMs = (ms: number) => new Date(world.now() + ms).toISOString();
const inDays = (days: number) => inMs(days * 86_400_000);

async function effective(maturityTime: string, changes: object = {}): Promise<string> {
  const recordId = await signed(here, loan(world, borrower, { maturityTime, ...changes }), { borrower });
  await world.turn();
  return recordId;
}

async function extend(recordId: string, newMaturityTime: string): Promise<void> {
  const request = { outcome: 'EXTENDED', level: 'PUBLIC', priceFen: 0, newMaturityTime } as const;
  const { view } = await here.credit.giveFeedback(recordId, request);
  const message = messageFor('BORROWER', view.toSign);
  await here.credit.sign(recordId, { role: 'BORROWER', feedback: view.number, ...by(borrower, message) });
}

/** After the job that finds what has matured. */
async function listed(due: boolean): Promise<readonly string[]> {
  await here.fallDue();
  return (await here.credit.list({ due }, { limit: 10 })).items.map(({ recordId }) => recordId);
}

const prompted = async () => (await here.credit.prompts({ limit: 10 })).items.map(({ maturityTime }) => maturityTime);

/** One step of what prompts by itself. */
async function prompt(): Promise<void> {
  await here.fallDue();
  await here.store.records.prompt(inMs(0), 10);
}

describe("a gateway's database", () => {
  /** Files of the lender's store that hold the day of a time in any form. */
  const holds = (...times: readonly string[]) =>
    searchFor(
      times.flatMap((time) => [time.slice(0, 10), String(Date.parse(time)), String(Date.parse(time) / 1_000)]),
      join(directory, '1'),
    ).found;

  it('holds no day on which a loan falls due before it has come, neither its first nor a later one', async () => {
    const maturityTime = inMs(90 * 86_400_000 + 12_345);
    const recordId = await effective(maturityTime);
    await here.fallDue();
    expect(holds(maturityTime)).toEqual([]);

    await world.passTo(maturityTime);
    await prompt();
    expect(await prompted()).toEqual([maturityTime]);
    // The search finds what is there.
    expect(holds(maturityTime)).not.toEqual([]);

    const next = inDays(200);
    await extend(recordId, next);
    await world.turn();
    expect(await prompted()).toEqual([]);
    expect((await here.credit.read(recordId)).dueTime).toBe(next);
    expect(holds(next)).toEqual([]);
    await world.passTo(next);
    await prompt();
    expect(await prompted()).toEqual([next]);
  });

  it('does not tell a loan that was extended from one that has ended', async () => {
    const extended = await effective(inDays(1));
    const ended = await effective(inDays(2), { amountRmb: 20_000 });
    await world.passTo(inDays(2));
    await extend(extended, inDays(30));
    await here.credit.giveFeedback(ended, { outcome: 'PERFORMED', level: 'PAID', priceFen: 500 });
    await world.turn();
    expect((await here.credit.read(extended)).dueTime).toBeDefined();
    expect((await here.credit.read(ended)).dueTime).toBeUndefined();

    const database = new Sqlite(join(directory, '1', 'store.db'));
    const formOf = (table: string, key: string) => {
      const rows = database.prepare(`select * from ${table} where record_id = ?`).all(key) as Record<string, unknown>[];
      return rows.map((row) => Object.entries(row).map(([name, value]) => [name, typeof value, String(value).length]));
    };
    for (const table of ['credit_records', 'credit_feedbacks']) {
      expect(formOf(table, extended)).toHaveLength(1);
      expect(formOf(table, ended)).toEqual(formOf(table, extended));
    }
    database.close();
  });

  it('names no borrower of a draft', async () => {
    await here.credit.file(loan(world, borrower));
    const database = new Sqlite(join(directory, '1', 'store.db'));
    const rows = JSON.stringify(database.prepare('select * from credit_records').all());
    database.close();
    expect(rows).not.toContain(borrower.subjectId);
    expect((await here.credit.list({ subjectId: borrower.subjectId }, { limit: 10 })).items).toHaveLength(1);
  });
});

describe('a loan', () => {
  it('is due from the millisecond of its maturity on, and not before', async () => {
    const maturityTime = inMs(86_400_000 + 12_345);
    const recordId = await effective(maturityTime);
    expect([await listed(true), await listed(false)]).toEqual([[], [recordId]]);
    await world.passTo(new Date(Date.parse(maturityTime) - 1).toISOString());
    expect([await listed(true), await listed(false)]).toEqual([[], [recordId]]);
    await world.passTo(maturityTime);
    expect([await listed(true), await listed(false)]).toEqual([[recordId], []]);
  });

  it('is due that matured while the gateway stood still, however long', async () => {
    const recordId = await effective(inDays(1));
    await world.passTo(inDays(400));
    expect(await listed(true)).toEqual([recordId]);
  });

  it('is due that had matured long before it was filed', async () => {
    const recordId = await effective(inDays(-900), { startTime: inDays(-1_000) });
    expect(await listed(true)).toEqual([recordId]);
  });

  it('is due within an hour whose extension is recorded long after the new maturity', async () => {
    const recordId = await effective(inDays(1));
    await world.passTo(inDays(1));
    await extend(recordId, inDays(1));
    expect(await listed(true)).toEqual([recordId]);
    await world.passTo(inDays(60));
    await here.fallDue();
    await world.of(keystone).post();
    await world.turn();
    await world.turn();
    expect((await here.credit.read(recordId)).feedbacks).toMatchObject([{ status: 'RECORDED' }]);
    await world.passTo(inMs(3_600_000));
    expect(await listed(true)).toEqual([recordId]);
  });

  it('is prompted for once for each maturity, whoever asks meanwhile', async () => {
    const maturityTime = inDays(1);
    await effective(maturityTime);
    await world.passTo(maturityTime);
    await Promise.all([listed(true), listed(true), prompt(), prompt()]);
    expect(await prompted()).toEqual([maturityTime]);
  });
});
