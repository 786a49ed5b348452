/** Times are the transaction's, handed in as values; no rule looks at a clock. ISO 8601 in UTC with milliseconds, which sorts as text. */

export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

export function addSeconds(time: string, seconds: number): string {
  return isoTime(Date.parse(time) + seconds * 1000);
}

/** When a command is done: the transaction's time, which is its client's word, and the ledger's day. */
export interface Moment {
  readonly time: string;
  readonly day: number;
}
