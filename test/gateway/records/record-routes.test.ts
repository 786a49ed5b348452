/** The routes of credit records: forms, codes, repetition; and prompts in the stream of events, over a store of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OwnRecord } from '../../../gateway/records/own-records';
import { openStore, type Store } from '../../../gateway/stores';
import { startWork } from '../../../gateway/work/engine';
import { fakeSubjects, type Served, startGateway } from '../http/fakes';

const directory = mkdtempSync(join(tmpdir(), 'tallystick-credit-routes-'));
const path = '/v1/credit-records';
const borrower = 'ab'.repeat(32);
let store: Store;
let gateway: Served;
let prompting: ReturnType<typeof startWork> | undefined;
let count = 0;

beforeEach(async () => {
  store = await openStore({ file: join(directory, `${count++}.db`) });
  const subjects = fakeSubjects();
  const known = { identityKind: 'ID_CARD', fingerprint: 'f', sealed: 's', created: 'c' } as const;
  await subjects.keep({ ...known, blindIndex: borrower, subjectId: borrower });
  const { outbox, records, events, lastEventId, applyBlock, checkpoint } = store;
  gateway = await startGateway({ store: { outbox, records, events, lastEventId, applyBlock, checkpoint, subjects } });
});
afterEach(async () => {
  await prompting?.stop();
  await gateway.stop();
  await store.close();
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const loan = (changes: object = {}) => ({
  filingId: 'cd'.repeat(16),
  relationKind: 'B2C',
  borrower: { subjectId: borrower },
  amountRmb: 987_654_321,
  rateBps: 1_500,
  startTime: '2026-03-01T20:00:00+08:00',
  maturityTime: '2036-03-01T12:00:00Z',
  ...changes,
});

const maturityTime = '2026-03-02T12:00:00.000Z';
const idOf = (index: number) => index.toString(16).padStart(32, '0');
const matured = (index: number): OwnRecord => ({
  recordId: idOf(index),
  created: '2026-03-01T12:00:00.000Z',
  status: 'EFFECTIVE',
  version: 1,
  signBy: '2026-03-01T12:00:00.000Z',
  due: { mark: 'mark', sealed: 'sealed', time: maturityTime },
  borrowerMark: 'mark',
  lenderMark: 'mark',
  sealed: 'sealed',
});

describe('filing', () => {
  it('answers what is to be signed, and the same again as a repetition', async () => {
    const filed = await gateway.send('POST', path, { body: loan() });
    expect(filed).toMatchObject({ status: 201, body: { status: 'AWAITING_SIGNATURES' } });
    expect(filed.body.toSign.map(({ role }: { readonly role: string }) => role)).toEqual(['BORROWER', 'LENDER']);
    expect(JSON.parse(filed.body.toSign[0].message)).toMatchObject({ purpose: 'tallystick-credit-record-2' });
    expect(filed.headers.get('idempotency-hit')).toBeNull();

    const again = await gateway.send('POST', path, { body: loan({ startTime: '2026-03-01T12:00:00Z' }) });
    expect([again.status, again.headers.get('idempotency-hit')]).toEqual([201, 'true']);
    expect(again.body).toEqual(filed.body);
    expect(await gateway.send('POST', path, { body: loan({ rateBps: 1 }) })).toMatchObject({
      status: 409,
      body: { code: 'CREDIT_RECORD_EXISTS_WITH_OTHER_CONTENT' },
    });
    const read = await gateway.send('GET', `${path}/${filed.body.recordId}`, { role: 'auditor' });
    expect(read.body).toMatchObject({ amountRmb: 987_654_321, borrower: { side: 'SIGNATURE' }, feedbacks: [] });
    expect(gateway.logged.join()).not.toMatch(/987654321|987_654_321/);
  });

  it.each([
    [400, 'REQUEST_MALFORMED', loan({ amountRmb: 0 })],
    [400, 'REQUEST_MALFORMED', loan({ maturityTime: '2036-03-01' })],
    [400, 'REQUEST_MALFORMED', loan({ filingId: 'AB'.repeat(16) })],
    [400, 'REQUEST_MALFORMED', loan({ relationKind: 'P2P' })],
    [422, 'SIDES_NOT_DISTINCT', loan({ lender: { subjectId: borrower } })],
    [404, 'SUBJECT_NOT_VERIFIED_HERE', loan({ lender: { subjectId: 'ee'.repeat(32) } })],
    [422, 'RELATION_KIND_MISMATCH', loan({ relationKind: 'C2C' })],
    [422, 'MATURITY_INVALID', loan({ maturityTime: '2020-03-01T12:00:00Z' })],
    [422, 'SIGN_BY_INVALID', loan({ signBy: '2020-03-01T12:00:00Z' })],
    [422, 'PRICE_INVALID', loan({ renews: { recordId: 'ee'.repeat(16), level: 'PAID' } })],
    [404, 'CREDIT_RECORD_NOT_FOUND', loan({ renews: { recordId: 'ee'.repeat(16), level: 'PUBLIC' } })],
  ])('answers %d %s', async (status, code, body) => {
    expect(await gateway.send('POST', path, { body })).toMatchObject({ status, body: { code } });
  });
});

describe('what follows the filing', () => {
  const send = (recordId: string, what: string, body: object) =>
    gateway.send('POST', `${path}/${recordId}/${what}`, { body });

  it.each([
    ['signatures', { role: 'LENDER' }, 409, 'BORROWER_NOT_SIGNED'],
    ['signatures', { role: 'BORROWER' }, 422, 'SIGNATURE_INVALID'],
    ['signatures', { role: 'BORROWER', keyId: 'ab'.repeat(32) }, 400, 'REQUEST_MALFORMED'],
    ['signatures', { role: 'BORROWER', keyId: 'ab'.repeat(32), signature: 'AA' }, 404, 'SUBJECT_KEY_NOT_FOUND'],
    ['signatures', { role: 'BORROWER', feedback: 1 }, 404, 'FEEDBACK_NOT_FOUND'],
    ['feedback', { outcome: 'PERFORMED', level: 'PUBLIC' }, 409, 'CREDIT_RECORD_NOT_EFFECTIVE'],
    ['feedback', { outcome: 'FORGIVEN', level: 'PUBLIC' }, 400, 'REQUEST_MALFORMED'],
    ['level', { level: 'PUBLIC' }, 409, 'CREDIT_RECORD_NOT_EFFECTIVE'],
    ['level', { level: 'PUBLIC', priceFen: 5 }, 422, 'PRICE_INVALID'],
    ['corrections', loan({ filingId: undefined }), 409, 'CREDIT_RECORD_NOT_EFFECTIVE'],
  ])('is refused where it has no ground: %s %j', async (what, body, status, code) => {
    const filed = await gateway.send('POST', path, { body: loan() });
    expect(await send(filed.body.recordId, what, body)).toMatchObject({ status, body: { code } });
  });

  it('is nothing where nothing was filed', async () => {
    for (const what of ['feedback', 'signatures', 'level']) {
      const body = { outcome: 'PERFORMED', level: 'PUBLIC', role: 'LENDER' };
      const { outcome, level, role } = body;
      const fitting = { feedback: { outcome, level }, signatures: { role }, level: { level } }[what] ?? {};
      expect(await send('cd'.repeat(16), what, fitting)).toMatchObject({
        status: 404,
        body: { code: 'CREDIT_RECORD_NOT_FOUND' },
      });
    }
    expect((await gateway.send('GET', path)).body.items).toEqual([]);
  });
});

describe('what was given up', () => {
  it('is shown as not recorded', async () => {
    const filed = await gateway.send('POST', path, { body: loan({ mandateSha256: 'ab'.repeat(32) }) });
    const { recordId } = filed.body;
    const confirm = { path: `${path}/${recordId}/signatures`, body: { role: 'LENDER', approvalReference: 'A-1' } };
    await gateway.send('POST', confirm.path, { body: confirm.body });
    const status = async () => (await gateway.send('GET', `${path}/${recordId}`)).body.status;
    expect(await status()).toBe('HANDED_OVER');
    await store.outbox.giveUp([`creditRecord ${recordId}`], '2026-03-01T12:00:00.000Z');
    expect(await status()).toBe('NOT_RECORDED');

    const again = await gateway.send('POST', confirm.path, { body: confirm.body });
    expect([again.body.status, again.headers.get('idempotency-hit')]).toEqual(['HANDED_OVER', 'true']);
  });
});

describe('prompts', () => {
  /** Ids and records of so many events after the stream's position, from a stream that is then left. */
  async function read(amount: number, lastEventId: string): Promise<readonly (readonly [string, string])[]> {
    const response = await gateway.open('GET', '/v1/events?types=MaturityPromptEvent,PartyKeyEvent', {
      headers: { 'Last-Event-ID': lastEventId },
    });
    const reader = response.body?.getReader();
    let text = '';
    while (reader !== undefined && text.split('\n\n').length <= amount + 1) {
      text += Buffer.from((await reader.read()).value ?? []).toString();
    }
    await reader?.cancel();
    const events = text.split('\n\n').slice(1, amount + 1);
    return events.map((event) => [/^id: (.*)/.exec(event)?.[1] ?? '', event.split('data: ')[1] ?? '']);
  }

  async function fold(number: number): Promise<void> {
    const events = [{ name: 'PartyKeyEvent', partyId: 'P', version: number }] as const;
    const time = '2026-03-01T12:00:00.000Z';
    const transaction = { index: 0, transactionId: `tx-${number}`, time, writes: [], events };
    const block = { number, hash: `hash-${number}`, previousHash: `hash-${number - 1}` };
    gateway.ledger.push({ ...block, transactions: [transaction], passedOver: [] });
    await gateway.gateway.follower.waitForBlock(number, 5_000);
  }

  it('reach a reader that is there, and none twice or never one that comes back after any of them', async () => {
    await fold(0);
    const prompts = gateway.gateway.work.filter(({ name }) => name === 'credit-prompts');
    const waiting = read(3, '0.0.0');
    await store.records.change({ records: [matured(1), matured(2), matured(3)] });
    prompting = startWork(prompts, gateway.gateway);
    expect((await waiting).map(([id]) => id)).toEqual(['0.99999.0', '0.99999.1', '0.99999.2']);
    await fold(1);
    await store.records.change({ records: [matured(4)] });
    const all = await read(5, '0.0.0');
    await fold(2);

    expect(all.map(([id]) => id)).toEqual(['0.99999.0', '0.99999.1', '0.99999.2', '1.0.0', '1.99999.0']);
    expect(JSON.parse(all[4]?.[1] ?? '')).toEqual({
      name: 'MaturityPromptEvent',
      recordId: idOf(4),
      maturityTime,
    });
    for (const [index, [id]] of all.entries()) {
      const rest = await read(5 - index, id);
      expect(rest.map(([resumed]) => resumed)).toEqual([...all.slice(index + 1).map(([other]) => other), '2.0.0']);
    }
    const { items } = (await gateway.send('GET', '/v1/prompts')).body;
    expect(items).toHaveLength(4);
    expect(items[0]).toMatchObject({ recordId: idOf(4), maturityTime });
  });

  it('that were there before are not sent to a reader that begins now', async () => {
    await fold(0);
    await store.records.change({ records: [matured(1)] });
    expect(await store.records.prompt('2026-03-03T12:00:00.000Z', 10)).toBe(1);
    const response = await gateway.open('GET', '/v1/events');
    const reader = response.body?.getReader();
    const next = async () => Buffer.from((await reader?.read())?.value ?? []).toString();
    expect(await next()).toMatch(/^id: 0\.99999\.0\nevent: PositionEvent\n/);
    await fold(1);
    expect(await next()).toMatch(/^id: 1\.0\.0\n/);
    await reader?.cancel();
  });
});
