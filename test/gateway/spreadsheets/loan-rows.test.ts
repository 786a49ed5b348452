/** Rows to loans: where values go, what conditions stand in for, and every error of a row. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loanConditionsForm } from '../../../gateway/api/loan-form';
import { makeHeading } from '../../../gateway/spreadsheets/columns';
import { loanColumns } from '../../../gateway/spreadsheets/loan-columns';
import { loanSpreadsheet } from '../../../gateway/spreadsheets/loan-spreadsheet';
import { readSpreadsheetRows } from '../../../gateway/spreadsheets/rows';
import { openTable } from '../../../gateway/spreadsheets/table';
import { loanConditions, loanCsvOf, loanDefects, loanRow } from '../imports/loans';
import { citizenNumber, evidenceSha256 } from '../subjects/people';
import { csvOf, verdict } from './builders';

async function rowsOf(csv: string | Buffer, conditions: object = loanConditions, afterRow = 1) {
  const rows = [];
  const table = await openTable(Buffer.from(csv), loanSpreadsheet.columns);
  const wanted = { conditions, afterRow, timeZone: 'Asia/Shanghai' } as const;
  for await (const batch of readSpreadsheetRows(loanSpreadsheet, table, wanted)) rows.push(...batch);
  return rows;
}

async function errorsOf(changes: Parameters<typeof loanRow>[1], conditions: object = loanConditions) {
  const [row] = await rowsOf(loanCsvOf([loanRow(1, changes)]), conditions);
  return row !== undefined && 'errors' in row ? row.errors : [];
}

describe('a row of loans', () => {
  it('becomes a borrower and the terms, with what the conditions say for all', async () => {
    expect(await rowsOf(loanCsvOf([loanRow(1)]))).toEqual([
      {
        row: 2,
        item: {
          ...loanConditions,
          identityKind: 'ID_CARD',
          identityNumber: citizenNumber(1),
          name: '某人1',
          evidenceSha256,
          amountRmb: 150_000,
          rateBps: 1_500,
          startTime: '2025-06-30T16:00:00.000Z',
          maturityTime: '2036-07-01T15:59:59.999Z',
        },
        warnings: [{ code: 'DAY_ENDS', detail: { field: 'maturityTime 到期时间' } }],
      },
    ]);
  });

  it('understands every example under its English and Chinese headings', async () => {
    const examples = loanColumns.map(({ example }) => example);
    for (const headings of [loanColumns.map(makeHeading), loanColumns.map(({ chinese }) => chinese.at(-1) ?? '')]) {
      expect(await rowsOf(csvOf([headings, examples]), {})).toMatchObject([{ item: { amountRmb: 300_000 } }]);
    }
  });

  it.each(loanDefects)('is refused with %o', async (changes, column, reason) => {
    const errors = await errorsOf(changes);

    expect(errors.map((error) => error.column)).toEqual([column]);
    expect(errors[0]?.reason).toMatch(reason);
  });

  it('tells of everything that is wrong, and repeats nothing of it', async () => {
    const number = '110101199003074515';
    const errors = await errorsOf({ identityNumber: number, name: 'n'.repeat(257), amountRmb: '0', filingId: 'xyz' });

    expect(errors.map(({ column }) => column).sort()).toEqual(['amountRmb', 'filingId', 'identityNumber', 'name']);
    expect(JSON.stringify(errors)).not.toContain(number);
  });

  it.each([
    ['a person borrows what an enterprise would', { relationKind: 'B2B' }, /B2C lends to a person/],
    ['a person lends', { relationKind: 'C2C' }, /is none of B2C/],
  ])('is refused where %s', async (_title, changes, reason) => {
    expect(await errorsOf(changes)).toEqual([{ column: 'relationKind', reason: expect.stringMatching(reason) }]);
  });

  it('misses what neither it nor the conditions say', async () => {
    const { mandateSha256: _left, ...conditions } = loanConditions;

    expect(await errorsOf({}, conditions)).toEqual([
      {
        column: 'mandateSha256',
        reason: expect.stringMatching(/^is neither in the row nor in the conditions of the file/),
      },
    ]);
  });

  it('stands once in a file, wherever the reading begins; an identifier of its own makes it another', async () => {
    const twice = [loanRow(1), loanRow(2), loanRow(1), loanRow(1, { filingId: 'ab'.repeat(16) })];

    expect(await rowsOf(loanCsvOf(twice), loanConditions, 3)).toMatchObject([
      {
        row: 4,
        errors: [{ column: 'filingId', reason: expect.stringMatching(/^makes the same loan as row 2; delete/) }],
      },
      { row: 5, item: { filingId: 'ab'.repeat(16) } },
    ]);
  });

  it('is none of a plan: its headings are others', async () => {
    const csv = loanCsvOf([{ ...loanRow(1), tokenRateFen: '1' }]);
    expect(await verdict(rowsOf(csv))).toMatch(/^HEADINGS_UNKNOWN .*"heading":"tokenRateFen"/);
  });
});

describe('conditions of loans', () => {
  it('hold nothing of one borrower', () => {
    expect(loanConditionsForm.safeParse(loanConditions).success).toBe(true);
    expect(loanConditionsForm.safeParse({ identityNumber: citizenNumber(1) }).success).toBe(false);
    expect(loanConditionsForm.safeParse({ relationKind: 'C2C' }).success).toBe(false);
  });
});

describe('the README', () => {
  const readme = readFileSync(join(__dirname, '../../../gateway/spreadsheets/README.md'), 'utf8');
  const table = readme.slice(readme.indexOf('## Columns of loans')).split('\n');

  it.each(loanColumns)('lists the column $field of loans with its other headings', ({ field, chinese, need }) => {
    const row = table.find((line) => line.startsWith(`| \`${field}\` |`));

    expect(row).toContain(`| ${chinese.join(', ')} |`);
    expect(row).toContain(`| ${need} |`);
  });
});

it.each([
  ['a lone surrogate', { approvalReference: '\ud800x' }],
  ['a control character', { approvalReference: 'board\u0000' }],
  ['a time out of range', { startTime: '9999-12-31T23:59:59-08:00' }],
  ['a time before all', { maturityTime: '0000-01-01T00:00:00+08:00' }],
])('conditions with %s are refused at the door', (_what, conditions) => {
  expect(loanConditionsForm.safeParse(conditions).success).toBe(false);
});

it('conditions are spelt once, so that a second upload says the same', () => {
  expect(loanConditionsForm.parse({ approvalReference: ' Jose\u0301 7' })).toEqual({
    approvalReference: 'Jos\u00e9 7',
  });
});
