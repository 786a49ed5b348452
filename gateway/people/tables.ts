/** The tables of users and their tokens. */
import type { Schema } from '../store/migrate';

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
};
