/**
 * The queue of each webhook. Events come into it in one SQL transaction with the position, so that none is lost or put in twice,
 * whoever crashes; they stay in it until an attempt is settled.
 */
import { type Selectable, type Transaction, sql as text } from 'kysely';
import { chunks } from '../store/chunks';
import { formatEventId, parseEventId, placeText } from '../store/position';
import type { EventsTable, Tables } from '../store/schema';
import { readKey } from './message';
import { longestWaitMs } from './schedule';
import { type DeliveriesTable, isPending, type WebhookDatabase, type WebhookTables } from './tables';
import type { DueDelivery, Settlement, WebhookStore } from './types';

type Sql = Transaction<Tables & WebhookTables>;
type Event = Selectable<EventsTable>;

/** Events that are looked at in one transaction. */
const windowSize = 500;
/** A queue that holds so many waits for some of them to arrive. */
const maxPending = 10_000;
/** Attempts of one delivery that are told apart in its history. */
const maxPlace = 999;

export function newQueueStore(db: WebhookDatabase): Pick<WebhookStore, 'fill' | 'findDue' | 'settle'> {
  return {
    fill: (webhookId, nowMs) =>
      db.transaction().execute(async (sql) => {
        if (await isFull(sql, webhookId)) return false;
        const isReplayed = await fillFromReplay(sql, webhookId, nowMs);
        return (await fillFromStream(sql, webhookId, nowMs)) || isReplayed;
      }),

    async findDue(webhookId, nowMs, limit) {
      const rows = await db
        .selectFrom('webhook_deliveries as one')
        .innerJoin('events', 'events.position', 'one.position')
        .where('one.webhook_id', '=', webhookId)
        .where('one.status', '=', isPending)
        .where((row) => row.or([row('due_ms', '<=', nowMs), row('due_ms', '>', nowMs + longestWaitMs)]))
        .where((row) =>
          row.not(
            row.exists(
              row
                .selectFrom('webhook_deliveries as earlier')
                .select('earlier.position')
                .where('earlier.webhook_id', '=', webhookId)
                .where('earlier.status', '=', isPending)
                .whereRef('earlier.key', '=', 'one.key')
                .whereRef('earlier.position', '<', 'one.position'),
            ),
          ),
        )
        .select([
          'one.position',
          'one.key',
          'one.sequence',
          'one.attempts',
          'one.failures',
          'events.time',
          'events.json',
        ])
        .orderBy('one.position')
        .limit(limit)
        .execute();
      return rows.map(
        ({ position, key, sequence, attempts, failures, time, json }): DueDelivery => ({
          eventId: formatEventId(position),
          time,
          event: JSON.parse(json),
          key,
          sequence: sequence ?? undefined,
          attempts,
          failures,
        }),
      );
    },

    settle: (settlements) =>
      db.transaction().execute(async (sql) => {
        for (const settlement of settlements) await settle(sql, settlement);
      }),
  };
}

async function isFull(sql: Sql, webhookId: string): Promise<boolean> {
  const { count } = await sql
    .selectFrom('webhook_deliveries')
    .where('webhook_id', '=', webhookId)
    .where('status', '=', isPending)
    .select((row) => row.fn.countAll().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count) >= maxPending;
}

/** The position is moved first: another instance that fills the same queue waits there, and finds that it was moved. */
async function fillFromStream(sql: Sql, webhookId: string, nowMs: number): Promise<boolean> {
  const webhook = await sql
    .selectFrom('webhooks')
    .select(['position', 'types'])
    .where('webhook_id', '=', webhookId)
    .where('status', '=', 'ACTIVE')
    .executeTakeFirst();
  if (webhook === undefined) return false;
  const after = sql.selectFrom('events').selectAll().where('position', '>', webhook.position);
  const events = await after.orderBy('position').limit(windowSize).execute();
  const position = events.at(-1)?.position;
  if (position === undefined) return false;
  const moved = sql.updateTable('webhooks').set({ position }).where('webhook_id', '=', webhookId);
  const { numUpdatedRows } = await moved.where('position', '=', webhook.position).executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) return false;
  const chosen = chooseTypes(events, webhook.types);
  const last = await readSequences(sql, webhookId, [...new Set(chosen.map(({ key }) => key))]);
  const rows = chosen.map((delivery) => {
    const sequence = (last.get(delivery.key) ?? 0) + 1;
    last.set(delivery.key, sequence);
    return { ...delivery, webhook_id: webhookId, sequence, ...fresh(nowMs) };
  });
  for (const values of chunks(rows)) await sql.insertInto('webhook_deliveries').values(values).execute();
  return true;
}

