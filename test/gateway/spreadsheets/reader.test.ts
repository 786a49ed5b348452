/** The process that reads: it waits for slow readers, ends with those who wait for it, and fails as a refusal. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeHeading } from '../../../gateway/spreadsheets/columns';
import { planColumns as columns } from '../../../gateway/spreadsheets/plan-columns';
import { inspect, readRows, rejectedWorkbook, templateWorkbook } from '../../../gateway/spreadsheets/reader';
import type { RejectedRow, SheetRow } from '../../../gateway/spreadsheets/types';
import { within } from '../../run/pace';
import { loanCsvOf, loanRow } from '../imports/loans';
import { csv, csvOf, fields, grid, manyRows, rowsOf, verdict, xlsxOf } from './builders';
import { children, cpuTicks, isAlive, onLinux } from './children';

const many = { kind: 'plan' as const, bytes: csv(manyRows(20_000)), conditions: {} };
const few = { kind: 'plan' as const, bytes: csv([fields(), fields({ assetId: 'LN-2', score: '' })]), conditions: {} };

const timeZone = 'Asia/Shanghai';

async function collected(rows: AsyncIterable<SheetRow>): Promise<SheetRow[]> {
  const all: SheetRow[] = [];
  for await (const row of rows) all.push(row);
  return all;
}

describe('reading', () => {
  it('counts the rows, then gives them in order', async () => {
    expect(await inspect(many)).toMatchObject({ rows: 20_000, notes: [] });
    expect((await collected(readRows(many, { timeZone }))).map(({ row }) => row)).toEqual(
      Array.from({ length: 20_000 }, (_, i) => i + 2),
    );
  });

  it('gives what reading in this process gives', async () => {
    expect(await collected(readRows(few, { timeZone }))).toEqual(await rowsOf(few.bytes));
  });

  it('says that a book is one of the other kind', async () => {
    const bytes = Buffer.from(loanCsvOf([loanRow(1)]));

    expect(await verdict(inspect({ bytes, kind: 'plan', conditions: {} }))).toBe('OTHER_KIND {"found":"Loans 借款"}');
    expect(await verdict(inspect({ ...few, kind: 'credit-record' }))).toBe('OTHER_KIND {"found":"Plans 资产"}');
  });

  it('tells where the columns are', async () => {
    const { columns } = await inspect(few);

    expect(columns[1]).toEqual({ field: 'partyName', letters: 'B', heading: 'partyName' });
  });

  it('goes on after a row', async () => {
    expect((await collected(readRows(few, { timeZone, afterRow: 2 }))).map(({ row }) => row)).toEqual([3]);
  });

  it('waits for a slow reader without losing patience', async () => {
    const readingMs = within(3_000);
    let rows = 0;
    for await (const _ of readRows(many, { timeZone, readingMs })) {
      if (rows++ % 5_000 === 0) await sleep(readingMs / 3);
    }

    expect(rows).toBe(20_000);
  });
});

describe('the process', () => {
  onLinux('rests while its reader does', async () => {
    const rows = readRows({ bytes: csv(manyRows(40_000)), kind: 'plan', conditions: {} }, { timeZone });
    await rows.next();
    const [child = 0] = children();
    let [before, now] = [-1, cpuTicks(child)];
    for (let tries = 0; tries < 30 && before !== now; tries++) {
      await sleep(300);
      [before, now] = [now, cpuTicks(child)];
    }
    const [rests, alive] = [before === now, isAlive(child)];
    const rest = await collected(rows);

    expect({ rests, alive, rows: rest.length + 1 }).toEqual({ rests: true, alive: true, rows: 40_000 });
  });

  onLinux('is gone when nobody listens any more', async () => {
    for await (const _ of readRows(many, { timeZone })) break;

    expect(children()).toEqual([]);
  });

  onLinux('is gone when reading is given up, and the reader is told why', async () => {
    const giveUp = new AbortController();
    const reading = (async () => {
      for await (const { row } of readRows(many, { timeZone, signal: giveUp.signal }))
        if (row === 5) giveUp.abort(new Error('enough'));
    })();

    await expect(reading).rejects.toThrow('enough');
    expect(children()).toEqual([]);
  });

  it('is not started for what was given up before', async () => {
    await expect(inspect(few, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  });

  onLinux('does not outlive the one who started it', async () => {
    const reader = join(__dirname, '../../../dist/gateway/spreadsheets/reader.js');
    const script = `const { readRows } = require(${JSON.stringify(reader)});
      const bytes = Buffer.from(${JSON.stringify(csv(manyRows(10)).toString())} + 'LN-1,\\n'.repeat(40000));
      (async () => { for await (const _ of readRows({ bytes, kind: 'plan', conditions: {} }, { timeZone: 'UTC' })) { console.log('reading'); await new Promise(() => setInterval(() => {}, 1000)); } })();`;
    const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
    await new Promise((resolve) => parent.stdout.once('data', resolve));
    const [child = 0] = children(parent.pid);
    expect(isAlive(child)).toBe(true);

    parent.kill('SIGKILL');
    for (let tries = 0; tries < 100 && isAlive(child); tries++) await sleep(50);

    expect(isAlive(child)).toBe(false);
  });

  onLinux('shows nothing of what it reads to other processes of the machine', async () => {
    const rows = readRows(many, { timeZone });
    await rows.next();
    const [child = 0] = children();
    const shown = readFileSync(`/proc/${child}/cmdline`, 'utf8') + readFileSync(`/proc/${child}/environ`, 'utf8');
    await rows.return();

    expect(shown.replaceAll('\0', ' ').trim()).toMatch(
      /^\S+ --max-old-space-size=\d+ --max-semi-space-size=\d+ \S+child\.js$/,
    );
  });

  onLinux.each([
    ['SIGTERM', 'READING_FAILED'],
    ['SIGKILL', 'READING_OUT_OF_MEMORY'],
  ] as const)('that others end by %s is a refusal', async (signal, expected) => {
    const rows = readRows(many, { timeZone });
    await rows.next();
    for (const child of children()) process.kill(child, signal);

    expect(await verdict(collected(rows))).toBe(expected);
  });

  it('that takes too long is a refusal', async () => {
    expect(await verdict(inspect(many, { readingMs: 5 }))).toBe('READING_TOO_LONG');
  });

  it('that takes too much memory is a refusal', async () => {
    const wide = grid([fields()])[0] ?? [];
    const bytes = await xlsxOf([wide, ...Array.from({ length: 30_000 }, (_, i) => [`LN-${i}`])]);

    expect(await verdict(collected(readRows({ bytes, kind: 'plan', conditions: {} }, { timeZone, heapMb: 8 })))).toBe(
      'READING_OUT_OF_MEMORY',
    );
  });
});

describe('the rows that were rejected', () => {
  const book = (rejected: readonly RejectedRow[], bytes: Buffer) =>
    rejectedWorkbook({ bytes, kind: 'plan', conditions: {} }, rejected);
  const second: RejectedRow = { row: 3, reasons: ['score: is missing', 'second reason'] };

  it('come back as they were, with a last column of reasons', async () => {
    const { readSheet } = await import('read-excel-file/node');
    const [headings = [], , row = []] = grid([fields(), fields({ assetId: 'LN-2', score: '' })]);

    expect(await readSheet(await book([second], few.bytes))).toEqual([
      [...headings, 'reasons 拒绝原因'],
      [...row.map((value) => (value === '' ? null : value)), 'score: is missing\nsecond reason'],
    ]);
  });

  it('are rejected again for the same reasons, and no others', async () => {
    const again = await rowsOf(await book([second], few.bytes));

    expect(again).toEqual([{ row: 2, errors: [{ column: 'score', reason: 'is missing / 未填写' }] }]);
  });

  it('are accepted once they are right, reasons or not, and stay texts that look like formulas', async () => {
    const formula = '=HYPERLINK("https://a.example","x")';
    const bytes = await book([{ row: 2, reasons: ['refused by the ledger'] }], csv([fields({ partyName: formula })]));
    const twice = await book([{ row: 2, reasons: ['again'] }], bytes);

    expect(await rowsOf(twice)).toMatchObject([{ item: { borrowerPerson: { partyName: formula } } }]);
  });

  it('keep their numbers and days', async () => {
    const [headings = [], values = []] = grid([fields()]);
    const row = values.map((value, index) => (headings[index] === 'startTime' ? 44377 : value));
    const upload = await xlsxOf([headings, row], '<workbookPr date1904="1"/>');

    expect(await rowsOf(await book([{ row: 2, reasons: [] }], upload))).toEqual(await rowsOf(upload));
  });

  it('keep cells without a heading, behind the reasons', async () => {
    const [headings = [], values = []] = grid([fields()]);
    const upload = await xlsxOf([headings, [...values, 'more']]);

    expect(await rowsOf(await book([{ row: 2, reasons: ['x'] }], upload))).toMatchObject([
      { errors: [{ column: 'R' }] },
    ]);
  });

  it('give the same bytes each time', async () => {
    expect((await book([second], few.bytes)).equals(await book([second], few.bytes))).toBe(true);
  });

  it('of a file that is refused are refused', async () => {
    await expect(book([second], Buffer.from('%PDF-'))).rejects.toMatchObject({ code: 'FILE_TYPE_NOT_SUPPORTED' });
  });
});

describe('the template', () => {
  it('holds headings alone: uploaded as it is, it has no rows', async () => {
    expect(await verdict(inspect({ bytes: await templateWorkbook('plan'), kind: 'plan', conditions: {} }))).toBe(
      'NO_ROWS',
    );
  });

  it('explains every column on its second sheet', async () => {
    const { default: readXlsxFile } = await import('read-excel-file/node');
    const [plans, explained] = await readXlsxFile(await templateWorkbook('plan'));

    expect(explained?.data.slice(1).map(([field, chinese]) => `${field} ${String(chinese).split(' / ')[0]}`)).toEqual(
      plans?.data[0],
    );
    expect(explained?.data.flat().every((cell) => cell !== null)).toBe(true);
  });

  it('gives examples that are right themselves', async () => {
    const bytes = csvOf([columns.map(makeHeading), columns.map(({ example }) => example)]);

    expect(await rowsOf(bytes)).toEqual([{ row: 2, item: expect.anything() }]);
  });
});
