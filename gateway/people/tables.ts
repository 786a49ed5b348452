/** The tables of users, their tokens, and requests that wait for a second person. */
import type { Kysely } from 'kysely';
import type { ApprovalStatus } from '../api/approvals';
import type { UserRole } from '../api/roles';
import type { Schema } from '../store/migrate';
import type { Tables } from '../store/schema';

export interface UserTokensTable {
  readonly user_name: string;
  readonly token_name: string;
  /** Null where it is the user's. */
  readonly role: UserRole | null;
  readonly token_hash: string;
  /** ISO; '' where it was made before this was kept. */
  readonly created: string;
  /** ISO; null where the token does not expire. */
  readonly expires: string | null;
  /** ISO, to some minutes. */
  readonly last_used: string | null;
  /** Null where every address may use it; otherwise networks, with blanks between. */
  readonly networks: string | null;
  /** The hash before a rotation, as long as both tokens are valid. */
  readonly previous_hash: string | null;
  readonly previous_until: string | null;
}

export interface ApprovalsTable {
  readonly approval_id: string;
  /** When it was proposed, and the identifier. */
  readonly position: string;
  readonly operation: string;
  readonly status: ApprovalStatus;
  readonly proposed_by: string;
  readonly proposed: string;
  readonly expires: string;
  readonly ended_by: string | null;
  readonly ended: string | null;
  /** The request, sealed by the vault; null once it has ended. */
  readonly sealed: string | null;
  /** A mark of the vault: the same for the same request of the same person. Null once it has ended. */
  readonly mark: string | null;
}

export type UserTables = {
  readonly approvals: ApprovalsTable;
  readonly users: { readonly user_name: string; readonly role: UserRole };
  readonly user_tokens: UserTokensTable;
  /** The settings' users that were made once, whether they still exist or not. */
  readonly made_users: { readonly user_name: string };
};

/** The platform's tables, and these. */
export type UserDatabase = Kysely<Tables & UserTables>;

export const userSchema: Schema = {
  'users-0001': [
    'create table if not exists users (user_name text primary key, role text not null, token_hash text not null unique)',
    'create table if not exists made_users (user_name text primary key)',
  ],
  // A user has several tokens now. Those that exist stay valid.
  'users-0002': [
    `create table if not exists user_tokens (
      user_name text not null, token_name text not null, role text, token_hash text not null unique, created text not null,
      expires text, last_used text, networks text, previous_hash text unique, previous_until text,
      primary key (user_name, token_name)
    )`,
    `insert into user_tokens (user_name, token_name, token_hash, created)
      select user_name, 'first', token_hash, '' from users where true on conflict do nothing`,
    'create table users_of_0002 (user_name text primary key, role text not null)',
    'insert into users_of_0002 select user_name, role from users',
    'drop table users',
    'alter table users_of_0002 rename to users',
  ],
  'users-0003': [
    `create table if not exists approvals (
      approval_id text primary key, position text not null, operation text not null, status text not null, proposed_by text not null,
      proposed text not null, expires text not null, ended_by text, ended text, sealed text, mark text unique
    )`,
    'create index if not exists approvals_by_position on approvals (position)',
    'create index if not exists approvals_by_status on approvals (status, position)',
  ],
};
