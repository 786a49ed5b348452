/** Whatever is wrong with a row rejects the row, whatever is wrong with an import ends that import, and those behind it go on. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ImportTimes } from '../../../gateway/imports/deps';
import { ChaincodeFailed, type LedgerClient, LedgerUnavailable } from '../../../gateway/ledger/types';
import type { Vault } from '../../../gateway/vault/types';
import { FakeLedger, fakeVault } from '../http/fakes';
import { csvOf, startUploading, stopAll, type Uploading } from './uploads';

afterEach(stopAll);
/** Each upload is read by a process of its own, which takes long on a busy machine. */
jest.setTimeout(60_000);

/** The ledger does so to every plan whose name holds the word, each time. */
function poisonedBy(failure: () => Error): Partial<LedgerClient> {
  return {
    submit: async (name, command, options) => {
      if (JSON.stringify(command).includes('poison')) throw failure();
      return new FakeLedger().submit(name, command, options);
    },
  };
}

/** One import with a poisoned row between others, then one without. */
async function uploadBoth(gateway: Uploading) {
  const first = await gateway.upload(csvOf(['A1', 'poison', 'A2']));
  const second = await gateway.upload(csvOf(['B1', 'B2']));
  gateway.begin();
  return { first, second };
}

const vaultThat = (changes: Partial<Vault>) => ({ vault: changes });
const quick: Partial<ImportTimes> = { lookMs: 20, stallMs: 3_000, cancelMs: 300 };

describe('a row that fails as nobody foresaw', () => {
  it.each<readonly [string, Parameters<typeof startUploading>[0]]>([
    ['the ledger’s client', { ledger: poisonedBy(() => new TypeError('of the client')) }],
    ['the chaincode', { ledger: poisonedBy(() => new ChaincodeFailed('endorse')) }],
    [
      'the vault',
      vaultThat({
        seal: (assetId, content) => {
          if (assetId.includes('poison')) throw new TypeError('a text without a canonical form');
          return fakeVault().seal(assetId, content);
        },
      }),
    ],
  ])('in %s is rejected with a reason that says so, and the others go on', async (_where, seams) => {
    const gateway = await startUploading(seams);
    const { first, second } = await uploadBoth(gateway);

    expect(await gateway.ended(first)).toMatchObject({ status: 'DONE', accepted: 2, rejected: 1 });
    expect(await gateway.ended(second)).toMatchObject({ status: 'DONE', accepted: 2 });
    const { body } = await gateway.send('GET', `/v1/plan-imports/${first}`);
    expect(body.errors).toMatchObject([{ row: 3, column: 'assetId', reason: expect.stringContaining('ROW_FAILED') }]);
  });
});

describe('an import that fails as nobody foresaw', () => {
  const broken = () => Promise.reject(new TypeError('nobody foresaw it'));

  it.each(['begin', 'advance', 'errors'] as const)(
    'in the store’s %s fails with a code, and the next one is done',
    async (part) => {
      const gateway = await startUploading();
      const first = await gateway.upload(csvOf(['A1', 'bad-1']));
      const second = await gateway.upload(csvOf(['B1']));
      const { imports } = gateway.store;
      const whole = imports[part] as (importId: string, ...rest: unknown[]) => Promise<unknown>;
      const poisoned = (importId: string, ...rest: unknown[]) =>
        importId === first ? broken() : whole(importId, ...rest);
      Object.assign(imports, { [part]: poisoned });
      gateway.begin();

      expect(await gateway.ended(first)).toMatchObject({ status: 'FAILED', code: 'IMPORT_FAILED' });
      expect(await gateway.ended(second)).toMatchObject({ status: 'DONE', accepted: 1 });
      Object.assign(imports, { [part]: whole });
      const { body } = await gateway.send('GET', `/v1/plan-imports/${first}`);
      expect(body.reason).toMatch(/failed at this file/);
      expect(await gateway.vault.files.read(`${first}.upload`)).toBeUndefined();
    },
  );

  it('is done all the same where only the workbook of its rejected rows cannot be kept', async () => {
    const gateway = await startUploading();
    const importId = await gateway.upload(csvOf(['A1', 'bad-1']));
    Object.assign(gateway.vault.files, { keep: broken });
    gateway.begin();

    expect(await gateway.ended(importId)).toMatchObject({ status: 'DONE', accepted: 1, rejected: 1 });
  });

  it('fails where it has ended its process again and again', async () => {
    const gateway = await startUploading();
    const importId = await gateway.upload(csvOf(['A1']));
    for (let attempt = 0; attempt < 20; attempt++) {
      await gateway.store.imports.begin(importId, { asOfBlock: 1, begun: new Date().toISOString() });
    }
    gateway.begin();

    expect(await gateway.ended(importId)).toMatchObject({ status: 'FAILED', code: 'IMPORT_FAILED', accepted: 0 });
  });
});

