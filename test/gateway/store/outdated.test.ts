/** A store that an earlier version left: what it holds of subjects cannot be taken over, and the gateway says what to do. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'libsql';
import type { LedgerRecord } from '../../../chaincode/api/records';
import { keyOf } from '../../../chaincode/state/keys';
import { openStore } from '../../../gateway/store/open';
import { StoreOutdated } from '../../../gateway/store/store-outdated';
import type { KnownSubject, Store } from '../../../gateway/store/types';
import { blockOf } from './chain';
import { at } from './records';

const directory = mkdtempSync(join(tmpdir(), 'tallystick-outdated-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
let files = 0;

const names = { blindIndex: 'index-1', subjectId: 'subject-1' };
const subject: KnownSubject = { ...names, identityKind: 'ID_CARD', fingerprint: 'f', sealed: 's', created: at(1) };
const evaluator = { docType: 'evaluator', partyId: 'KeystoneMSP', publicKey: 'k', registeredTime: at(1) } as const;

async function fold(store: Store, record: object): Promise<void> {
  const known = record as LedgerRecord;
  await store.applyBlock(blockOf(0, [{ writes: [{ key: keyOf(known), record: known }] }]));
}

/** A file as it was before the last migration. */
async function earlierStore(fill: (store: Store) => Promise<unknown>): Promise<string> {
  const file = join(directory, `${files++}.db`);
  const store = await openStore({ file });
  await fill(store);
  await store.close();
  const database = new Sqlite(file);
  database.exec("delete from kysely_migration where name = '0010-identity-keys'");
  database.exec('create table credit_vouched (mark text primary key)');
  database.close();
  return file;
}

function tablesOf(file: string): string {
  const database = new Sqlite(file);
  const tables = JSON.stringify(database.prepare("select name from sqlite_master where type = 'table'").all());
  database.close();
  return tables;
}

describe('a store of before identity keys', () => {
  it.each<readonly [string, (store: Store) => Promise<unknown>]>([
    ['people whom the institution verified', (store) => store.subjects.keep(subject)],
    ['people whom it looked up', (store) => store.queries.keepLookup('index-1', 'subject-1')],
    ['an alliance that was founded before', (store) => fold(store, { docType: 'alliance', version: 1 })],
    ['subjects that blocks brought', (store) => fold(store, { docType: 'subject', subjectId: 'subject-1' })],
  ])('is refused where it holds %s, says what to do, and stays as it is', async (_what, fill) => {
    const file = await earlierStore(fill);
    for (const _attempt of [1, 2]) {
      const opening = openStore({ file });
      await expect(opening).rejects.toBeInstanceOf(StoreOutdated);
      await expect(opening).rejects.toThrow(/--fresh.*network reset/);
    }
    expect(tablesOf(file)).toContain('credit_vouched');
  });

  it('is taken over where it holds none', async () => {
    const file = await earlierStore((store) => fold(store, evaluator));
    const store = await openStore({ file });
    expect(await store.evaluator('KeystoneMSP')).toEqual(evaluator);
    await store.subjects.keep(subject);
    await store.close();
    expect(tablesOf(file)).not.toContain('credit_vouched');
    const again = await openStore({ file });
    expect(await again.subjects.byIndex('index-1')).toEqual(subject);
    await again.close();
  });
});
