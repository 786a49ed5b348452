/** Webhooks as they are kept: a change names the version that it follows, so that two instances never overwrite each other. */
import type { Selectable } from 'kysely';
import { webhookStatuses } from '../api/webhooks';
import type { WebhookSummary } from '../http/metrics';
import { formatEventId, parseEventId, positionText } from '../store/position';
import type { Database } from '../store/schema';
import { newHistoryStore } from './history-store';
import { newQueueStore } from './queue-store';
import { isDead, isPending, typesText, type WebhookDatabase, type WebhooksTable, type WebhookTables } from './tables';
import type { QueueState, Webhook, WebhookStore } from './types';

export function newWebhookStore(database: Database): WebhookStore {
  const db: WebhookDatabase = database.withTables<WebhookTables>();
  const all = () => db.selectFrom('webhooks').selectAll();
  return {
    ...newQueueStore(db),
    ...newHistoryStore(db),

    async create({ webhookId, created, types, sealed }) {
      const newest = db.selectFrom('events').select('position').orderBy('position', 'desc').limit(1);
      const position = (await newest.executeTakeFirst())?.position ?? positionText({ block: 0, tx: 0, index: 0 });
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('webhooks')
        .values({
          webhook_id: webhookId,
          version: 1,
          status: 'PENDING',
          created,
          types: typesText(types),
          sealed,
          position,
          slowdowns: 0,
          not_before_ms: 0,
        })
        .onConflict((conflict) => conflict.column('webhook_id').doNothing())
        .executeTakeFirstOrThrow();
      return numInsertedOrUpdatedRows === 1n;
    },

    async read(webhookId) {
      const row = await all().where('webhook_id', '=', webhookId).executeTakeFirst();
      return row && webhookFrom(row);
    },

    list: async () => (await all().execute()).map(webhookFrom),

    async change(followed, { status, types, sealed }) {
      const { numUpdatedRows } = await selectVersion(db, followed)
        .set({
          version: followed.version + 1,
          ...(status === undefined ? {} : { status, reason: null }),
          ...(types === undefined ? {} : { types: typesText(types) }),
          ...(sealed === undefined ? {} : { sealed }),
        })
        .executeTakeFirstOrThrow();
      return numUpdatedRows === 1n;
    },

    async activate(followed) {
      const status = followed.status === 'PAUSED' ? 'PAUSED' : 'ACTIVE';
      const fresh = { reason: null, failing_since_ms: null, slowdowns: 0, not_before_ms: 0 };
      const { numUpdatedRows } = await selectVersion(db, followed)
        .set({ version: followed.version + 1, status, ...fresh })
        .executeTakeFirstOrThrow();
      return numUpdatedRows === 1n;
    },

    remove: (webhookId) =>
      db.transaction().execute(async (sql) => {
        for (const table of ['webhook_replays', 'webhook_attempts', 'webhook_deliveries'] as const)
          await sql.deleteFrom(table).where('webhook_id', '=', webhookId).execute();
        const removed = sql.deleteFrom('webhooks').where('webhook_id', '=', webhookId);
        return (await removed.executeTakeFirstOrThrow()).numDeletedRows === 1n;
      }),

    readQueue: (webhookId) => readQueue(db, webhookId),

    summary: (nowMs) => readSummary(db, nowMs),
  };
}

function selectVersion(db: WebhookDatabase, { webhookId, version }: Pick<Webhook, 'webhookId' | 'version'>) {
  return db.updateTable('webhooks').where('webhook_id', '=', webhookId).where('version', '=', version);
}

async function readQueue(db: WebhookDatabase, webhookId: string): Promise<QueueState> {
  const kept = db.selectFrom('webhook_deliveries').where('webhook_id', '=', webhookId);
  const pending = await kept
    .where('status', '=', isPending)
    .select((row) => [row.fn.countAll().as('count'), row.fn.min('position').as('oldest')])
    .executeTakeFirstOrThrow();
  const dead = await kept
    .where('status', '=', isDead)
    .select((row) => row.fn.countAll().as('count'))
    .executeTakeFirstOrThrow();
  const replay = db.selectFrom('webhook_replays').select('webhook_id').where('webhook_id', '=', webhookId);
  return {
    pending: Number(pending.count),
    dead: Number(dead.count),
    ...(pending.oldest === null ? {} : { oldestPending: formatEventId(pending.oldest) }),
    isReplaying: (await replay.executeTakeFirst()) !== undefined,
  };
}

async function readSummary(db: WebhookDatabase, nowMs: number): Promise<WebhookSummary> {
  const all = (await db.selectFrom('webhooks').selectAll().execute()).map(webhookFrom);
  const queues = await Promise.all(
    all.map(async (webhook) => ({ webhook, ...(await readQueue(db, webhook.webhookId)) })),
  );
  const active = queues.filter(({ webhook }) => webhook.status === 'ACTIVE');
  const oldest = active.flatMap(({ oldestPending }) =>
    oldestPending === undefined ? [] : parseEventId(oldestPending),
  );
  const [first] = oldest.sort();
  const event =
    first === undefined
      ? undefined
      : await db.selectFrom('events').select('time').where('position', '=', first).executeTakeFirst();
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
  return {
    byStatus: Object.fromEntries(
      webhookStatuses.map((status) => [status, all.filter((webhook) => webhook.status === status).length]),
    ),
    pending: sum(active.map(({ pending }) => pending)),
    dead: sum(queues.map(({ dead }) => dead)),
    oldestSeconds: event === undefined ? 0 : Math.max(0, (nowMs - Date.parse(event.time)) / 1_000),
  };
}

function webhookFrom(row: Selectable<WebhooksTable>): Webhook {
  return {
    webhookId: row.webhook_id,
    version: row.version,
    status: row.status,
    ...(row.reason === null ? {} : { disabledBecause: row.reason }),
    created: row.created,
    types: row.types === null ? undefined : JSON.parse(row.types),
    sealed: row.sealed,
    position: formatEventId(row.position),
    failingSinceMs: row.failing_since_ms === null ? undefined : Number(row.failing_since_ms),
    slowdowns: row.slowdowns,
    notBeforeMs: Number(row.not_before_ms),
  };
}
