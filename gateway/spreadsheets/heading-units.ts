/** Which unit a heading says for its column; one that is not known refuses the file, since a number in it would be another amount. */
import type { Column } from './columns';
import { findExponent, isMeasure, type Measure } from './units';

/** Remarks that a heading may have besides a unit. */
const remarks: ReadonlySet<string> = new Set(
  '必填 选填 可选 必选 必须 非必填 整数 数字 数值 文本 日期 小写 本金 本币 年 年化 每年 年利率 含税 不含税 笔 每笔 p.a. required optional integer number text date'.split(
    ' ',
  ),
);
/** They say no unit where another word does. */
const currencies: ReadonlySet<string> = new Set(['人民币', 'rmb', 'cny', '¥']);
/** A pattern of a date, or China's time. */
const timeRemark = /^(?:[ymdhs年月日时分秒\-/.\d]+|utc\+8|gmt\+8|北京时间|东八区|中国时间|精确到[日秒分])$/;

export function isRemark(word: string): boolean {
  return remarks.has(word);
}

export function findMeasure({ kind }: Column): Measure | undefined {
  return isMeasure(kind) ? kind : undefined;
}

export function isUnitFor(column: Column, word: string): boolean {
  const measure = findMeasure(column);
  return measure !== undefined && findExponent(measure, word) !== undefined;
}

export type ReadUnit = { readonly unit: string | undefined } | { readonly unknown: string };

/** Columns of texts and choices take any remark. */
export function readUnit(column: Column, words: readonly string[]): ReadUnit {
  const isTime = column.kind === 'time' || column.kind === 'endTime';
  if (findMeasure(column) === undefined && !isTime) return { unit: undefined };
  let unit: string | undefined;
  const said = words.filter((each) => !remarks.has(each));
  const units = said.filter((each) => !currencies.has(each));
  for (const each of units.length > 0 ? units : said) {
    // 年化% is a unit with a remark.
    const word = each.replace(/^(?:年化|每年|年利率)(?=.)|(?:年化|每年)$/g, '');
    if (isTime ? timeRemark.test(word) : isUnitFor(column, word) && sameUnit(column, unit ?? word, word)) unit ??= word;
    else return { unknown: word };
  }
  return { unit: isTime ? undefined : unit };
}

function sameUnit(column: Column, one: string, other: string): boolean {
  const measure = findMeasure(column);
  return measure !== undefined && findExponent(measure, one) === findExponent(measure, other);
}
