/** Where the headings of a sheet are: below a title, perhaps, and above a row of units. */
import { type Cell, cellName, type Merge, type RawRow, textOf } from './cells';
import type { Column } from './columns';
import { type FileRefusalDetail, refuseFile } from './file-refusals';
import { parseHeading, plainText, wordsOf } from './heading-texts';
import { findUnit, isRemark, isUnitOf, measureOf, measureOfUnit, readStatedUnits } from './heading-units';
import { countHeadings, type Heading, type HeadingPlace, type Headings } from './headings';
import type { Measure } from './units';

/** Of rows, the one that names the most columns, the first of several; undefined where none names any. */
export function findHeadingRow(rows: readonly RawRow[], columns: readonly Column[]) {
  let best: { readonly index: number; readonly count: number } | undefined;
  for (const [index, { cells }] of rows.entries()) {
    const count = countHeadings(cells, columns);
    if (count > (best?.count ?? 0)) best = { index, count };
  }
  return best;
}

interface Stated {
  readonly measure: Measure;
  readonly unit: string;
  readonly isOver: (column: number) => boolean;
}

/** The headings with the units that texts above them say, for all or for the columns that they stand over. Refuses UNIT_UNKNOWN. */
export function addStatedUnits(
  headings: Headings,
  above: readonly RawRow[],
  merges: readonly Merge[],
  { row: _, ...sheetName }: HeadingPlace,
): Headings {
  let result = headings;
  for (const raw of above) {
    raw.cells.forEach((cell, index) => {
      const text = textOf(cell);
      if (text === '') return;
      const at = { ...sheetName, row: raw.row, cell: cellName(index, raw.row) };
      const stated = statedBy(raw, index, merges, at);
      for (const each of stated) result = withStated(result, each, at);
      const isUnclear = stated.length === 0 && findUnit(text).isUnclear === true;
      if (isUnclear && lacksUnit(result)) refuseFile('UNIT_UNKNOWN', at);
    });
  }
  return result;
}

function withStated(headings: Headings, { measure, unit, isOver }: Stated, at: FileRefusalDetail): Headings {
  const isMeant = (heading: Headings[number], column: number): heading is Heading =>
    typeof heading === 'object' && measureOf(heading.column) === measure && isOver(column);
  if (!headings.some(isMeant) && !documented.has(unit)) refuseFile('UNIT_UNKNOWN', { ...at, unit });
  return headings.map((heading, column) => (isMeant(heading, column) ? withUnit(heading, unit) : heading));
}

/** `单位：万元`, or `单位` with its unit in the next cell, is said for all columns, and so is what stands alone in its row. */
function statedBy({ row, cells }: RawRow, index: number, merges: readonly Merge[], at: FileRefusalDetail): Stated[] {
  const text = textOf(cells[index]);
  const isLabelled = /^单位:?$/.test(plainText(textOf(cells[index - 1])));
  const { units, unknown } = readStatedUnits(isLabelled ? `单位:${text}` : text);
  if (unknown !== undefined) refuseFile('UNIT_UNKNOWN', { ...at, unit: unknown });
  if (units.size > 0) return [...units].map(([measure, unit]) => ({ measure, unit, isOver: () => true }));
  const { unit } = findUnit(text);
  const measure = unit === undefined ? undefined : measureOfUnit(unit);
  if (unit === undefined || measure === undefined) return [];
  const merge = merges.find(
    ({ firstRow, lastRow, firstColumn }) => firstColumn === index && firstRow <= row && lastRow >= row,
  );
  const isAlone = merge === undefined && cells.filter((cell) => textOf(cell) !== '').length === 1;
  const last = merge?.lastColumn ?? index;
  return [{ measure, unit, isOver: (column) => isAlone || (column >= index && column <= last) }];
}

/** Whether a unit that is said elsewhere could be meant for some column. */
function lacksUnit(headings: Headings): boolean {
  return headings.some((heading) => {
    if (typeof heading !== 'object' || heading.unit !== undefined) return false;
    return ['yuan', 'bps'].includes(measureOf(heading.column) ?? '');
  });
}

const documented: ReadonlySet<string> = new Set(['元', '圆', 'bps', 'bp']);

/** A unit below the rows comes too late for them. Refuses UNIT_UNKNOWN. */
export function refuseLateUnit(headings: Headings, { row, cells }: RawRow): void {
  const filled = cells.flatMap((cell, index) => (typeof cell === 'string' && textOf(cell) !== '' ? [index] : []));
  if (filled.length > 2 || !lacksUnit(headings)) return;
  for (const index of filled) {
    const { units, unknown } = readStatedUnits(textOf(cells[index]));
    const unit = unknown ?? [...units.values()][0] ?? findUnit(textOf(cells[index])).unit;
    if (unit !== undefined && !documented.has(unit))
      refuseFile('UNIT_UNKNOWN', { row, cell: cellName(index, row), unit });
  }
}

/** The headings with the units of a row that holds nothing else; undefined where the row is none of these. */
export function readUnitRow(headings: Headings, { cells }: RawRow): Headings | undefined {
  const words = headings.map((_, index) => unitWords(cells[index]));
  const isOfUnits = words.every((said, index) => {
    const heading = headings[index];
    const isUnit = (word: string) => typeof heading === 'object' && isUnitOf(heading.column, word);
    return said.every((word) => isRemark(word) || isUnit(word));
  });
  const units = headings.map((heading, index) => words[index]?.find((word) => isUnit(heading, word)));
  if (!isOfUnits || units.every((unit) => unit === undefined)) return undefined;
  return headings.map((heading, index) => (typeof heading === 'object' ? withUnit(heading, units[index]) : heading));
}

function isUnit(heading: Headings[number], word: string): boolean {
  return typeof heading === 'object' && isUnitOf(heading.column, word);
}

function unitWords(cell: Cell | undefined): readonly string[] {
  const text = textOf(cell);
  if (text === '') return [];
  if (typeof cell !== 'string') return [text];
  const { name, remarks } = parseHeading(text);
  return [...wordsOf(plainText(name).replace(/[()]/g, ' ')), ...remarks];
}

/** A heading's own unit stays. */
function withUnit(heading: Heading, unit: string | undefined): Heading {
  return heading.unit !== undefined || unit === undefined ? heading : { ...heading, unit, isStatedElsewhere: true };
}
