/** What is noted of an import beside its errors, sealed in the database: notes name sheets, headings and rows of the upload. */
import type { PlacedColumn } from '../spreadsheets/columns';
import { type Note, Notes } from '../spreadsheets/notes';
import type { ImportView } from '../store/types';
import type { Vault } from '../vault/types';
import type { RowOutcome } from './types';

type Texts = Pick<Vault, 'texts'>;

export function sealNotes({ texts }: Texts, importId: string, notes: readonly Note[]): string {
  return texts.seal(nameOf(importId), JSON.stringify(notes));
}

export function openNotes(
  { texts }: Texts,
  { importId, notes }: Pick<ImportView, 'importId' | 'notes'>,
): readonly Note[] {
  return notes === undefined ? [] : JSON.parse(texts.open(nameOf(importId), notes));
}

export function sealColumns({ texts }: Texts, importId: string, columns: readonly PlacedColumn[]): string {
  return texts.seal(columnsName(importId), JSON.stringify(columns));
}

export function openColumns(
  { texts }: Texts,
  { importId, columns }: Pick<ImportView, 'importId' | 'columns'>,
): readonly PlacedColumn[] {
  return columns === undefined ? [] : JSON.parse(texts.open(columnsName(importId), columns));
}

function columnsName(importId: string): string {
  return `import columns ${importId}`;
}

/** The notes and those of rows that were accepted; undefined where there is none of these. */
export function addWarnings(before: readonly Note[], outcomes: readonly RowOutcome[]): readonly Note[] | undefined {
  const notes = new Notes(before);
  let added = false;
  for (const outcome of outcomes) {
    for (const { code, detail } of ('id' in outcome ? outcome.warnings : undefined) ?? []) {
      notes.add(code, detail, outcome.row);
      added = true;
    }
  }
  return added ? notes.list() : undefined;
}

function nameOf(importId: string): string {
  return `import notes ${importId}`;
}
