/** What is no request is refused in words, too, and one connection costs no more than one answer at a time. */

import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Route } from '../../../gateway/http/route';
import { type Seams, type Served, startGateway, tokens } from './fakes';

const running: Served[] = [];
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const gateway of running.splice(0)) await gateway.stop();
});

async function serve(seams: Seams = {}): Promise<Served> {
  const gateway = await startGateway(seams);
  running.push(gateway);
  return gateway;
}

function open({ url }: Served): Socket {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).on('error', () => undefined);
  sockets.push(socket);
  return socket;
}

/** What comes back until the connection ends. */
function raw(gateway: Served, text: string): Promise<string> {
  const socket = open(gateway);
  let answered = '';
  socket.on('data', (bytes) => {
    answered += bytes.toString();
  });
  socket.write(text);
  return new Promise((resolve) => socket.once('close', () => resolve(answered)));
}

const signedIn = `Host: gateway\r\nAuthorization: Bearer ${tokens.officer}`;
const json = 'Content-Type: application/json';
const close = 'Connection: close';

describe('what is no request', () => {
  it.each([
    ['a method of nobody', `FOO /v1/plans HTTP/1.1\r\n${signedIn}\r\n\r\n`, 400],
    ['two lengths', `POST /v1/plans HTTP/1.1\r\n${signedIn}\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}`, 400],
    [
      'a length and chunks',
      `POST /v1/plans HTTP/1.1\r\n${signedIn}\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      400,
    ],
    [
      'a chunk without its length',
      `POST /v1/plans HTTP/1.1\r\n${signedIn}\r\n${json}\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n`,
      400,
    ],
    ['UTF-8 in the address', `GET /v1/plans/张 HTTP/1.1\r\n${signedIn}\r\n\r\n`, 400],
    ['no Host', `GET /v1/plans HTTP/1.1\r\nAuthorization: Bearer ${tokens.officer}\r\n${close}\r\n\r\n`, 400],
    ['two Hosts', `GET /v1/plans HTTP/1.1\r\n${signedIn}\r\nHost: other\r\n${close}\r\n\r\n`, 400],
    ['an expectation of nobody', `GET /v1/plans HTTP/1.1\r\n${signedIn}\r\nExpect: foo\r\n${close}\r\n\r\n`, 400],
    [
      'another transfer encoding',
      `POST /v1/plans HTTP/1.1\r\n${signedIn}\r\n${json}\r\nTransfer-Encoding: gzip, chunked\r\n${close}\r\n\r\n0\r\n\r\n`,
      400,
    ],
    [
      'a header that is too long',
      `GET /v1/plans HTTP/1.1\r\n${signedIn}\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
    ],
    ['an address that is too long', `GET /${'x'.repeat(20_000)} HTTP/1.1\r\n${signedIn}\r\n\r\n`, 431],
    ['a tunnel', `CONNECT gateway:443 HTTP/1.1\r\n${signedIn}\r\n\r\n`, 405],
    ['another protocol', '\u0016\u0003\u0001 canary\r\n\r\n', 400],
  ])('is refused with a problem: %s', async (_what, text, status) => {
    const gateway = await serve();
    const answer = await raw(gateway, text);
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(head).toContain('application/problem+json');
    expect(JSON.parse(body)).toMatchObject({ status, code: expect.any(String), title: expect.any(String) });
    if (status === 400)
      expect(JSON.parse(body).errors).toEqual([expect.objectContaining({ message: expect.any(String) })]);
    expect(gateway.ledger.sent).toEqual([]);
    expect(answer + gateway.logged.join()).not.toMatch(/canary|xxx/);
  });

  it('is refused where its head does not come, and its connection ends', async () => {
    const gateway = await serve({ times: { headersTimeout: 100, connectionsCheckingInterval: 50 } });
    expect(await raw(gateway, 'GET /healthz HT')).toMatch(/^HTTP\/1\.1 408 [\s\S]*"code":"REQUEST_TOO_SLOW"/);
  });

  it('is refused after the answer to the request before, and not in place of it', async () => {
    const gateway = await serve();
    const answers = await raw(gateway, `GET /v1/plans HTTP/1.1\r\n${signedIn}\r\n\r\nFOO\r\n\r\nBAR\r\n\r\n`);
    expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 400']);
  });

  it('keeps no connection whose client does not end it', async () => {
    const gateway = await serve();
    const socket = open(gateway);
    socket.allowHalfOpen = true;
    socket.resume().write('FOO\r\n\r\n');
    await sleep(1_500);
    expect(await new Promise((resolve) => gateway.server.getConnections((_error, count) => resolve(count)))).toBe(0);
  });
});

