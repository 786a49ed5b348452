/** Which column of the sheet is which column of the table. */
import { type Cell, columnLetters, textOf } from './cells';
import { type Column, reasonsColumn } from './columns';
import { refuseFile } from './file-refusals';

/** By column of the sheet from 0; `undefined` has no heading, `reasons` is not read. */
export type Headings = readonly (Column | 'reasons' | undefined)[];

/**
 * Refusals in order: HEADINGS_UNKNOWN with the letter of the first unknown one, HEADING_TWICE, HEADING_MISSING. A column
 * that the conditions can stand in for is not missed here but in its rows.
 */
export function readHeadings(cells: readonly (Cell | undefined)[], columns: readonly Column[]): Headings {
  const meanings = meaningsOf(columns);
  const headings = Array.from(cells, (cell, index) => {
    const text = textOf(cell);
    return text === ''
      ? undefined
      : (meaningOf(text, meanings) ?? refuseFile('HEADINGS_UNKNOWN', { column: columnLetters(index) }));
  });
  for (const column of columns) {
    const times = headings.filter((heading) => heading === column).length;
    if (times > 1) refuseFile('HEADING_TWICE', { column: column.field });
    if (times === 0 && column.need === 'required') refuseFile('HEADING_MISSING', { column: column.field });
  }
  return headings;
}

type Meanings = ReadonlyMap<string, Column | 'reasons'>;

function meaningsOf(columns: readonly Column[]): Meanings {
  return new Map<string, Column | 'reasons'>([
    ...[reasonsColumn.field, ...reasonsColumn.chinese].map((name) => [name, 'reasons'] as const),
    ...columns.flatMap((column) =>
      [column.field, ...column.chinese].map((name) => [name.toLowerCase(), column] as const),
    ),
  ]);
}

/** One name of a column, or several of the same: `assetId 资产编号`. */
function meaningOf(heading: string, meanings: Meanings): Column | 'reasons' | undefined {
  const name = heading.toLowerCase().replace(/\s*[([（【][^)\]）】]*[)\]）】]$/u, '');
  const [first, ...others] = name.split(/\s+/).map((word) => meanings.get(word));
  return others.every((other) => other === first) ? first : undefined;
}
