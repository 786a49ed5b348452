/** The copy of a gateway that is killed again and again, while blocks are folded and tables are filled. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { reportKinds } from '../../../gateway/reports/kinds';
import { reportTables } from '../../../gateway/reports/tables';
import type { StoreLocation } from '../../../gateway/store/open';
import type { Store } from '../../../gateway/stores';
import { onEachDatabase } from '../store/databases';
import { changingBlock } from './records';

/** `npm test` builds it first. */
const foldingProcess = join(__dirname, '../../../dist/test/gateway/reports/folding-process.js');

onEachDatabase('the copy of a gateway that is killed', ({ fresh, open, shared }) => {
  const kills = shared ? 20 : 5;

  it(`is what a rebuild from block 0 gives, after kill -9 in ${kills} processes`, async () => {
    const location = await fresh();
    for (let kill = 0; kill < kills; kill++) await foldAndKill(location, kill);
    const store = await open(location);
    const folded = ((await store.checkpoint())?.number ?? -1) + 1;
    expect(folded).toBeGreaterThanOrEqual(kills);
    await store.reports.choose(reportKinds);
    await fill(store);
    const dump = await store.reports.dump();
    expect(dump.tables.map(({ state }) => state)).toEqual(reportTables.map(() => 'KEPT'));

    await store.reports.beginAnew();
    await fill(store);
    expect((await store.reports.dump()).hash).toBe(dump.hash);

    const rebuilt = await open();
    await rebuilt.reports.choose(reportKinds);
    for (let number = 0; number < folded; number++) await rebuilt.applyBlock(changingBlock(number));
    await fill(rebuilt);
    expect(await rebuilt.reports.dump()).toEqual(dump);
  }, 300_000);
});

async function fill({ reports }: Store): Promise<void> {
  while (await reports.fillChunk());
}

/** Somewhere within a block or a chunk, once at least one block is folded. */
async function foldAndKill(location: StoreLocation, kill: number): Promise<void> {
  statSync(foldingProcess);
  const parts = [foldingProcess, JSON.stringify(location), kill % 2 === 1 ? 'odd' : 'even'];
  const child = spawn(process.execPath, parts, { stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout.once('data', () => setTimeout(() => child.kill('SIGKILL'), Math.random() * 100));
  const [, signal] = await once(child, 'exit');
  if (signal !== 'SIGKILL') throw new Error('the folding process ended by itself');
}