describe('a request with Expect: 100-continue', () => {
  it('is told to go on', async () => {
    const gateway = await serve();
    const head = `POST /v1/plans HTTP/1.1\r\n${signedIn}\r\n${json}\r\nContent-Length: 2\r\nExpect: 100-continue\r\n${close}\r\n\r\n{}`;
    expect(await raw(gateway, head)).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 400 /);
  });
});

describe('requests that are sent before the one before is answered', () => {
  /** Answers with what a socket does not take at once; `begun` counts. */
  function table() {
    const state = { begun: 0 };
    const routes = ['get', 'post'].map((method) => ({
      method,
      path: '/v1/large',
      summary: '',
      access: 'OPEN',
      answers: {},
      handle: async () => {
        state.begun += 1;
        return { type: 'text/plain', text: Buffer.alloc(16 * 1024 * 1024, 'x') };
      },
    })) as unknown as readonly Route[];
    return { state, routes };
  }
  const large = 'GET /v1/large HTTP/1.1\r\nHost: gateway\r\n\r\n';

  it('are answered in their order', async () => {
    const gateway = await serve();
    const paths = ['/healthz', '/v1/nothing', '/v1/plans', '/healthz'];
    const requests = paths.map(
      (path, index) => `GET ${path} HTTP/1.1\r\n${signedIn}\r\n${index === 3 ? `${close}\r\n` : ''}\r\n`,
    );
    const answers = await raw(gateway, requests.join(''));
    expect(answers.match(/HTTP\/1\.1 \d+/g)?.map((line) => line.slice(9))).toEqual(['200', '404', '200', '200']);
  });

  it('are begun when the answer before has left, not when it was made', async () => {
    const { state, routes } = table();
    const gateway = await serve({ table: routes });
    const socket = open(gateway).pause();
    socket.write(large.repeat(5));
    await sleep(300);
    expect(state.begun).toBe(1);
    socket.resume();
    while (state.begun < 5) await sleep(10);
  });

  it('end their connection where there are many of them, and are not begun', async () => {
    const { state, routes } = table();
    const gateway = await serve({ table: routes });
    const socket = open(gateway).pause();
    socket.write(large.repeat(1_000));
    await new Promise((resolve) => socket.resume().once('close', resolve));
    expect(state.begun).toBe(1);
  });
});

describe('a request that has a condition', () => {
  it.each([
    'If-None-Match: *',
    'If-None-Match: "x"',
    'If-Modified-Since: Sat, 01 Jan 2050 00:00:00 GMT',
    'If-Match: "x"',
    'Range: bytes=0-1',
  ])('is answered whole: %s', async (header) => {
    const gateway = await serve();
    for (const path of ['/v1/alliance', '/docs', '/v1/plan-imports/template.xlsx']) {
      const [name = '', value = ''] = header.split(': ');
      const answer = await gateway.send('GET', path, { headers: { [name]: value } });
      expect([answer.status, answer.text.length > 100]).toEqual([200, true]);
    }
  });
});

describe('a body that is not sent as it is', () => {
  it.each([
    ['Content-Encoding', { 'content-encoding': 'gzip' }],
    ['Content-Encoding', { 'content-encoding': 'lzma' }],
    ['Content-Type', { 'content-type': 'text/plain' }],
    ['Content-Type', { 'content-type': 'application/json; charset=gbk' }],
  ])('is refused, and %s is named', async (path, headers) => {
    const gateway = await serve();
    const answer = await gateway.send('POST', '/v1/plans', { body: '{}', headers });
    expect(answer).toMatchObject({ status: 415, body: { code: 'MEDIA_TYPE_NOT_SUPPORTED', errors: [{ path }] } });
  });

  it('is no other where it says identity', async () => {
    const gateway = await serve();
    const headers = { 'content-encoding': 'identity' };
    expect((await gateway.send('POST', '/v1/plans', { body: '{}', headers })).status).toBe(400);
  });
});
