/** Bodies of requests: bytes that are no text, shapes that nobody asks for, those that come slowly, and how many there are at a time. */
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { defaultBodyLimits } from '../../../gateway/http/bodies';
import { within } from '../../run/pace';
import { planSent, type Seams, type Served, startGateway, tokens } from './fakes';

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

interface Posted {
  readonly body: Buffer | string;
  readonly path?: string;
  readonly type?: string;
}

async function post(gateway: Served, { body, path = '/v1/plans', type = 'application/json' }: Posted) {
  const headers = { authorization: `Bearer ${tokens.officer}`, 'content-type': type };
  const response = await fetch(gateway.url + path, {
    method: 'POST',
    headers,
    body: new Uint8Array(Buffer.from(body)),
  });
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every form
  return { status: response.status, body: (await response.json()) as any };
}

/** A request of which this much is sent, and no more until it is written to the socket. */
function begin(
  { url }: Served,
  {
    token = tokens.officer,
    path = '/v1/plans',
    length = 1_000,
    type = 'application/json',
    framing = '',
    start = '{"',
    method = 'POST',
  },
) {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  sockets.push(socket);
  let text = '';
  socket.on('error', () => undefined).on('data', (bytes) => (text += bytes.toString()));
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.write(
    `${method} ${path} HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer ${token}\r\nContent-Type: ${type}\r\n${framing || `Content-Length: ${length}`}\r\n\r\n${start}`,
  );
  return { socket, ended, text: () => text, status: () => Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0) };
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(10);
}

const gbk = Buffer.from([0xd5, 0xc5, 0xc8, 0xfd]);
const plansJson = JSON.stringify({ plans: [planSent({}, { partyName: 'NAME' })] });
const named = (name: Buffer) => {
  const [before = '', after = ''] = plansJson.split('NAME');
  return Buffer.concat([Buffer.from(before), name, Buffer.from(after)]);
};

describe('bytes that are no UTF-8', () => {
  it.each([
    ['a name in GBK', named(gbk)],
    ['a name in GBK behind a byte order mark', Buffer.concat([Buffer.from('\ufeff'), named(gbk)])],
    ['a name that is cut off in a character', named(Buffer.from('张').subarray(0, 2))],
    ['an overlong form', named(Buffer.from([0xc0, 0xaf]))],
    ['a surrogate', named(Buffer.from([0xed, 0xa0, 0x80]))],
    ['UTF-16', Buffer.from(`\ufeff${plansJson}`, 'utf16le')],
    ['UTF-16 without a mark', Buffer.from(plansJson.replace('NAME', '张三'), 'utf16le')],
  ])('are refused, and nothing comes onto the ledger: %s', async (_what, body) => {
    const gateway = await serve();
    expect(await post(gateway, { body })).toMatchObject({ status: 400, body: { code: 'BODY_NOT_JSON' } });
    expect(gateway.ledger.sent).toEqual([]);
  });

  it.each([
    'application/json; charset=gbk',
    'application/json;charset="GB18030"',
    'application/json; charset=utf-16',
    'application/json; charset=utf-8; charset=gbk',
  ])('are refused where %s says so', async (type) => {
    const gateway = await serve();
    const answer = await post(gateway, { body: named(gbk), type });
    expect(answer).toMatchObject({ status: 415, body: { code: 'MEDIA_TYPE_NOT_SUPPORTED' } });
  });

  it.each(['application/json; charset=UTF-8', 'application/json; charset="utf-8"', 'application/json;charset=utf8'])(
    'are not what %s brings, with or without a mark',
    async (type) => {
      const gateway = await serve();
      for (const mark of ['', '\ufeff']) {
        const body = Buffer.concat([Buffer.from(mark), named(Buffer.from('张三'))]);
        expect((await post(gateway, { body, type })).status).toBe(201);
      }
    },
  );
});

