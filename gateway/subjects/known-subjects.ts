/**
 * People whom the institution verified or looked up, with the questions and keys that belong to them. A row is made once and never
 * changed, unless a question is asked anew. The second to keep a row finds what the first one kept.
 */
import type { Selectable } from 'kysely';
import type { IdentityKind } from '../../chaincode/api/identity-numbers';
import type { Database } from '../store/schema';
import type { SubjectsTable, SubjectTables } from './tables';

/** A person or enterprise that the institution verified. */
export interface KnownSubject {
  readonly blindIndex: string;
  readonly subjectId: string;
  readonly identityKind: IdentityKind;
  /** Keyed, over name and verification. */
  readonly fingerprint: string;
  readonly sealed: string;
  readonly created: string;
}

export interface KnownKey {
  readonly keyId: string;
  readonly subjectId: string;
  readonly publicKey: string;
}

/** In the order of the places. */
export interface BlindedNumber {
  readonly blindIndex: string;
  readonly sealed: string;
}

export interface AskedNumber {
  readonly evaluationId: string;
  readonly place: number;
  readonly sealed: string;
}

export interface KnownSubjects {
  byIndex(blindIndex: string): Promise<KnownSubject | undefined>;
  read(subjectId: string): Promise<KnownSubject | undefined>;
  /** Answers the first subject that was kept. Its question is answered with that. */
  keep(subject: KnownSubject): Promise<{ readonly kept: KnownSubject; readonly isFirst: boolean }>;
  /** Says which evaluation asked about the number, at which place, with the blind sealed by the vault. */
  question(blindIndex: string): Promise<AskedNumber | undefined>;
  /** Durable before the evaluation goes out; a number that was asked about before counts as asked here. `asked` is ISO. */
  ask(evaluationId: string, asked: string, numbers: readonly BlindedNumber[]): Promise<void>;
  /** The numbers of the question are asked about anew. */
  forget(evaluationId: string): Promise<void>;
  /** Forgets questions from before that time, with what the database keeps of deleted rows, as far as it can. */
  forgetAskedBefore(time: string): Promise<void>;
  /** Keys that this institution was shown, oldest first. */
  keys(subjectId: string): Promise<readonly KnownKey[]>;
  /** Answers whose key it is: another subject's, where it was kept for that one before. One of those that keep it at once is first. */
  keepKey(key: KnownKey, created: string): Promise<{ readonly subjectId: string; readonly isFirst: boolean }>;
  /** A subject that was looked up, and that nobody here need have verified; sealed by the vault. */
  lookedUp(blindIndex: string): Promise<string | undefined>;
  /** Its question to the evaluators is answered with that. */
  keepLookup(blindIndex: string, sealed: string): Promise<void>;
}

type SubjectDatabase = ReturnType<typeof withSubjects>;

function withSubjects(database: Database) {
  return database.withTables<SubjectTables>();
}

/** `compact` makes the database overwrite what deleted rows have left, as far as it can. */
export function newKnownSubjects(database: Database, compact: () => Promise<void>): KnownSubjects {
  const db = withSubjects(database);
  return { ...newVerified(db), ...newQuestions(db, compact), ...newShownKeys(db), ...newLookups(db) };
}

function newVerified(db: SubjectDatabase): Pick<KnownSubjects, 'byIndex' | 'read' | 'keep'> {
  const all = () => db.selectFrom('subjects').selectAll();
  const byIndex = async (blindIndex: string) =>
    subjectOrNone(await all().where('blind_index', '=', blindIndex).executeTakeFirst());

  return {
    byIndex,
    read: async (subjectId) => subjectOrNone(await all().where('subject_id', '=', subjectId).executeTakeFirst()),

    async keep({ blindIndex, subjectId, identityKind, fingerprint, sealed, created }) {
      const isFirst = await db.transaction().execute(async (sql) => {
        const { numInsertedOrUpdatedRows } = await sql
          .insertInto('subjects')
          .values({
            blind_index: blindIndex,
            subject_id: subjectId,
            identity_kind: identityKind,
            fingerprint,
            sealed,
            created,
          })
          .onConflict((conflict) => conflict.column('blind_index').doNothing())
          .executeTakeFirstOrThrow();
        await sql.deleteFrom('subject_questions').where('blind_index', '=', blindIndex).execute();
        return numInsertedOrUpdatedRows === 1n;
      });
      const kept = await byIndex(blindIndex);
      if (kept === undefined) throw new Error('a subject is gone');
      return { kept, isFirst };
    },
  };
}

