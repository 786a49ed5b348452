/** What an answer of a receiver leads to, and when. */
import { judgeAnswer } from '../../../gateway/webhooks/judging';
import type { Answered } from '../../../gateway/webhooks/sender';
import type { DueDelivery, Webhook } from '../../../gateway/webhooks/types';
import { delivered } from './events';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const nowMs = Date.parse('2026-03-01T12:00:00Z');

const webhook: Webhook = {
  webhookId: 'core',
  version: 1,
  status: 'ACTIVE',
  created: '2026-03-01T12:00:00.000Z',
  types: undefined,
  sealed: '',
  position: '0.0.0',
  failingSinceMs: undefined,
  slowdowns: 0,
  notBeforeMs: 0,
};

interface Case {
  readonly answered: Answered;
  readonly webhook?: Partial<Webhook>;
  readonly delivery?: Partial<DueDelivery>;
  readonly random?: number;
}

function judge({ answered, random = 0.5, ...changes }: Case) {
  return judgeAnswer(
    {
      webhook: { ...webhook, ...changes.webhook },
      delivery: { ...delivered(), attempts: 0, failures: 0, ...changes.delivery },
      answered,
    },
    { nowMs, random },
  );
}

const failed = { outcome: 'STATUS', status: 500 } as const;

/** Milliseconds until the next attempt after each failure; the last is none. */
function waits(random: number): (number | undefined)[] {
  return Array.from({ length: 10 }, (_, failures) => {
    const { delivery } = judge({ answered: failed, delivery: { failures }, random });
    return delivery.status === 'PENDING' ? delivery.dueMs - nowMs : undefined;
  });
}

describe('a delivery', () => {
  it('has arrived with any status of 200 to 299, and clears what was held against the endpoint', () => {
    expect(judge({ answered: { outcome: 'DELIVERED', status: 204 }, webhook: { failingSinceMs: 1 } })).toEqual({
      delivery: { status: 'DELIVERED', failures: 0, dueMs: nowMs },
      endpoint: { state: 'WELL' },
    });
  });

  it('is tried ten times in 75 hours, then it is dead', () => {
    const hours = [2, 5, 10, 14, 20, 24].map((count) => count * hourMs);
    expect(waits(0.5)).toEqual([5_000, 5 * minuteMs, 30 * minuteMs, ...hours, undefined]);
    expect(judge({ answered: failed, delivery: { failures: 9 } }).delivery.status).toBe('DEAD');
  });

  it.each([
    [0, 0.8],
    [1, 1.2],
  ])('waits a fifth less or more, so that retries spread (random %d: times %d)', (random, factor) => {
    const usual = waits(0.5);
    expect(waits(random)).toEqual(usual.map((wait) => wait && Math.round(wait * factor)));
  });

  it('waits as long as the receiver asks for, and no longer than a day', () => {
    const waited = (retryAfter: string) => judge({ answered: { outcome: 'STATUS', status: 503, retryAfter } });
    expect(waited('60').delivery.dueMs).toBe(nowMs + minuteMs);
    expect(waited('60').endpoint).toMatchObject({ pause: { notBeforeMs: nowMs + minuteMs } });
    expect(waited('1').delivery.dueMs).toBe(nowMs + 5_000);
    expect(waited('Sun, 01 Mar 2026 12:10:00 GMT').delivery.dueMs).toBe(nowMs + 10 * minuteMs);
    expect(waited('999999999').delivery.dueMs).toBe(nowMs + 24 * hourMs);
    expect(waited('soon').delivery.dueMs).toBe(nowMs + 5_000);
  });

  it('stays in the queue where the receiver is gone', () => {
    expect(judge({ answered: { outcome: 'STATUS', status: 410 } })).toEqual({
      delivery: { status: 'PENDING', failures: 0, dueMs: nowMs },
      endpoint: { state: 'DISABLED', because: 'GONE' },
    });
  });
});

describe('an endpoint', () => {
  it.each([
    { outcome: 'STATUS', status: 429 },
    { outcome: 'STATUS', status: 502 },
    { outcome: 'STATUS', status: 503 },
    { outcome: 'STATUS', status: 504 },
    { outcome: 'TIMEOUT' },
    { outcome: 'CONNECTION_FAILED' },
  ] as const)('is left alone for longer and longer after %j, five minutes at most', (answered) => {
    const pauses = [0, 1, 2, 20].map((slowdowns) => judge({ answered, webhook: { slowdowns } }).endpoint);
    expect(pauses).toEqual(
      [5_000, 10_000, 20_000, 5 * minuteMs].map((ms, index) => ({
        state: 'FAILING',
        sinceMs: nowMs,
        pause: { slowdowns: [1, 2, 3, 21][index], notBeforeMs: nowMs + ms },
      })),
    );
  });

  it.each([400, 404, 500])('gets the next event after %d at once, because the fault may be the event’s', (status) => {
    expect(judge({ answered: { outcome: 'STATUS', status } }).endpoint).toEqual({ state: 'FAILING', sinceMs: nowMs });
  });

  it('is disabled once nothing has arrived for five days', () => {
    const since = (failingSinceMs: number) => judge({ answered: failed, webhook: { failingSinceMs } }).endpoint;
    expect(since(nowMs - 120 * hourMs + 1)).toEqual({ state: 'FAILING', sinceMs: nowMs - 120 * hourMs + 1 });
    expect(since(nowMs - 120 * hourMs)).toEqual({ state: 'DISABLED', because: 'FAILING' });
  });
});