/** What was in the queue before keeps its sequence; what waits in it already stays as it is. */
async function fillFromReplay(sql: Sql, webhookId: string, nowMs: number): Promise<boolean> {
  const replay = await sql
    .selectFrom('webhook_replays')
    .innerJoin('webhooks', 'webhooks.webhook_id', 'webhook_replays.webhook_id')
    .select([
      'webhook_replays.position',
      'webhook_replays.until',
      'webhook_replays.types',
      'webhooks.types as ownTypes',
    ])
    .where('webhook_replays.webhook_id', '=', webhookId)
    .where('webhooks.status', '=', 'ACTIVE')
    .executeTakeFirst();
  if (replay === undefined) return false;
  const within = sql.selectFrom('events').selectAll().where('position', '>=', replay.position);
  const found = await within
    .where('position', '<=', replay.until)
    .orderBy('position')
    .limit(windowSize + 1)
    .execute();
  if (!(await moveReplay(sql, webhookId, { from: replay.position, to: found[windowSize]?.position }))) return false;
  const rows = chooseTypes(found.slice(0, windowSize), replay.types ?? replay.ownTypes).map((delivery) => {
    return { ...delivery, webhook_id: webhookId, sequence: null, ...fresh(nowMs) };
  });
  for (const values of chunks(rows)) {
    await sql
      .insertInto('webhook_deliveries')
      .values(values)
      .onConflict((conflict) =>
        conflict
          .columns(['webhook_id', 'position'])
          .doUpdateSet({ status: 'PENDING', failures: 0, due_ms: nowMs })
          .where('webhook_deliveries.status', '!=', 'PENDING'),
      )
      .execute();
  }
  return true;
}

/** False where another instance has moved it. Without a next event the replay has ended. */
async function moveReplay(
  sql: Sql,
  webhookId: string,
  { from, to }: { readonly from: string; readonly to: string | undefined },
): Promise<boolean> {
  if (to === undefined) {
    const ended = sql.deleteFrom('webhook_replays').where('webhook_id', '=', webhookId).where('position', '=', from);
    return (await ended.executeTakeFirstOrThrow()).numDeletedRows === 1n;
  }
  const moved = sql.updateTable('webhook_replays').set({ position: to }).where('webhook_id', '=', webhookId);
  return (await moved.where('position', '=', from).executeTakeFirstOrThrow()).numUpdatedRows === 1n;
}

function fresh(nowMs: number) {
  return { status: 'PENDING' as const, attempts: 0, failures: 0, due_ms: nowMs };
}

function chooseTypes(
  events: readonly Event[],
  types: string | null,
): Pick<DeliveriesTable, 'position' | 'type' | 'key'>[] {
  const names: readonly string[] | undefined = types === null ? undefined : JSON.parse(types);
  return events
    .filter(({ name }) => names?.includes(name) ?? true)
    .map(({ position, name, json }) => ({ position, type: name, key: readKey(JSON.parse(json)) }));
}

async function readSequences(sql: Sql, webhookId: string, keys: readonly string[]): Promise<Map<string, number>> {
  if (keys.length === 0) return new Map();
  const rows = await sql
    .selectFrom('webhook_deliveries')
    .where('webhook_id', '=', webhookId)
    .where('key', 'in', keys)
    .where('sequence', 'is not', null)
    .groupBy('key')
    .select((row) => ['key', row.fn.max('sequence').as('last')])
    .execute();
  return new Map(rows.map(({ key, last }) => [key, Number(last)]));
}

async function settle(sql: Sql, settlement: Settlement): Promise<void> {
  const { webhookId, eventId, attempts, attempt, delivery } = settlement;
  const position = parseEventId(eventId);
  const { numUpdatedRows } = await sql
    .updateTable('webhook_deliveries')
    .set({ status: delivery.status, attempts: attempts + 1, failures: delivery.failures, due_ms: delivery.dueMs })
    .where('webhook_id', '=', webhookId)
    .where('position', '=', position)
    .where('status', '=', isPending)
    .where('attempts', '=', attempts)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) return;
  const { time, outcome, status = null, ms, answer = null } = attempt;
  const place = placeText(Math.min(attempts + 1, maxPlace));
  const row = { webhook_id: webhookId, position: position + place, time, outcome, status, ms, answer };
  await sql
    .insertInto('webhook_attempts')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['webhook_id', 'position']).doUpdateSet({ time, outcome, status, ms, answer }),
    )
    .execute();
  await settleEndpoint(sql, settlement);
}

async function settleEndpoint(sql: Sql, { webhookId, version, endpoint }: Settlement): Promise<void> {
  const same = sql.updateTable('webhooks').where('webhook_id', '=', webhookId).where('version', '=', version);
  if (endpoint.state === 'WELL') {
    const troubled = same.where('failing_since_ms', 'is not', null);
    await troubled.set({ failing_since_ms: null, slowdowns: 0, not_before_ms: 0 }).execute();
  } else if (endpoint.state === 'FAILING') {
    const { sinceMs, pause } = endpoint;
    const failing_since_ms = text<number>`coalesce(failing_since_ms, ${sinceMs})`;
    const paused = pause && { slowdowns: pause.slowdowns, not_before_ms: pause.notBeforeMs };
    await same.set({ failing_since_ms, ...paused }).execute();
  } else {
    await same
      .where('status', '=', 'ACTIVE')
      .set({ status: 'DISABLED', reason: endpoint.because, version: version + 1 })
      .execute();
  }
}