describe('a shape that nobody asks for', () => {
  const shapes: [string, string, string][] = [
    ['ten thousand lists in each other', `{"plans":${'['.repeat(10_000)}`, 'is nested too deep'],
    ['300,000 members', `{${Array.from({ length: 300_000 }, (_, k) => `"k${k}":1`).join(',')}}`, 'members'],
    ['300,000 times -0', `{"plans":[${'-0,'.repeat(300_000)}0]}`, 'is -0'],
    ['two million items', `{"plans":[${'1,'.repeat(2_000_000)}1]}`, 'items'],
    ['empty lists', `{"plans":[${'[],'.repeat(300_000)}[]]}`, 'items'],
    ['a name twice', '{"plans":[],"plans":[]}', 'occurs twice'],
    ['a lone surrogate', plansJson.replace('NAME', '\\ud800'), 'holds a lone surrogate'],
    ['a number beyond any', plansJson.replace('150000', '1e400'), 'kept exactly'],
  ];

  it.each(shapes)('is refused at once: %s', async (_what, body, message) => {
    const gateway = await serve();
    const before = performance.now();
    const answer = await post(gateway, { body });
    expect(answer).toMatchObject({ status: 400, body: { code: 'REQUEST_MALFORMED' } });
    expect(answer.body.errors).toEqual([expect.objectContaining({ message: expect.stringContaining(message) })]);
    expect(JSON.stringify(answer.body).length).toBeLessThan(2_000);
    expect(performance.now() - before).toBeLessThan(within(3_000));
    expect(gateway.ledger.sent).toEqual([]);
  });

  it('is refused by a form with at most a hundred errors', async () => {
    const gateway = await serve();
    const plan = Object.fromEntries(Array.from({ length: 90 }, (_, index) => [`k${index}`, 1]));
    const body = JSON.stringify({ plans: Array.from({ length: 500 }, () => plan) });
    const answer = await post(gateway, { body });
    expect([answer.status, answer.body.errors.length]).toEqual([400, 100]);
  });
});

describe('what is no JSON', () => {
  it.each([
    ['{"plans":[],}', 'is no JSON from character 13 on'],
    ['{"plans":[', 'ends before its JSON does'],
    ['{"plans":张三}', 'is no JSON'],
  ])('is told where it breaks, as far as the parser says so: %s', async (body, message) => {
    const gateway = await serve();
    const answer = await post(gateway, { body });
    expect(answer.body).toMatchObject({ code: 'BODY_NOT_JSON', errors: [{ path: '', message }] });
  });
});

describe('a request whose route documents no body', () => {
  it.each([
    ['POST', '/v1/plans/A1/withdraw'],
    ['GET', '/v1/plans'],
    ['DELETE', '/v1/users/somebody'],
    ['GET', '/healthz'],
  ])('is refused with one before anything is done: %s %s', async (method, path) => {
    const gateway = await serve();
    const { socket, text, status } = begin(gateway, {
      start: '{"dryRun":true}',
      length: 15,
      method,
      path,
      token: method === 'DELETE' ? tokens.admin : tokens.officer,
    });
    await until(() => status() > 0);
    socket.destroy();
    expect([status(), text()]).toEqual([400, expect.stringMatching(/is not documented|none is documented/)]);
    expect(gateway.ledger.sent).toEqual([]);
  });

  it.each([
    ['what is no JSON', 'this is not json', 400],
    ['a list', '[]', 400],
    ['nothing', '', 201],
    ['an object without members', '{}', 201],
  ])('takes it without a meaning only: %s', async (_what, body, status) => {
    const gateway = await serve();
    expect((await gateway.send('POST', '/v1/plans/A1/withdraw', { body })).status).toBe(status);
    expect(gateway.ledger.sent.length).toBe(status === 201 ? 1 : 0);
  });
});

