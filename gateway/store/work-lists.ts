/** What the agents have to do: the records that wait for a step of theirs, or whose deadline has passed. */
import { parseAll, recordsOf } from './reading';
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
  const due = <T extends 'plan' | 'confirm'>(docType: T, now: string, limit: number) =>
    recordsOf(db, docType).where('due_from', '<', now).orderBy('due_from').orderBy('position').limit(limit);
  const waiting = (status: 'HELD' | 'DELIVERED', now: string, limit: number) =>
    recordsOf(db, 'confirm').where('status', '=', status).where('act_by', '>=', now).orderBy('position').limit(limit);

  return {
    confirmsToDeliver: async (contributor, now, limit) =>
      parseAll(await waiting('HELD', now, limit).where('other', '=', contributor).execute()),
    confirmsToAccept: async (participator, now, limit) =>
      parseAll(await waiting('DELIVERED', now, limit).where('owner', '=', participator).execute()),
    confirmsToExpire: async (partyId, now, limit) => {
      const query = due('confirm', now, limit).where((confirm) =>
        confirm.or([confirm('owner', '=', partyId), confirm('other', '=', partyId)]),
      );
      return parseAll(await query.execute());
    },
    plansToClose: async (contributor, now, limit) =>
      parseAll(await due('plan', now, limit).where('owner', '=', contributor).execute()),
    redemptionsDue: async ({ statuses, partyId }, until, limit) => {
      const due = recordsOf(db, 'redemption').where('due_from', '<=', until).where('status', 'in', statuses);
      const query = partyId === undefined ? due : due.where('owner', '=', partyId);
      return parseAll(await query.orderBy('due_from').orderBy('position').limit(limit).execute());
    },

    evaluationsToAnswer: async (evaluator, since, limit) => {
      const query = recordsOf(db, 'evaluation')
        .where('due_from', '>=', since)
        .where((question) =>
          question.not(
            question.exists(
              question
                .selectFrom('records as answer')
                .select('answer.id')
                .where('answer.owner', '=', evaluator)
                .where('answer.doc_type', '=', 'evaluationAnswer')
                .whereRef('answer.asset_id', '=', 'records.id'),
            ),
          ),
        );
      return parseAll(await query.orderBy('due_from').orderBy('position').limit(limit).execute());
    },
  };
}
