/** The tables of subjects: people verified or looked up, open questions, and keys that people showed. */
import type { IdentityKind } from '../../chaincode/api/identity-numbers';
import type { Schema } from '../store/migrate';

export interface SubjectsTable {
  /** Keyed hash of kind and number (vault); neither stands anywhere. */
  readonly blind_index: string;
  readonly subject_id: string;
  readonly identity_kind: IdentityKind;
  /** Keyed hash of name and verification (vault). */
  readonly fingerprint: string;
  /** Name and verification, sealed by the vault. */
  readonly sealed: string;
  /** ISO. */
  readonly created: string;
}

/** The place of the blinded number of somebody who is not known yet; gone once the outcome is kept. */
export interface SubjectQuestionsTable {
  readonly blind_index: string;
  readonly evaluation_id: string;
  readonly place: number;
  /** ISO. */
  readonly asked: string;
  /** The blind, sealed by the vault. */
  readonly sealed: string;
}

export interface SubjectKeysTable {
  readonly key_id: string;
  readonly subject_id: string;
  readonly public_key: string;
  /** ISO. */
  readonly created: string;
}

/** People whom nobody here need have verified. */
export interface SubjectLookupsTable {
  readonly blind_index: string;
  /** The subject, sealed by the vault. */
  readonly sealed: string;
}

export type SubjectTables = {
  readonly subjects: SubjectsTable;
  readonly subject_questions: SubjectQuestionsTable;
  readonly subject_keys: SubjectKeysTable;
  readonly subject_lookups: SubjectLookupsTable;
};

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
    'create table if not exists subject_lookups (blind_index text primary key, sealed text not null)',
  ],
};
