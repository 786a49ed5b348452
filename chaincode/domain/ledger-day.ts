/** The ledger's day: how far it may be advanced, by whom, and which periods it ends. */
import { dayAt, dayCount, patienceDays, startOfDay } from '../api/ledger-day';
import type { AllianceRecord, FoundingDocument, LedgerDayRecord } from '../api/records';
import { reject } from '../api/refusals';
import { addSeconds, type Moment } from './time';

/**
 * The latest day that has begun by the clock of every endorser: none is behind the transaction's time by more than the window,
 * or it would not endorse.
 */
export function latestDay(document: FoundingDocument, time: string): number {
  return dayAt(Date.parse(time) - document.parameters.clockWindowSeconds * 1000, dayCount(document));
}

export function firstDay(alliance: AllianceRecord, time: string): LedgerDayRecord {
  return { docType: 'ledgerDay', day: latestDay(alliance, time), advancedTime: time };
}

export function advanceDay(
  present: number,
  to: { readonly day: number; readonly byRegulator: boolean },
  alliance: AllianceRecord,
  time: string,
): LedgerDayRecord {
  const latest = latestDay(alliance, time);
  if (to.day <= present) reject('DAY_NOT_LATER', { day: present });
  if (to.day > latest) reject('DAY_AHEAD', { latest });
  if (!to.byRegulator && latest < present + patienceDays) reject('DAY_NOT_YOURS', { day: present });
  return { docType: 'ledgerDay', day: to.day, advancedTime: time };
}

/**
 * The end of a period in which silence decides, and which begins with this transaction. It runs from the end of the ledger's
 * day, because the transaction's maker can hold the envelope back until then.
 */
export function endOfPeriod({ time, calendar }: Pick<Moment, 'time' | 'calendar'>, seconds: number): string {
  const nextDay = startOfDay({ ...calendar, day: calendar.day + 1 });
  return addSeconds(time > nextDay ? time : nextDay, seconds);
}

/** True where the ledger's day says so; the transaction's time is its client's word. */
export function isOver(end: string, { calendar }: Pick<Moment, 'calendar'>): boolean {
  return startOfDay(calendar) >= end;
}
