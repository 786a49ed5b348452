/** The file's first sheet as a table: recognised by its first bytes, headings understood, rows counted. */
import { isBlankRow, type RawRow, type Sheet } from './cells';
import type { Column } from './columns';
import { readCsv } from './csv';
import { refuseFile } from './file-refusals';
import { type Headings, readHeadings } from './headings';
import { maxFileBytes, maxRows } from './limits';
import { readWorkbook } from './workbook';

export interface Table {
  readonly headingRow: RawRow;
  readonly headings: Headings;
  readonly date1904: boolean;
  /** The rows below the headings that hold anything, in batches; to be read once. */
  readonly batches: AsyncIterable<readonly RawRow[]>;
}

/** The headings are the first row that holds anything. */
export async function openTable(bytes: Buffer, columns: readonly Column[]): Promise<Table> {
  const { batches, date1904 } = await openSheet(bytes);
  const iterator = filledRows(batches)[Symbol.asyncIterator]();
  const { value: first } = await iterator.next();
  const [headingRow, ...rest] = first ?? refuseFile('NO_ROWS');
  if (headingRow === undefined) refuseFile('NO_ROWS');
  return { headingRow, headings: readHeadings(headingRow.cells, columns), date1904, batches: counted(rest, iterator) };
}

async function openSheet(bytes: Buffer): Promise<Sheet> {
  if (bytes.length > maxFileBytes) refuseFile('FILE_TOO_LARGE');
  const start = bytes.toString('latin1', 0, 8);
  if (start.startsWith('PK\x03\x04')) return readWorkbook(bytes);
  if (start === '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1') refuseCompound(bytes);
  return readCsv(bytes);
}

/** The container of workbooks before 2007, and of workbooks with a password since. */
function refuseCompound(bytes: Buffer): never {
  if (bytes.includes(Buffer.from('EncryptedPackage', 'utf16le'))) refuseFile('FILE_ENCRYPTED');
  return refuseFile('FILE_TYPE_NOT_SUPPORTED', { found: 'xls' });
}

async function* filledRows(batches: Sheet['batches']): AsyncGenerator<RawRow[], undefined> {
  for await (const batch of batches) {
    const filled = batch.filter((row) => !isBlankRow(row));
    if (filled.length > 0) yield filled;
  }
}

async function* counted(first: readonly RawRow[], others: AsyncGenerator<RawRow[], undefined>) {
  let rows = 0;
  for (let batch: readonly RawRow[] | undefined = first; batch !== undefined; batch = (await others.next()).value) {
    rows += batch.length;
    if (rows > maxRows) refuseFile('TOO_MANY_ROWS');
    yield batch;
  }
  if (rows === 0) refuseFile('NO_ROWS');
}
