/** Where the ledger's days begin: the one rule of the ledger and of all gateways. Day d begins d × daySeconds after the epoch. */

/** How many days the ledger is behind before members other than a regulator may advance it. */
export const patienceDays = 2;

export interface Calendar {
  /** The ledger's. */
  readonly day: number;
  readonly daySeconds: number;
}

/** ISO. */
export function startOfDay({ day, daySeconds }: Calendar): string {
  return new Date(day * daySeconds * 1000).toISOString();
}
