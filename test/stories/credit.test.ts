/** Credit records over REST: W-0A steps 1 and 3 to 5, W-0B and W-1A of the requirements, with their variants. */
import { createHash, createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ToSign } from '../../gateway/client/words';
import { citizenNumber } from '../gateway/subjects/people';
import { within } from '../run/pace';
import type { GatewayClient } from '../run/rest-client';
import { searchFor } from './canaries';
import { keyed, type Signing, verified } from './people-sign';
import { beginMs, beginStory, type Story, until } from './running';

let story: Story;
let harbour: GatewayClient;
let meadow: GatewayClient;
let borrower: Signing;
let lender: Signing;
let company: Signing;

beforeAll(async () => {
  story = await beginStory({ parameters: { packagePeriodSeconds: 1, packageBytes: 16_384 }, logLevel: 'debug' });
  [harbour, meadow] = [story.client('harbour'), story.client('meadow')];
  borrower = await until('the evaluators are registered', () =>
    verified(harbour, 1, { name: names[0] }).catch(() => undefined),
  );
  lender = await verified(harbour, 2, { name: names[1] });
  company = await verified(harbour, 3, { identityKind: 'CREDIT_CODE', identityNumber: creditCode, name: names[2] });
  await Promise.all([borrower, lender, company].map((who) => keyed(harbour, who)));
}, beginMs);

afterAll(() => story?.end(), 30_000);

const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1_000).toISOString();
/** Late enough that both sides have signed before, also on a slow machine, and soon enough that a test can wait for it. */
const dueIn = (seconds: number) => inSeconds(seconds * Math.min(within(1_000) / 1_000, 2));
const path = '/v1/credit-records';
const amountRmb = 123_456_789;
const creditCode = '91310115591693856A';
const names = ['canaryborrower9c41', 'canarylender9c41', 'canarycompany9c41'];
const maturities: string[] = [];

interface Filed {
  readonly recordId: string;
  readonly status: string;
  readonly toSign: readonly ToSign[];
}

interface Shown extends Filed {
  readonly dueTime?: string;
  readonly correctedBy?: string;
  readonly renewedBy?: string;
  readonly borrower: { readonly side: string };
  readonly feedbacks: readonly {
    readonly number: number;
    readonly status: string;
    readonly toSign: readonly ToSign[];
  }[];
}

function loan(changes: object = {}) {
  const body = {
    relationKind: 'C2C',
    borrower: { subjectId: borrower.subjectId },
    lender: { subjectId: lender.subjectId },
    amountRmb,
    rateBps: 1_500,
    startTime: inSeconds(-60),
    maturityTime: dueIn(10),
    ...changes,
  };
  maturities.push(body.maturityTime);
  return body;
}

const institutional = () => ({ relationKind: 'B2B', borrower: { subjectId: company.subjectId }, lender: undefined });
const messageFor = (role: string, toSign: readonly ToSign[]) => toSign.find((one) => one.role === role)?.message ?? '';
const show = (recordId: string) => harbour.get<Shown>(`${path}/${recordId}`);
const send = <T>(recordId: string, what: string, body: object) =>
  harbour.send<T>('POST', `${path}/${recordId}/${what}`, body);

async function sign(recordId: string, role: string, who: Signing, toSign: readonly ToSign[], more: object = {}) {
  return harbour.post<Filed>(`${path}/${recordId}/signatures`, {
    role,
    ...(await who.signShown(toSign, role)),
    ...more,
  });
}

async function effective(recordId: string): Promise<string> {
  await until('the record takes effect', async () => (await show(recordId)).status === 'EFFECTIVE');
  return recordId;
}

/** Person to person, signed by both, on the ledger. */
async function lent(changes: object = {}): Promise<string> {
  const { recordId, toSign } = await harbour.post<Filed>(path, loan(changes));
  await sign(recordId, 'BORROWER', borrower, toSign);
  await sign(recordId, 'LENDER', lender, toSign);
  return effective(recordId);
}

/** Filed in the company's name by its mandate, approved, on the ledger. */
async function lentByMandate(changes: object = {}): Promise<string> {
  const body = { ...loan({ ...institutional(), ...changes }), mandateSha256: 'ab'.repeat(32) };
  const { recordId } = await harbour.post<Filed>(path, body);
  await harbour.post(`${path}/${recordId}/signatures`, { role: 'LENDER', approvalReference: 'board 7' });
  return effective(recordId);
}

