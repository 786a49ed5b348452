/** An import's end in words: its counts, and the first rows that were rejected. */
import type { ImportNote, PlanImport, RowError } from './plan-imports';

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
export function tableOf(errors: readonly RowError[]): readonly string[] {
  if (errors.length === 0) return [];
  const shown = errors.slice(0, shownErrors).map(({ row, column, reason }) => [String(row), column ?? '', reason]);
  const cells = [['row', 'column', 'reason'], ...shown].map((line) => line.map(printable));
  const widthOf = (column: number) => Math.max(...cells.map((line) => line[column]?.length ?? 0));
  const [rowWidth, columnWidth] = [widthOf(0), widthOf(1)];
  const lines = cells.map(
    ([row = '', column = '', reason = '']) => `${row.padStart(rowWidth)}  ${column.padEnd(columnWidth)}  ${reason}`,
  );
  const more = errors.length - shown.length;
  return more === 0 ? lines : [...lines, `and ${number(more)} more`];
}

/** A line for each note, with the rows that it is about. */
export function noteLines(notes: readonly ImportNote[] = []): readonly string[] {
  return notes.map(({ text, rows, count }) => {
    const named = rows.slice(0, shownRows).join(', ');
    const more = count > shownRows ? ` and ${number(count - shownRows)} more` : '';
    return printable(rows.length === 0 ? text : `${text} (${count === 1 ? 'row' : 'rows'} ${named}${more})`);
  });
}

/** Headings and sheets are the uploader's text; a terminal obeys control characters. */
export function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, ' ');
}

function number(value: number): string {
  return value.toLocaleString('en');
}
