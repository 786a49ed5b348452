/** Keeps credit records whose sides sign at this gateway, and the prompts for their outcomes. */
import type { Database } from '../store/schema';
import { type DraftStore, newDraftStore } from './draft-store';
import { newPromptStore, type PromptStore } from './prompt-store';

export type * from './own-records';

export interface RecordStore extends DraftStore, PromptStore {}

export function newRecordStore(db: Database): RecordStore {
  return { ...newDraftStore(db), ...newPromptStore(db) };
}
