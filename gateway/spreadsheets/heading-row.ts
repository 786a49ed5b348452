/** Finds the headings of a sheet: below a title, perhaps, and above a row of units. */
import { type Cell, cellText, type RawRow } from './cells';
import type { Column } from './columns';
import { parseHeading, plainText, splitRemark } from './heading-texts';
import { isRemark, isUnitFor } from './heading-units';
import { type Headings, newHeadingCount } from './headings';
import { withUnit } from './stated-units';

/** Finds the row that names the most columns, the first of several; undefined if none names any. */
export function findHeadingRow(rows: readonly RawRow[], columns: readonly Column[]) {
  let best: { readonly index: number; readonly count: number } | undefined;
  const countHeadings = newHeadingCount(columns);
  for (const [index, raw] of rows.entries()) {
    const count = countHeadings(raw);
    if (count > (best?.count ?? 0)) best = { index, count };
  }
  return best;
}

/** The headings with the units of a row that holds nothing else; undefined where the row is none of these. */
export function readUnitRow(headings: Headings, { cells }: RawRow): Headings | undefined {
  const words = headings.map((_, index) => unitWords(cells[index]));
  const isOfUnits = words.every((said, index) => {
    const heading = headings[index];
    const isUnit = (word: string) => typeof heading === 'object' && isUnitFor(heading.column, word);
    return said.every((word) => isRemark(word) || isUnit(word));
  });
  const units = headings.map((heading, index) => words[index]?.find((word) => isUnit(heading, word)));
  if (!isOfUnits || units.every((unit) => unit === undefined)) return undefined;
  return headings.map((heading, index) => (typeof heading === 'object' ? withUnit(heading, units[index]) : heading));
}

function isUnit(heading: Headings[number], word: string): boolean {
  return typeof heading === 'object' && isUnitFor(heading.column, word);
}

function unitWords(cell: Cell | undefined): readonly string[] {
  const text = cellText(cell);
  if (text === '') return [];
  if (typeof cell !== 'string') return [text];
  const { name, remarks } = parseHeading(text);
  return [...splitRemark(plainText(name).replace(/[()]/g, ' ')), ...remarks];
}
