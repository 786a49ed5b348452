/** A store that an earlier version left cannot be taken over, and the gateway says what to do. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'libsql';
import { parametersForm } from '../../../chaincode/api/alliance';
import type { LedgerRecord } from '../../../chaincode/api/records';
import { StoreOutdated } from '../../../gateway/store/store-outdated';
import { openStore, type Store } from '../../../gateway/stores';
import { allianceWith } from '../http/fakes';
import { blockOf, put } from './chain';

const directory = mkdtempSync(join(tmpdir(), 'tallystick-outdated-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
let files = 0;

async function fold(store: Store, record: object): Promise<void> {
  const known = record as LedgerRecord;
  await store.applyBlock(blockOf(0, [{ writes: [put(known)] }]));
}

/** What the version before left, as it wrote it: the notes of its migrations, and a few of its tables. */
const earlierLayout = `
  create table "kysely_migration" ("name" varchar(255) not null primary key, "timestamp" varchar(255) not null);
  create table "kysely_migration_lock" ("id" varchar(255) not null primary key, "is_locked" integer default 0 not null);
  insert into kysely_migration_lock values ('migration_lock', 0);
  insert into kysely_migration values ('0001-read-model', '2026-03-01T12:00:00.000Z'), ('0002-imports', '2026-03-01T12:00:00.001Z');
  create table "blocks" ("number" bigint primary key, "hash" text not null);
  create table "records" ("key" text primary key, "doc_type" text not null, "id" text not null, "position" text not null,
    "block" bigint not null, "tx" integer not null, "transaction_id" text not null, "status" text, "owner" text, "other" text,
    "asset_id" text, "loan_kind" text, "act_by" text, "due_from" text, "counted_fen" bigint, "json" text not null);
  insert into blocks values (0, 'hash of block 0');
`;

function tablesOf(file: string): string {
  const database = new Sqlite(file);
  const tables = JSON.stringify(database.prepare("select name from sqlite_master where type = 'table'").all());
  database.close();
  return tables;
}

describe('a store of the version before', () => {
  it('is refused in one sentence that says what to do, and stays as it is', async () => {
    const file = join(directory, `${files++}.db`);
    const database = new Sqlite(file);
    database.exec(earlierLayout);
    database.close();
    const before = tablesOf(file);
    for (const _attempt of [1, 2]) {
      const opening = openStore({ file });
      await expect(opening).rejects.toBeInstanceOf(StoreOutdated);
      await expect(opening).rejects.toThrow(/^this store is of an earlier version.*--fresh.*network reset/);
    }
    expect(tablesOf(file)).toBe(before);
  });
});

describe('a store of an alliance that lacks a parameter of this version', () => {
  const founded = allianceWith('CREDITOR_ORG');
  const storeOf = async (alliance: object) => {
    const file = join(directory, `${files++}.db`);
    const store = await openStore({ file });
    await fold(store, alliance);
    await store.close();
    return openStore({ file });
  };

  it.each(Object.keys(parametersForm.shape))('is refused at the start by its name: %s', async (name) => {
    const { [name as keyof typeof founded.parameters]: _missing, ...parameters } = founded.parameters;
    const opening = storeOf({ ...founded, parameters });
    await expect(opening).rejects.toBeInstanceOf(StoreOutdated);
    await expect(opening).rejects.toThrow(new RegExp(`${name}.*--fresh.*network reset`));
  });

  it('is refused where its ledger has the format of an earlier version', async () => {
    const { format: _format, ...earlier } = founded;
    await expect(storeOf(earlier)).rejects.toThrow(/another version \(format\).*--fresh.*network reset/);
  });

  it('is refused without a registrar, and with a parameter that this version does not know', async () => {
    const { registrar: _registrar, ...without } = founded;
    await expect(storeOf(without)).rejects.toThrow(/registrar/);
    const parameters = { ...founded.parameters, fromLater: 1 };
    await expect(storeOf({ ...founded, parameters })).rejects.toThrow(/fromLater/);
  });

  it('is opened where it lacks none', async () => {
    const store = await storeOf(founded);
    expect(await store.alliance()).toEqual(founded);
    await store.close();
  });
});