describe('an import that gets no further', () => {
  const away = poisonedBy(() => new LedgerUnavailable('endorse'));

  it('lets those behind it go first, and is done once it can be', async () => {
    let isAway = true;
    const submit: LedgerClient['submit'] = async (name, command, options) => {
      if (isAway && away.submit) return away.submit(name, command, options);
      return new FakeLedger().submit(name, command, options);
    };
    const gateway = await startUploading({ ledger: { submit }, importTimes: quick });
    const { first, second } = await uploadBoth(gateway);

    expect(await gateway.ended(second)).toMatchObject({ status: 'DONE', accepted: 2 });
    expect(await gateway.store.imports.read(first)).toMatchObject({ status: 'RUNNING', attempts: expect.any(Number) });
    isAway = false;
    expect(await gateway.ended(first)).toMatchObject({ status: 'DONE', accepted: 3 });
  });

  it('fails once nobody waits any longer, with what has been done', async () => {
    const gateway = await startUploading({ ledger: away, importTimes: { ...quick, patienceMs: 9_000 } });
    const { first, second } = await uploadBoth(gateway);

    expect(await gateway.ended(first)).toMatchObject({ status: 'FAILED', code: 'LEDGER_UNAVAILABLE' });
    expect(await gateway.ended(second)).toMatchObject({ status: 'DONE', accepted: 2 });
  });
});

describe('imports', () => {
  it('are listed newest first, page by page, those of one kind', async () => {
    const gateway = await startUploading();
    const ids: string[] = [];
    for (let count = 0; count < 5; count++) ids.unshift(await gateway.upload(csvOf([`A${count}`])));
    const listed: string[] = [];
    for (let cursor = ''; ; ) {
      const { body } = await gateway.send('GET', `/v1/plan-imports?limit=2${cursor}`);
      listed.push(...body.items.map(({ importId }: { importId: string }) => importId));
      if (body.nextCursor === undefined) break;
      cursor = `&cursor=${body.nextCursor}`;
    }
    expect(listed).toEqual(ids);
    expect((await gateway.send('GET', '/v1/credit-record-imports')).body).toEqual({ items: [] });
    expect((await gateway.send('GET', '/v1/plan-imports?status=DONE')).body.items).toEqual([]);
    const running = (await gateway.send('GET', '/v1/plan-imports?status=RUNNING')).body.items;
    expect(running[0]).toMatchObject({ importId: ids[0], status: 'RUNNING', rows: 1, created: expect.any(String) });
    expect((await gateway.send('GET', '/v1/plan-imports?cursor=bm9uZQ')).status).toBe(422);
  });

  const cancel = (gateway: Uploading, importId: string) => gateway.send('POST', `/v1/plan-imports/${importId}/cancel`);

  it('that wait are cancelled at once, also behind one that runs, and their file goes', async () => {
    const gateway = await startUploading({ ledger: poisonedBy(() => new LedgerUnavailable('endorse')) });
    const { first, second } = await uploadBoth(gateway);
    await sleep(100);
    for (const _time of ['first', 'repeated']) {
      const answer = await cancel(gateway, second);
      expect([answer.status, answer.body.status, answer.body.accepted]).toEqual([200, 'CANCELLED', 0]);
    }
    expect(await gateway.vault.files.read(`${second}.upload`)).toBeUndefined();
    expect(await gateway.store.imports.read(first)).toMatchObject({ status: 'RUNNING' });
  });

  it('that run are cancelled once what is on its way is counted; the rest is not read', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const submit: LedgerClient['submit'] = async (name, command, options) => {
      await held;
      return new FakeLedger().submit(name, command, options);
    };
    const gateway = await startUploading({ ledger: { submit } });
    const importId = await gateway.upload(csvOf(Array.from({ length: 1_000 }, (_, index) => `A${index}`)));
    gateway.begin();
    while (gateway.ledger.sent.length === 0) await sleep(10);
    const cancelled = cancel(gateway, importId);
    await sleep(50);
    release();

    const { status, body } = await cancelled;
    expect([status, body.status]).toEqual([200, 'CANCELLED']);
    expect(body.accepted).toBe(gateway.ledger.sent.length);
    expect(body.accepted).toBeLessThan(1_000);
    expect(await gateway.vault.files.read(`${importId}.upload`)).toBeUndefined();
  });

  it('that are cancelled while the ledger does not answer end all the same, and say what is not known', async () => {
    const gateway = await startUploading({
      ledger: { submit: () => Promise.reject(new LedgerUnavailable('commit', 'tx')) },
      importTimes: quick,
    });
    const importId = await gateway.upload(csvOf(['A1']));
    gateway.begin();
    while (gateway.ledger.sent.length === 0) await sleep(10);
    const { body } = await cancel(gateway, importId);

    expect(body).toMatchObject({ status: 'CANCELLED', code: 'OUTCOMES_UNKNOWN', accepted: 0 });
    expect(body.reason).toMatch(/may be on the ledger/);
  });

  it('that have ended are not cancelled, and unknown ones are not found', async () => {
    const gateway = await startUploading();
    const importId = await gateway.upload(csvOf(['A1']));
    gateway.begin();
    await gateway.ended(importId);
    const ended = await cancel(gateway, importId);
    expect([ended.status, ended.body.code]).toEqual([409, 'IMPORT_ENDED']);
    const unknown = await cancel(gateway, 'a'.repeat(32));
    expect([unknown.status, unknown.body.code]).toEqual([404, 'IMPORT_NOT_FOUND']);
  });
});
