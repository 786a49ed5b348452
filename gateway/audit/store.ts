/** Keeps the entries of the audit log. Instances that share a database take turns at the row of the head, so the chain never forks. */
import { sql } from 'kysely';
import { canonicalJson } from '../../chaincode/api/canonical';
import type { AuditEntry } from '../api/audit';
import { chunks } from '../store/chunks';
import { type Page, type Paged, readPage } from '../store/pages';
import { hashEntry, type Link } from './chain';
import type { AuditDatabase } from './tables';

/** An entry that has no place in the chain yet. */
export type NewEntry = Omit<AuditEntry, 'number' | 'previous'>;
export type HashedEntry = AuditEntry & Pick<Link, 'hash'>;

export interface AuditFilter {
  readonly userName?: string | undefined;
  readonly operation?: string | undefined;
  readonly about?: string | undefined;
  /** Inclusive; ISO. */
  readonly since?: string | undefined;
  /** Exclusive; ISO. */
  readonly until?: string | undefined;
}

export interface AuditStore {
  /** Durable when it answers: all of them or none. */
  append(entries: readonly NewEntry[]): Promise<void>;
  /** Newest first. Throws CursorMalformed. */
  list(filter: AuditFilter, page: Page): Promise<Paged<HashedEntry>>;
  /** Those after a number, oldest first. */
  after(number: number, limit: number): Promise<readonly HashedEntry[]>;
  head(): Promise<Link>;
}

const digits = 15;
const positionForm = /^\d{15}$/;

export function newAuditStore(db: AuditDatabase): AuditStore {
  return {
    append: (entries) => append(db, entries),

    list({ userName, operation, about, since, until }, page) {
      let query = db.selectFrom('audit_entries').selectAll();
      if (userName !== undefined) query = query.where('user_name', '=', userName);
      if (operation !== undefined) query = query.where('operation', '=', operation);
      if (since !== undefined) query = query.where('time', '>=', since);
      if (until !== undefined) query = query.where('time', '<', until);
      if (about !== undefined) {
        const positions = db.selectFrom('audit_about').select('position').where('identifier', '=', about);
        query = query.where('position', 'in', positions);
      }
      return readPage(query, page, { form: positionForm, item: ({ json, hash }) => parseRow({ json, hash }) });
    },

    async after(number, limit) {
      const rows = db.selectFrom('audit_entries').selectAll().where('position', '>', writePosition(number));
      return (await rows.orderBy('position').limit(limit).execute()).map(parseRow);
    },

    async head() {
      const { number, hash } = await db.selectFrom('audit_head').selectAll().executeTakeFirstOrThrow();
      return { number: Number(number), hash };
    },
  };
}

function append(db: AuditDatabase, entries: readonly NewEntry[]): Promise<void> {
  return db.transaction().execute(async (transaction) => {
    // Takes the row of the head, so that whoever else appends waits until this is committed.
    const { number, hash } = await transaction
      .updateTable('audit_head')
      .set({ number: sql`number + ${entries.length}` })
      .returning(['number', 'hash'])
      .executeTakeFirstOrThrow();
    const chained = chain({ number: Number(number) - entries.length, hash }, entries);
    const rows = chained.map(({ entry, hash }) => ({
      position: writePosition(entry.number),
      time: entry.time,
      operation: entry.operation,
      user_name: entry.userName ?? null,
      hash,
      json: canonicalJson(entry),
    }));
    const about = chained.flatMap(({ entry }) =>
      entry.about.map((identifier) => ({ identifier, position: writePosition(entry.number) })),
    );
    for (const some of chunks(rows)) await transaction.insertInto('audit_entries').values(some).execute();
    for (const some of chunks(about)) await transaction.insertInto('audit_about').values(some).execute();
    await transaction
      .updateTable('audit_head')
      .set({ hash: chained.at(-1)?.hash ?? hash })
      .execute();
  });
}

function chain(head: Link, entries: readonly NewEntry[]) {
  let last = head;
  return entries.map((one) => {
    const entry: AuditEntry = { ...one, number: last.number + 1, previous: last.hash };
    last = { number: entry.number, hash: hashEntry(entry) };
    return { entry, hash: last.hash };
  });
}

function parseRow({ json, hash }: { readonly json: string; readonly hash: string }): HashedEntry {
  return { ...(JSON.parse(json) as AuditEntry), hash };
}

function writePosition(number: number): string {
  return String(number).padStart(digits, '0');
}
