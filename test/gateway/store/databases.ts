/** The databases on which the suites of this folder run: a SQLite file, and PostgreSQL where TEST_DATABASE_URL names one. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { StoreLocation } from '../../../gateway/store/open';
import { openStore, type Store } from '../../../gateway/stores';

export interface Databases {
  /** Whether instances share it; a SQLite file belongs to one process, which two connections of it would lock up. */
  readonly shared: boolean;
  /** A place where no store was before. */
  fresh(): Promise<StoreLocation>;
  /** A new store, closed after the test. */
  open(location?: StoreLocation): Promise<Store>;
}

/** Declares the suite once for each database. Whoever may not create databases on the server sees it fail, not pass. */
export function onEachDatabase(title: string, suite: (databases: Databases) => void): void {
  describe(`${title}, on SQLite`, () => suite(sqlite()));
  const url = process.env.TEST_DATABASE_URL;
  if (url === undefined)
    describe.skip(`${title}, on PostgreSQL (skipped: no TEST_DATABASE_URL)`, () => suite(sqlite()));
  else describe(`${title}, on PostgreSQL`, () => suite(postgres(url)));
}

function sqlite(): Databases {
  const directories: string[] = [];
  afterAll(() => Promise.all(directories.map((directory) => rm(directory, { recursive: true, force: true }))));
  return opening(false, async () => {
    const directory = await mkdtemp(join(tmpdir(), 'tallystick-store-'));
    directories.push(directory);
    return { file: join(directory, 'store.db') };
  });
}

function postgres(url: string): Databases {
  const names: string[] = [];
  const onServer = async (statement: string) => {
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  afterAll(async () => {
    for (const name of names) await onServer(`drop database if exists ${name} with (force)`);
  });
  return opening(true, async () => {
    const name = `tallystick_test_${randomBytes(6).toString('hex')}`;
    await onServer(`create database ${name}`);
    names.push(name);
    const location = new URL(url);
    location.pathname = `/${name}`;
    return { databaseUrl: location.href };
  });
}

function opening(shared: boolean, fresh: Databases['fresh']): Databases {
  const stores: Store[] = [];
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close();
  });
  return {
    shared,
    fresh,
    open: async (location) => {
      const store = await openStore(location ?? (await fresh()));
      stores.push(store);
      return store;
    },
  };
}
