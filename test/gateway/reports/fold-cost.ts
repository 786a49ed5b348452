/**
 * What the copy costs the fold: the time of the same blocks with all kinds on and with none, in turns, as a ratio. On SQLite, or in
 * fresh databases of the PostgreSQL that is named. No test, because machines are shared.
 *
 *   node dist/test/gateway/reports/fold-cost.js [ADDRESS]
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { LedgerBlock } from '../../../gateway/ledger/types';
import type { ReportKind } from '../../../gateway/reports/kinds';
import { reportKinds } from '../../../gateway/reports/kinds';
import type { StoreLocation } from '../../../gateway/store/open';
import { openStore, type Store } from '../../../gateway/stores';
import { interleaved, ratios, spread } from '../../../scripts/bench/interleaved';
import { blockOf, publishingBlock, put } from '../store/chain';
import { confirm } from '../store/records';

const rounds = 30;
const perBlock = 200;

/** Publishes and confirms in turns; every confirm changes its plan's remaining limit, as the chaincode does. */
function busyBlock(number: number): LedgerBlock {
  if (number % 2 === 0) return publishingBlock(number, perBlock);
  const [published] = publishingBlock(number - 1, perBlock).transactions;
  const confirms = (published?.writes ?? []).flatMap(({ record }) => {
    if (record?.docType !== 'plan') return [];
    const { assetId } = record;
    const made = confirm(assetId.replace(':', '-'), { assetId });
    const participations = [{ partyId: made.partyId, standing: 1, refunded: 0 }];
    const event = {
      name: 'OrgConfirmAssetEvent',
      ...{ assetId, confirmId: made.confirmId, contributor: made.contributor, participator: made.partyId },
      ...{ confirmTakeInLimitRmb: 1, confirmTakeInRateBps: 1, tokenFen: 800, status: 'HELD' as const },
    } as const;
    return [{ writes: [put(made), put({ ...record, participations, remainingLimitRmb: 1 })], events: [event] }];
  });
  return blockOf(number, confirms);
}

async function main(address: string | undefined): Promise<void> {
  const places = address === undefined ? await inFiles() : await inDatabases(address);
  try {
    const [on, off] = await Promise.all([openWith(places.fresh[0], reportKinds), openWith(places.fresh[1], [])]);
    const timed = (store: Store) => async () => {
      const number = ((await store.checkpoint())?.number ?? -1) + 1;
      const blocks = [busyBlock(number), busyBlock(number + 1)];
      const start = performance.now();
      for (const block of blocks) await store.applyBlock(block);
      return performance.now() - start;
    };
    await interleaved(3, timed(on), timed(off));
    const { ours, theirs } = await interleaved(rounds, timed(on), timed(off));
    process.stdout.write(`all kinds on, ms for ${2 * perBlock} transactions: ${spread(ours, 0)}\n`);
    process.stdout.write(`none on: ${spread(theirs, 0)}\nratio: ${spread(ratios(ours, theirs))}\n`);
    await Promise.all([on.close(), off.close()]);
  } finally {
    await places.remove();
  }
}

async function openWith(location: StoreLocation, kinds: readonly ReportKind[]): Promise<Store> {
  const store = await openStore(location);
  await store.reports.choose(kinds);
  while (await store.reports.fillChunk());
  return store;
}

interface Places {
  readonly fresh: readonly [StoreLocation, StoreLocation];
  remove(): Promise<void>;
}

async function inFiles(): Promise<Places> {
  const directory = await mkdtemp(join(tmpdir(), 'tallystick-fold-cost-'));
  const fresh = [{ file: join(directory, 'on.db') }, { file: join(directory, 'off.db') }] as const;
  return { fresh, remove: () => rm(directory, { recursive: true }) };
}

async function inDatabases(address: string): Promise<Places> {
  const names = ['on', 'off'].map((arm) => `tallystick_fold_cost_${arm}_${randomBytes(4).toString('hex')}`);
  const onServer = async (statement: (name: string) => string) => {
    const client = new Client({ connectionString: address });
    await client.connect();
    for (const name of names) await client.query(statement(name));
    await client.end();
  };
  await onServer((name) => `create database ${name}`);
  const [on, off] = names.map((name) => {
    const location = new URL(address);
    location.pathname = `/${name}`;
    return { databaseUrl: location.href };
  });
  if (on === undefined || off === undefined) throw new Error('two databases were named');
  return { fresh: [on, off], remove: () => onServer((name) => `drop database if exists ${name} with (force)`) };
}

if (require.main === module) void main(process.argv[2]);
