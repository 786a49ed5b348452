/**
 * Units that stand beside the headings: above the table for all columns or for some, and below it. A unit that is passed over makes
 * every amount another one, so what is not understood refuses the file.
 */
import { cellName, cellText, type Merge, type RawRow } from './cells';
import { refuseFile } from './file-refused';
import { plainText } from './heading-texts';
import { findMeasure } from './heading-units';
import { exponentOfHeading, type Heading, type HeadingPlace, type Headings } from './headings';
import { findExponent, listUnits, type Measure } from './units';

interface Stated {
  readonly units: ReadonlyMap<Measure, string>;
  /** `单位：万元`, and no unit in brackets. */
  readonly isForAll: boolean;
  readonly unknown?: string | undefined;
}

const measures: readonly Measure[] = ['yuan', 'bps'];
const names = measures.flatMap(listUnits).sort((one, other) => other.length - one.length);
const mark = '[\\s,;:、|(){}<>【】〔〕《》/。=+-]|\\[|\\]';
/** A unit as a word of its own, or as people build it into a sentence: 以万元为单位, 人民币万元, 年化%. */
const word = new RegExp(
  `(?<=^|${mark}|以|为|币|rmb|单位|金额|利率|年化)(?:${names.join('|')})(?=$|${mark}|为|计|填列|表示|核算|列示|人民币|rmb)`,
  'g',
);
/** An institution is called 单位, too. */
const announced = /(?:单位|units?(?=\s*:))[\s:]*([^\s:,;、()】\]。]{1,12})/g;
const looksLikeUnit = /(?:[元币圆万千亿%‰]|rmb|cny|yuan|^[wk]|\dk)$/;
/** Behind a digit or a Chinese numeral it is an amount. */
const loose =
  /(?<![\d.零一二三四五六七八九十壹贰叁肆伍陆柒捌玖拾佰仟][百千万亿]*)(?:[百千万亿]+元|[%‰])|(?<=[¥$])[百千万亿]/;

const notYearly = /[日月季]利率|[日月]息/;

/** Reads the units that a text states. */
export function readStatedUnits(text: string): Stated {
  const plain = plainText(text)
    .replace(/单\s+位/g, '单位')
    .replace(/([百千万亿])\s+(?=[百千万亿元])/g, '$1');
  const units = new Map<Measure, string>();
  for (const [unit] of plain.matchAll(word)) {
    const measure = measureOfUnit(unit);
    // 人民币 is a currency, and 万元 the unit.
    if (measure !== undefined && (findExponent(measure, units.get(measure) ?? '') ?? 0) === 0) units.set(measure, unit);
  }
  const unknown = [...plain.matchAll(announced)]
    .map(([, said = '']) => said.replace(/^[为是](?=.)/, ''))
    .find((said) => looksLikeUnit.test(said) && said.replace(word, '') === said);
  const rest = units.size > 0 ? plain.replace(word, ' ') : plain;
  const isForAll = units.size > 0 && /单位|unit|以|均|币种/.test(plain);
  return {
    units,
    isForAll,
    unknown: unknown ?? (units.has('bps') ? notYearly.exec(plain)?.[0] : undefined) ?? loose.exec(rest)?.[0],
  };
}

function measureOfUnit(word: string): Measure | undefined {
  return measures.find((measure) => findExponent(measure, word) !== undefined);
}

/**
 * The headings with the units that stand above them: for all columns, or for those that a merged cell covers. The nearest wins, and a
 * heading's own before it. Refuses UNIT_UNKNOWN.
 */
export function addStatedUnits(
  headings: Headings,
  above: readonly RawRow[],
  merges: readonly Merge[],
  { row: _, ...sheetName }: HeadingPlace,
): Headings {
  let read = headings;
  for (const raw of above.toReversed()) {
    const texts = readTexts(raw);
    for (const { index, text } of texts) {
      const { units, isForAll, unknown } = readStatedUnits(text);
      const cell = cellName(index, raw.row);
      const refuse = (unit: string) => refuseFile('UNIT_UNKNOWN', { ...sheetName, row: raw.row, cell, unit });
      if (unknown !== undefined) refuse(unknown);
      const isTitle = index === 0 && texts.length === 1;
      const merge = merges.find(({ firstRow, firstColumn }) => firstRow === raw.row && firstColumn === index);
      for (const [measure, unit] of units) {
        const isFor = (column: number) =>
          isForAll || isTitle || (merge !== undefined && column >= index && column <= merge.lastColumn);
        if (!isForAll && !isTitle && merge === undefined) refuse(unit);
        read = read.map((heading, column) =>
          typeof heading === 'object' && isFor(column) && findMeasure(heading.column) === measure
            ? withUnit(heading, unit)
            : heading,
        );
      }
    }
  }
  return read;
}

/** A row's texts; `单位` and what stands in the next cell are one. */
function readTexts({ cells }: RawRow) {
  const texts: { readonly index: number; readonly text: string }[] = [];
  for (const [index, cell] of cells.entries()) {
    const text = cellText(cell);
    const before = texts.at(-1);
    if (text === '') continue;
    if (before !== undefined && /单\s*位:?$/.test(plainText(before.text))) {
      texts[texts.length - 1] = { index, text: `${before.text}:${text}` };
    } else texts.push({ index, text });
  }
  return texts;
}

/** True if a row below the headings holds nothing but a unit. */
export function isUnitLine(raw: RawRow): boolean {
  const [only, ...others] = readTexts(raw);
  return only !== undefined && others.length === 0 && readStatedUnits(only.text).isForAll;
}

/** Refuses UNIT_UNKNOWN where a line that is no entry says another unit than the rows above it were read in. */
export function refuseUnitsBelow(raw: RawRow, headings: Headings): void {
  for (const { index, text } of readTexts(raw)) {
    const { units, unknown } = readStatedUnits(text);
    const isOther = ([measure, unit]: readonly [Measure, string]) =>
      headings.some(
        (heading) =>
          typeof heading === 'object' &&
          findMeasure(heading.column) === measure &&
          exponentOfHeading(heading) !== findExponent(measure, unit),
      );
    const other = unknown ?? [...units].find(isOther)?.[1];
    if (other !== undefined) refuseFile('UNIT_UNKNOWN', { row: raw.row, cell: cellName(index, raw.row), unit: other });
  }
}

/** A heading's own unit stays. */
export function withUnit(heading: Heading, unit: string | undefined): Heading {
  return heading.unit !== undefined || unit === undefined ? heading : { ...heading, unit, isStatedElsewhere: true };
}
