/** Imports of plans and of loans: the same routes twice. */
import { refusals } from '../../chaincode/api/refusals';
import { fileRefusals } from '../api/file-problems';
import { noteText } from '../api/import-notes';
import { creditRecordImports, type ImportOperations, planImports, workbookType } from '../api/imports';
import { Problem } from '../api/problem';
import type { Gateway } from '../gateway';
import { type Route, serve } from '../http/route';
import { templateWorkbook } from '../spreadsheets/reader';
import type { BookKind } from '../spreadsheets/types';
import type { ImportView } from '../store/types';

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

export function importRoutes(gateway: Gateway): readonly Route[] {
  return [...routesOf(gateway, 'plan', planImports), ...routesOf(gateway, 'credit-record', creditRecordImports)];
}

function routesOf(gateway: Gateway, kind: BookKind, rest: ImportOperations): readonly Route[] {
  const { imports, store } = gateway;
  return [
    serve(rest.upload, async ({ body: { file: bytes, conditions = {} } }) => {
      const view = await imports.accept({ kind, bytes, conditions });
      return { status: 202, body: { ...describe(gateway, view), errors: [] } };
    }),

    serve(rest.list, async ({ query: { status, cursor, limit } }) => {
      const { items, nextCursor } = await store.imports.list({ kind, status }, { cursor, limit });
      return { body: { items: items.map(summaryOf), nextCursor } };
    }),

    serve(rest.cancel, async ({ params: { importId } }) => {
      await importOf(gateway, kind, importId);
      const view = await imports.cancel(importId);
      if (view?.cancelled !== true) throw new Problem('IMPORT_ENDED');
      return { body: summaryOf(view) };
    }),

    serve(rest.readTemplate, async () => ({
      type: workbookType,
      fileName: 'template.xlsx',
      bytes: await templateWorkbook(kind),
    })),

    serve(rest.read, async ({ params: { importId }, query }) => {
      const view = await importOf(gateway, kind, importId);
      const { items, nextCursor } = await store.imports.errors(importId, query);
      return { body: { ...describe(gateway, view), errors: imports.place(view, items), nextCursor } };
    }),

    serve(rest.readRejected, async ({ params: { importId } }) => {
      await importOf(gateway, kind, importId);
      const bytes = await imports.rejected(importId);
      if (bytes === undefined) throw new Problem('REJECTED_ROWS_ABSENT');
      return { type: workbookType, fileName: `rejected-${importId}.xlsx`, bytes };
    }),
  ];
}

async function importOf({ store }: Gateway, kind: BookKind, importId: string): Promise<ImportView> {
  const view = await store.imports.read(importId);
  if (view?.kind !== kind) throw new Problem('IMPORT_NOT_FOUND');
  return view;
}

function summaryOf({ importId, created, status, rows, accepted, rejected, unchanged, code }: ImportView) {
  const reason = code === undefined ? undefined : (failures[code] ?? fileRefusals[code as keyof typeof fileRefusals]);
  return { importId, created, status, rows, accepted, rejected, unchanged, code, reason };
}

/** With how the file was read. */
function describe({ imports }: Pick<Gateway, 'imports'>, view: ImportView) {
  const notes = imports.notes(view);
  const told = notes.map(({ code, detail, rows, count }) => ({ code, text: noteText({ code, detail }), rows, count }));
  return { ...summaryOf(view), notes: told };
}
