/** An import's end in words: its counts, and the first rows that were rejected. */
import type { ImportNote, PlanImport, RowError } from './plan-imports';
import { printable } from './printable';

const shownErrors = 20;
const shownRows = 10;

export function counts({ rows, accepted, rejected, unchanged }: PlanImport): string {
  const parts = [
    `${number(accepted)} accepted`,
    `${number(rejected)} rejected`,
    ...(unchanged > 0 ? [`${number(unchanged)} unchanged since an earlier upload`] : []),
  ];
  return `${number(rows)} ${rows === 1 ? 'row' : 'rows'}: ${parts.join(', ')}`;
}

/** Lines of row, column and reason; nothing where there are no errors. */
export function writeTable(errors: readonly RowError[]): readonly string[] {
  if (errors.length === 0) return [];
  const shown = errors.slice(0, shownErrors).map((error) => [String(error.row), placeText(error), error.reason]);
  const cells = [['row', 'column', 'reason'], ...shown].map((line) => line.map(printable));
  const measureWidth = (column: number) => Math.max(...cells.map((line) => shownWidth(line[column] ?? '')));
  const [rowWidth, columnWidth] = [measureWidth(0), measureWidth(1)];
  const lines = cells.map(
    ([row = '', column = '', reason = '']) =>
      `${row.padStart(rowWidth)}  ${column}${' '.repeat(columnWidth - shownWidth(column))}  ${reason}`,
  );
  const more = errors.length - shown.length;
  return more === 0 ? lines : [...lines, `and ${number(more)} more`];
}

/** `E7 借款金额 (amountRmb)`, as far as it is known. */
function placeText({ column, cell, heading }: RowError): string {
  const field = column == null || heading?.includes(column) || column === cell?.replace(/\d+$/, '') ? '' : column;
  return [cell ?? '', heading ?? '', heading && field ? `(${field})` : field].filter((word) => word !== '').join(' ');
}

/** A terminal gives Chinese characters two places. */
function shownWidth(text: string): number {
  return text.length + (text.match(/[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60]/g)?.length ?? 0);
}

/** A line for each note, with the rows that it is about. */
export function noteLines(notes: readonly ImportNote[] = []): readonly string[] {
  return notes.map(({ text, rows, count }) => {
    const named = rows.slice(0, shownRows).join(', ');
    const more = count > shownRows ? ` and ${number(count - shownRows)} more` : '';
    return printable(rows.length === 0 ? text : `${text} (${count === 1 ? 'row' : 'rows'} ${named}${more})`);
  });
}

function number(value: number): string {
  return value.toLocaleString('en');
}
