/** The days of an alliance: in one zone, which is the same whatever a machine knows of zones. */
import { dayAt, dayCount, startOfDay } from '../../chaincode/api/ledger-day';
import { dayIn, offsetMs, timeZones } from '../../chaincode/api/time-zones';
import { latestDay } from '../../chaincode/domain/ledger-day';
import { foundingDocument } from './builders';
import { documentWith } from './scenario';

const present = '2026-11-30T12:00:00.000Z';

describe('a zone', () => {
  it.each(timeZones)('%s has the offset that it has today, in winter and in summer', (timeZone) => {
    const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', day: '2-digit' });
    const utc = new Intl.DateTimeFormat('en-GB', {
      timeZone: 'UTC',
      hour: '2-digit',
      minute: '2-digit',
      day: '2-digit',
    });
    for (const time of [present, '2026-06-30T12:00:00.000Z', '2026-03-01T00:00:00.000Z']) {
      const ms = Date.parse(time);
      expect(clock.format(ms)).toBe(utc.format(ms + offsetMs(timeZone)));
    }
  });

  it.each([
    ['Asia/Shanghai', '2026-02-28T16:00:00.000Z', '2026-03-01'],
    ['Asia/Shanghai', '2026-02-28T15:59:59.999Z', '2026-02-28'],
    ['Asia/Kolkata', '2026-02-28T18:30:00.000Z', '2026-03-01'],
    ['UTC', '2026-02-28T23:59:59.999Z', '2026-02-28'],
  ] as const)('%s has at %s the day %s', (timeZone, time, day) => expect(dayIn(timeZone, time)).toBe(day));
});

describe("the ledger's day", () => {
  const days = dayCount(foundingDocument);

  it("begins at midnight in the alliance's zone", () => {
    const day = dayAt(Date.parse('2026-03-01T03:00:00.000Z'), days);
    expect(startOfDay({ ...days, day })).toBe('2026-02-28T16:00:00.000Z');
    expect(dayAt(Date.parse('2026-02-28T16:00:00.000Z'), days)).toBe(day);
    expect(dayAt(Date.parse('2026-02-28T15:59:59.999Z'), days)).toBe(day - 1);
  });

  it('is advanced to a day only when it has begun there by the clock of every endorser', () => {
    const document = documentWith({ clockWindowSeconds: 60 });
    const before = latestDay(document, '2026-02-28T16:00:59.999Z');
    expect(latestDay(document, '2026-02-28T16:01:00.000Z')).toBe(before + 1);
  });

  it('begins in other zones at other times', () => {
    const utc = { ...days, timeZone: 'UTC' } as const;
    expect(startOfDay({ ...utc, day: dayAt(Date.parse(present), utc) })).toBe('2026-11-30T00:00:00.000Z');
  });
});
