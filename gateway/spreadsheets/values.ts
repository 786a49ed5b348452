/**
 * Reads a cell as a value of its column's kind. Spreadsheet programs keep numbers as floating point and days as numbers, so a
 * number cell is exact up to 2^53 and no further, and a day has no zone: it is the alliance's.
 */

import { parseIdentityNumber } from '../../chaincode/api/identity-numbers';
import { holdsPersonalNumber } from '../../chaincode/api/personal-numbers';
import { offsetMs, type TimeZone } from '../../chaincode/api/time-zones';
import { timeRange, timeText } from '../../chaincode/api/times';
import { said } from '../api/said';
import { readAmount } from './amounts';
import type { Cell, Shown } from './cells';
import { type Choices, type ColumnKind, choices } from './columns';
import { isDayOnly, isEightDigits, isWholeDay, plainDay } from './days';
import { plainText } from './heading-texts';
import { identityKindNames, methodNames, relationKindNames } from './loan-columns';
import { formNames, loanKindNames } from './plan-columns';
import { Unfit } from './unfit';
import { type Measure, withZeros } from './units';

export type Value = string | number | Unfit;

export interface Settings {
  readonly date1904: boolean;
  /** The exponent of the heading's unit. */
  readonly exponent: number;
  /** The time zone of dates and times that name none. */
  readonly timeZone: TimeZone;
}

const floated = new Unfit(
  said(
    'was turned into a floating-point number by the spreadsheet program and has lost digits; format the column as text and enter it again',
    '被表格软件转为浮点数，已丢失末尾数字；请将该列设为文本格式后重新输入',
  ),
);
const shownOtherwise = new Unfit(
  said(
    'is shown otherwise than it is stored; format the column as text and enter it again',
    '显示内容与实际存储不一致；请将该列设为文本格式后重新输入',
  ),
);
export const errorMark = new Unfit(
  said("holds the spreadsheet program's mark of an error", '单元格为表格软件的错误值'),
);
const notDate = new Unfit(
  said(
    'is a number that is shown as no date; format the column as a date and look at it again',
    '是未以日期格式显示的数字（如年份）；请将该列设为日期格式后核对',
  ),
);
const notTime = new Unfit(
  said(
    'is no date or time such as 2025-07-01, 2025-07-01 09:00 or 2025-07-01T09:00:00+08:00',
    '不是日期或时间，应如 2025-07-01、2025-07-01 09:00 或 2025-07-01T09:00:00+08:00',
  ),
);
const shownInPart = new Unfit(
  said(
    'shows only part of the date or time that it holds; give the cell the format yyyy-mm-dd or yyyy-mm-dd hh:mm',
    '只显示了日期或时间的一部分；请将单元格格式设为 yyyy-mm-dd 或 yyyy-mm-dd hh:mm',
  ),
);
const outOfRange = new Unfit(said(`is not ${timeRange}`, '不在 1900 至 2199 年之间'));
const dayMs = 86_400_000;
/** 1990-01-01: a number below it that is shown as a number is a year, perhaps, and no day. */
const firstPlainDay = 32_874;

/** Expects a cell that is not blank, and its text without blanks around it. */
export const valuesOf: Readonly<Record<ColumnKind, (cell: Cell, text: string, settings: Settings) => Value>> = {
  text: (cell, text) => exactText(cell, text),
  identifier: (cell, text) => {
    const value = exactText(cell, text);
    return typeof value === 'string' && holdsPersonalNumber(value)
      ? new Unfit(
          said('holds a mobile or identity number, which must not reach the ledger', '含手机号或证件号码，不得上链'),
        )
      : value;
  },
  ident: (cell, text) => (typeof cell === 'string' && !isFloated(bare(text)) ? exactText(cell, bare(text)) : floated),
  mobile: (cell, text) => exactText(cell, bare(text)),
  yuan: amount('yuan'),
  bps: amount('bps'),
  token: amount('token'),
  kilometres: amount('kilometres'),
  count: amount('count'),
  time: readTime,
  endTime: (cell, text, settings) => {
    const value = readTime(cell, text, settings);
    if (typeof value !== 'string' || !isDayOnly(cell, text)) return value;
    return iso(Date.parse(value) + dayMs - 1);
  },
  loanKind: choice(loanKindNames),
  form: choice(formNames),
  identityKind: choice(identityKindNames),
  method: choice(methodNames),
  relationKind: choice(relationKindNames),
};

function amount(measure: Measure) {
  return (cell: Cell, text: string, { exponent }: Settings): Value => readAmount(cell, text, measure, exponent);
}

function readTime(cell: Cell, text: string, settings: Settings): Value {
  if (typeof cell !== 'string' && isShownInPart(cell, text)) return shownInPart;
  if (isNumber(cell) && !isShownAsDate(cell) && Number(text) < firstPlainDay) return notDate;
  if (isNumber(cell) && !isEightDigits(text)) return dayTime(Number(text), settings);
  return writtenTime(cell, plainDay(text), settings);
}

