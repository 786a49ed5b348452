/**
 * What a cell means in a column of a kind. Spreadsheet programs keep numbers as floating point and days as numbers, so a
 * number cell is exact up to 2^53 and no further, and a day has no zone: it is the alliance's.
 */
import { holdsPersonalNumber } from '../../chaincode/api/identifiers';
import { parseIdentityNumber } from '../../chaincode/api/identity-numbers';
import { offsetMs, type TimeZone } from '../../chaincode/api/time-zones';
import { timeRange, timeText } from '../../chaincode/api/times';
import type { Cell } from './cells';
import { type Choices, type ColumnKind, choices } from './columns';
import { identityKindNames, methodNames, relationKindNames } from './loan-columns';
import { formNames, loanKindNames } from './plan-columns';

/** Why a cell has no value, as a predicate. */
export class Unfit {
  constructor(readonly reason: string) {}
}

export type Value = string | number | Unfit;

export interface Settings {
  readonly date1904: boolean;
  /** Of dates and times that name none. */
  readonly timeZone: TimeZone;
}

const floated = new Unfit(
  'was turned into a floating-point number by the spreadsheet program and has lost digits; format the column as text and enter it again',
);
const notWhole = new Unfit('is no whole number in plain digits');
const tooLarge = new Unfit('is beyond 2^53 - 1');
const notTime = new Unfit('is no date or time such as 2025-07-01, 2025-07-01 09:00 or 2025-07-01T09:00:00+08:00');
const outOfRange = new Unfit(`is not ${timeRange}`);
const dayMs = 86_400_000;

/** Expects a cell that is not blank, and its text without blanks around it. */
export const valuesOf: Readonly<Record<ColumnKind, (cell: Cell, text: string, settings: Settings) => Value>> = {
  text: (cell, text) => exactText(cell, text),
  identifier: (cell, text) => {
    const value = exactText(cell, text);
    return typeof value === 'string' && holdsPersonalNumber(value)
      ? new Unfit('holds a mobile or identity number, which must not reach the ledger')
      : value;
  },
  ident: (cell, text) => (typeof cell === 'string' && !isFloated(text) ? exactText(cell, text) : floated),
  integer: (cell, text) => integer(cell, text),
  time: (cell, text, settings) =>
    isNumber(cell) ? dayTime(Number(text), settings) : writtenTime(cell, text, settings),
  loanKind: choice(loanKindNames),
  form: choice(formNames),
  identityKind: choice(identityKindNames),
  method: choice(methodNames),
  relationKind: choice(relationKindNames),
};

function isNumber(cell: Cell): boolean {
  return typeof cell !== 'string' && cell.kind === 'number';
}

function isDate(cell: Cell): boolean {
  return typeof cell !== 'string' && cell.kind === 'date';
}

function exactText(cell: Cell, text: string): Value {
  if (typeof cell === 'string') return text.isWellFormed() ? text : new Unfit('holds a lone surrogate');
  if (cell.kind === 'error') return new Unfit("holds the spreadsheet program's mark of an error");
  if (cell.kind === 'boolean') return new Unfit('holds a truth value, and no text');
  if (cell.kind === 'date') return text;
  const value = Number(text);
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? floated : String(value);
}

/** 18 digits of which a floating-point number has kept 15, or what such a number looks like in a .csv; no number of any kind. */
function isFloated(text: string): boolean {
  const looksFloated = /^\d(?:\.\d+)?E\+?\d+$/i.test(text) || /^\d{15}000$/.test(text);
  return looksFloated && parseIdentityNumber(text, new Date().toISOString()) === undefined;
}

function integer(cell: Cell, text: string): Value {
  if (isNumber(cell) ? !Number.isInteger(Number(text)) : !/^-?\d+$/.test(text)) return notWhole;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value || 0 : tooLarge;
}

function choice(names: Choices): (cell: Cell, text: string) => Value {
  const codes = new Map(
    Object.entries(names).flatMap(([code, words]) => [code, ...words].map((word) => [word, code] as const)),
  );
  const unknown = new Unfit(`is none of ${choices(names)}`);
  return (_cell, text) => codes.get(text.toUpperCase()) ?? unknown;
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
