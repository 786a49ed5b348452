/**
 * The times that may be said of anything: the one rule of the ledger and of all gateways. They sort as texts, and whatever is added
 * to them has four digits for its year, too.
 */
export const firstTime = '1900-01-01T00:00:00.000Z';
export const lastTime = '2199-12-31T23:59:59.999Z';

/** True for the one text of a moment, `YYYY-MM-DDTHH:MM:SS.mmmZ`, from 1900 to 2199. */
export function isTime(value: unknown): value is string {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value)) return false;
  const time = new Date(value);
  return !Number.isNaN(time.getTime()) && time.toISOString() === value && value >= firstTime && value <= lastTime;
}

/** The one text of that moment; undefined where it is outside of the range. */
export function timeText(ms: number): string | undefined {
  const isWithin = ms >= Date.parse(firstTime) && ms <= Date.parse(lastTime);
  return isWithin ? new Date(ms).toISOString() : undefined;
}

export const timeRange = 'from 1900 to 2199';
