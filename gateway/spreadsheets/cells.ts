/** The form that the two formats share once they are read: rows of cells, nothing interpreted. */
import { refuseFile } from './file-refused';
import { maxCellCharacters } from './limits';

/** How a cell's number format shows its number. */
export interface Shown {
  readonly as: 'number' | 'percent' | 'date' | 'otherwise';
  /** The text that the format writes beside the number. */
  readonly unit?: string;
  /** Digits before the point that are shown at least, as leading zeros. */
  readonly digits?: number;
  /** The texts that the format writes around a text. */
  readonly around?: readonly [before: string, after: string];
  /** Digits behind the point; what is behind them is not shown. */
  readonly places?: number;
  /** For a date: true if year, month and day are all shown. */
  readonly wholeDay?: boolean;
  readonly hours?: boolean;
}

/** A text is the text itself; there are many of them. A number or a date keeps its characters as the file has them. */
export type Cell =
  | string
  | { readonly kind: 'number' | 'date'; readonly text: string; readonly shown?: Shown | undefined }
  /** For a formula, the stored result; `=` if there was none. */
  | { readonly kind: 'boolean' | 'error' | 'formula'; readonly text: string };

export interface RawRow {
  /** As a spreadsheet program shows it. */
  readonly row: number;
  /** By column from 0; a blank cell may be absent. */
  readonly cells: readonly (Cell | undefined)[];
  /** Nobody sees it: it was hidden, or a filter left it out. */
  readonly hidden?: boolean;
  /** Columns whose value is from a merged cell further up. */
  readonly merged?: readonly number[];
}

/** Cells shown as one. The value stands in the first; all numbers are inclusive, columns from 0. */
export interface Merge {
  readonly firstRow: number;
  readonly lastRow: number;
  readonly firstColumn: number;
  readonly lastColumn: number;
}

export interface Sheet {
  /** Empty for a text. */
  readonly name: string;
  /** The sheets of its workbook that nobody sees. */
  readonly hiddenSheets?: readonly string[];
  /** True if day numbers count from 1904 on. */
  readonly date1904: boolean;
  /** Reads the sheet for itself. */
  merges(): Promise<readonly Merge[]>;
  /** Known once the first row is read. */
  readonly hiddenColumns: ReadonlySet<number>;
  /** In ascending order, in batches; rows without any cell may be left out. */
  readonly batches: AsyncIterable<readonly RawRow[]>;
  /** True if the text may be in another encoding than the one it was read in. */
  readonly isDoubtful?: boolean;
  readonly isGb18030?: boolean;
}

/** Without the blanks around it, full-width and non-breaking ones included. */
export function cellText(cell: Cell | undefined): string {
  if (cell === undefined) return '';
  return (typeof cell === 'string' ? cell : cell.text).trim();
}

export function isBlankRow({ cells }: RawRow): boolean {
  return cells.every((cell) => cellText(cell) === '');
}

/** `A` for column 0. */
export function columnLetters(column: number): string {
  const rest = Math.floor(column / 26);
  return (rest > 0 ? columnLetters(rest - 1) : '') + String.fromCharCode(65 + (column % 26));
}

export function cellName(column: number, row: number): string {
  return `${columnLetters(column)}${row}`;
}

/** `AB12` as its column from 0 and its row; undefined for what is no name of a cell. */
export function parseCell(name: string): { readonly column: number; readonly row: number } | undefined {
  const [, letters, digits] = /^\$?([A-Z]{1,3})\$?(\d{1,7})$/.exec(name) ?? [];
  if (letters === undefined) return undefined;
  const column = [...letters].reduce((number, letter) => number * 26 + letter.charCodeAt(0) - 64, 0) - 1;
  return { column, row: Number(digits) };
}

export function boundedText(text: string, column: number, row: number): string {
  if (text.length > maxCellCharacters) refuseFile('CELL_TOO_LONG', { cell: cellName(column, row) });
  return text;
}
