/**
 * Seals what the database keeps beside an import: its conditions disclose the terms of all loans of a file, its notes name
 * sheets, headings and rows.
 */
import type { PlacedColumn } from '../spreadsheets/columns';
import { type Note, Notes } from '../spreadsheets/notes';
import type { Vault } from '../vault/types';
import type { ImportView } from './store';
import type { RowOutcome } from './types';

type Texts = Pick<Vault, 'texts'>;

export function sealConditions({ texts }: Texts, importId: string, conditions: object): string {
  return texts.seal(conditionsName(importId), JSON.stringify(conditions));
}

export function openConditions(
  { texts }: Texts,
  { importId, sealed }: Pick<ImportView, 'importId' | 'sealed'>,
): object {
  return JSON.parse(texts.open(conditionsName(importId), sealed));
}

function conditionsName(importId: string): string {
  return `import conditions ${importId}`;
}

export function sealNotes({ texts }: Texts, importId: string, notes: readonly Note[]): string {
  return texts.seal(notesName(importId), JSON.stringify(notes));
}

export function openNotes(
  { texts }: Texts,
  { importId, notes }: Pick<ImportView, 'importId' | 'notes'>,
): readonly Note[] {
  return notes === undefined ? [] : JSON.parse(texts.open(notesName(importId), notes));
}

function notesName(importId: string): string {
  return `import notes ${importId}`;
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
