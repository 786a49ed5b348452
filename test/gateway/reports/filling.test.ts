/** Kinds that are switched on and off while blocks come, and versions of the tables. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import type { ReportTable } from '../../../gateway/reports/description';
import { type ReportKind, reportKinds } from '../../../gateway/reports/kinds';
import { reportTables } from '../../../gateway/reports/tables';
import type { StoreLocation } from '../../../gateway/store/open';
import { StoreOutdated } from '../../../gateway/store/store-outdated';
import { arbitraryBlocks } from '../store/arbitrary-blocks';
import { blockOf, gone, publishingBlock, put } from '../store/chain';
import { onEachDatabase } from '../store/databases';
import { plan } from '../store/records';
import { type Copy, openCopy, query } from './copies';
import { changingBlock } from './records';

/** As the copy would be that was kept from block 0. */
async function dumpFolded(location: StoreLocation, blocks: number, kinds: readonly ReportKind[] = reportKinds) {
  const copy = await openCopy(location, kinds);
  await copy.fill();
  for (let number = 0; number < blocks; number++) await copy.applyBlock(changingBlock(number));
  const dump = await copy.dump();
  await copy.close();
  return dump;
}

function newSignal() {
  let give: () => void = () => undefined;
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give: () => give() };
}

onEachDatabase('filling the copy for reports', ({ fresh, shared }) => {
  const open: Copy[] = [];
  const opened = async (...args: Parameters<typeof openCopy>) => {
    const copy = await openCopy(...args);
    open.push(copy);
    return copy;
  };
  const reopened = async (copy: Copy, ...args: Parameters<typeof openCopy>) => {
    await copy.close();
    open.splice(open.indexOf(copy), 1);
    return opened(...args);
  };

  afterEach(async () => {
    for (const copy of open.splice(0)) await copy.close();
  });

  it('gives what folding from block 0 gives, whatever was switched on when, and however often', async () => {
    const location = await fresh();
    let copy = await opened(location, ['plans']);
    const choices: readonly (readonly ReportKind[])[] = [['confirms', 'queries'], [], ['plans'], reportKinds];
    let number = 0;
    for (const kinds of choices) {
      for (; number % 5 < 4; number++) await copy.applyBlock(changingBlock(number));
      await copy.fillChunk();
      await copy.applyBlock(changingBlock(number++));
      copy = await reopened(copy, location, kinds);
    }
    await copy.applyBlock(changingBlock(number++));
    await copy.fill();
    const dump = await copy.dump();
    expect(dump.tables.map(({ state }) => state)).toEqual(reportTables.map(() => 'KEPT'));
    expect(dump).toEqual(await dumpFolded(await fresh(), number));
  });

  it('gives what folding gave, whatever the blocks hold', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryBlocks, async (contents) => {
        const copy = await openCopy(await fresh());
        await copy.fill();
        for (const [number, transactions] of contents.entries()) await copy.applyBlock(blockOf(number, transactions));
        const folded = await copy.dump();
        await copy.beginAnew();
        await copy.fill();
        expect(await copy.dump()).toEqual(folded);
        await copy.close();
      }),
      { numRuns: Number(process.env.NUM_RUNS ?? 6) },
    );
  }, 120_000);

  it('goes chunk by chunk, and blocks between the chunks change what is filled and what is not', async () => {
    const location = await fresh();
    const before = await opened(location, []);
    for (const number of [0, 1, 2]) await before.applyBlock(publishingBlock(number, 500));
    const copy = await reopened(before, location, ['plans']);
    expect((await query(location, 'select count(*) as n from report.plans'))[0]?.n).toBe(0);

    await copy.fillChunk();
    await copy.fillChunk();
    const states = await query(location, "select * from report.copy_state where table_name = 'plans'");
    expect(states).toMatchObject([{ state: 'FILLING', as_of_block: 2 }]);
    const block = publishingBlock(3, 20);
    const [made] = block.transactions;
    const [old, late, away] = [plan('plan-0-007'), plan('plan-2-499'), plan('plan-2-498')];
    const changes = [put({ ...old, status: 'CLOSED' }), put({ ...late, status: 'WITHDRAWN' }), gone(away)] as const;
    const transactions = made === undefined ? [] : [{ ...made, writes: [...made.writes, ...changes] }];
    await copy.applyBlock({ ...block, transactions });
    expect(await copy.fill()).toBeGreaterThan(1);

    expect((await query(location, 'select count(*) as n from report.plans'))[0]?.n).toBe(1_519);
    const changed = "select plan_id, status, block from report.plans where status <> 'OPEN' order by plan_id";
    expect(await query(location, changed)).toEqual([
      { plan_id: old.assetId, status: 'CLOSED', block: 3 },
      { plan_id: late.assetId, status: 'WITHDRAWN', block: 3 },
    ]);
    const filled = await copy.dump();
    await copy.beginAnew();
    expect((await copy.dump()).tables.map(({ state }) => state)).toEqual(['EMPTYING', 'EMPTYING']);
    await copy.fill();
    expect(await copy.dump()).toEqual(filled);
  });

  const onShared = shared ? it : it.skip;
  const why = shared ? '' : ' (skipped: a SQLite file belongs to one process)';
  onShared(`does not stop the fold of another instance, and loses nothing to it${why}`, async () => {
    const location = await fresh();
    const folding = await opened(location, []);
    const blocks = 60;
    for (let number = 0; number < 20; number++) await folding.applyBlock(changingBlock(number));
    const filling = await opened(location, reportKinds);
    let height = 20;
    let foldedWhileFilling = 0;
    const folds = (async () => {
      for (; height < blocks; height++) await folding.applyBlock(changingBlock(height));
    })();
    for (let round = 0; round < 4; round++) {
      const before = height;
      await filling.fill();
      foldedWhileFilling += height - before;
      await filling.beginAnew();
    }
    await folds;
    await filling.fill();
    expect(foldedWhileFilling).toBeGreaterThan(0);
    expect(await filling.dump()).toEqual(await dumpFolded(await fresh(), blocks));
  });

  onShared(`waits for a block that is under way, whose records it would overwrite with older ones${why}`, async () => {
    const location = await fresh();
    const filling = await opened(location, []);
    const [changed, away] = [plan('plan-1'), plan('plan-2')];
    await filling.applyBlock(blockOf(0, [{ writes: [put(changed), put(away)] }]));
    await filling.choose(['plans']);
    const [written, mayEnd] = [newSignal(), newSignal()];
    const folding = await opened(location, ['plans'], reportTables, async () => {
      written.give();
      await mayEnd.given;
    });
    const folded = folding.applyBlock(blockOf(1, [{ writes: [put({ ...changed, status: 'CLOSED' }), gone(away)] }]));
    await written.given;
    const filled = filling.fill();
    await Promise.race([filled, delay(500)]);
    mayEnd.give();
    await Promise.all([folded, filled]);
    const rows = await query(location, 'select plan_id, status, block from report.plans');
    expect(rows).toEqual([{ plan_id: changed.assetId, status: 'CLOSED', block: 1 }]);
  });

  it('begins anew with a store that was emptied to be folded anew, and shows nothing of what comes later', async () => {
    const location = await fresh();
    const before = await opened(location);
    await before.fill();
    for (const number of [0, 1, 2, 3]) await before.applyBlock(changingBlock(number));
    const folded = [
      'blocks',
      'records',
      'record_states',
      'transactions',
      'events',
      'movements',
      'passed_over',
    ] as const;
    for (const table of folded) {
      await before.db.deleteFrom(table).execute();
    }
    const copy = await reopened(before, location);
    for (const number of [0, 1]) await copy.applyBlock(changingBlock(number));
    await copy.fill();
    expect(await copy.dump()).toEqual(await dumpFolded(await fresh(), 2));
  });

  it('empties what is switched off, and says that it holds nothing', async () => {
    const location = await fresh();
    const before = await opened(location, ['plans', 'confirms']);
    await before.fill();
    await before.applyBlock(publishingBlock(0, 700));
    const copy = await reopened(before, location, ['confirms']);
    await copy.applyBlock(publishingBlock(1, 5));
    await copy.fill();
    expect(await query(location, 'select * from report.plans')).toEqual([]);
    const states = 'select table_name, state from report.copy_state order by table_name';
    expect(await query(location, states)).toEqual([
      { table_name: 'confirms', state: 'KEPT' },
      { table_name: 'plan_participations', state: 'OFF' },
      { table_name: 'plans', state: 'OFF' },
    ]);
  });

  it('takes a table to its next version in place, fills the new column, and refuses the version before', async () => {
    const [plans] = reportTables;
    if (plans === undefined) throw new Error('there are no tables');
    const next: ReportTable = {
      ...plans,
      columns: [
        ...plans.columns,
        {
          name: 'score_length',
          type: 'bigint',
          about: 'a test',
          since: 2,
          read: ({ item }) => JSON.stringify(item).length,
        },
      ],
    };
    const location = await fresh();
    const before = await opened(location, ['plans']);
    await before.fill();
    await before.applyBlock(publishingBlock(0, 700));
    const copy = await reopened(before, location, ['plans'], [next]);
    const count = 'select count(*) as n, count(score_length) as filled from report.plans';
    expect(await query(location, count)).toEqual([{ n: 700, filled: 0 }]);
    await copy.applyBlock(publishingBlock(1, 3));
    expect(await query(location, count)).toEqual([{ n: 703, filled: 3 }]);
    await copy.fill();
    expect(await query(location, count)).toEqual([{ n: 703, filled: 703 }]);
    expect((await copy.dump()).tables).toMatchObject([{ name: 'plans', version: 2, state: 'KEPT' }]);
    await expect(openCopy(location, ['plans'])).rejects.toBeInstanceOf(StoreOutdated);
  });

  it('makes nothing where nothing is chosen', async () => {
    const location = await fresh();
    const copy = await opened(location, []);
    await copy.applyBlock(changingBlock(0));
    expect(await copy.fill()).toBe(0);
    expect(await copy.dump()).toMatchObject({ asOfBlock: 0, tables: [] });
    await expect(query(location, 'select * from report.copy_state')).rejects.toThrow(/report_?.?copy_state/);
  });
});

