/** How long what is said of a credit record is told: the one rule of the ledger and of all gateways. */
export interface Retention {
  /** The ledger's. */
  readonly day: number;
  readonly retentionDays: number;
}

/** The last day on which it is told is day + retentionDays; what has no day yet is told. */
export function isPastRetention(day: number | undefined, retention: Retention): boolean {
  return day !== undefined && retention.day > day + retention.retentionDays;
}
