/** Which unit a heading says for its column; one that is not known refuses the file, since a number in it would be another amount. */
import type { Column } from './columns';
import { parseHeading, plainText, wordsOf } from './heading-texts';
import { exponentOf, isMeasure, type Measure } from './units';

/** What a heading may remark besides a unit. */
const remarks: ReadonlySet<string> = new Set(
  '必填 选填 可选 必选 必须 非必填 整数 数字 数值 文本 日期 小写 本金 本币 年 年化 每年 年利率 p.a. required optional integer number text date'.split(
    ' ',
  ),
);
/** A pattern of a date, or China's time. */
const timeRemark = /^(?:[ymdhs年月日时分秒\-/.\d]+|utc\+8|gmt\+8|北京时间|东八区|中国时间|精确到[日秒分])$/;

export function isRemark(word: string): boolean {
  return remarks.has(word);
}

export function measureOf({ kind }: Column): Measure | undefined {
  return isMeasure(kind) ? kind : undefined;
}

export function isUnitOf(column: Column, word: string): boolean {
  const measure = measureOf(column);
  return measure !== undefined && exponentOf(measure, word) !== undefined;
}

export type ReadUnit = { readonly unit: string | undefined } | { readonly unknown: string };

/** Columns of texts and choices take any remark. */
export function readUnit(column: Column, words: readonly string[]): ReadUnit {
  const isTime = column.kind === 'time' || column.kind === 'endTime';
  if (measureOf(column) === undefined && !isTime) return { unit: undefined };
  let unit: string | undefined;
  for (const said of words.filter((each) => !remarks.has(each))) {
    // 年化% is a unit with a remark.
    const word = said.replace(/^(?:年化|每年|年利率)(?=.)|(?:年化|每年)$/g, '');
    if (isTime ? timeRemark.test(word) : isUnitOf(column, word) && sameUnit(column, unit ?? word, word)) unit ??= word;
    else return { unknown: word };
  }
  return { unit: isTime ? undefined : unit };
}

function sameUnit(column: Column, one: string, other: string): boolean {
  const measure = measureOf(column);
  return measure !== undefined && exponentOf(measure, one) === exponentOf(measure, other);
}

const statedMeasures: readonly Measure[] = ['yuan', 'bps'];

const spelledUnits = '亿元|千万元|百万元|十万元|万元|千元|百元|亿|万|元|%|‰';
const countedIn = new RegExp(
  `(?:以|按|均?为)(${spelledUnits})(?:为单位|计|表示)|(${spelledUnits})(?:为单位|计)(?:$|[^算])`,
);
/** Behind a digit it is an amount, such as `30万以下`. */
const scaled = /(?<![\d.一二三四五六七八九十百千几数])(?:亿元|千万元|百万元|十万元|万元|千元|百元|‰|%)/;

/** The unit in a text that is no heading: in brackets, or as `以万元计`; `isUnclear` where one occurs in no such way. */
export function findUnit(text: string): { readonly unit?: string; readonly isUnclear?: true } {
  const plain = plainText(text);
  const [, first, second] = countedIn.exec(plain) ?? [];
  const unit = first ?? second ?? parseHeading(text).remarks.find((word) => measureOfUnit(word) !== undefined);
  if (unit !== undefined) return { unit };
  return scaled.test(plain) ? { isUnclear: true } : {};
}

/** Of amounts or rates; undefined for what is no unit of these. */
export function measureOfUnit(unit: string): Measure | undefined {
  return statedMeasures.find((each) => exponentOf(each, unit) !== undefined);
}

/** What a text above the headings says for all of them: `单位：万元`. An institution is called 单位, too. */
export function readStatedUnits(text: string): { readonly units: Map<Measure, string>; readonly unknown?: string } {
  const units = new Map<Measure, string>();
  for (const [, stated = ''] of plainText(text).matchAll(/单位\s*:?\s*([^,;)\]】。\s]{1,12})/g)) {
    const words = wordsOf(stated);
    for (const word of words) {
      const measure = measureOfUnit(word);
      if (measure !== undefined) units.set(measure, word);
      else if (/[元币圆万千亿%‰]$/.test(word)) return { units, unknown: word };
    }
  }
  return { units };
}
