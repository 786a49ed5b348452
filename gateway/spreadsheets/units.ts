/** Units of what a column holds. All are powers of ten of the documented one, so that conversion is moving a decimal point. */

import type { Shown } from './cells';

export type Measure = 'yuan' | 'bps' | 'token' | 'kilometres' | 'count';

/** How many places the decimal point moves to the right. */
type Units = Readonly<Record<string, number>>;

const yuan: Units = {
  亿元: 8,
  亿: 8,
  千万元: 7,
  千万: 7,
  百万元: 6,
  百万: 6,
  十万元: 5,
  万元: 4,
  万: 4,
  千元: 3,
  百元: 2,
  元: 0,
  圆: 0,
  yuan: 0,
  rmb: 0,
  cny: 0,
  人民币: 0,
  '¥': 0,
  角: -1,
  分: -2,
};
const bps: Units = {
  '%': 2,
  百分比: 2,
  百分之: 2,
  百分点: 2,
  percent: 2,
  '‰': 1,
  千分比: 1,
  千分之: 1,
  '‱': 0,
  万分之一: 0,
  万分之: 0,
  万分比: 0,
  基点: 0,
  bps: 0,
  bp: 0,
  小数: 4,
};
const token: Units = { token: 2, 代币: 2, 枚: 2, '1/100': 0, 分: 0, fen: 0 };
const kilometres: Units = { 万公里: 4, 万千米: 4, 公里: 0, 千米: 0, km: 0, 米: -3 };
const count: Units = { 家: 0, 个: 0 };

const units: Readonly<Record<Measure, Units>> = { yuan, bps, token, kilometres, count };

/** The documented unit, as answers write it. */
export const documentedUnits: Readonly<Record<Measure, string>> = {
  yuan: '元 yuan',
  bps: 'bps 万分之一',
  token: '1/100 Token',
  kilometres: '公里 km',
  count: '家',
};

export function isMeasure(kind: string): kind is Measure {
  return kind in units;
}

/** Undefined where the measure has no such unit. */
export function findExponent(measure: Measure, unit: string): number | undefined {
  return Object.hasOwn(units[measure], unit) ? units[measure][unit] : undefined;
}

export function listUnits(measure: Measure): readonly string[] {
  return Object.keys(units[measure]);
}

/** `300000万元` is `['300000', '万元']`; the longest unit counts. */
export function splitUnit(text: string, measure: Measure): readonly [rest: string, unit: string | undefined] {
  const unit = listUnits(measure)
    .filter((name) => text.endsWith(name))
    .sort((one, other) => other.length - one.length)[0];
  return unit === undefined ? [text, undefined] : [text.slice(0, -unit.length), unit];
}

/** A decimal number times a power of ten, exactly; undefined where it is no decimal number. */
export function movePoint(decimal: string, exponent: number): string | undefined {
  const [, sign = '', whole = '', fraction = ''] = /^(-?)(\d{1,60})(?:\.(\d{1,60}))?$/.exec(decimal) ?? [];
  if (whole === '') return undefined;
  const places = Math.max(0, fraction.length - exponent);
  const digits = (whole + fraction)
    .padEnd(whole.length + Math.max(exponent, fraction.length), '0')
    .padStart(places + 1, '0');
  const at = digits.length - places;
  const rest = digits.slice(at).replace(/0+$/, '');
  return `${sign}${digits.slice(0, at).replace(/^0+(?=\d)/, '')}${rest === '' ? '' : `.${rest}`}`;
}

/** A number's text with the leading zeros that its cell shows. */
export function withZeros(text: string, { digits = 0 }: Partial<Shown> = {}): string {
  return /^\d+$/.test(text) ? text.padStart(digits, '0') : text;
}

/** Reads the number that a program meant: it stores 4.35 as 4.3499999999999997, and shows 15 digits at most. */
export function readDecimal(number: string): string {
  const value = Number(number);
  if (Number.isInteger(value)) return BigInt(value).toString();
  const meant = Number(value.toPrecision(15));
  const shortest = String(meant);
  return shortest.includes('e') ? meant.toFixed(20).replace(/\.?0+$/, '') : shortest;
}
