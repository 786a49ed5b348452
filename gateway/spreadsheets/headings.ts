/** Which column of the sheet is which column of the table, and in which unit its numbers are. */
import { type Cell, cellName, cellText, columnLetters, type RawRow } from './cells';
import { type Column, makeHeading, reasonsColumn } from './columns';
import { refuseFile } from './file-refused';
import { likeness, parseHeading, plainText } from './heading-texts';
import { findMeasure, isRemark, isUnitFor, readUnit } from './heading-units';
import { findExponent, splitUnit } from './units';

export interface Heading {
  readonly column: Column;
  /** As it is written; undefined where none is. */
  readonly unit: string | undefined;
  /** True if the unit is elsewhere than in the heading. */
  readonly isStatedElsewhere?: boolean;
}

/** By column of the sheet from 0; `undefined` has no heading; `reasons`, and what is `ignored`, are not read. */
export type Headings = readonly (Heading | 'reasons' | 'ignored' | undefined)[];

/** The place of headings, as messages name it. */
export interface HeadingPlace {
  /** Absent for a text file. */
  readonly sheet?: string;
  readonly row: number;
}

const ignored: ReadonlySet<string> = new Set(
  '序号 序 行号 no no. # index 备注 备注说明 说明 附注 备考 remark remarks note notes comment comments'.split(' '),
);

/** The places by which the decimal point of a column's numbers moves. */
export function exponentOfHeading({ column, unit }: Heading): number {
  const measure = findMeasure(column);
  return measure === undefined || unit === undefined ? 0 : (findExponent(measure, unit) ?? 0);
}

/** Counts how many columns a row names. */
export function newHeadingCount(columns: readonly Column[]): (raw: RawRow) => number {
  const meanings = listMeanings(columns);
  return ({ cells }) => {
    const named = Array.from(cells, (cell) => findMeaning(cellText(cell), meanings)?.meaning);
    return new Set(named.filter((meaning) => typeof meaning === 'object')).size;
  };
}

/**
 * Refusals in order: HEADINGS_UNKNOWN with the first unknown one and those that it may be meant for, UNIT_UNKNOWN, HEADING_TWICE,
 * HEADING_MISSING. A column that the conditions can stand in for is not missed here but in its rows.
 */
export function readHeadings(
  cells: readonly (Cell | undefined)[],
  columns: readonly Column[],
  place: HeadingPlace,
): Headings {
  const meanings = listMeanings(columns);
  const headings = Array.from(cells, (cell, index): Headings[number] => {
    const text = cellText(cell);
    if (text === '') return undefined;
    const at = { ...place, column: columnLetters(index), cell: cellName(index, place.row) };
    const found =
      findMeaning(text, meanings) ??
      refuseFile('HEADINGS_UNKNOWN', {
        ...at,
        ...guessed(text, columns),
        ...listOthers(cells.slice(index + 1), meanings),
      });
    if (typeof found.meaning === 'string') return found.meaning;
    const read = readUnit(found.meaning, found.words);
    if ('unknown' in read) refuseFile('UNIT_UNKNOWN', { ...at, heading: shown(text), unit: shown(read.unknown) });
    return { column: found.meaning, unit: read.unit };
  });
  for (const column of columns) {
    const at = headings.flatMap((heading, index) => (isHeadingFor(heading, column) ? columnLetters(index) : []));
    if (at.length > 1)
      refuseFile('HEADING_TWICE', {
        ...place,
        column: column.field,
        heading: makeHeading(column),
        columns: at.join(', '),
      });
  }
  const missing = columns.filter(
    (column) => column.need === 'required' && !headings.some((heading) => isHeadingFor(heading, column)),
  );
  if (missing.length > 0) {
    const column = missing.map(({ field }) => field).join(', ');
    refuseFile('HEADING_MISSING', { ...place, column, heading: missing.map(makeHeading).join(', ') });
  }
  return headings;
}

function isHeadingFor(heading: Headings[number], column: Column): boolean {
  return typeof heading === 'object' && heading.column === column;
}

type Meaning = Column | 'reasons' | 'ignored';
type Meanings = ReadonlyMap<string, Meaning>;

function listMeanings(columns: readonly Column[]): Meanings {
  return new Map<string, Meaning>([
    ...[...ignored].map((name) => [name, 'ignored'] as const),
    ...[reasonsColumn.field, ...reasonsColumn.chinese].map((name) => [name, 'reasons'] as const),
    ...columns.flatMap((column) => [column.field, ...column.chinese].map((name) => [plainText(name), column] as const)),
  ]);
}

/** A name of a column, or several of the same (`assetId 资产编号`), and the words beside it, which must be remarks. */
function findMeaning(text: string, meanings: Meanings) {
  const { name, remarks } = parseHeading(text);
  const known = meanings.get(name.replace(/\s+/g, ''));
  if (known !== undefined) return { meaning: known, words: remarks };
  const words = name.split(/[\s/|:_-]+/).filter((word) => word !== '');
  const [first, ...others] = new Set(words.flatMap((word) => meanings.get(word) ?? []));
  if (first === undefined || others.length > 0) return withSuffix(name.replace(/\s+/g, ''), remarks, meanings);
  const beside = words.filter((word) => !meanings.has(word)).map((word) => word.replace(/^单位/, ''));
  const isSaid = (word: string) =>
    word === '' || isRemark(word) || (typeof first === 'object' && isUnitFor(first, word));
  return beside.every(isSaid)
    ? { meaning: first, words: [...remarks, ...beside.filter((word) => word !== '')] }
    : undefined;
}

/** `金额万元`: a name with a unit right behind it. */
function withSuffix(name: string, remarks: readonly string[], meanings: Meanings) {
  for (const measure of ['yuan', 'bps', 'kilometres', 'token', 'count'] as const) {
    const [rest, unit] = splitUnit(name, measure);
    const meaning = meanings.get(rest.replace(/(?:[/:_,·-]|单位)+$/, ''));
    if (unit !== undefined && typeof meaning === 'object' && meaning.kind === measure) {
      return { meaning, words: [...remarks, unit] };
    }
  }
  return undefined;
}

/** Further headings that are not known. */
function listOthers(cells: readonly (Cell | undefined)[], meanings: Meanings): { readonly others?: string } {
  const unknown = cells.map(cellText).filter((text) => text !== '' && findMeaning(text, meanings) === undefined);
  return unknown.length === 0 ? {} : { others: unknown.slice(0, 10).map(shown).join(', ') };
}

/** The heading, what it may be meant for, and all that there is. */
function guessed(text: string, columns: readonly Column[]) {
  const { name } = parseHeading(text);
  const ranked = columns
    .map((column) => ({
      column,
      score: Math.max(...[column.field, ...column.chinese].map((each) => likeness(name, plainText(each)))),
    }))
    .sort((one, other) => other.score - one.score);
  const nearest = ranked.filter(({ score }) => score >= 0.4).slice(0, 3);
  return {
    heading: shown(text),
    ...(nearest.length === 0 ? {} : { nearest: nearest.map(({ column }) => makeHeading(column)).join(', ') }),
    known: columns.map(makeHeading).join(', '),
  };
}

/** If somebody left out the headings, the text is from an entry, so digits of a person's number are not repeated. */
function shown(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/\d{5,}/g, '…')
    .slice(0, 40);
}
