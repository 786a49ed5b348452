/** The package in a real browser, under the content policy of a gateway: calls, pages, events, an upload with progress, signatures. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packClient } from '../../../scripts/client/pack';

const chromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));
const policy = "default-src 'none'; script-src 'self'; connect-src 'self'";

const page =
  '<!doctype html><html><body><pre id="said"></pre><script type="module" src="/page.mjs"></script></body></html>';
const script = `
import { newClient, Refused } from './lib/index.mjs';
import { exportPublicKey, newSigningKeys, signText } from './lib/signing.mjs';
const said = {};
const tallystick = newClient({ url: location.origin, token: 'token' });
try {
  said.idempotencyHit = (await tallystick.confirms.accept({ assetId: 'A1', confirmId: 'c1' })).idempotencyHit;
  said.items = [];
  for await (const { assetId } of tallystick.plans.list()) said.items.push(assetId);
  said.code = await tallystick.plans.read({ assetId: 'A9' }).catch((error) => error instanceof Refused && error.code);
  said.events = [];
  for await (const { id } of tallystick.events({ after: '0.0.0' })) if (said.events.push(id) === 2) break;
  const file = new File(['x'.repeat(300_000)], 'names-somebody.csv', { type: 'text/csv' });
  const seen = [];
  const { importId } = await tallystick.planImports.upload(file, { onProgress: (one) => seen.push(one) });
  said.upload = [importId, seen.length > 0 && seen.at(-1).sentBytes === seen.at(-1).totalBytes];
  const keys = await newSigningKeys();
  said.signed = [(await exportPublicKey(keys)).length, (await signText(keys.privateKey, 'text')).length];
} catch (error) {
  said.error = String(error);
}
document.getElementById('said').textContent = JSON.stringify(said);
`;

const events = ['1.0.0', '2.0.0'].map((id) => `id: ${id}\ndata: {"name":"SubjectEvent","subjectId":"s"}\n\n`);
const json = (body: unknown, status = 200) => ({ status, type: 'application/json', body: JSON.stringify(body) });

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { status = 200, type, body } = answerTo(`${request.method} ${request.url}`, Buffer.concat(chunks));
  const headers = { 'content-type': type, 'content-security-policy': policy, 'idempotency-hit': 'true' };
  response.writeHead(status, headers).end(body);
}

function answerTo(address: string, sent: Buffer): { status?: number; type: string; body: string | Buffer } {
  const [, file] = /^GET \/lib\/([\w-]+\.mjs)$/.exec(address) ?? [];
  if (file !== undefined) return { type: 'text/javascript', body: readFileSync(join(folder, 'lib', file)) };
  const isWhole = sent.includes('x'.repeat(300_000)) && !sent.includes('somebody');
  const answers: Readonly<Record<string, ReturnType<typeof answerTo>>> = {
    'GET /': { type: 'text/html', body: page },
    'GET /page.mjs': { type: 'text/javascript', body: script },
    'POST /v1/plans/A1/confirms/c1/accept': json({ confirmId: 'c1' }, 201),
    'GET /v1/plans': json({ items: [{ assetId: 'A1' }], nextCursor: 'c' }),
    'GET /v1/plans?cursor=c': json({ items: [{ assetId: 'A2' }] }),
    'GET /v1/plans/A9': json({ status: 404, code: 'PLAN_NOT_FOUND' }, 404),
    'GET /v1/events': { type: 'text/event-stream', body: events.join('') },
    'POST /v1/plan-imports': json({ importId: isWhole ? 'whole' : 'damaged' }, 202),
  };
  return answers[address] ?? json({ status: 404, code: 'ROUTE_NOT_FOUND' }, 404);
}

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'tallystick-browser-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

(chromium === undefined ? it.skip : it)(
  'works in Chromium (skipped where it is not installed)',
  async () => {
    await packClient(folder);
    const profile = join(folder, 'profile');
    const server = createServer((request, response) => void answer(request, response));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const flags = ['--headless', '--no-sandbox', '--disable-gpu', `--user-data-dir=${profile}`];
    const { stdout } = await run(chromium ?? '', [...flags, '--virtual-time-budget=20000', '--dump-dom', url], {
      timeout: 60_000,
    });
    server.closeAllConnections();
    server.close();

    const [, said = '{}'] = /<pre id="said">(.*?)<\/pre>/.exec(stdout) ?? [];
    expect(JSON.parse(said)).toEqual({
      idempotencyHit: true,
      items: ['A1', 'A2'],
      code: 'PLAN_NOT_FOUND',
      events: ['1.0.0', '2.0.0'],
      upload: ['whole', true],
      signed: [87, 86],
    });
  },
  120_000,
);
