/**
 * A cell as a whole number of its column's documented unit. The unit is the cell's own, as its text or its number format says it,
 * or else the heading's. Nothing is rounded and nothing is guessed: what is not whole in that unit is unfit.
 */

import { said } from '../api/said';
import type { Cell } from './cells';
import { plainText } from './heading-texts';
import { Unfit } from './unfit';
import { documentedUnits, findExponent, type Measure, movePoint, readDecimal, splitUnit } from './units';

const notNumber = new Unfit(said('is no number in digits', '不是数字'));
const unknownUnit = new Unfit(
  said(
    'has a unit or currency that is not known; write 150000, 15万 or 15万元',
    '含无法识别的单位或币种；请写作 150000、15万 或 15万元',
  ),
);
const tooLarge = new Unfit(said('is beyond 2^53 - 1', '数值超出范围'));
const shownOtherwise = new Unfit(
  said(
    'is shown otherwise than it is stored; give the cell the format General and enter it again',
    '显示内容与实际存储不一致；请将单元格改为“常规”格式后重新输入',
  ),
);
const roundedAway = new Unfit(
  said(
    'holds more digits than it shows; round the value itself, or show all of it',
    '实际存储的小数位多于显示的位数；请对数值四舍五入，或显示全部小数位',
  ),
);
const twoUnits = new Unfit(said('has a unit of its own, and its heading has another', '单元格与列标题的单位不一致'));

/** `exponent`: of the heading's unit. Expects a text without blanks around it. */
export function readAmount(cell: Cell, text: string, measure: Measure, exponent: number): number | Unfit {
  if (typeof cell === 'string') return writtenAmount(text, measure, exponent);
  if (cell.kind !== 'number') return notNumber;
  const decimal = readDecimal(cell.text);
  const { as = 'number', unit = '', places } = cell.shown ?? {};
  if (as === 'date' || as === 'otherwise' || (as === 'percent' && measure !== 'bps')) return shownOtherwise;
  const seen = as === 'percent' ? movePoint(decimal, 2) : decimal;
  if (seen === undefined) return notNumber;
  if (places !== undefined && (seen.split('.')[1]?.length ?? 0) > places) return roundedAway;
  if (as === 'percent') return whole(seen, measure, 2);
  return unit === '' ? whole(seen, measure, exponent) : writtenAmount(seen + unit, measure, exponent);
}

/** With letters or a foreign currency, or in Chinese words. */
const worded = /^[\p{L}\p{Sc}]+[\d,.]+$|^[\d,.]+[\p{L}\p{Sc}/]+$|^[零〇一二三四五六七八九十百千两]+$/u;
const grouped = /^-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?$/;
const currency = /^(-?)(?:[¥￥]|rmb|cny|人民币)/;

function writtenAmount(text: string, measure: Measure, exponent: number): number | Unfit {
  const plain = plainText(text)
    .replace(/^['’]/, '')
    .replace(/\s+|整$|正$/g, '');
  const positive = plain.replace(/^\((.*)\)$/, '-$1').replace(/^[−–]/, '-');
  const [number, unit] = splitUnit(measure === 'yuan' ? positive.replace(currency, '$1') : positive, measure);
  if (!grouped.test(number)) return worded.test(number) ? unknownUnit : notNumber;
  const own = unit === undefined ? exponent : (findExponent(measure, unit) ?? exponent);
  // 15万 under a heading in 千元 may mean either.
  if (own !== exponent && exponent !== 0 && measure === 'yuan' && !unit?.endsWith('元')) return twoUnits;
  return whole(number.replaceAll(',', ''), measure, own);
}

function whole(decimal: string, measure: Measure, exponent: number): number | Unfit {
  const value = movePoint(decimal, exponent);
  if (value === undefined || value.includes('.')) {
    const unit = documentedUnits[measure];
    const [hint, chinese] = measure === 'bps' ? ['; write 18% or 1800', '；18% 请写作 18% 或 1800'] : ['', ''];
    return new Unfit(said(`is no whole number of ${unit}${hint}`, `换算后不是整数（单位：${unit}）${chinese}`));
  }
  return Number.isSafeInteger(Number(value)) ? Number(value) || 0 : tooLarge;
}
