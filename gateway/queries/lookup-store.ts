/** Keeps the subjects that were looked up by their numbers. Nobody here need have verified them. */
import type { QueryDatabase } from './tables';

export interface LookupStore {
  /** Sealed by the vault. */
  lookedUp(blindIndex: string): Promise<string | undefined>;
  /** Keeps the subject, and ends its question to the evaluators. */
  keepLookup(blindIndex: string, sealed: string): Promise<void>;
}

export function newLookupStore(db: QueryDatabase): LookupStore {
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
