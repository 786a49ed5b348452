/** Uploads and how far they are. A step is accounted for once, whoever does it: the row it starts after is its condition. */
import type { Selectable } from 'kysely';
import type { ImportStatus } from '../api/imports';
import type { SpreadsheetKind } from '../spreadsheets/types';
import { readPage } from '../store/pages';
import { ledgerPosition, positionText } from '../store/position';
import type { Database } from '../store/schema';
import type { Page, Paged } from '../store/types';
import type { ImportsTable, ImportTables } from './tables';

/** An upload, and how far it is. */
export interface ImportView {
  readonly importId: string;
  readonly kind: SpreadsheetKind;
  readonly created: string;
  readonly status: ImportStatus;
  /** Why it failed, or what a cancellation could not find out. */
  readonly code?: string;
  /** Somebody has asked for its end; it may still be RUNNING. */
  readonly cancelled: boolean;
  /** How often it has begun since it last got a row further. */
  readonly attempts: number;
  /** The conditions as given with the upload, JSON, sealed by the vault. */
  readonly sealed: string;
  /** The notes on the upload and its rows, JSON, sealed by the vault. */
  readonly notes?: string;
  /** The places and headings of the upload's columns, JSON, sealed by the vault. */
  readonly columns?: string;
  readonly rows: number;
  /** All rows up to this one are accounted for. */
  readonly doneRow: number;
  /** Undefined until it begins: plans of this block and those before were there already. */
  readonly asOfBlock?: number;
  /** ISO; undefined until it begins: what was filed earlier was there already. */
  readonly begun?: string;
  readonly accepted: number;
  readonly rejected: number;
  readonly unchanged: number;
}

export interface ImportError {
  readonly row: number;
  readonly column: string;
  readonly reason: string;
}

/** The outcomes of the rows after `from`, up to and with `to`. */
export interface ImportStep {
  readonly from: number;
  readonly to: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly unchanged: number;
  readonly errors: readonly ImportError[];
  /** All that is noted by now, as `ImportView.notes`; undefined where there is nothing new. */
  readonly notes?: string | undefined;
}

export interface ImportBeginning {
  readonly asOfBlock: number;
  /** ISO. */
  readonly begun: string;
}

export interface ImportFilter {
  readonly kind?: SpreadsheetKind | undefined;
  readonly status?: ImportStatus | undefined;
}

export interface ImportStore {
  /** RUNNING, with nothing done. */
  create(
    made: Pick<ImportView, 'importId' | 'kind' | 'created' | 'sealed' | 'rows' | 'notes' | 'columns'>,
  ): Promise<void>;
  read(importId: string): Promise<ImportView | undefined>;
  countRunning(): Promise<number>;
  /** Newest first. */
  list(filter: ImportFilter, page: Page): Promise<Paged<ImportView>>;
  /** The oldest that is RUNNING and not among these. */
  next(except?: readonly string[]): Promise<ImportView | undefined>;
  /** Before the first row of each run, which it counts as an attempt. Only the first call sets since when rows count. */
  begin(importId: string, at: ImportBeginning): Promise<ImportView>;
  /** In one SQL transaction. False where the rows after `from` are accounted for already: nothing was changed. */
  advance(importId: string, step: ImportStep): Promise<boolean>;
  /** The last attempt was broken off for no fault of the import's. */
  leave(importId: string): Promise<void>;
  /** Asks for the end of one that is RUNNING; changes nothing of others. */
  cancel(importId: string): Promise<void>;
  /** Changes nothing of one that has ended. */
  end(importId: string, status: Exclude<ImportStatus, 'RUNNING'>, code?: string): Promise<void>;
  /** In the order of the rows. */
  errors(importId: string, page: Page): Promise<Paged<ImportError>>;
}

/** Parameters of one statement; SQLite takes 32,766 and PostgreSQL 65,535. */
const errorsAStatement = 1_000;

