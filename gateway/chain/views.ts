/** Shows states that records have had. The form of each answer names what is shown. */
import { historyForms } from '../api/chain';
import { showMembers } from '../api/shown-members';
import type { HistoryOf } from './store';

export function planState({ record, ...written }: HistoryOf<'plan'>) {
  return { ...written, plan: showMembers(historyForms.plan.shape.plan, record) };
}

export function confirmState({ record, ...written }: HistoryOf<'confirm'>) {
  return { ...written, confirm: showMembers(historyForms.confirm.shape.confirm, record) };
}

export function recordState({ record, ...written }: HistoryOf<'creditRecord'>) {
  return { ...written, creditRecord: showMembers(historyForms.creditRecord.shape.creditRecord, record) };
}
