/** A store that an earlier version left: what it holds of subjects cannot be taken over, and the gateway says what to do. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'libsql';
import { parametersForm } from '../../../chaincode/api/alliance';
import type { LedgerRecord } from '../../../chaincode/api/records';
import { StoreOutdated } from '../../../gateway/store/store-outdated';
import type { KnownSubject, OwnRecord } from '../../../gateway/store/types';
import { openStore, type Store } from '../../../gateway/stores';
import { allianceWith } from '../http/fakes';
import { blockOf, put } from './chain';
import { at } from './records';

const directory = mkdtempSync(join(tmpdir(), 'tallystick-outdated-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
let files = 0;

const names = { blindIndex: 'index-1', subjectId: 'subject-1' };
const subject: KnownSubject = { ...names, identityKind: 'ID_CARD', fingerprint: 'f', sealed: 's', created: at(1) };
const evaluator = { docType: 'evaluator', partyId: 'KeystoneMSP', publicKey: 'k', registeredTime: at(1) } as const;

async function fold(store: Store, record: object): Promise<void> {
  const known = record as LedgerRecord;
  await store.applyBlock(blockOf(0, [{ writes: [put(known)] }]));
}

/** A file as it was before identity keys. */
const beforeKeys = (fill: (store: Store) => Promise<unknown>) =>
  earlierStore(
    fill,
    '0010',
    'alter table imports drop column notes',
    'create table credit_vouched (mark text primary key)',
  );

/** A file as it was before that migration and all later ones. */
async function earlierStore(
  fill: (store: Store) => Promise<unknown>,
  migration: string,
  ...changes: readonly string[]
): Promise<string> {
  const file = join(directory, `${files++}.db`);
  const store = await openStore({ file });
  await fill(store);
  await store.close();
  const database = new Sqlite(file);
  database.prepare('delete from kysely_migration where name >= ?').run(migration);
  for (const change of changes) database.exec(change);
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
    const file = await beforeKeys(fill);
    for (const _attempt of [1, 2]) {
      const opening = openStore({ file });
      await expect(opening).rejects.toBeInstanceOf(StoreOutdated);
      await expect(opening).rejects.toThrow(/--fresh.*network reset/);
    }
    expect(tablesOf(file)).toContain('credit_vouched');
  });

  it('is taken over where it holds none', async () => {
    const file = await beforeKeys((store) => fold(store, evaluator));
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

describe('a store of before columns were sealed', () => {
  const earlier = (fill: (store: Store) => Promise<unknown>) =>
    earlierStore(
      fill,
      '0011',
      'alter table imports rename column sealed to conditions',
      'alter table subject_lookups rename column sealed to subject_id',
      'drop table subject_questions',
      'alter table imports drop column notes',
    );
  const lent: OwnRecord = {
    recordId: 'ab'.repeat(16),
    created: at(1),
    status: 'EFFECTIVE',
    version: 1,
    signBy: at(1),
    due: { mark: 'm', sealed: 's' },
    borrowerMark: 'b',
    lenderMark: 'l',
    sealed: 's',
  };
  const upload = { importId: 'i', kind: 'plan', created: at(1), sealed: '{"minBps":1800}', rows: 1 } as const;

  it.each<readonly [string, (store: Store) => Promise<unknown>]>([
    ['conditions of uploads', (store) => store.imports.create(upload)],
    ['people whom the institution looked up', (store) => store.queries.keepLookup('index-1', 'subject-1')],
    ['loans that fall due', (store) => store.credit.change({ records: [lent] })],
    ['an alliance that was founded before', (store) => fold(store, { docType: 'alliance', version: 1 })],
  ])('is refused where it holds %s, says what to do, and stays as it is', async (_what, fill) => {
    const file = await earlier(fill);
    for (const _attempt of [1, 2]) {
      const opening = openStore({ file });
      await expect(opening).rejects.toBeInstanceOf(StoreOutdated);
      await expect(opening).rejects.toThrow(/--fresh.*network reset/);
    }
    expect(tablesOf(file)).not.toContain('subject_questions');
  });

  it('is taken over where it holds none', async () => {
    const file = await earlier((store) => fold(store, evaluator));
    const store = await openStore({ file });
    expect(await store.evaluator('KeystoneMSP')).toEqual(evaluator);
    await store.imports.create(upload);
    await store.queries.keepLookup('index-1', 'subject, sealed');
    await store.subjects.ask('question', at(1), [{ blindIndex: 'index-2', sealed: 'blind, sealed' }]);
    expect(await store.queries.lookedUp('index-1')).toBe('subject, sealed');
    await store.close();
  });
});

describe('a store of before alliances counted days in a zone', () => {
  it('is refused where it holds an alliance, says what to do, and is taken over where it holds none', async () => {
    const old = await earlierStore((store) => fold(store, { docType: 'alliance', version: 1 }), '0015');
    for (const _attempt of [1, 2]) await expect(openStore({ file: old })).rejects.toThrow(/no time zone.*--fresh/);
    const store = await openStore({ file: await earlierStore((earlier) => fold(earlier, evaluator), '0015') });
    expect(await store.evaluator('KeystoneMSP')).toEqual(evaluator);
    await store.close();
  });
});
