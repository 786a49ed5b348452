/** The one rule of the ledger and of all gateways for how long a credit record is disclosed. */
export interface Retention {
  /** The ledger's. */
  readonly day: number;
  readonly retentionDays: number;
}

/** An entry is disclosed up to the day `day + retentionDays`; an entry without a day is disclosed. */
export function isPastRetention(day: number | undefined, retention: Retention): boolean {
  return day !== undefined && retention.day > day + retention.retentionDays;
}
