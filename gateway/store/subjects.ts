/**
 * Whom the institution verified, with the questions and keys that belong to them. Rows are made once and never changed but for
 * a question that is asked anew; whoever comes second finds what the first one kept.
 */
import type { Selectable } from 'kysely';
import type { Database, SubjectsTable } from './schema';
import type { KnownSubject, Subjects } from './types';

/** `compact` makes the database overwrite what deleted rows have left, as far as it can. */
export function subjectsOf(db: Database, compact: () => Promise<void>): Subjects {
  const all = () => db.selectFrom('subjects').selectAll();
  const byIndex = async (blindIndex: string) =>
    viewOf(await all().where('blind_index', '=', blindIndex).executeTakeFirst());

  return {
    byIndex,
    read: async (subjectId) => viewOf(await all().where('subject_id', '=', subjectId).executeTakeFirst()),

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

function viewOf(row: Selectable<SubjectsTable> | undefined): KnownSubject | undefined {
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
