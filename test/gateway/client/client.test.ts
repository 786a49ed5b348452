/** How calls become requests, and answers what a caller gets. */
import { version } from '../../../gateway/client/emitted';
import { Refused } from '../../../gateway/client/refused';
import type { Attempt, AttemptAnswer } from '../../../gateway/client/sending';
import { startGateway, tokens } from '../http/fakes';
import { type Double, newDouble, problem, token } from './double';

let double: Double;
beforeEach(async () => {
  double = await newDouble();
});
afterEach(() => double.close());

const plan = { assetId: 'HarbourMSP:A1' };
const share = { confirmId: 'c1', confirmTakeInLimitRmb: 80_000, confirmTakeInRateBps: 1_800 };

describe('a request', () => {
  it('fills the path and sends what is left as JSON, as its user', async () => {
    double.replies.push({ status: 201, body: { confirmId: 'c1' } });
    await double.client().plans.confirm({ ...plan, ...share });

    const [asked] = double.asked;
    expect(asked).toMatchObject({ method: 'POST', url: '/v1/plans/HarbourMSP%3AA1/confirms' });
    expect(asked?.headers).toMatchObject({ authorization: `Bearer ${token}`, 'content-type': 'application/json' });
    expect(asked?.headers['user-agent']).toBe(`tallystick-client/${version}`);
    expect(JSON.parse(String(asked?.body))).toEqual(share);
  });

  it('has its filters in the query, without those that are undefined', async () => {
    double.replies.push({ body: { items: [] } });
    await double.client().plans.list({ status: 'OPEN', contributor: undefined, limit: 5 }, { minBlock: 7 }).page();

    expect(double.asked[0]?.url).toBe('/v1/plans?status=OPEN&limit=5&minBlock=7');
  });

  it('sends no body where nothing is said', async () => {
    double.replies.push({ body: { partyId: 'HarbourMSP', version: 2 } }, { body: { confirmId: 'c1' } });
    await double.client().parties.rotateKey();
    await double.client().confirms.accept({ ...plan, confirmId: 'c1' });

    expect(double.asked.map(({ body, headers }) => [body.length, headers['content-type']])).toEqual([
      [0, undefined],
      [0, undefined],
    ]);
  });

  it('keeps the path under which a gateway is reached', async () => {
    double.replies.push({ body: { state: 'ALIVE' } });
    await double.client({ url: `${double.url}/lending/` }).gateway.readHealth();

    expect(double.asked[0]?.url).toBe('/lending/healthz');
  });

  it.each([
    ['a member that the path needs', { assetId: undefined }, 'plans.read needs assetId'],
    ['dots, which a URL resolves', { assetId: '..' }, 'plans.read needs assetId'],
    ['a member that the call does not take', { assetId: 'A1', stauts: 'OPEN' }, 'plans.read takes no stauts'],
  ])('is refused before it is sent: %s', async (_what, request, message) => {
    await expect(double.client().plans.read(request as never)).rejects.toThrow(message);
    expect(double.asked).toEqual([]);
  });
});

describe('an answer', () => {
  it('is its body; facts about it are beside the JSON', async () => {
    const headers = { 'idempotency-hit': 'true', 'block-height': '12', 'request-id': 'r-1' };
    double.replies.push({ status: 201, body: { confirmId: 'c1' }, headers });
    const answer = await double.client().confirms.accept({ ...plan, confirmId: 'c1' });

    expect(JSON.stringify(answer)).toBe('{"confirmId":"c1"}');
    expect([answer.idempotencyHit, answer.blockHeight, answer.requestId]).toEqual([true, 12, 'r-1']);
  });

  it('is nothing, a text or bytes where the operation answers so', async () => {
    double.replies.push({ status: 204 }, { body: 'tallystick_up 1' }, { body: Buffer.of(80, 75) });
    const client = double.client();

    expect(await client.users.remove({ userName: 'reviewer' })).toBeUndefined();
    expect(await client.gateway.readMetrics()).toBe('tallystick_up 1');
    expect(await client.planImports.readTemplate()).toEqual(Uint8Array.of(80, 75));
  });
});

describe('a refusal', () => {
  it('names its call, its code and the request', async () => {
    double.replies.push(problem(409, 'BALANCE_INSUFFICIENT', { 'request-id': 'r-2' }));
    const error = await double
      .client()
      .plans.confirm({ ...plan, ...share })
      .catch((thrown: unknown) => thrown);

    if (!(error instanceof Refused)) throw new Error('no refusal');
    expect(error.isOf('tokens.recharge')).toBe(false);
    // The types hold that the code is one of this call's own.
    expect(error.isOf('plans.confirm') && error.code === 'BALANCE_INSUFFICIENT').toBe(true);
    expect(error).toMatchObject({
      status: 409,
      requestId: 'r-2',
      problem: { title: 'the text of BALANCE_INSUFFICIENT' },
    });
    expect(error.message).toBe('409 BALANCE_INSUFFICIENT');
  });

  it('is the status alone where something before the gateway refuses', async () => {
    double.replies.push({ status: 413, body: '<html>too large</html>' });

    await expect(double.client().plans.read(plan)).rejects.toMatchObject({ status: 413, code: undefined });
  });
});

describe('settings', () => {
  it.each([
    ['no address', { url: 'harbour' }],
    ['an address of another protocol', { url: 'ftp://harbour' }],
    ['an address with a password', { url: 'http://officer:secret-word@harbour' }],
    ['a token of two lines', { token: 'secret-word\nsecret-word' }],
  ])('are refused with %s, which is not repeated', (_what, settings) => {
    expect(() => double.client(settings)).toThrow(/^(?!.*secret-word)/s);
    expect(() => double.client(settings)).toThrow(TypeError);
  });

  it('show each attempt to hooks, without token and body', async () => {
    const seen: (Attempt | (Attempt & AttemptAnswer))[] = [];
    const client = double.client({ onRequest: (one) => seen.push(one), onResponse: (one) => seen.push(one) });
    double.replies.push(problem(503, 'NOT_READY'), { status: 201, body: {}, headers: { 'request-id': 'r-3' } });
    await client.plans.confirm({ ...plan, ...share });

    const common = { call: 'plans.confirm', method: 'POST', url: `${double.url}/v1/plans/HarbourMSP%3AA1/confirms` };
    expect(seen).toEqual([
      { ...common, attempt: 1 },
      { ...common, attempt: 1, status: 503, ms: expect.any(Number) },
      { ...common, attempt: 2 },
      { ...common, attempt: 2, status: 201, requestId: 'r-3', ms: expect.any(Number) },
    ]);
  });
});

describe('a gateway', () => {
  it('answers calls in their documented form, with facts and refusals', async () => {
    const gateway = await startGateway();
    try {
      const client = double.client({ url: gateway.url, token: tokens.officer });
      const alliance = await client.alliance.read();
      expect(alliance.members.length).toBeGreaterThan(1);
      expect(gateway.logged.join()).toContain(alliance.requestId);
      expect(await client.plans.list().page()).toMatchObject({ items: [] });
      await expect(client.users.list().page()).rejects.toMatchObject({ code: 'ROLE_NOT_ALLOWED' });
      await expect(client.plans.read({ assetId: 'A/1?x#y' })).rejects.toMatchObject({ code: 'REQUEST_MALFORMED' });
      await expect(client.plans.read({ assetId: 'A2' })).rejects.toMatchObject({ code: 'PLAN_NOT_FOUND' });
    } finally {
      await gateway.stop();
    }
  });
});
