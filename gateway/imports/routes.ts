/** Imports of plans and of loans: the same routes twice. */
import { creditRecordImports, type ImportOperations, planImports, workbookType } from '../api/imports';
import { Problem } from '../api/problem';
import { type Route, serve } from '../http/route';
import { templateWorkbook } from '../spreadsheets/reader';
import type { SpreadsheetKind } from '../spreadsheets/types';
import type { ImportDeps } from './deps';
import type { PreviewFile } from './preview';
import { rejectedName } from './run';
import type { ImportStore, ImportView } from './store';
import type { Accept } from './uploads';
import { errorViews, importSummary, importView, previewView } from './views';
import type { ImportWork } from './work';

interface Handling extends Pick<ImportWork, 'cancel'> {
  readonly accept: Accept;
  readonly preview: PreviewFile;
}

export function importRoutes(deps: ImportDeps, handling: Handling): readonly Route[] {
  return [
    ...routesFor('plan', planImports, deps, handling),
    ...routesFor('credit-record', creditRecordImports, deps, handling),
  ];
}

function routesFor(
  kind: SpreadsheetKind,
  rest: ImportOperations,
  deps: ImportDeps,
  { accept, preview, cancel }: Handling,
): readonly Route[] {
  const { imports } = deps.store;
  return [
    serve(rest.upload, async ({ body: { file: bytes, conditions = {} } }) => {
      const view = await accept({ kind, bytes, conditions });
      return { status: 202, body: { ...importView(deps, view), errors: [] } };
    }),

    serve(rest.preview, async ({ body: { file: bytes, conditions = {} } }) => ({
      body: previewView(kind, await preview({ kind, bytes, conditions })),
    })),

    serve(rest.list, async ({ query: { status, cursor, limit } }) => {
      const { items, nextCursor } = await imports.list({ kind, status }, { cursor, limit });
      return { body: { items: items.map(importSummary), nextCursor } };
    }),

    serve(rest.cancel, async ({ params: { importId } }) => {
      await requireImport(imports, kind, importId);
      const view = await cancel(importId);
      if (view?.cancelled !== true) throw new Problem('IMPORT_ENDED');
      return { body: importSummary(view) };
    }),

    serve(rest.readTemplate, async () => ({
      type: workbookType,
      fileName: 'template.xlsx',
      bytes: await templateWorkbook(kind),
    })),

    serve(rest.read, async ({ params: { importId }, query }) => {
      const view = await requireImport(imports, kind, importId);
      const { items, nextCursor } = await imports.errors(importId, query);
      return { body: { ...importView(deps, view), errors: errorViews(deps, view, items), nextCursor } };
    }),

    serve(rest.readRejected, async ({ params: { importId } }) => {
      await requireImport(imports, kind, importId);
      const bytes = await deps.vault.files.read(rejectedName(importId));
      if (bytes === undefined) throw new Problem('REJECTED_ROWS_ABSENT');
      return { type: workbookType, fileName: `rejected-${importId}.xlsx`, bytes };
    }),
  ];
}

async function requireImport(
  imports: Pick<ImportStore, 'read'>,
  kind: SpreadsheetKind,
  importId: string,
): Promise<ImportView> {
  const view = await imports.read(importId);
  if (view?.kind !== kind) throw new Problem('IMPORT_NOT_FOUND');
  return view;
}