export function newImportStore(database: Database): ImportStore {
  const db = database.withTables<ImportTables>();
  const all = () => db.selectFrom('imports').selectAll();
  const read = async (importId: string) => viewOrNone(await all().where('import_id', '=', importId).executeTakeFirst());

  return {
    async create({ importId, kind, created, sealed, rows, notes, columns = null }) {
      const nothing = { done_row: 0, accepted: 0, rejected: 0, unchanged: 0 };
      const position = `${created} ${importId}`;
      const values = {
        import_id: importId,
        position,
        kind,
        created,
        sealed,
        row_count: rows,
        notes,
        columns,
        ...nothing,
      };
      await db
        .insertInto('imports')
        .values({ ...values, status: 'RUNNING' })
        .execute();
    },

    read,

    async countRunning() {
      const running = db.selectFrom('imports').where('status', '=', 'RUNNING');
      return Number((await running.select((row) => row.fn.countAll().as('count')).executeTakeFirstOrThrow()).count);
    },

    async list({ kind, status }, page) {
      let query = all();
      if (kind !== undefined) query = query.where('kind', '=', kind);
      if (status !== undefined) query = query.where('status', '=', status);
      return readPage(query, page, { form: listPosition, item: importView });
    },

    async next(except = []) {
      const running = all().where('status', '=', 'RUNNING').orderBy('position').limit(1);
      const others = except.length === 0 ? running : running.where('import_id', 'not in', except);
      return viewOrNone(await others.executeTakeFirst());
    },

    async begin(importId, { asOfBlock, begun }) {
      const attempted = db.updateTable('imports').where('import_id', '=', importId).where('status', '=', 'RUNNING');
      await attempted.set((row) => ({ attempts: row('attempts', '+', 1) })).execute();
      const untouched = db.updateTable('imports').where('import_id', '=', importId).where('as_of_block', 'is', null);
      await untouched.set({ as_of_block: asOfBlock, begun }).execute();
      const view = await read(importId);
      if (view === undefined) throw new Error('the import does not exist');
      return view;
    },

    advance: (importId, { from, to, accepted, rejected, unchanged, errors, notes }) =>
      db.transaction().execute(async (transaction) => {
        const { numUpdatedRows } = await transaction
          .updateTable('imports')
          .set((row) => ({
            done_row: to,
            attempts: 0,
            accepted: row('accepted', '+', accepted),
            rejected: row('rejected', '+', rejected),
            unchanged: row('unchanged', '+', unchanged),
            ...(notes === undefined ? {} : { notes }),
          }))
          .where('import_id', '=', importId)
          .where('status', '=', 'RUNNING')
          .where('done_row', '=', from)
          .executeTakeFirstOrThrow();
        if (numUpdatedRows === 0n) return false;
        const values = errors.map(({ row, column, reason }, index) => ({
          import_id: importId,
          position: positionText({ block: row, tx: 0, index }),
          row_number: row,
          column_name: column,
          reason,
        }));
        for (let start = 0; start < values.length; start += errorsAStatement) {
          const some = values.slice(start, start + errorsAStatement);
          await transaction.insertInto('import_errors').values(some).execute();
        }
        return true;
      }),

    async leave(importId) {
      const begun = db.updateTable('imports').where('import_id', '=', importId).where('attempts', '>', 0);
      await begun.set((row) => ({ attempts: row('attempts', '-', 1) })).execute();
    },

    async cancel(importId) {
      const running = db.updateTable('imports').where('import_id', '=', importId).where('status', '=', 'RUNNING');
      await running.set({ cancelled: 1 }).execute();
    },

    async end(importId, status, code) {
      const running = db.updateTable('imports').where('import_id', '=', importId).where('status', '=', 'RUNNING');
      await running.set({ status, code: code ?? null }).execute();
    },

    errors: (importId, page) => {
      const query = db
        .selectFrom('import_errors')
        .where('import_id', '=', importId)
        .select(['position', 'row_number as row', 'column_name as column', 'reason']);
      return readPage(query, page, {
        form: ledgerPosition,
        item: ({ row, column, reason }) => ({ row, column, reason }),
        order: 'asc',
      });
    },
  };
}

/** Times of one form sort as text; identifiers tell uploads of one moment apart. */
const listPosition = /^[0-9TZ:.-]{24} [A-Za-z0-9-]{1,64}$/;

function viewOrNone(row: Selectable<ImportsTable> | undefined): ImportView | undefined {
  return row && importView(row);
}

function importView(row: Selectable<ImportsTable>): ImportView {
  const { import_id, kind, created, begun, status, code, sealed, row_count, done_row, as_of_block } = row;
  const { accepted, rejected, unchanged, attempts, cancelled, notes, columns } = row;
  return {
    importId: import_id,
    kind,
    created,
    status,
    ...(code === null ? {} : { code }),
    cancelled: cancelled === 1,
    attempts,
    sealed,
    ...(notes === null ? {} : { notes }),
    ...(columns === null ? {} : { columns }),
    rows: row_count,
    doneRow: done_row,
    ...(as_of_block === null ? {} : { asOfBlock: Number(as_of_block) }),
    ...(begun === null ? {} : { begun }),
    accepted,
    rejected,
    unchanged,
  };
}
