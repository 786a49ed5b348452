/** Records of the ledger as the store keeps them: selected by what they are looked up by, parsed, and paged. */
import type { SelectQueryBuilder } from 'kysely';
import type { ClockAndDay } from './clock-and-day';
import type { Page, Paged } from './pages';
import { readPage } from './pages';
import { ledgerPosition } from './position';
import type { Database, DocType, RecordOf, Tables } from './schema';

/** JSON text of a record; the kind is known to the compiler only. */
type JsonOf<T extends DocType> = string & { readonly docType?: T };

export interface JsonRow<T extends DocType> {
  readonly json: JsonOf<T>;
  readonly position: string;
}

export type RecordQuery<T extends DocType> = SelectQueryBuilder<Tables, 'records', JsonRow<T>>;

export function selectRecords<T extends DocType>(db: Database, docType: T): RecordQuery<T> {
  return db.selectFrom('records').select(['json', 'position']).where('doc_type', '=', docType).$castTo<JsonRow<T>>();
}

/** Exchanges not delivered in time by the clock, or not judged in time by the ledger's day; in the order of the deadlines. */
export function selectOverdue<T extends 'confirm' | 'creditAnswer'>(
  db: Database,
  docType: T,
  { now, dayStart }: ClockAndDay,
  limit: number,
): RecordQuery<T> {
  return selectRecords(db, docType)
    .where('due_from', '<=', now > dayStart ? now : dayStart)
    .where((exchange) =>
      exchange.or([
        exchange.and([exchange('status', '=', 'HELD'), exchange('due_from', '<', now)]),
        exchange.and([exchange('status', '=', 'DELIVERED'), exchange('due_from', '<=', dayStart)]),
      ]),
    )
    .orderBy('due_from')
    .orderBy('position')
    .limit(limit);
}

export function parseRecords<T extends DocType>(rows: readonly JsonRow<T>[]): readonly RecordOf<T>[] {
  return rows.map(({ json }) => JSON.parse(json) as RecordOf<T>);
}

/** Only what is given filters. */
export function narrow<T extends DocType>(
  query: RecordQuery<T>,
  filter: { readonly [C in 'status' | 'owner' | 'about' | 'loan_kind']?: string | undefined },
): RecordQuery<T> {
  const given = (['status', 'owner', 'about', 'loan_kind'] as const).filter((column) => filter[column] !== undefined);
  return given.reduce((narrowed, column) => narrowed.where(column, '=', filter[column] ?? ''), query);
}

export async function readRecord<T extends DocType>(
  db: Database,
  docType: T,
  id: string,
): Promise<RecordOf<T> | undefined> {
  const rows = await selectRecords(db, docType).where('id', '=', id).limit(1).execute();
  return parseRecords(rows)[0];
}

export function readRecordPage<T extends DocType>(query: RecordQuery<T>, page: Page): Promise<Paged<RecordOf<T>>> {
  return readPage(query, page, { form: ledgerPosition, item: ({ json }) => JSON.parse(json) as RecordOf<T> });
}

/** Two queries of one answer must see the same blocks. SQLite has one connection and needs no level. */
export function inSnapshot<T>(db: Database, read: (snapshot: Database) => Promise<T>): Promise<T> {
  return db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(read);
}