async function prompted(recordId: string): Promise<void> {
  await until('the lender is prompted', async () => (await promptsOf(recordId)) === 1);
}

async function promptsOf(recordId: string): Promise<number> {
  const { items } = await harbour.get<{ items: { recordId: string }[] }>('/v1/prompts');
  return items.filter((prompt) => prompt.recordId === recordId).length;
}

async function recorded(recordId: string, number: number): Promise<Shown> {
  return until('the feedback is recorded', async () => {
    const shown = await show(recordId);
    return shown.feedbacks.find((one) => one.number === number)?.status === 'RECORDED' && shown;
  });
}

const notice = () => ({ givenTime: inSeconds(-1), evidenceSha256: 'cd'.repeat(32) });
const code = (name: string) => ({ body: { code: name } });

/** Loans fall due in seconds, so those that wait run at the same time; each looks at its own records only. */
describe('a loan, from person to person (W-0A, W-1A) and through a company (W-0B)', () => {
  it.concurrent('W-0A: is effective with both signatures, prompts the lender once, and keeps its outcome (a, paid; f: not before)', async () => {
    const recordId = await lent();
    const performed = { outcome: 'PERFORMED', level: 'PAID', priceFen: 500 };
    expect(await send(recordId, 'feedback', performed)).toMatchObject({ status: 409, ...code('NOT_MATURE') });
    await prompted(recordId);

    const given = await send<Filed>(recordId, 'feedback', performed);
    expect(given).toMatchObject({ status: 201, body: { number: 1, status: 'AWAITING_SIGNATURES' } });
    await sign(recordId, 'LENDER', lender, given.body.toSign, { feedback: 1 });
    expect(await recorded(recordId, 1)).toMatchObject({ level: 'PAID', priceFen: 500 });
    expect(await promptsOf(recordId)).toBe(0);
  }, 120_000);

  it.concurrent('W-0A: (a) is extended only when the borrower signs again; until then the prompt remains', async () => {
    const recordId = await lent();
    await prompted(recordId);
    const extended = { outcome: 'EXTENDED', level: 'PUBLIC', newMaturityTime: dueIn(14) };
    const { body } = await send<Filed>(recordId, 'feedback', extended);
    expect(body.toSign.map(({ role }) => role)).toEqual(['BORROWER']);
    const early = { role: 'LENDER', feedback: 1, ...(await lender.sign('anything')) };
    expect(await send(recordId, 'signatures', early)).toMatchObject({ status: 409, ...code('BORROWER_NOT_SIGNED') });
    expect(await promptsOf(recordId)).toBe(1);

    const next = await sign(recordId, 'BORROWER', borrower, body.toSign, { feedback: 1 });
    await sign(recordId, 'LENDER', lender, next.toSign, { feedback: 1 });
    expect((await recorded(recordId, 1)).dueTime).toBe(extended.newMaturityTime);
    await prompted(recordId);
  }, 120_000);

  it.concurrent('W-0A: (b) is neither effective nor shown with one signature, and lapses', async () => {
    const body = loan({ signBy: inSeconds(3) });
    const { recordId, toSign } = await harbour.post<Filed>(path, body);
    await sign(recordId, 'BORROWER', borrower, toSign);
    expect(await meadow.send('GET', `${path}/${recordId}`)).toMatchObject({
      status: 404,
      ...code('CREDIT_RECORD_NOT_FOUND'),
    });
    await until('it lapses', async () => (await show(recordId)).status === 'LAPSED');
    const late = { role: 'LENDER', ...(await lender.sign(messageFor('LENDER', toSign))) };
    expect(await send(recordId, 'signatures', late)).toMatchObject({ status: 409, ...code('CREDIT_RECORD_LAPSED') });
  }, 120_000);

  it.concurrent('W-0A: (d) is changed by nobody, only followed by a signed successor', async () => {
    const filingId = 'cd'.repeat(16);
    const recordId = await lent({ filingId });
    expect(await harbour.send('POST', path, loan({ filingId, amountRmb: 1 }))).toMatchObject({
      status: 409,
      ...code('CREDIT_RECORD_EXISTS_WITH_OTHER_CONTENT'),
    });
    expect((await harbour.send('DELETE', `${path}/${recordId}`)).status).toBe(405);
    const { recordId: successor, toSign } = await harbour.post<Filed>(`${path}/${recordId}/corrections`, loan());
    await sign(successor, 'BORROWER', borrower, toSign);
    await sign(successor, 'LENDER', lender, toSign);
    await effective(successor);
    expect(await show(recordId)).toMatchObject({ status: 'EFFECTIVE', correctedBy: successor });
  }, 120_000);

  it('W-0A: takes no signature of others, of another text, or in the wrong order', async () => {
    const { recordId, toSign } = await harbour.post<Filed>(path, loan());
    const attempt = async (role: string, who: Signing, text: string) =>
      send(recordId, 'signatures', { role, ...(await who.sign(text)) });

    expect(await attempt('LENDER', lender, messageFor('LENDER', toSign))).toMatchObject(code('BORROWER_NOT_SIGNED'));
    expect(await attempt('BORROWER', borrower, 'another text')).toMatchObject({
      status: 422,
      ...code('SIGNATURE_INVALID'),
    });
    expect(await attempt('BORROWER', lender, messageFor('BORROWER', toSign))).toMatchObject({ status: 404 });
    expect(await harbour.send('POST', path, loan({ lender: { subjectId: borrower.subjectId } }))).toMatchObject({
      status: 422,
      ...code('SIDES_NOT_DISTINCT'),
    });
    expect(await meadow.send('POST', path, loan())).toMatchObject({
      status: 404,
      ...code('SUBJECT_NOT_VERIFIED_HERE'),
    });
  });

  it.concurrent('W-0B: is confirmed only after its own approval, and shows a mandate as a mandate (a)', async () => {
    const body = { ...loan(institutional()), mandateSha256: 'ab'.repeat(32) };
    const { recordId } = await harbour.post<Filed>(path, body);
    expect(await send(recordId, 'signatures', { role: 'LENDER' })).toMatchObject({
      status: 422,
      ...code('APPROVAL_MISSING'),
    });
    await harbour.post(`${path}/${recordId}/signatures`, { role: 'LENDER', approvalReference: 'board 7' });
    await effective(recordId);
    expect((await show(recordId)).borrower.side).toBe('MANDATE');
  }, 120_000);

  it.concurrent("W-0B: (4') ends early, performed, together with the new registration; (b) an extension needs the borrower", async () => {
    const recordId = await lentByMandate({ maturityTime: inSeconds(600) });
    const renewing = await lentByMandate({ renews: { recordId, level: 'PUBLIC' }, maturityTime: dueIn(10) });
    expect(await show(recordId)).toMatchObject({ renewedBy: renewing, feedbacks: [{ outcome: 'PERFORMED' }] });
    await prompted(renewing);
    const extended = { outcome: 'EXTENDED', level: 'PUBLIC', newMaturityTime: inSeconds(60) };
    const { body } = await send<Filed>(renewing, 'feedback', extended);
    expect(body.status).toBe('AWAITING_SIGNATURES');
    await sign(renewing, 'BORROWER', company, body.toSign, { feedback: 1 });
    await recorded(renewing, 1);
  }, 120_000);

  it.concurrent('W-0B: (c) without a new contract runs to its maturity', async () => {
    const recordId = await lentByMandate();
    const renews = { recordId, level: 'PUBLIC' };
    const { recordId: refused } = await harbour.post<Filed>(path, { ...loan(institutional()), renews });
    await prompted(recordId);
    expect((await show(refused)).status).toBe('AWAITING_SIGNATURES');
    expect((await show(recordId)).renewedBy).toBeUndefined();
  }, 120_000);

  it('W-0B: (d) is nothing for who is not known', async () => {
    expect((await fetch(`${story.alliance.describe().institutions.harbour?.url}${path}`)).status).toBe(401);
  });

  it.concurrent('W-1A: (a) records a breach after notice, (b) a normal end, each at its level, which can be changed', async () => {
    const [breached, normal] = await Promise.all([lent(), lent()]);
    await Promise.all([prompted(breached), prompted(normal)]);
    const breach = { outcome: 'BREACHED', level: 'ENCRYPTED' };
    expect(await send(breached, 'feedback', breach)).toMatchObject({ status: 422, ...code('NOTICE_MISSING') });
    for (const [recordId, outcome] of [
      [breached, { ...breach, notice: notice() }],
      [normal, { outcome: 'PERFORMED', level: 'PUBLIC' }],
    ] as const) {
      const { body } = await send<Filed>(recordId, 'feedback', outcome);
      await sign(recordId, 'LENDER', lender, body.toSign, { feedback: 1 });
    }
    expect(await recorded(breached, 1)).toMatchObject({ level: 'ENCRYPTED' });
    await recorded(normal, 1);
    expect((await send(normal, 'level', { level: 'PAID', priceFen: 500 })).status).toBe(201);
    await until(
      'the level is changed',
      async () => ((await show(normal)) as Shown & { level?: string }).level === 'PAID',
    );
  }, 120_000);

  it('W-1A: (c) marks a person’s loan to a company as one of the future', async () => {
    const body = loan({ relationKind: 'C2B', borrower: { subjectId: company.subjectId } });
    expect(await harbour.post(path, body)).toMatchObject({ warnings: ['RELATION_KIND_FUTURE'] });
    expect(await harbour.send('POST', path, { ...body, relationKind: 'B2C' })).toMatchObject({
      status: 422,
      ...code('RELATION_KIND_MISMATCH'),
    });
  });
});