describe('bodies that are being received', () => {
  const whole = 4 * 1024 * 1024;

  it('have room for so many bytes in all, and then the next is told to come later', async () => {
    const gateway = await serve({ bodies: { json: { altogether: 3 * whole, ofCaller: 2 * whole } } });
    const begun = ['officer', 'officer', 'admin'].map((role) => {
      const path = role === 'admin' ? '/v1/users' : '/v1/plans';
      return begin(gateway, { token: tokens[role as 'officer'], path, length: whole });
    });
    await sleep(200);
    const answer = await gateway.send('POST', '/v1/users', {
      role: 'admin',
      body: { userName: 'new', role: 'officer' },
    });

    expect(answer).toMatchObject({ status: 503, body: { code: 'BODIES_BUSY' } });
    expect(answer.headers.get('retry-after')).toBe('2');
    for (const { socket } of begun) socket.destroy();
    await sleep(100);
    const again = await gateway.send('POST', '/v1/users', {
      role: 'admin',
      body: { userName: 'new', role: 'officer' },
    });
    expect(again.status).toBe(201);
  });

  it('of one caller leave room for others', async () => {
    const gateway = await serve({ bodies: { json: { altogether: 3 * whole, ofCaller: 2 * whole } } });
    const begun = [1, 2, 3].map(() => begin(gateway, { length: whole }));
    await until(() => begun.some(({ status }) => status() === 503));
    const other = await gateway.send('POST', '/v1/users', {
      role: 'admin',
      body: { userName: 'new', role: 'officer' },
    });
    expect([begun.filter(({ status }) => status() === 503).length, other.status]).toEqual([1, 201]);
  });

  it('count as the longest where nobody says how long they are', async () => {
    const gateway = await serve({ bodies: { json: { altogether: whole, ofCaller: whole } } });
    begin(gateway, { length: 100 });
    await sleep(100);
    const { socket, status } = begin(gateway, { framing: 'Transfer-Encoding: chunked', start: '2\r\n{"\r\n' });
    await until(() => status() > 0);
    socket.destroy();
    expect(status()).toBe(503);
    expect(await gateway.send('POST', '/v1/plans', { body: '{}' })).toMatchObject({ status: 400 });
  });

  it('that were refused or answered leave nothing behind', async () => {
    const gateway = await serve({ bodies: { json: { altogether: 20_000, ofCaller: 20_000 } } });
    for (const body of ['{', '{}', plansJson, '{"a":1,"a":1}']) {
      for (let count = 0; count < 10; count++) expect((await post(gateway, { body })).status).not.toBe(503);
    }
  });
});

const fast = { step: { ms: 200, bytes: 100 } };

describe('a body that stops coming', () => {
  it('is given up, and its connection ends', async () => {
    const gateway = await serve({ bodies: fast });
    const { ended, text } = begin(gateway, {});
    await ended;
    expect(text()).toMatch(/^HTTP\/1\.1 408 [\s\S]*Connection: close[\s\S]*BODY_TOO_SLOW/);
  });

  it('is given up where it comes byte by byte', async () => {
    const gateway = await serve({ bodies: fast });
    const { socket, ended, status } = begin(gateway, {});
    const drip = setInterval(() => socket.write('x'), 50);
    await ended;
    clearInterval(drip);
    expect(status()).toBe(408);
  });

  it('is taken where enough of it comes in each step', async () => {
    const gateway = await serve({ bodies: fast });
    const text = JSON.stringify({ plans: [planSent({}, { partyName: 'Zhang' })] })
      .slice(2)
      .padEnd(1_500);
    const { socket, status } = begin(gateway, { length: 2 + text.length });
    for (let index = 0; index < text.length; index += 150) {
      socket.write(text.slice(index, index + 150));
      await sleep(100);
    }
    await until(() => status() > 0);
    expect(status()).toBe(201);
  });

  const uploadType = 'multipart/form-data; boundary=xxx';
  const upload = (gateway: Served, token = tokens.officer) =>
    begin(gateway, { path: '/v1/plan-imports', type: uploadType, token });
  const sendFile = (gateway: Served) => {
    const form = new FormData();
    form.set('file', new Blob(['no workbook']));
    const headers = { authorization: `Bearer ${tokens.officer}` };
    return fetch(`${gateway.url}/v1/plan-imports`, { method: 'POST', headers, body: form });
  };

  it('keeps nobody else from uploading for long, and other callers not at all', async () => {
    const userByToken = async (token: string) => ({ userName: token, role: 'officer' as const });
    const gateway = await serve({ bodies: { step: { ms: 500, bytes: 100 } }, store: { userByToken } });
    const begun = [1, 2, 3, 4].map(() => upload(gateway, 'somebody'));
    await until(() => begun.filter(({ status }) => status() === 503).length === 2);
    expect((await sendFile(gateway)).status).toBe(422);
    await Promise.all(begun.filter(({ status }) => status() !== 503).map(({ ended }) => ended));
    expect(begun.map(({ status }) => status()).sort()).toEqual([408, 408, 503, 503]);
    expect((await sendFile(gateway)).status).toBe(422);
  });
});

