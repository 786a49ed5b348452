/**
 * Whatever moment a gateway is killed at, its receiver gets every event, and knows those that come twice by their id. Where instances
 * share a database there are two of them, and one is killed.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { newEndpoint, sealEndpoint } from '../../../gateway/webhooks/sealed-endpoint';
import { fakeVault } from '../http/fakes';
import { type Databases, onEachDatabase } from '../store/databases';
import { blockWith, published } from './events';
import type { Receiver } from './receiver';
import { receiver, stopAll, until } from './world';

const program = join(__dirname, '../../../dist/test/gateway/webhooks/delivering-process.js');
const events = 300;
const kills = 2;
/** Messages that may have been under way when an instance was killed. */
const width = 8;

const instances: ChildProcess[] = [];
afterEach(async () => {
  for (const instance of instances.splice(0)) instance.kill('SIGKILL');
  await stopAll();
});

/** A place whose store has the events, and an active webhook. */
async function prepare({ fresh, open }: Databases, url: string): Promise<string> {
  const location = await fresh();
  const store = await open(location);
  await store.applyBlock(blockWith(0, []));
  const sealed = sealEndpoint(fakeVault(), 'core', newEndpoint(url));
  await store.webhooks.create({ webhookId: 'core', created: '2026-03-01T12:00:00.000Z', types: undefined, sealed });
  await store.webhooks.activate({ webhookId: 'core', version: 1, status: 'PENDING' });
  await store.applyBlock(
    blockWith(
      1,
      Array.from({ length: events }, (_, index) => published(`A${index % 20}`)),
    ),
  );
  return JSON.stringify(location);
}

function start(location: string): void {
  instances.push(spawn(process.execPath, [program, location], { stdio: ['ignore', 'inherit', 'inherit'] }));
}

async function killOldest(): Promise<void> {
  const oldest = instances.shift();
  oldest?.kill('SIGKILL');
  if (oldest !== undefined) await once(oldest, 'exit');
}

function requireEachInOrder(core: Receiver): void {
  const ids = core.ids();
  const firsts = core.received.filter(({ body }, index) => ids.indexOf(body.data.id) === index);
  const last = new Map<string, number>();
  for (const { body } of firsts) {
    expect(body.data.sequence).toBe((last.get(body.data.key) ?? 0) + 1);
    last.set(body.data.key, body.data.sequence);
  }
  const messageIds = core.received.map(({ headers }) => headers['webhook-id']);
  expect(new Set(messageIds).size).toBe(new Set(ids).size);
}

onEachDatabase('a gateway that is killed', (databases) => {
  it(`delivers ${events} events through ${kills} kills, each key in its order`, async () => {
    const core = await receiver(async () => {
      await sleep(4);
      return 204;
    });
    const location = await prepare(databases, core.url);
    start(location);
    if (databases.shared) start(location);
    for (let count = 1; count <= kills; count++) {
      const enough = Math.floor((events * count) / (kills + 1));
      await until(`${enough} events`, () => new Set(core.ids()).size >= enough, 30_000);
      await killOldest();
      start(location);
    }
    await until('every event', () => new Set(core.ids()).size === events, 30_000);
    expect(core.received.length).toBeLessThanOrEqual(events + kills * width);
    requireEachInOrder(core);
  }, 180_000);
});
