/** When the gateway forgets questions to which nothing came. */
import { setTimeout as sleep } from 'node:timers/promises';
import pino from 'pino';
import { forgettingQuestions } from '../../../gateway/subjects/forgetting';
import type { Running } from '../../../gateway/work/engine';

const hourMs = 3_600_000;
const begin = Date.parse('2026-03-02T12:00:00.000Z');
const aDayBefore = (ms: number) => new Date(ms - 24 * hourMs).toISOString();

let running: Running;
let nowMs: number;
let forgotten: string[];
let failures: number;

beforeEach(() => {
  nowMs = begin;
  forgotten = [];
  failures = 0;
});
afterEach(() => running.stop());

function start(): void {
  const forgetAskedBefore = async (time: string) => {
    if (failures-- > 0) throw new Error('the database does not serve');
    forgotten.push(time);
  };
  const job = forgettingQuestions({ store: { subjects: { forgetAskedBefore } } }, () => nowMs);
  running = job.start({
    store: { acquireLease: async () => true, releaseLease: async () => undefined },
    log: pino({ level: 'silent' }),
    follower: { onBlock: () => () => undefined },
  });
}

async function untilForgotten(times: number): Promise<void> {
  while (forgotten.length < times) await sleep(5);
}

it('forgets what is a day old when it starts, and then once an hour', async () => {
  start();
  await untilForgotten(1);
  nowMs += hourMs - 1;
  running.wake();
  await sleep(50);
  expect(forgotten).toEqual([aDayBefore(begin)]);
  nowMs += 1;
  running.wake();
  await untilForgotten(2);
  expect(forgotten).toEqual([aDayBefore(begin), aDayBefore(begin + hourMs)]);
});

it('tries again soon where the database could not serve', async () => {
  failures = 1;
  start();
  await untilForgotten(1);
  expect(forgotten).toEqual([aDayBefore(begin)]);
});
