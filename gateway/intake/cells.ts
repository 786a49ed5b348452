/** What the two formats have in common once they are read: rows of cells, nothing interpreted. */
import { refuseFile } from './file-refusals';
import { maxCellCharacters } from './limits';

/** A text is the text itself; there are many of them. A number or a date keeps its characters as the file has them. */
export type Cell = string | { readonly kind: 'number' | 'date' | 'boolean' | 'error'; readonly text: string };

export interface RawRow {
  /** As a spreadsheet program shows it. */
  readonly row: number;
  /** By column from 0; a blank cell may be absent. */
  readonly cells: readonly (Cell | undefined)[];
}

export interface Sheet {
  /** Whether day numbers count from 1904 on. */
  readonly date1904: boolean;
  /** In ascending order, in batches; rows without any cell may be left out. */
  readonly batches: AsyncIterable<readonly RawRow[]>;
}

/** Without the blanks around it, full-width and non-breaking ones included. */
export function textOf(cell: Cell | undefined): string {
  if (cell === undefined) return '';
  return (typeof cell === 'string' ? cell : cell.text).trim();
}

export function isBlankRow({ cells }: RawRow): boolean {
  return cells.every((cell) => textOf(cell) === '');
}

/** `A` for column 0. */
export function columnLetters(column: number): string {
  const rest = Math.floor(column / 26);
  return (rest > 0 ? columnLetters(rest - 1) : '') + String.fromCharCode(65 + (column % 26));
}

export function cellName(column: number, row: number): string {
  return `${columnLetters(column)}${row}`;
}

export function boundedText(text: string, column: number, row: number): string {
  if (text.length > maxCellCharacters) refuseFile('CELL_TOO_LONG', { cell: cellName(column, row) });
  return text;
}
