/** Whatever moment a gateway is killed at, its receiver gets every event, and knows those that come twice by their id. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openStore } from '../../../gateway/stores';
import { newEndpoint, sealEndpoint } from '../../../gateway/webhooks/sealed-endpoint';
import { fakeVault } from '../http/fakes';
import { blockWith, published } from './events';
import { receiver, stopAll, until } from './world';

const program = join(__dirname, '../../../dist/test/gateway/webhooks/delivering-process.js');
const events = 300;
const kills = 2;
/** Messages that may have been under way when the gateway was killed. */
const width = 8;

let folder: string;
let running: ChildProcess | undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallystick-killed-'));
});
afterAll(async () => {
  running?.kill('SIGKILL');
  await stopAll();
  await rm(folder, { recursive: true });
});

it(`delivers ${events} events through ${kills} kills, each key in its order`, async () => {
  const core = await receiver(async () => {
    await sleep(4);
    return 204;
  });
  const location = { file: join(folder, 'store.db') };
  const store = await openStore(location);
  await store.applyBlock(blockWith(0, []));
  const sealed = sealEndpoint(fakeVault(), 'core', newEndpoint(core.url));
  await store.webhooks.create({ webhookId: 'core', created: '2026-03-01T12:00:00.000Z', types: undefined, sealed });
  await store.webhooks.activate({ webhookId: 'core', version: 1, status: 'PENDING' });
  await store.applyBlock(
    blockWith(
      1,
      Array.from({ length: events }, (_, index) => published(`A${index % 20}`)),
    ),
  );
  await store.close();

  const start = () =>
    spawn(process.execPath, [program, JSON.stringify(location)], { stdio: ['ignore', 'inherit', 'inherit'] });
  for (let count = 1; count <= kills; count++) {
    running = start();
    const enough = Math.floor((events * count) / (kills + 1));
    await until(`${enough} events`, () => new Set(core.ids()).size >= enough, 30_000);
    running.kill('SIGKILL');
    await once(running, 'exit');
  }
  running = start();
  await until('every event', () => new Set(core.ids()).size === events, 30_000);

  expect(core.received.length).toBeLessThanOrEqual(events + kills * width);
  const idsByEvent = new Map<string, Set<unknown>>();
  for (const { body, headers } of core.received) {
    const known = idsByEvent.get(body.data.id) ?? new Set();
    idsByEvent.set(body.data.id, known.add(headers['webhook-id']));
  }
  expect([...idsByEvent.values()].every((ids) => ids.size === 1)).toBe(true);
  const firsts = core.received.filter(({ body }, index) => core.ids().indexOf(body.data.id) === index);
  const last = new Map<string, number>();
  for (const { body } of firsts) {
    expect(body.data.sequence).toBe((last.get(body.data.key) ?? 0) + 1);
    last.set(body.data.key, body.data.sequence);
  }
}, 180_000);
