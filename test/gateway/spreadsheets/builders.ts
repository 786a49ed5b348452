/** Rows of plans with defaults, and files of them: as text, as a workbook, as the parts of a workbook. */
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import type { Conditions } from '../../../gateway/api/plan-conditions';
import { FileRefused } from '../../../gateway/spreadsheets/file-refused';
import { planColumns as columns } from '../../../gateway/spreadsheets/plan-columns';
import { planSpreadsheet } from '../../../gateway/spreadsheets/plan-spreadsheet';
import { readSpreadsheetRows } from '../../../gateway/spreadsheets/rows';
import { openTable } from '../../../gateway/spreadsheets/table';
import type { SheetRow } from '../../../gateway/spreadsheets/types';

export type Fields = Readonly<Record<string, string | undefined>>;

/** GB 11643 numbers of nobody: the check character follows from the rest. */
export function identityNumber(sequence = 1): string {
  const birth = new Date(Date.UTC(1960, 0, 1 + (sequence % 15_000)));
  const body = `110101${birth.toISOString().slice(0, 10).replaceAll('-', '')}${String(sequence % 1000).padStart(3, '0')}`;
  const sum = [...body].reduce((total, digit, index) => total + Number(digit) * (2 ** (17 - index) % 11), 0);
  return body + '10X98765432'.charAt(sum % 11);
}

/** Everything that a row without a car must hold. */
export function fields(overrides: Fields = {}): Fields {
  return {
    assetId: 'LN-1',
    partyName: '张三',
    loanIdent: identityNumber(),
    loanMobile: '13800000001',
    amountRmb: '300000',
    loanKind: 'CASH',
    score: 'A+',
    loanLimitRmb: '500000',
    shareLimitRmb: '200000',
    sharedLimitRmb: '100000',
    minBps: '1800',
    maxBps: '2000',
    tokenRateFen: '100',
    participantCount: '3',
    startTime: '2025-07-01 09:00',
    endTime: '2027-07-08 18:00',
    ...overrides,
  };
}

export const car: Fields = {
  licensePlateNumber: '京A00001',
  engineNumber: 'E1',
  mileageKm: '42000',
  timeToBuy: '2021-06-30',
};

export function manyRows(count: number): Fields[] {
  return Array.from({ length: count }, (_, index) =>
    fields({ assetId: `LN-${index}`, loanIdent: identityNumber(index), partyName: `张三${index}`, ...car }),
  );
}

/** Headings are the fields that any row has, in the table's order; then all other names. */
export function grid(rows: readonly Fields[]): string[][] {
  const used = new Set(rows.flatMap((row) => Object.keys(row).filter((name) => row[name] !== undefined)));
  const known = columns.map(({ field }) => field).filter((field) => used.delete(field));
  const headings = [...known, ...used];
  return [headings, ...rows.map((row) => headings.map((heading) => row[heading] ?? ''))];
}

export function csv(rows: readonly Fields[], delimiter = ','): Buffer {
  return csvOf(grid(rows), delimiter);
}

