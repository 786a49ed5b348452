/** What the agents have to do: the records that wait for a step of theirs, or whose deadline has passed. */
import { sql } from 'kysely';
import { type JsonRow, parseRecords } from './records';
import type { Database } from './schema';
import type { LedgerStore } from './types';

type WorkLists = Pick<LedgerStore, 'evaluationsToAnswer'>;

export function workListsOf(db: Database): WorkLists {
  return {
    evaluationsToAnswer: async (evaluator, since, limit) => {
      const first = byTurns(db, evaluator, since).orderBy('turn').orderBy('due_from').orderBy('key').limit(limit);
      const query = db
        .selectFrom(first.as('first'))
        .innerJoin('records', 'records.key', 'first.key')
        .select(['records.json', 'records.position'])
        .orderBy('first.turn')
        .orderBy('first.due_from')
        .orderBy('first.key')
        .$castTo<JsonRow<'evaluation'>>();
      return parseRecords(await query.execute());
    },
  };
}

/** What the evaluator has not answered, counted for each asker from its oldest question on. */
function byTurns(db: Database, evaluator: string, since: string) {
  return db
    .selectFrom('records as question')
    .where('doc_type', '=', 'evaluation')
    .where('due_from', '>=', since)
    .where((question) =>
      question.not(
        question.exists(
          question
            .selectFrom('records as answer')
            .select('answer.id')
            .where('answer.owner', '=', evaluator)
            .where('answer.doc_type', '=', 'evaluationAnswer')
            .whereRef('answer.about', '=', 'question.id'),
        ),
      ),
    )
    .select([
      'key',
      'due_from',
      sql<number>`row_number() over (partition by owner order by due_from, position)`.as('turn'),
    ]);
}
