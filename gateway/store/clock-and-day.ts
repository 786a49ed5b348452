/** When it is: by the gateway's clock, and by the ledger's day. Both ISO. */
export interface ClockAndDay {
  readonly now: string;
  /** When the ledger's present day began. */
  readonly dayStart: string;
}