describe('the bounds', () => {
  it('let no caller hold all, and let pass what slow lines send', () => {
    const { json, uploads, step } = defaultBodyLimits;
    expect(json.ofCaller).toBeLessThan(json.altogether);
    expect(uploads.ofCaller).toBeLessThan(uploads.altogether);
    expect(json.altogether).toBeLessThanOrEqual(64 * 1024 * 1024);
    expect([step.ms, step.bytes]).toEqual([10_000, 16_384]);
  });
});

describe('an upload', () => {
  const fields = (parts: readonly (readonly [string, Buffer | string, string?])[]) =>
    Buffer.concat([
      ...parts.flatMap(([name, value, head = '']) => [
        Buffer.from(`--xxx\r\nContent-Disposition: form-data; name="${name}"${head}\r\n\r\n`),
        Buffer.from(value),
        Buffer.from('\r\n'),
      ]),
      Buffer.from('--xxx--\r\n'),
    ]);
  const file = ['file', 'assetId\nA1\n', '; filename="plans.csv"'] as const;
  const type = 'multipart/form-data; boundary=xxx';

  it.each([
    ['bytes that are no UTF-8 in a field', [file, ['conditions', gbk]], 'conditions'],
    ['bytes that are no UTF-8 in the JSON of a field', [file, ['conditions', named(gbk)]], 'conditions'],
    ['a field twice', [file, ['conditions', '{}'], ['conditions', '{}']], 'conditions'],
    ['the file as a field, too', [['file', 'x'], file], 'file'],
    ['two files', [file, file], 'file'],
    ['a field that nobody documented', [file, ['note', 'x']], '?'],
    ['bytes that are no UTF-8 in a field that nobody documented', [file, ['ZhangSan', gbk]], '?'],
    ['a field that nobody documented twice', [file, ['ZhangSan', 'x'], ['ZhangSan', 'y']], '?'],
    ['a field with a name of members', [file, ['conditions[score]', 'A']], 'conditions'],
    ['a name twice in the JSON of a field', [file, ['conditions', '{"score":"A","score":"B"}']], 'conditions'],
    ['a lone surrogate in the JSON of a field', [file, ['conditions', '{"score":"\\ud800"}']], 'conditions'],
    ['what is no JSON in a field', [file, ['conditions', '{']], 'conditions'],
    ['conditions that are too long', [file, ['conditions', `{"score":"${'x'.repeat(65_536)}"}`]], ''],
    ['no file', [['conditions', '{}']], 'file'],
  ] as const)('is refused with %s', async (_what, parts, path) => {
    const gateway = await serve();
    const answer = await post(gateway, { path: '/v1/plan-imports', type, body: fields(parts) });
    expect(answer).toMatchObject({ status: 400, body: { code: 'REQUEST_MALFORMED' } });
    expect(answer.body.errors.map((error: { path: string }) => error.path)).toContain(path);
  });

  it('is told which field occurs twice, and where the conditions do not fit', async () => {
    const gateway = await serve();
    const errorsOf = async (...conditions: string[]) => {
      const parts = conditions.map((text) => ['conditions', text] as const);
      const answer = await post(gateway, { path: '/v1/plan-imports', type, body: fields([file, ...parts]) });
      return answer.body.errors;
    };
    expect(await errorsOf('{}', '{}')).toEqual([{ path: 'conditions', message: 'occurs twice' }]);
    expect(await errorsOf('{"participantCount":"x","ZhangSan":1}')).toEqual([
      expect.objectContaining({ path: 'conditions.participantCount' }),
      { path: 'conditions.?', message: 'is not documented' },
    ]);
  });

  it('does not depend on what its file is called', async () => {
    const gateway = await serve();
    const [before = '', after = ''] = fields([['file', 'x', '; filename="NAME.csv"']])
      .toString()
      .split('NAME');
    const body = Buffer.concat([Buffer.from(before), gbk, Buffer.from(after)]);
    expect((await post(gateway, { path: '/v1/plan-imports', type, body })).body.code).not.toBe('REQUEST_MALFORMED');
  });
});
