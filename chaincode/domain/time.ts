/** Times are the transaction's, handed in as values; no rule looks at a clock. ISO 8601 in UTC with milliseconds, which sorts as text. */
import type { Calendar } from '../api/ledger-day';

export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

export function addSeconds(time: string, seconds: number): string {
  return isoTime(Date.parse(time) + seconds * 1000);
}

/** The channel and the time at which a command is done. A command's context is one, so contracts hand it to the rules as it is. */
export interface Moment {
  readonly channel: string;
  /** The transaction's time: its client's word. */
  readonly time: string;
  /** The ledger's: as endorsed and as committed, since every transaction reads it. */
  readonly day: number;
  /** The ledger's day and how it is counted; periods in which silence decides end by it. */
  readonly calendar: Calendar;
}
