/** The copy of a gateway that is killed again and again, while blocks are folded and tables are filled. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { reportKinds } from '../../../gateway/reports/kinds';
import { reportTables } from '../../../gateway/reports/tables';
import type { StoreLocation } from '../../../gateway/store/open';
import { openStore, type Store } from '../../../gateway/stores';
import { PostgresServer, postgresPrograms } from '../../campaign/postgres';
import { onEachDatabase } from '../store/databases';
import { changingBlock } from './records';

/** `npm test` builds it first. */
const foldingProcess = join(__dirname, '../../../dist/test/gateway/reports/folding-process.js');

/** More of them take `KILLS=20`. */
const databaseKills = Number(process.env.KILLS ?? 1);

onEachDatabase('the copy of a gateway that is killed', ({ fresh, open, shared }) => {
  const kills = shared ? 20 : 5;

  it(`is what a rebuild from block 0 gives, after kill -9 of ${kills} processes`, async () => {
    const location = await fresh();
    for (let kill = 0; kill < kills; kill++) {
      const child = await startFolding(location, kill);
      await endedBy(child, () => child.kill('SIGKILL'));
    }
    await expectRebuilt(await open(location), await open(), kills);
  }, 300_000);
});

const programs = postgresPrograms();
const onServer = programs === undefined ? it.skip : it;
const why = programs === undefined ? ' (skipped: no PostgreSQL is installed)' : '';

describe('the copy in a database that is killed', () => {
  onServer(
    `is what a rebuild from block 0 gives, after kill -9 of ${databaseKills} servers and processes${why}`,
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'tallystick-copy-server-'));
      // The server's user goes through it.
      await chmod(folder, 0o711);
      const server = await PostgresServer.create(programs ?? '', join(folder, 'data'), await freePort());
      try {
        for (const name of ['killed', 'rebuilt']) await server.createDatabase(name);
        const location = { databaseUrl: server.urlOf('killed') };
        for (let kill = 0; kill < databaseKills; kill++) {
          const child = await startFolding(location, kill);
          const end = () => endedBy(child, () => child.kill('SIGKILL'));
          await delay(Math.random() * 100);
          server.kill();
          const outlives = kill % 2 === 1;
          if (!outlives) await end();
          await server.start();
          // It goes on with the server that is started again.
          if (outlives) await once(child.stdout, 'data').then(end);
        }
        const [store, rebuilt] = [await openStore(location), await openStore({ databaseUrl: server.urlOf('rebuilt') })];
        await expectRebuilt(store, rebuilt, databaseKills);
        await Promise.all([store.close(), rebuilt.close()]);
      } finally {
        await server.stop();
        await rm(folder, { recursive: true });
      }
    },
    600_000,
  );
});

/** Its dump is that of a store which folds the same blocks without any trouble, and filling it anew changes nothing. */
async function expectRebuilt(store: Store, rebuilt: Store, least: number): Promise<void> {
  const folded = ((await store.checkpoint())?.number ?? -1) + 1;
  expect(folded).toBeGreaterThanOrEqual(least);
  await store.reports.choose(reportKinds);
  await fill(store);
  const dump = await store.reports.dump();
  expect(dump.tables.map(({ state }) => state)).toEqual(reportTables.map(() => 'KEPT'));

  await store.reports.beginAnew();
  await fill(store);
  expect((await store.reports.dump()).hash).toBe(dump.hash);

  await rebuilt.reports.choose(reportKinds);
  for (let number = 0; number < folded; number++) await rebuilt.applyBlock(changingBlock(number));
  await fill(rebuilt);
  expect(await rebuilt.reports.dump()).toEqual(dump);
}

async function fill({ reports }: Store): Promise<void> {
  while (await reports.fillChunk());
}

type Child = ChildProcessByStdio<null, Readable, null>;

/** Resolves once it has folded a block. */
async function startFolding(location: StoreLocation, kill: number): Promise<Child> {
  statSync(foldingProcess);
  const parts = [foldingProcess, JSON.stringify(location), kill % 4 < 2 ? 'even' : 'odd'];
  const child = spawn(process.execPath, parts, { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return child;
}

/** Somewhere within a block or a chunk. */
async function endedBy(child: Child, end: () => void): Promise<void> {
  const ended = once(child, 'exit');
  child.stdout.resume();
  await delay(Math.random() * 100);
  end();
  const [, signal] = await ended;
  if (signal !== 'SIGKILL') throw new Error('the folding process ended by itself');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
