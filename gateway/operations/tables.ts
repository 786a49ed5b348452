/** The tables of users. */
import type { Schema } from '../store/migrate';

export const userSchema: Schema = {
  'users-0001': [
    'create table if not exists users (user_name text primary key, role text not null, token_hash text not null unique)',
    'create table if not exists made_users (user_name text primary key)',
  ],
};
