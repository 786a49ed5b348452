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
  | 'redemptionsDue'
  | 'evaluationsToAnswer'
>;

export function workListsOf(db: Database): WorkLists {
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
    plansToClose: async (contributor, now, limit) => {
      const query = recordsOf(db, 'plan').where('due_from', '<', now).where('owner', '=', contributor);
      return parseAll(await query.orderBy('due_from').orderBy('position').limit(limit).execute());
    },
    redemptionsDue: async ({ statuses, partyId }, until, limit) => {
      const due = recordsOf(db, 'redemption').where('due_from', '<=', until).where('status', 'in', statuses);
      const query = partyId === undefined ? due : due.where('owner', '=', partyId);
      return parseAll(await query.orderBy('due_from').orderBy('position').limit(limit).execute());
    },

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