function newQuestions(
  db: SubjectDatabase,
  compact: () => Promise<void>,
): Pick<KnownSubjects, 'question' | 'ask' | 'forget' | 'forgetAskedBefore'> {
  return {
    question: (blindIndex) =>
      db
        .selectFrom('subject_questions')
        .select(['evaluation_id as evaluationId', 'place', 'sealed'])
        .where('blind_index', '=', blindIndex)
        .executeTakeFirst(),

    async ask(evaluationId, asked, numbers) {
      const question = { evaluation_id: evaluationId, asked };
      const rows = numbers.map(({ blindIndex, sealed }, place) => {
        return { blind_index: blindIndex, ...question, place, sealed };
      });
      await db
        .insertInto('subject_questions')
        .values(rows)
        .onConflict((conflict) =>
          conflict.column('blind_index').doUpdateSet((row) => ({
            evaluation_id: row.ref('excluded.evaluation_id'),
            place: row.ref('excluded.place'),
            asked: row.ref('excluded.asked'),
            sealed: row.ref('excluded.sealed'),
          })),
        )
        .execute();
    },

    async forget(evaluationId) {
      await db.deleteFrom('subject_questions').where('evaluation_id', '=', evaluationId).execute();
    },

    async forgetAskedBefore(time) {
      await db.deleteFrom('subject_questions').where('asked', '<', time).execute();
      await compact();
    },
  };
}

function newShownKeys(db: SubjectDatabase): Pick<KnownSubjects, 'keys' | 'keepKey'> {
  return {
    keys: (subjectId) =>
      db
        .selectFrom('subject_keys')
        .select(['key_id as keyId', 'subject_id as subjectId', 'public_key as publicKey'])
        .where('subject_id', '=', subjectId)
        .orderBy('created')
        .orderBy('key_id')
        .execute(),

    async keepKey({ keyId, subjectId, publicKey }, created) {
      const row = { key_id: keyId, subject_id: subjectId, public_key: publicKey, created };
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('subject_keys')
        .values(row)
        .onConflict((conflict) => conflict.column('key_id').doNothing())
        .executeTakeFirstOrThrow();
      const kept = db.selectFrom('subject_keys').select('subject_id as subjectId').where('key_id', '=', keyId);
      return { ...(await kept.executeTakeFirstOrThrow()), isFirst: numInsertedOrUpdatedRows === 1n };
    },
  };
}

function newLookups(db: SubjectDatabase): Pick<KnownSubjects, 'lookedUp' | 'keepLookup'> {
  return {
    async lookedUp(blindIndex) {
      const lookups = db.selectFrom('subject_lookups').select('sealed').where('blind_index', '=', blindIndex);
      return (await lookups.executeTakeFirst())?.sealed;
    },

    keepLookup: (blindIndex, sealed) =>
      db.transaction().execute(async (sql) => {
        await sql
          .insertInto('subject_lookups')
          .values({ blind_index: blindIndex, sealed })
          .onConflict((conflict) => conflict.column('blind_index').doNothing())
          .execute();
        await sql.deleteFrom('subject_questions').where('blind_index', '=', blindIndex).execute();
      }),
  };
}

function subjectOrNone(row: Selectable<SubjectsTable> | undefined): KnownSubject | undefined {
  if (row === undefined) return undefined;
  const { blind_index, subject_id, identity_kind, fingerprint, sealed, created } = row;
  return {
    blindIndex: blind_index,
    subjectId: subject_id,
    identityKind: identity_kind,
    fingerprint,
    sealed,
    created,
  };
}
