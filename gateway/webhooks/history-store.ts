/** Deliveries and attempts as administrators see them, and what they ask to deliver again. */
import type { Selectable } from 'kysely';
import { readPage } from '../store/pages';
import { formatEventId, ledgerPosition, parseEventId } from '../store/position';
import { type AttemptsTable, type DeliveriesTable, typesText, type WebhookDatabase } from './tables';
import type { Attempt, Delivery, WebhookStore } from './types';

export function newHistoryStore(
  db: WebhookDatabase,
): Pick<WebhookStore, 'deliveries' | 'readDelivery' | 'attempts' | 'retry' | 'replay' | 'removeAttemptsBefore'> {
  const kept = (webhookId: string) =>
    db.selectFrom('webhook_deliveries').selectAll().where('webhook_id', '=', webhookId);
  return {
    deliveries(webhookId, { status }, page) {
      const query = status === undefined ? kept(webhookId) : kept(webhookId).where('status', '=', status);
      return readPage(query, page, { form: ledgerPosition, item: deliveryFrom });
    },

    async readDelivery(webhookId, eventId) {
      const row = await kept(webhookId).where('position', '=', parseEventId(eventId)).executeTakeFirst();
      return row && deliveryFrom(row);
    },

    attempts(webhookId, eventId, page) {
      const position = parseEventId(eventId);
      const query = db
        .selectFrom('webhook_attempts')
        .selectAll()
        .where('webhook_id', '=', webhookId)
        .where('position', '>', position)
        .where('position', '<=', `${position}999`);
      return readPage(query, page, { form: ledgerPosition, item: attemptFrom });
    },

    retry: (webhookId, eventId, nowMs) =>
      db.transaction().execute(async (sql) => {
        await sql
          .updateTable('webhook_deliveries')
          .set({ status: 'PENDING', failures: 0, due_ms: nowMs })
          .where('webhook_id', '=', webhookId)
          .where('position', '=', parseEventId(eventId))
          .where('status', '!=', 'DELIVERED')
          .execute();
        await sql.updateTable('webhooks').set({ not_before_ms: 0 }).where('webhook_id', '=', webhookId).execute();
      }),

    async replay(webhookId, { from, to, types }) {
      const webhook = db.selectFrom('webhooks').select('position').where('webhook_id', '=', webhookId);
      const { position: queued } = await webhook.executeTakeFirstOrThrow();
      const last = to === undefined ? queued : parseEventId(to);
      const values = {
        webhook_id: webhookId,
        position: parseEventId(from),
        until: last < queued ? last : queued,
        types: typesText(types),
      };
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('webhook_replays')
        .values(values)
        .onConflict((conflict) => conflict.column('webhook_id').doNothing())
        .executeTakeFirstOrThrow();
      return numInsertedOrUpdatedRows === 1n;
    },

    async removeAttemptsBefore(time) {
      await db.deleteFrom('webhook_attempts').where('time', '<', time).execute();
    },
  };
}

function deliveryFrom(row: Selectable<DeliveriesTable>): Delivery {
  return {
    eventId: formatEventId(row.position),
    type: row.type,
    key: row.key,
    ...(row.sequence === null ? {} : { sequence: row.sequence }),
    status: row.status,
    attempts: row.attempts,
    dueMs: Number(row.due_ms),
  };
}

function attemptFrom({ time, outcome, status, ms, answer }: Selectable<AttemptsTable>): Attempt {
  return { time, outcome, status: status ?? undefined, ms, answer: answer ?? undefined };
}
