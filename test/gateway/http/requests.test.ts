/** What every request goes through, whatever its route: addresses, methods, bodies, forms, headers, pages. */
import { block, FakeLedger, type Served, startGateway } from './fakes';

let gateway: Served;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.stop());

const recharge = { rechargeId: 'R1', partyId: 'MeadowMSP', amountFen: 100, paymentReference: 'P1' };

describe('an address', () => {
  it('that nobody knows is a problem of its own', async () => {
    const answer = await gateway.send('GET', '/v1/nothing');
    expect(answer).toMatchObject({ status: 404, body: { code: 'ROUTE_NOT_FOUND' } });
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  });

  it('answers another method with those that it knows', async () => {
    const answer = await gateway.send('PUT', '/v1/plans', { body: {} });
    expect(answer).toMatchObject({ status: 405, body: { code: 'METHOD_NOT_ALLOWED' } });
    expect(answer.headers.get('allow')).toBe('POST, GET');
  });

  it('that is badly encoded is malformed', async () => {
    expect(await gateway.send('GET', '/v1/plans/%E0%A4%A')).toMatchObject({ status: 400 });
  });

  it("that names a person's number is refused without repeating it", async () => {
    const answer = await gateway.send('GET', '/v1/parties/13800138000');
    expect(answer).toMatchObject({ status: 422, body: { code: 'IDENTIFIER_PERSONAL' } });
    expect(answer.text).not.toContain('13800138000');
  });
});

describe('a body', () => {
  it.each([
    ['that is no JSON', '{"plans": [', {}, 400, 'BODY_NOT_JSON'],
    ['beyond 4 MiB', JSON.stringify({ plans: 'x'.repeat(4 * 1024 * 1024) }), {}, 413, 'BODY_TOO_LARGE'],
    ['of another type', 'a=b', { 'content-type': 'text/plain' }, 415, 'MEDIA_TYPE_NOT_SUPPORTED'],
    ['in an unknown encoding', '{}', { 'content-encoding': 'lzma' }, 415, 'MEDIA_TYPE_NOT_SUPPORTED'],
    ['that is no object', '[]', {}, 400, 'REQUEST_MALFORMED'],
  ])('%s is refused', async (_what, body, headers, status, code) => {
    expect(await gateway.send('POST', '/v1/plans', { body, headers })).toMatchObject({ status, body: { code } });
  });

  it('that is missing is malformed', async () => {
    expect(await gateway.send('POST', '/v1/plans')).toMatchObject({ status: 400, body: { code: 'REQUEST_MALFORMED' } });
  });

  it('is not read for a caller who is not admitted', async () => {
    const answer = await gateway.send('POST', '/v1/plans', { role: 'auditor', body: '{' });
    expect(answer).toMatchObject({ status: 403, body: { code: 'ROLE_NOT_ALLOWED' } });
  });
});

describe('a malformed request', () => {
  it('is answered with the path of each offending field', async () => {
    const issuer = await startGateway({ partyOrgType: 'TOKEN_ISSUER' });
    const answer = await issuer.send('POST', '/v1/tokens/recharges', {
      body: { ...recharge, partyId: ['MeadowMSP'], amountFen: 1.5, paymentReference: 'with space', note: 'x' },
    });
    await issuer.stop();

    expect(answer.status).toBe(400);
    expect(answer.body.errors.map(({ path }: { path: string }) => path)).toEqual([
      'partyId',
      'amountFen',
      'paymentReference',
      'note',
    ]);
    expect(issuer.ledger.sent).toEqual([]);
  });

  it.each([
    [
      'a lone surrogate',
      '{"proposalId":"P1","change":{"type":"MEMBER","member":{"partyName":"\\ud800"}}}',
      'change.member.partyName',
    ],
    [
      'minus zero',
      '{"proposalId":"P1","change":{"type":"PARAMETERS","parameters":{"minConfirmRmb":-0}}}',
      'change.parameters.minConfirmRmb',
    ],
  ])('is one that holds %s, which has no exact form', async (_what, body, path) => {
    const answer = await gateway.send('POST', '/v1/alliance/proposals', { role: 'admin', body });
    expect(answer.status).toBe(400);
    expect(answer.body.errors.map((error: { path: string }) => error.path)).toContain(path);
  });

  it('is one that nests deeper than any stack', async () => {
    const body = `{"plans":[${'['.repeat(100_000)}${']'.repeat(100_000)}]}`;
    const answer = await gateway.send('POST', '/v1/plans', { body });
    expect(answer).toMatchObject({ status: 400, body: { code: 'REQUEST_MALFORMED' } });
  });

  it('does not repeat a name that could be a value', async () => {
    const answer = await gateway.send('POST', '/v1/plans', { body: { plans: [], 张测试: 1, '13800138000': 2 } });
    expect(answer.body.errors.map(({ path }: { path: string }) => path)).toEqual(
      expect.arrayContaining(['plans', '?']),
    );
    expect(answer.text).not.toMatch(/张测试|13800138000/);
  });

  it.each([
    'limit=0',
    'limit=501',
    'limit=x',
    'status=NONE',
    'cursor=',
    'unknown=1',
    'status=OPEN&status=OPEN',
    'minBlock=-1',
  ])('is a list that is asked for with %s', async (query) => {
    expect(await gateway.send('GET', `/v1/plans?${query}`)).toMatchObject({ status: 400 });
  });
});

