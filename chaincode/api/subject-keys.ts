/** When a signature of a subject's key counts, and for what: the one rule of the ledger and of all gateways. */
import { type DayCount, dayAt } from './ledger-day';
import type { AttachmentRecord, QueryPurpose, SubjectKeyRecord } from './records';
import { reject } from './refusals';

/** REPORT: consents to own reports, and disputes. SIGN: everything else that a subject signs. */
export type KeyUse = 'SIGN' | 'REPORT';

type KeyState = Pick<SubjectKeyRecord, 'keyId' | 'countsFromDay' | 'reportsFromDay'> & {
  readonly revokedTime?: string | undefined;
};

export function keyUseFor(purpose: QueryPurpose): KeyUse {
  return purpose === 'OWN_REPORT' ? 'REPORT' : 'SIGN';
}

/** `day` is the ledger's. */
export function isUsableKey(key: KeyState, use: KeyUse, day: number): boolean {
  return key.revokedTime === undefined && firstDayFor(key, use) <= day;
}

/** Throws SUBJECT_KEY_REVOKED, SUBJECT_KEY_WAITING. `day` is the ledger's. */
export function requireUsableKey(key: KeyState, use: KeyUse, day: number): void {
  const { keyId, revokedTime } = key;
  if (revokedTime !== undefined) reject('SUBJECT_KEY_REVOKED', { keyId });
  const fromDay = firstDayFor(key, use);
  if (fromDay > day) reject('SUBJECT_KEY_WAITING', { keyId, fromDay });
}

/** True where the key counted at that time: the ledger's day was not later than that of the time. */
export function hasCountedAt({ countsFromDay, revokedTime }: KeyState, time: string, days: DayCount): boolean {
  const day = dayAt(Date.parse(time), days);
  return countsFromDay <= day && (revokedTime === undefined || revokedTime >= time);
}

/** Throws SUBJECT_KEY_REVOKED, SUBJECT_KEY_WAITING. */
export function requireCountedAt(key: KeyState, time: string, days: DayCount): void {
  const { keyId, revokedTime, countsFromDay } = key;
  if (revokedTime !== undefined && revokedTime < time) reject('SUBJECT_KEY_REVOKED', { keyId });
  if (!hasCountedAt(key, time, days)) reject('SUBJECT_KEY_WAITING', { keyId, fromDay: countsFromDay });
}

function firstDayFor({ countsFromDay, reportsFromDay }: KeyState, use: KeyUse): number {
  return use === 'REPORT' ? reportsFromDay : countsFromDay;
}

/** True where somebody was verified after the key was added: then the institution's word does not revoke it. */
export function isLaterThanKey(
  attachment: Pick<AttachmentRecord, 'attachedTime' | 'day'>,
  key: Pick<SubjectKeyRecord, 'addedTime' | 'day'>,
): boolean {
  return attachment.day > key.day || (attachment.day === key.day && attachment.attachedTime > key.addedTime);
}
