/** Credit records and feedbacks as contracts read them, and what travels with them in the transient field. */
import type { z } from 'zod';
import type { CreditRecordEvent } from '../api/events';
import { parseForeignJson } from '../api/json';
import type { CreditFeedbackRecord, CreditRecord } from '../api/records';
import { reject } from '../api/refusals';
import { hashOfSealed } from '../api/sealed';
import { keys } from '../state/keys';
import type { Overlay } from '../state/overlay';

export async function readCreditRecord(state: Overlay, recordId: string): Promise<CreditRecord> {
  const record = await state.get('creditRecord', keys.creditRecord(recordId));
  return record ?? reject('CREDIT_RECORD_NOT_FOUND', { recordId });
}

export async function readFeedback(state: Overlay, recordId: string, number: number): Promise<CreditFeedbackRecord> {
  const feedback = await state.get('creditFeedback', keys.creditFeedback(recordId, number));
  return feedback ?? reject('FEEDBACK_NOT_FOUND', { recordId, number });
}

type Detail = Readonly<Record<string, string | number>>;

/** The command's part of the transient field, in its one form. */
export function parsePrivate<T>(form: z.ZodType<T>, text: string, detail: Detail): T {
  try {
    return form.parse(parseForeignJson(text));
  } catch {
    return reject('SEALED_RECORD_MISMATCH', detail);
  }
}

export function requireSealed(text: string, sealedHash: string, detail: Detail): void {
  if (hashOfSealed(text) !== sealedHash) reject('SEALED_RECORD_MISMATCH', detail);
}

export function creditEvent(
  eventName: CreditRecordEvent['eventName'],
  { recordId, subjectId }: CreditRecord,
): CreditRecordEvent {
  return { name: 'CreditRecordEvent', eventName, recordId, subjectId };
}
