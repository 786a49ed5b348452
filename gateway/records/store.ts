/** The store of credit records: drafts, prompts, answers and disputes in SQL. */
import type { Database } from '../store/schema';
import { type AnswerStore, newAnswerStore } from './answer-store';
import { type DisputeStore, newDisputeStore } from './dispute-store';
import { type DraftStore, newDraftStore } from './draft-store';
import { newPromptStore, type PromptStore } from './prompt-store';

export interface RecordStore extends DraftStore, PromptStore, AnswerStore, DisputeStore {}

export function newRecordStore(db: Database): RecordStore {
  return { ...newDraftStore(db), ...newPromptStore(db), ...newAnswerStore(db), ...newDisputeStore(db) };
}
