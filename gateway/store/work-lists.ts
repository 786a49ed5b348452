/** What the agents have to do: the records that wait for a step of theirs, or whose deadline has passed. */
import { sql } from 'kysely';
import { type JsonRow, overdue, parseAll, recordsOf } from './reading';
import type { Database } from './schema';
import type { Store } from './types';

type WorkLists = Pick<
  Store,
  | 'confirmsToDeliver'
  | 'confirmsToAccept'
  | 'confirmsToExpire'
  | 'plansToClose'
  | 'redemptionsToExpire'
  | 'evaluationsToAnswer'
>;

export function workListsOf(db: Database): WorkLists {
  const due = <T extends 'plan' | 'redemption'>(docType: T, now: string, limit: number) =>
    recordsOf(db, docType).where('due_from', '<', now).orderBy('due_from').orderBy('position').limit(limit);
  const waiting = (status: 'HELD' | 'DELIVERED', limit: number) =>
    recordsOf(db, 'confirm').where('status', '=', status).orderBy('position').limit(limit);

  return {
    confirmsToDeliver: async (contributor, now, limit) =>
      parseAll(await waiting('HELD', limit).where('act_by', '>=', now).where('other', '=', contributor).execute()),
    confirmsToAccept: async (participator, dayStart, limit) => {
      const query = waiting('DELIVERED', limit).where('act_by', '>', dayStart);
      return parseAll(await query.where('owner', '=', participator).execute());
    },
    confirmsToExpire: async (partyId, at, limit) => {
      const query = overdue(db, 'confirm', at, limit).where((confirm) =>
        confirm.or([confirm('owner', '=', partyId), confirm('other', '=', partyId)]),
      );
      return parseAll(await query.execute());
    },
    plansToClose: async (contributor, now, limit) =>
      parseAll(await due('plan', now, limit).where('owner', '=', contributor).execute()),
    redemptionsToExpire: async (now, limit) => parseAll(await due('redemption', now, limit).execute()),

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
      return parseAll(await query.execute());
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
            .whereRef('answer.asset_id', '=', 'question.id'),
        ),
      ),
    )
    .select([
      'key',
      'due_from',
      sql<number>`row_number() over (partition by owner order by due_from, position)`.as('turn'),
    ]);
}
