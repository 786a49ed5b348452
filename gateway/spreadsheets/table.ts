/** The sheet of a file that holds the rows, as a table: recognised by its first bytes, headings understood, rows counted. */
import { cellName, cellText, columnLetters, type RawRow, type Sheet } from './cells';
import { type Column, makeHeading, type PlacedColumn } from './columns';
import { readCsv } from './csv';
import { refuseFile } from './file-refused';
import { isFooter, isRepeatedHeading, newOtherHeadingCheck } from './footers';
import { readUnitRow } from './heading-row';
import { findMeasure } from './heading-units';
import { exponentOfHeading, type HeadingPlace, type Headings, readHeadings } from './headings';
import { maxFileBytes, maxRows } from './limits';
import { newMergeCheck } from './merges';
import { Notes } from './notes';
import { chooseSheet, type OpenedSheet, placedIn, shownName } from './sheets';
import { addStatedUnits, isUnitLine, refuseUnitsBelow } from './stated-units';
import { documentedUnits } from './units';
import { readWorkbook } from './workbook';

export interface Table {
  readonly headingRow: RawRow;
  readonly headings: Headings;
  readonly date1904: boolean;
  /** The rows below the headings that are entries, in batches; to be read once. */
  readonly batches: AsyncIterable<readonly RawRow[]>;
  /** Complete once all rows are read. */
  readonly notes: Notes;
}

/** The headings are the row, among the first ten that hold anything, which names the most columns. */
export async function openTable(bytes: Buffer, columns: readonly Column[]): Promise<Table> {
  const notes = new Notes();
  const opened = (await chooseSheet(openSheets(bytes), columns, notes)) ?? refuseFile('NO_ROWS');
  const { sheet, first, heading } = opened;
  const name = sheet.name === '' ? {} : { sheet: shownName(sheet.name) };
  if (heading === undefined) refuseHeadings(sheet, { ...name, row: first[0]?.row ?? 1 }, columns);
  const headingRow = first[heading.index] ?? refuseFile('NO_ROWS');
  const place = { ...name, row: headingRow.row };
  const own = readHeadings(headingRow.cells, columns, place);
  if (sheet.isDoubtful === true && !hasChinese(headingRow)) refuseFile('ENCODING_NOT_SUPPORTED');
  const above = first.slice(0, heading.index);
  const stated = addStatedUnits(own, above, above.length === 0 ? [] : await sheet.merges(), place);
  const below = first[heading.index + 1];
  const unitRow = below === undefined ? undefined : readUnitRow(stated, below);
  if (below !== undefined && unitRow !== undefined) notes.add('ROWS_SKIPPED', {}, below.row);
  const headings = unitRow ?? stated;
  noteHeadings(notes, place, headings, opened, headingRow);
  const from = heading.index + (unitRow === undefined ? 1 : 2);
  const batches = placed(
    sheet.name,
    entries({ ...opened, first: first.slice(from) }, { headings, headingRow, columns, notes }),
  );
  return { headingRow, headings, date1904: sheet.date1904, batches, notes };
}

export function placedColumns({ headings, headingRow }: Table): readonly PlacedColumn[] {
  return headings.flatMap((heading, index) => {
    if (typeof heading !== 'object') return [];
    return { field: heading.column.field, letters: columnLetters(index), heading: headingText(headingRow, index) };
  });
}

function headingText({ cells }: RawRow, index: number): string {
  return cellText(cells[index]).replace(/\s+/g, ' ').slice(0, 40);
}

/** A row whose known headings are Chinese was read in the right encoding. */
function hasChinese({ cells }: RawRow): boolean {
  return cells.some((cell) => /[\u4e00-\u9fff]/.test(cellText(cell)));
}

/** Nothing of the row is repeated: where somebody left out the headings, it is about a person. */
function refuseHeadings({ isDoubtful }: Sheet, place: HeadingPlace, columns: readonly Column[]): never {
  if (isDoubtful === true) refuseFile('ENCODING_NOT_SUPPORTED');
  return refuseFile('HEADINGS_UNKNOWN', { ...place, known: columns.map(makeHeading).join(', ') });
}

async function* openSheets(bytes: Buffer): AsyncGenerator<Sheet, void> {
  if (bytes.length > maxFileBytes) refuseFile('FILE_TOO_LARGE');
  const start = bytes.toString('latin1', 0, 8);
  if (start.startsWith('PK\x03\x04')) return yield* readWorkbook(bytes);
  if (start === '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1') refuseCompound(bytes);
  yield readCsv(bytes);
}

