/** The views of an import. */
import { refusals } from '../../chaincode/api/refusals';
import { fileRefusals } from '../api/file-problems';
import { noteText } from '../api/import-notes';
import type { Note } from '../spreadsheets/notes';
import type { SpreadsheetKind } from '../spreadsheets/types';
import type { ImportDeps } from './deps';
import { openColumns, openNotes } from './notes';
import { placeError } from './places';
import type { Preview } from './preview';
import type { ImportError, ImportView } from './store';

/** Why an import failed, where it is not the file. */
const failures: Readonly<Record<string, string>> = {
  UPLOAD_LOST: 'The uploaded file is no longer in the vault; upload it again.',
  ALLOWANCE_EXHAUSTED: `${refusals.ALLOWANCE_EXHAUSTED.text} Upload the file again on the next day (UTC).`,
  EVALUATION_INVALID: 'An evaluator answered what is not proven; tell it, and upload the file again.',
  LEDGER_UNAVAILABLE:
    'The import got no row further for a day, since the ledger was not reached; upload the file again.',
  IMPORT_FAILED:
    'The gateway failed at this file, for a reason that stands in its log; what is accepted stays. Upload the rest again.',
  OUTCOMES_UNKNOWN: 'It was cancelled while rows were on their way; some that are not counted may be on the ledger.',
};

type ViewDeps = Pick<ImportDeps, 'vault' | 'log'>;

export function importSummary({ importId, created, status, rows, accepted, rejected, unchanged, code }: ImportView) {
  const reason = code === undefined ? undefined : (failures[code] ?? fileRefusals[code as keyof typeof fileRefusals]);
  return { importId, created, status, rows, accepted, rejected, unchanged, code, reason };
}

/** With how the file was read. */
export function importView(deps: ViewDeps, view: ImportView) {
  const notes = openedOr([], deps, view, () => openNotes(deps.vault, view));
  return { ...importSummary(view), notes: notes.map(noteView) };
}

function noteView({ code, detail, rows, count }: Note) {
  return { code, text: noteText({ code, detail }), rows, count };
}

export function previewView(kind: SpreadsheetKind, { notes, columns, errors, ...counts }: Preview) {
  const placed = errors.map((error) => ({ ...error, ...placeError(error, { kind, columns }) }));
  return { ...counts, notes: notes.map(noteView), errors: placed };
}

/** The errors with where they are in the file. */
export function errorViews(deps: ViewDeps, view: ImportView, errors: readonly ImportError[]) {
  const sheet = { kind: view.kind, columns: openedOr([], deps, view, () => openColumns(deps.vault, view)) };
  return errors.map(({ row, column, reason }) => ({ row, column, reason, ...placeError({ row, column }, sheet) }));
}

/** How far an import is does not depend on what was sealed beside it. */
function openedOr<T>(otherwise: T, { log }: ViewDeps, { importId }: ImportView, open: () => T): T {
  try {
    return open();
  } catch (error) {
    log.warn({ err: error, importId }, 'the notes of an import do not open and are left out');
    return otherwise;
  }
}