const url = process.env.TEST_DATABASE_URL;
onEachDatabase('the hash of the copy', ({ fresh, shared }) => {
  const both = shared ? it : it.skip;
  both(`is the same on both databases${url === undefined ? ' (skipped: no TEST_DATABASE_URL)' : ''}`, async () => {
    const directory = await mkdtemp(join(tmpdir(), 'tallystick-copy-'));
    const inFile = await dumpFolded({ file: join(directory, 'store.db') }, 12);
    await rm(directory, { recursive: true });
    expect((await dumpFolded(await fresh(), 12)).hash).toBe(inFile.hash);
  });

  it('changes with any value', async () => {
    const location = await fresh();
    const copy = await openCopy(location, ['plans']);
    await copy.fill();
    const hashes = new Set<string>();
    for (const remainingLimitRmb of [1, 2, 1]) {
      const number = ((await copy.checkpoint())?.number ?? -1) + 1;
      const { transactions, ...block } = publishingBlock(number, 0);
      const [made] = transactions;
      const writes = [put(plan('plan-1', { remainingLimitRmb, publishedTime: '2026-01-05T00:00:00.000Z' }))];
      await copy.applyBlock({ ...block, transactions: made === undefined ? [] : [{ ...made, writes }] });
      hashes.add((await copy.dump()).hash);
    }
    expect(hashes.size).toBe(3);
    await copy.close();
  });
});
