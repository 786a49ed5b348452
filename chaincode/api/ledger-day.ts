/**
 * The ledger and all gateways have one rule for where the ledger's days begin. Day d begins d × daySeconds after 1970 began in
 * the alliance's zone, so a day of 86,400 seconds begins at midnight there.
 */
import type { FoundingDocument } from './records';
import { offsetMs, type TimeZone } from './time-zones';

/** How many days the ledger is behind before members other than a regulator may advance it. */
export const patienceDays = 2;

/** How the alliance counts days. */
export interface DayCount {
  readonly daySeconds: number;
  readonly timeZone: TimeZone;
}

export interface Calendar extends DayCount {
  /** The ledger's. */
  readonly day: number;
}

export function dayCount({ daySeconds, parameters: { timeZone } }: FoundingDocument): DayCount {
  return { daySeconds, timeZone };
}

/** The day in which that moment lies. */
export function dayAt(ms: number, { daySeconds, timeZone }: DayCount): number {
  return Math.floor((ms + offsetMs(timeZone)) / (daySeconds * 1_000));
}

export function startOfDayMs({ day, daySeconds, timeZone }: Calendar): number {
  return day * daySeconds * 1_000 - offsetMs(timeZone);
}

/** ISO. */
export function startOfDay(calendar: Calendar): string {
  return new Date(startOfDayMs(calendar)).toISOString();
}
