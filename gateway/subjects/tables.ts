/** The tables of subjects. */
import type { Schema } from '../store/migrate';

export const subjectSchema: Schema = {
  'subjects-0001': [
    `create table if not exists subjects (
      blind_index text primary key, subject_id text not null unique, identity_kind text not null, fingerprint text not null,
      sealed text not null, created text not null
    )`,
    `create table if not exists subject_questions (
      blind_index text primary key, evaluation_id text not null, place integer not null, asked text not null,
      sealed text not null
    )`,
    'create index if not exists subject_questions_by_evaluation on subject_questions (evaluation_id)',
    `create table if not exists subject_keys (
      key_id text primary key, subject_id text not null, public_key text not null, created text not null
    )`,
    'create index if not exists subject_keys_by_subject on subject_keys (subject_id, created, key_id)',
  ],
};