export function csvOf(cells: readonly (readonly string[])[], delimiter = ','): Buffer {
  const quoted = (text: string) => (/[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return Buffer.from(cells.map((row) => `${row.map(quoted).join(delimiter)}\r\n`).join(''));
}

/** A cell's XML; a number stands as a number. */
export function cellXml(value: string | number): string {
  if (typeof value === 'number') return `<c><v>${value}</v></c>`;
  return `<c t="inlineStr"><is><t>${escaped(value)}</t></is></c>`;
}

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

export function rowXml(cells: readonly (string | number)[]): string {
  return `<row>${cells.map(cellXml).join('')}</row>`;
}

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packaged = 'http://schemas.openxmlformats.org/package/2006';

export const goodSheet = sheetXml(grid([fields()]).map(rowXml).join(''));

export function sheetXml(rows: string): string {
  return `<worksheet xmlns="${main}"><sheetData>${rows}</sheetData></worksheet>`;
}

export function relationshipsXml(items: string): string {
  return `<Relationships xmlns="${packaged}/relationships">${items}</Relationships>`;
}

export function relationshipXml(id: string, type: string, target: string, more = ''): string {
  return `<Relationship Id="${id}" Type="${relations}/${type}" Target="${target}"${more}/>`;
}

export type Parts = Readonly<Record<string, string | Buffer | undefined>>;

/** The parts of a small workbook; `undefined` leaves one out. */
export function parts(overrides: Parts = {}): Parts {
  return {
    '[Content_Types].xml': `<Types xmlns="${packaged}/content-types"/>`,
    '_rels/.rels': relationshipsXml(relationshipXml('r1', 'officeDocument', 'xl/workbook.xml')),
    'xl/workbook.xml': bookXml(),
    'xl/_rels/workbook.xml.rels': relationshipsXml(relationshipXml('r1', 'worksheet', 'worksheets/sheet1.xml')),
    'xl/worksheets/sheet1.xml': goodSheet,
    ...overrides,
  };
}

export function bookXml(sheets = '<sheet name="A" sheetId="1" r:id="r1"/>', properties = ''): string {
  return `<workbook xmlns="${main}" xmlns:r="${relations}">${properties}<sheets>${sheets}</sheets></workbook>`;
}

export async function zipOf(entries: Parts | readonly (readonly [string, string | Buffer])[], compress = true) {
  const zip = new ZipFile();
  for (const [name, content] of Array.isArray(entries) ? entries : Object.entries(entries)) {
    if (content !== undefined) zip.addBuffer(Buffer.from(content), name, { mtime: new Date(2020, 0, 1), compress });
  }
  zip.end();
  return buffer(zip.outputStream);
}

export function xlsx(overrides: Parts = {}): Promise<Buffer> {
  return zipOf(parts(overrides));
}

/** A workbook with these cells; headings first. */
export function xlsxOf(rows: readonly (readonly (string | number)[])[], properties = ''): Promise<Buffer> {
  return xlsx({
    'xl/workbook.xml': bookXml(undefined, properties),
    'xl/worksheets/sheet1.xml': sheetXml(rows.map(rowXml).join('')),
  });
}

/** The rows, read in this process. */
export async function rowsOf(bytes: Buffer, conditions: Conditions = {}, afterRow = 1): Promise<SheetRow[]> {
  const rows: SheetRow[] = [];
  const wanted = { conditions, afterRow, timeZone: 'Asia/Shanghai' } as const;
  for await (const batch of readSpreadsheetRows(
    planSpreadsheet,
    await openTable(bytes, planSpreadsheet.columns),
    wanted,
  ))
    rows.push(...batch);
  return rows;
}

/** Of the first row, by column, in English. */
export async function errorsOf(bytes: Buffer, conditions: Conditions = {}): Promise<Record<string, string>> {
  const [row] = await rowsOf(bytes, conditions);
  if (row === undefined || !('errors' in row)) return {};
  return Object.fromEntries(row.errors.map(({ column, reason }) => [column, english(reason)]));
}

/** The English half of what is told in both languages. */
export function english(reason: string): string {
  const [words = '', chinese = ''] = reason.split(/ \/ (?=[^/]*[\u4e00-\u9fff][^/]*$)/);
  expect(chinese).toMatch(/[\u4e00-\u9fff]/);
  return words;
}

/** How a whole file is refused, as `CODE` or `CODE {detail}`; else how many rows there are. */
export async function verdict(reading: Promise<{ readonly rows: number } | readonly unknown[]>): Promise<string> {
  try {
    const read = await reading;
    return `${'rows' in read ? read.rows : read.length} rows`;
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
    return `${error.code} ${JSON.stringify(error.detail)}`.replace(/ \{\}$/, '');
  }
}
