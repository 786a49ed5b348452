/** The table of sessions. */
import type { Kysely } from 'kysely';
import type { UserRole } from '../api/roles';
import type { Schema } from '../store/migrate';
import type { Tables } from '../store/schema';

export interface SessionsTable {
  readonly session_id: string;
  /** SHA-256 of the cookie's value. */
  readonly value_hash: string;
  readonly user_name: string;
  readonly role: UserRole;
  /** ISO, as all times. */
  readonly created: string;
  /** To a minute. */
  readonly last_used: string;
  readonly expires: string;
}

export type SessionTables = { readonly sessions: SessionsTable };

/** The platform's tables, and this. */
export type SessionDatabase = Kysely<Tables & SessionTables>;

export const sessionSchema: Schema = {
  'sessions-0001': [
    `create table if not exists sessions (
      session_id text primary key, value_hash text not null unique, user_name text not null, role text not null,
      created text not null, last_used text not null, expires text not null
    )`,
    'create index if not exists sessions_by_expires on sessions (expires)',
  ],
};
