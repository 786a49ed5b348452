/**
 * The one way in which JSON of a request is parsed. One pass over its text refuses what no form asks for before anything is built of it,
 * because a parser and the forms would walk all of it first: nested too deep, too many values, one name twice, a text or a number that
 * would not be kept as it was sent.
 */
import { endOfString, maxJsonDepth } from '../../chaincode/api/json';
import type { Path } from './field-error';

/** No form has a longer list; a test holds this. */
export const maxItems = 500;
/** No form has more members. */
export const maxMembers = 100;
/** The limit holds for all lists and objects together; 500 plans with every member have some 16,000. */
export const maxValues = 50_000;

const exactDigits = 15;
const number = /[-+.\deE]+/y;

/** JSON, and not what a request may hold. */
export class JsonRefused extends Error {
  override readonly name = 'JsonRefused';

  constructor(
    readonly path: Path,
    message: string,
  ) {
    super(message);
  }
}

/** Throws JsonRefused, and SyntaxError on what is no JSON. */
export function parseExactJson(text: string): unknown {
  scan(text);
  return JSON.parse(text);
}

/** A list or an object that is open: what it holds so far, and where in it the text stands. */
interface Open {
  readonly names: Set<string> | undefined;
  at: string | number;
  count: number;
  awaitsName: boolean;
}

/** Right for any JSON. Other text is refused here or by the parser. */
function scan(text: string): void {
  const open: Open[] = [];
  let values = 0;

  const refuse = (message: string, depth = open.length): never => {
    const path: Path = open.slice(0, depth).map(({ at }) => at);
    throw new JsonRefused(path, message);
  };

  /** Counts what begins in the innermost list or object. */
  const begin = (): void => {
    if (++values > maxValues) refuse(`is beyond ${maxValues} values`);
    const inner = open.at(-1);
    if (inner === undefined || inner.names !== undefined) return;
    inner.at = inner.count++;
    if (inner.count > maxItems) refuse(`has more than ${maxItems} items`, open.length - 1);
  };

  const enter = (names: Set<string> | undefined): void => {
    begin();
    if (open.length >= maxJsonDepth) refuse('is nested too deep');
    open.push({ names, at: '', count: 0, awaitsName: names !== undefined });
  };

  const takeName = (inner: Open, name: string): void => {
    inner.awaitsName = false;
    inner.at = name;
    if (inner.names?.has(name)) refuse('occurs twice');
    inner.names?.add(name);
    if (++inner.count > maxMembers) refuse(`has more than ${maxMembers} members`, open.length - 1);
  };

  /** Answers where the string ends. */
  const takeString = (start: number): number => {
    const end = endOfString(text, start);
    const inner = open.at(-1);
    if (!inner?.awaitsName) begin();
    const written = text.slice(start, end + 1);
    const value = written.includes('\\') ? (JSON.parse(written) as string) : written.slice(1, -1);
    if (inner?.awaitsName) takeName(inner, value);
    if (!value.isWellFormed()) refuse('holds a lone surrogate');
    return end;
  };

  const takeNumber = (start: number): number => {
    begin();
    number.lastIndex = start;
    const written = number.exec(text)?.[0] ?? '-';
    if (Object.is(Number(written), -0)) refuse('is -0');
    if (!isKeptExactly(written)) refuse('is a number that would not be kept exactly');
    return start + written.length - 1;
  };

  for (let index = 0; index < text.length; index++) {
    const character = text[index] ?? '';
    if (character === '"') index = takeString(index);
    else if (character === '[') enter(undefined);
    else if (character === '{') enter(new Set());
    else if (character === ']' || character === '}') open.pop();
    else if (character === ',') awaitName(open.at(-1));
    else if (character === '-' || (character >= '0' && character <= '9')) index = takeNumber(index);
    else if (character >= 'a' && character <= 'z') {
      begin();
      index += 'true'.length - 1;
    }
  }
}

function awaitName(inner: Open | undefined): void {
  if (inner?.names !== undefined) inner.awaitsName = true;
}

/** Fifteen digits and an exponent within bounds come back from a double as they went in; so do all safe integers. */
function isKeptExactly(written: string): boolean {
  const value = Number(written);
  // `1.0` is a whole number, too: some languages write it so.
  if (/^-?\d+(?:\.0*)?$/.test(written)) return Number.isSafeInteger(value);
  const digits = written
    .replace(/[eE].*$/, '')
    .replaceAll(/\D/g, '')
    .replace(/^0+/, '');
  return digits === '' || (Number.isFinite(value) && value !== 0 && digits.length <= exactDigits);
}