describe('every answer', () => {
  it('forbids to load anything from elsewhere, to be framed, or to be kept', async () => {
    const { headers } = await gateway.send('GET', '/v1/plans');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(headers.get('x-powered-by')).toBeNull();
  });

  it('has a line in the log and a place in the metrics, by the pattern of its route', async () => {
    await gateway.send('GET', '/v1/plans/HarbourMSP:looked-for?minBlock=x');
    const metrics = await gateway.send('GET', '/metrics', { role: 'auditor' });

    const line = gateway.logged.map((text) => JSON.parse(text)).find(({ route }) => route === '/v1/plans/{assetId}');
    expect(line).toMatchObject({ method: 'GET', route: '/v1/plans/{assetId}', msg: 'answered' });
    expect(metrics.text).toContain('route="/v1/plans/{assetId}",method="GET"');
    expect(gateway.logged.join('') + metrics.text).not.toContain('looked-for');
  });
});

describe('what is open to everybody', () => {
  it.each([
    ['/', 'application/json'],
    ['/healthz', 'application/json'],
    ['/openapi.json', 'application/json'],
    ['/docs', 'text/html'],
    ['/docs/start.js', 'text/javascript'],
    ['/docs/swagger-ui.css', 'text/css'],
    ['/docs/swagger-ui-bundle.js', 'text/javascript'],
  ])('is %s', async (path, type) => {
    const answer = await gateway.send('GET', path, { role: undefined });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain(type);
  });

  it('is a page that runs no script and no style of its own text', async () => {
    const { text } = await gateway.send('GET', '/docs', { role: undefined });
    expect(text).not.toMatch(/<script(?![^>]* src="\/)|<style|style=|on\w+=|https?:/);
  });
});

describe('readiness', () => {
  it.each([
    ['the peer does not answer', { isReady: async () => false }, true],
    ['the own key is not registered', {}, false],
  ])('is missing while %s', async (_what, changes, registered) => {
    const ledger = new FakeLedger(changes);
    ledger.push(block(0));
    const unready = await startGateway({ ledger, isRegistered: () => registered });
    await new Promise((resolve) => setTimeout(resolve, 400));
    const answer = await unready.send('GET', '/readyz', { role: undefined });
    await unready.stop();

    expect(answer).toMatchObject({ status: 503, body: { code: 'NOT_READY', registered } });
    expect(answer.headers.get('content-type')).toMatch(/problem\+json/);
  });

  it('stays where transactions were passed over, and tells how many and where the last one stands', async () => {
    const passedOver = { count: 2, last: { block: 7, tx: 3, code: 'NO_PUBLIC_WRITE' } } as const;
    const ledger = new FakeLedger();
    ledger.push(block(0));
    const alarmed = await startGateway({ ledger, store: { passedOver: async () => passedOver } });
    await alarmed.gateway.follower.caughtUp;
    const answer = await alarmed.send('GET', '/readyz', { role: undefined });
    await alarmed.stop();

    expect(answer).toMatchObject({ status: 200, body: { state: 'READY', passedOver } });
  });
});