function isShownAsDate(cell: Cell): boolean {
  return typeof cell !== 'string' && 'shown' in cell && cell.shown?.as === 'date';
}

/** A number that is shown as one is taken for the number of a day, as programs write it that know no formats. */
function isShownInPart(cell: Exclude<Cell, string>, text: string): boolean {
  const { as = 'number', wholeDay = true, hours = true } = ('shown' in cell ? cell.shown : undefined) ?? {};
  return as === 'otherwise' || as === 'percent' || !wholeDay || (!hours && !isWholeDay(cell, text));
}

/** Characters that nobody sees in a line from left to right; chat programs and dialogs put them around numbers. */
const turningNothing = /[\u00ad\u200b-\u200e\u202a\u202c\u202d\u2060\ufeff]/g;

/** A number of a person as other programs hand it over: with blanks, and marked as a text by `'` or `="…"`. */
function bare(text: string): string {
  return text
    .normalize('NFKC')
    .replace(turningNothing, '')
    .replace(/^="(.*)"$/, '$1')
    .replace(/^['\u2018\u2019`]/, '')
    .replace(/\s+/g, '');
}

function isNumber(cell: Cell): boolean {
  return typeof cell !== 'string' && cell.kind === 'number';
}

function isDate(cell: Cell): boolean {
  return typeof cell !== 'string' && cell.kind === 'date';
}

function exactText(cell: Cell, text: string): Value {
  if (typeof cell === 'string') {
    return text.isWellFormed() ? text : new Unfit(said('holds a lone surrogate', '含无效字符'));
  }
  if (cell.kind === 'error') return errorMark;
  if (cell.kind === 'boolean') return new Unfit(said('holds a truth value, and no text', '单元格为逻辑值，不是文本'));
  if (cell.kind === 'number' && !isShownAsIs(cell.shown, text)) return shownOtherwise;
  if (cell.kind === 'date') return text;
  const value = Number(text);
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return floated;
  return withZeros(String(value), cell.kind === 'number' ? cell.shown : undefined);
}

/** A text that stands as a number is what a person reads, grouping aside. */
function isShownAsIs({ as = 'number', unit, places }: Partial<Shown> = {}, text: string): boolean {
  return as === 'number' && unit === undefined && (places !== 0 || Number.isInteger(Number(text)));
}

/** 18 digits of which a floating-point number has kept 15, or what such a number looks like in a .csv; no number of any kind. */
function isFloated(text: string): boolean {
  const looksFloated = /^\d(?:\.\d+)?E\+?\d+$/i.test(text) || /^\d{15}000$/.test(text);
  return looksFloated && parseIdentityNumber(text, new Date().toISOString()) === undefined;
}

function choice(names: Choices): (cell: Cell, text: string) => Value {
  const codes = new Map(
    Object.entries(names).flatMap(([code, words]) => [code, ...words].map((word) => [plainText(word), code] as const)),
  );
  const unknown = new Unfit(said(`is none of ${choices(names)}`, '不在可填选项之中'));
  return (_cell, text) => codes.get(plainText(text)) ?? unknown;
}

/** Days since the last of 1899, or since 1904. Before March 1900 the programs disagree on what a number means. */
function dayTime(days: number, { date1904, timeZone }: Settings): Value {
  const since1899 = date1904 ? days + 1462 : days;
  if (since1899 < 61 || since1899 >= 2_958_466) return notTime;
  return iso(Date.UTC(1899, 11, 30) + Math.round(since1899 * dayMs) - offsetMs(timeZone));
}

const writtenPattern =
  /^(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})?)?$/i;

/** Spreadsheet programs write what a cell shows, which has no zone, as if it were UTC. */
function writtenTime(cell: Cell, text: string, { timeZone }: Settings): Value {
  const parts = writtenPattern.exec(isDate(cell) ? text.replace(/Z$/i, '') : text);
  if (parts === null) return notTime;
  const [year = 0, month = 0, day = 0] = [parts[1], parts[3], parts[4]].map(Number);
  const [hour = 0, minute = 0, second = 0] = [parts[5], parts[6], parts[7]].map((part) => Number(part ?? 0));
  const ms = Number((parts[8] ?? '').padEnd(3, '0').slice(0, 3));
  const local = new Date(Date.UTC(year, month - 1, day, hour, minute, second, ms));
  const exists = local.getUTCMonth() === month - 1 && local.getUTCDate() === day && local.getUTCHours() === hour;
  const offset = parts[9] === undefined ? offsetMs(timeZone) : writtenOffsetMs(parts[9]);
  if (year < 100 || !exists || minute > 59 || second > 59 || offset === undefined) return notTime;
  return iso(local.getTime() - offset);
}

function writtenOffsetMs(zone: string): number | undefined {
  if (zone.toUpperCase() === 'Z') return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(-2))];
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

function iso(ms: number): Value {
  return timeText(ms) ?? outOfRange;
}
