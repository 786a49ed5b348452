/** Notes of what a reader of a spreadsheet decided or noticed, so that a person can check the meaning. */
import type { NoteCode } from '../api/import-notes';

export interface Note {
  readonly code: NoteCode;
  readonly detail: Readonly<Record<string, string | number>>;
  /** The first of them, where it is about rows. */
  readonly rows: readonly number[];
  readonly count: number;
}

/** How many rows a note names; it counts all. */
const maxRowsNamed = 50;

/** The notes with one more; what is said of several rows is one note. */
export class Notes {
  readonly #notes: Map<string, Note>;

  constructor(before: readonly Note[] = []) {
    this.#notes = new Map(before.map((note) => [noteKey(note), note]));
  }

  add(code: NoteCode, detail: Note['detail'] = {}, row?: number): void {
    const key = noteKey({ code, detail });
    const { rows, count } = this.#notes.get(key) ?? { rows: [], count: 0 };
    const named = row === undefined || rows.length >= maxRowsNamed ? rows : [...rows, row];
    this.#notes.set(key, { code, detail, rows: named, count: count + 1 });
  }

  list(): readonly Note[] {
    return [...this.#notes.values()];
  }
}

function noteKey({ code, detail }: Pick<Note, 'code' | 'detail'>): string {
  return JSON.stringify([code, detail]);
}
