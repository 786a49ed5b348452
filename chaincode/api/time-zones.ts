/**
 * The zones in which an alliance can count its days, each with the one offset that it has, so that every endorser and every
 * gateway comes to the same day whatever its machine knows of zones. A zone with daylight saving has no place here.
 */
const offsetMinutes = {
  'Asia/Shanghai': 480,
  'Asia/Hong_Kong': 480,
  'Asia/Macau': 480,
  'Asia/Taipei': 480,
  'Asia/Singapore': 480,
  'Asia/Kuala_Lumpur': 480,
  'Asia/Manila': 480,
  'Asia/Bangkok': 420,
  'Asia/Ho_Chi_Minh': 420,
  'Asia/Jakarta': 420,
  'Asia/Kolkata': 330,
  'Asia/Seoul': 540,
  'Asia/Tokyo': 540,
  UTC: 0,
} as const;

export type TimeZone = keyof typeof offsetMinutes;
export const timeZones = Object.keys(offsetMinutes) as readonly TimeZone[] as readonly [TimeZone, ...TimeZone[]];

/** How much later it is there than in UTC. */
export function offsetMs(timeZone: TimeZone): number {
  return offsetMinutes[timeZone] * 60_000;
}

/** The day that an ISO time belongs to there: `YYYY-MM-DD`. */
export function dayIn(timeZone: TimeZone, time: string): string {
  return new Date(Date.parse(time) + offsetMs(timeZone)).toISOString().slice(0, 'YYYY-MM-DD'.length);
}
