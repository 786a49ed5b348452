/** The tables of the audit log. Rows are inserted, and never changed or deleted. */
import type { ColumnType, Kysely } from 'kysely';
import type { Schema } from '../store/migrate';
import type { Tables } from '../store/schema';

export interface AuditEntriesTable {
  /** The number, in digits of fixed width. */
  readonly position: string;
  readonly time: string;
  readonly operation: string;
  readonly user_name: string | null;
  readonly hash: string;
  /** Canonical, as it was hashed. */
  readonly json: string;
}

export type AuditTables = {
  readonly audit_entries: AuditEntriesTable;
  /** The identifiers of each entry, to search by; the entry holds them, too. */
  readonly audit_about: { readonly identifier: string; readonly position: string };
  /** One row: the last entry. */
  readonly audit_head: {
    readonly name: string;
    readonly number: ColumnType<string | number, number, number>;
    readonly hash: string;
  };
};

/** The platform's tables, and these. */
export type AuditDatabase = Kysely<Tables & AuditTables>;

export const auditSchema: Schema = {
  'audit-0001': [
    `create table if not exists audit_entries (
      position text primary key, time text not null, operation text not null, user_name text, hash text not null, json text not null
    )`,
    'create index if not exists audit_entries_by_time on audit_entries (time)',
    'create index if not exists audit_entries_by_user on audit_entries (user_name, position)',
    'create index if not exists audit_entries_by_operation on audit_entries (operation, position)',
    'create table if not exists audit_about (identifier text not null, position text not null, primary key (identifier, position))',
    'create table if not exists audit_head (name text primary key, number bigint not null, hash text not null)',
    `insert into audit_head (name, number, hash) values ('head', 0, '${'0'.repeat(64)}') on conflict do nothing`,
  ],
};