/** The container of workbooks before 2007, and of workbooks with a password since. */
function refuseCompound(bytes: Buffer): never {
  if (bytes.includes(Buffer.from('EncryptedPackage', 'utf16le'))) refuseFile('FILE_ENCRYPTED');
  return refuseFile('FILE_TYPE_NOT_SUPPORTED', { found: 'xls' });
}

function noteHeadings(
  notes: Notes,
  { sheet, row }: HeadingPlace,
  headings: Headings,
  opened: OpenedSheet,
  headingRow: RawRow,
): void {
  if (opened.sheet.isGb18030 === true) notes.add('ENCODING_READ');
  if (sheet !== undefined) notes.add('SHEET_READ', { sheet, row });
  headings.forEach((heading, index) => {
    const column = columnLetters(index);
    const written = headingText(headingRow, index);
    if (heading === 'ignored') notes.add('COLUMN_IGNORED', { column, heading: written });
    if (typeof heading !== 'object') return;
    const field = makeHeading(heading.column);
    const [measure, exponent] = [findMeasure(heading.column), exponentOfHeading(heading)];
    if (measure !== undefined && exponent !== 0) {
      const factor = exponent > 0 ? `× ${10 ** exponent}` : `÷ ${10 ** -exponent}`;
      const documented = documentedUnits[measure];
      notes.add('UNIT_CONVERTED', {
        column,
        heading: written,
        field,
        unit: heading.unit ?? '',
        factor,
        documented,
      });
    }
    if (opened.sheet.hiddenColumns.has(index)) notes.add('COLUMN_HIDDEN', { column, field });
  });
}

async function* placed<T>(sheet: string, reading: AsyncIterable<T>): AsyncGenerator<T, void> {
  try {
    yield* reading;
  } catch (error) {
    throw placedIn(sheet, error);
  }
}

interface Entries {
  readonly headings: Headings;
  readonly headingRow: RawRow;
  readonly columns: readonly Column[];
  readonly notes: Notes;
}

async function* entries(
  { sheet, first, rest }: OpenedSheet,
  { headings, headingRow, columns, notes }: Entries,
): AsyncGenerator<readonly RawRow[], void> {
  const isRead = (column: number) => typeof headings[column] === 'object';
  refuseFormulas(headingRow, headings);
  const checkMerges = newMergeCheck(await sheet.merges(), headingRow.row, isRead);
  const isOtherHeading = newOtherHeadingCheck(headings, columns);
  let rows = 0;
  for (let batch: readonly RawRow[] | undefined = first; batch !== undefined; batch = (await rest.next()).value) {
    const kept = batch.filter((raw) => {
      const isKept = isEntry(raw, headings, headingRow);
      if (!isKept) refuseUnitsBelow(raw, headings);
      if (!isKept) notes.add('ROWS_SKIPPED', {}, raw.row);
      return isKept;
    });
    for (const raw of kept) {
      if (isOtherHeading(raw)) refuseFile('SECOND_TABLE', { row: raw.row });
      refuseFormulas(raw, headings);
      checkMerges(raw);
      if (raw.hidden === true) notes.add('ROWS_HIDDEN', {}, raw.row);
      for (const column of raw.merged?.filter(isRead) ?? []) {
        const heading = headingText(headingRow, column);
        notes.add('CELLS_MERGED', { column: columnLetters(column), heading }, raw.row);
      }
    }
    rows += kept.length;
    if (rows > maxRows) refuseFile('TOO_MANY_ROWS');
    yield kept;
  }
  if (rows === 0) refuseFile('NO_ROWS');
}

/** A row that holds a number in a column that is not read, and nothing else, is none either. */
function isEntry(raw: RawRow, headings: Headings, headingRow: RawRow): boolean {
  const isBlank = raw.cells.every((cell, index) => headings[index] === 'ignored' || cellText(cell) === '');
  return !isBlank && !isFooter(raw, headings) && !isUnitLine(raw) && !isRepeatedHeading(raw, headingRow.cells);
}

/** A person may have seen another value than the stored one. */
function refuseFormulas({ row, cells }: RawRow, headings: Headings): void {
  cells.forEach((cell, index) => {
    if (typeof cell !== 'object' || cell.kind !== 'formula' || headings[index] === 'ignored') return;
    refuseFile('FILE_HAS_FORMULAS', { cell: cellName(index, row) });
  });
}
