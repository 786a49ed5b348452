/** What every request goes through, whatever its route: addresses, methods, bodies, forms, headers, pages. */
import { connect } from 'node:net';
import { operations } from '../../../gateway/api/operations';
import { block, FakeLedger, planSent, type Served, startGateway, tokens } from './fakes';

let gateway: Served;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.stop());

const signedIn = `Host: gateway\r\nConnection: close\r\nAuthorization: Bearer ${tokens.officer}`;

/** What comes back for these bytes, until the connection ends. */
function raw(bytes: readonly Buffer[]): Promise<string> {
  const { hostname, port } = new URL(gateway.url);
  const socket = connect(Number(port), hostname);
  let text = '';
  socket.on('data', (part) => {
    text += part.toString();
  });
  socket.write(Buffer.concat(bytes));
  return new Promise((resolve) => socket.once('close', () => resolve(text)).on('error', () => undefined));
}

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

  it.each([
    '/v1/plans/%d5%c5',
    '/v1/plans?contributor=%d5%c5%c8%fd',
    '/v1/plans?%d5%c5=1',
    '/v1/plans?limit=5%',
    '/v1/plans/A1?minBlock=%ff',
    '/v1/nothing/%ff',
    '/healthz?%c0%af',
    '/v1/plans?status=%ed%a0%80',
  ])('that is percent-encoded and no UTF-8 is malformed: %s', async (path) => {
    expect(await gateway.send('GET', path)).toMatchObject({ status: 400, body: { code: 'REQUEST_MALFORMED' } });
  });

  it.each([
    ['bytes beyond ASCII in the path', Buffer.from([0xd5, 0xc5]), ''],
    ['bytes beyond ASCII in the query', Buffer.from('A1?x='), Buffer.from([0xd5, 0xc5]).toString('latin1')],
    ['UTF-8 that is not percent-encoded', Buffer.from('张'), ''],
  ])('is malformed with %s', async (_what, start, rest) => {
    const path = Buffer.concat([Buffer.from('/v1/plans/'), start, Buffer.from(rest, 'latin1')]);
    const answer = await raw([Buffer.from('GET '), path, Buffer.from(` HTTP/1.1\r\n${signedIn}\r\n\r\n`)]);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('takes UTF-8 that is percent-encoded as it is', async () => {
    expect(await gateway.send('GET', `/v1/plans/${encodeURIComponent('张')}`)).toMatchObject({ status: 400 });
    expect((await gateway.send('GET', '/v1/plans/%41%31')).status).toBe(404);
  });

  it("that names a person's number is refused without repeating it", async () => {
    const answer = await gateway.send('GET', '/v1/parties/13800138000');
    expect(answer).toMatchObject({ status: 422, body: { code: 'IDENTIFIER_PERSONAL' } });
    expect(answer.text).not.toContain('13800138000');
  });
});

describe('a header', () => {
  it.each([
    ['Authorization', `Authorization: Bearer ${tokens.auditor}`],
    ['Authorization', 'authorization: Bearer guessed'],
    ['Content-Type', 'Content-Type: application/json\r\nContent-Type: text/plain'],
    ['Last-Event-ID', 'Last-Event-ID: 0.0.0\r\nLast-Event-ID: 1.0.0'],
  ])('of which one would count is malformed twice: %s, %s', async (name, lines) => {
    const answer = await raw([Buffer.from(`GET /v1/plans HTTP/1.1\r\n${signedIn}\r\n${lines}\r\n\r\n`)]);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain(`{"path":"${name}","message":"occurs twice"}`);
  });
});

describe('HEAD', () => {
  const reading = operations.filter(({ method }) => method === 'get');

  it.each(reading)('ends and has no effect: $path', async ({ path, access }) => {
    const reached = jest.fn(async () => ({ body: {} }));
    const table = operations.map(({ query: _q, params: _p, ...route }) => ({ ...route, handle: reached }));
    const watched = await startGateway({ table });
    const answer = await watched.send('HEAD', path.replaceAll(/\{\w+\}/g, 'X1'));
    await watched.stop();

    const isOpen = access === 'OPEN';
    expect([answer.status, answer.text, reached.mock.calls.length]).toEqual([isOpen ? 200 : 405, '', isOpen ? 1 : 0]);
    if (!isOpen) expect(answer.headers.get('allow')).not.toContain('HEAD');
  });

  it('leaves the connection to the next request', async () => {
    const head = `HEAD /v1/events HTTP/1.1\r\n${signedIn}\r\n\r\n`.replace('Connection: close\r\n', '');
    const answers = await raw([Buffer.from(`${head}GET /healthz HTTP/1.1\r\n${signedIn}\r\n\r\n`)]);
    expect(answers).toMatch(/^HTTP\/1\.1 405 [^{]*HTTP\/1\.1 200 /);
  });

  it('is told where it is known', async () => {
    const answer = await gateway.send('PUT', '/healthz');
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
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
      '?',
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
    const names = { 张测试: 1, '13800138000': 2, ZhangSan: 3 };
    const answer = await gateway.send('POST', '/v1/plans', { body: { plans: [{ LiSi: 1 }], partyName: 1, ...names } });
    const paths = answer.body.errors.map(({ path }: { path: string }) => path);
    expect(paths).toEqual(expect.arrayContaining(['plans[0].?', '?', 'partyName']));
    const twice = await gateway.send('POST', '/v1/plans', { body: '{"ZhangSan":1,"ZhangSan":2}' });
    expect(twice.body.errors).toEqual([{ path: '?', message: 'occurs twice' }]);
    const asked = await gateway.send('GET', '/v1/plans?ZhangSan=1&ZhangSan=2');
    expect(asked.body.errors).toEqual([{ path: '?', message: 'is not documented' }]);
    expect(answer.text + twice.text + asked.text).not.toMatch(/张测试|13800138000|ZhangSan|LiSi/);
  });

  it.each(['limit', 'cursor', 'status', 'minBlock'])('is told that %s occurs twice', async (name) => {
    const answer = await gateway.send('GET', `/v1/plans?${name}=1&${name}=2`);
    expect(answer.body.errors).toEqual([{ path: name, message: 'occurs twice' }]);
  });

  it('is told of what there is too little or too much', async () => {
    const messageFor = async (body: object) =>
      (await gateway.send('POST', '/v1/plans', { body })).body.errors.map(
        ({ message }: { message: string }) => message,
      );
    expect(await messageFor({ plans: [] })).toEqual(['has fewer than 1 items']);
    const riskControlResult = { score: 'B', loanLimitRmb: -1, shareLimitRmb: 0 };
    const wrong = planSent({ riskControlResult }, { partyName: 'x'.repeat(300) });
    expect(await messageFor({ plans: [wrong] })).toEqual(['has more than 256 characters', 'is below 0']);
  });

  it.each([
    'limit=0',
    'limit=501',
    'limit=1&limit=1',
    'minBlock=1&minBlock=1',
    'cursor=a&cursor=b',
    'limit[]=1',
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

  it('carries the name that its line in the log has, whether it is an answer or a problem', async () => {
    const answers = [await gateway.send('GET', '/v1/plans'), await gateway.send('GET', '/v1/plans?minBlock=x')];

    const ids = answers.map(({ headers }) => headers.get('request-id'));
    const logged = gateway.logged.map((text) => JSON.parse(text).requestId);
    expect(new Set(ids).size).toBe(2);
    expect(ids.filter((id) => !logged.includes(id))).toEqual([]);
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
