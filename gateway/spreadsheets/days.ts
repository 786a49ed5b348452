/** Days as offices write them, brought to the form in which values.ts reads times. */
import type { Cell } from './cells';

const written = /^(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?(?:$|(?=[\sT]))/;
const eightDigits = /^((?:19|20|21)\d{2})(\d{2})(\d{2})$/;

/** `2026年3月1日`, `2026.3.1` and `20260301` as `2026-3-1`; what is none of these stays. */
export function plainDay(text: string): string {
  return text.normalize('NFKC').replace(written, '$1-$2-$3').replace(eightDigits, '$1-$2-$3');
}

/** True if a number cell holds the eight digits of a day; numbers of days are smaller. */
export function isEightDigits(text: string): boolean {
  return eightDigits.test(text);
}

/** True if the cell says a day only, because it shows no time. A program that writes days as ISO texts adds a midnight. */
export function isDayOnly(cell: Cell, text: string): boolean {
  if (typeof cell === 'string') return !text.normalize('NFKC').includes(':');
  if ('shown' in cell && cell.shown?.hours === true) return false;
  return isWholeDay(cell, text);
}

/** True if the number or ISO text of a cell is that of a day's beginning. */
export function isWholeDay({ kind }: Exclude<Cell, string>, text: string): boolean {
  return kind === 'number' ? Number.isInteger(Number(text)) : /^[^T]*(?:T00:00:00(?:\.0+)?Z?)?$/i.test(text);
}