describe('files', () => {
  const placesOf = (texts: readonly string[]) => {
    const places = searchFor(texts, story.directory).found.map((path) => path.split('/').slice(0, 3).join('/'));
    return [...new Set(places)].sort();
  };
  // A search blocks for a minute; connections that gateways closed meanwhile are noticed before the next request.
  afterEach(() => sleep(100));

  it('of nobody hold numbers, names, amounts and outcomes in clear', () => {
    const numbers = [citizenNumber(1), citizenNumber(2), creditCode];
    const secrets = [...numbers, ...names, String(amountRmb), 'PERFORMED', 'EXTENDED', 'BREACHED'];
    expect(placesOf(secrets)).toEqual([]);
  });

  it('of nobody hold what can be computed from a number and public names alone', () => {
    const numbers = [`ID_CARD:${citizenNumber(1)}`, `ID_CARD:${citizenNumber(2)}`, `CREDIT_CODE:${creditCode}`];
    const texts = numbers.flatMap((text) => [text, text.replace(/.*:/, '')]);
    const names = ['', 'alliance', 'HarbourMSP', 'KeystoneMSP', 'WatchtowerMSP'];
    const digests = texts.flatMap((text) => [
      ...['md5', 'sha1', 'sha256', 'sha512', 'sha3-256'].map((algorithm) => createHash(algorithm).update(text)),
      ...names.flatMap((name) => [createHmac('sha256', name).update(text), createHash('sha256').update(name + text)]),
    ]);
    const forms = digests
      .map((digest) => digest.digest())
      .flatMap((bytes) => [bytes.toString('hex'), bytes.toString('base64url').slice(0, 40)]);
    expect(placesOf(forms)).toEqual([]);
  });

  it('of nobody, not even of the lender, hold when a loan falls due', async () => {
    await lent({ maturityTime: inSeconds(600) });
    // Those that have passed stand in prompts, and logs and blocks may bear the very millisecond as their own time.
    const toCome = maturities.filter((time) => time > inSeconds(0));
    expect(toCome).not.toEqual([]);
    expect(placesOf(toCome)).toEqual([]);
  }, 120_000);

  it('are searched: what is public is found in the ledger and with every member', async () => {
    const { items } = await harbour.get<{ items: Shown[] }>(`${path}?due=false`);
    const effective = items.filter(({ status }) => status === 'EFFECTIVE').map(({ recordId }) => recordId);
    const members = ['harbour', 'keystone', 'meadow', 'orchard', 'watchtower'].map(
      (name) => `institutions/${name}/gateway`,
    );
    const places = placesOf(effective);
    expect(places).toEqual(expect.arrayContaining(members));
    expect(places.some((place) => !place.endsWith('/gateway'))).toBe(true);
  });
});
