/** The stream of events behind proxies that would hold it back: one that compresses, and one that gathers. */
import { createServer, type IncomingMessage, type Server, type ServerResponse, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createGzip, gunzipSync } from 'node:zlib';
import { block, event, type Served, startGateway, tokens } from '../http/fakes';

const running: Served[] = [];
const servers: Server[] = [];
afterEach(async () => {
  for (const gateway of running.splice(0)) await gateway.stop();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

type Passing = (from: IncomingMessage, to: ServerResponse) => void;

/** As proxies do by default: compresses what it may transform, and sends when the compressor has a block of it. */
const compressing: Passing = (from, to) => {
  const mayTransform = !/\bno-transform\b/.test(from.headers['cache-control'] ?? '');
  if (!mayTransform) return passing(from, to);
  to.writeHead(from.statusCode ?? 0, { ...from.headers, 'content-encoding': 'gzip' });
  to.flushHeaders();
  from.pipe(createGzip()).pipe(to);
};

/** Sends on what has come once there are 8 KiB of it, unless it is told not to. */
const gathering: Passing = (from, to) => {
  if (from.headers['x-accel-buffering'] === 'no') return passing(from, to);
  to.writeHead(from.statusCode ?? 0, from.headers);
  let held = Buffer.alloc(0);
  from.on('data', (bytes: Buffer) => {
    held = Buffer.concat([held, bytes]);
    if (held.length < 8_192) return;
    to.write(held);
    held = Buffer.alloc(0);
  });
  from.on('end', () => to.end(held));
};

const passing: Passing = (from, to) => {
  to.writeHead(from.statusCode ?? 0, from.headers);
  from.pipe(to);
};

async function listen(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function proxyTo(url: string, pass: Passing): Promise<string> {
  return listen(
    createServer((incoming, outgoing) => {
      send(url + (incoming.url ?? ''), { method: incoming.method, headers: incoming.headers }, (from) => {
        from.on('error', () => undefined);
        pass(from, outgoing);
      }).end();
    }),
  );
}

/** What has come through after a while, unpacked. */
async function heardThrough(url: string, meanwhile: () => void): Promise<string> {
  const headers = { authorization: `Bearer ${tokens.officer}`, 'accept-encoding': 'gzip' };
  const chunks: Buffer[] = [];
  const reading = send(`${url}/v1/events`, { headers }, (response) => {
    response.on('error', () => undefined).on('data', (bytes: Buffer) => chunks.push(bytes));
  });
  reading.on('error', () => undefined).end();
  await new Promise((resolve) => setTimeout(resolve, 300));
  meanwhile();
  await new Promise((resolve) => setTimeout(resolve, 500));
  reading.destroy();
  const bytes = Buffer.concat(chunks);
  // Ten bytes of gzip's own header come at once.
  return bytes[0] === 0x1f ? (bytes.length > 10 ? gunzipSync(bytes).toString() : '') : bytes.toString();
}

const proxies = [
  ['a proxy that compresses', compressing],
  ['a proxy that gathers', gathering],
] as const;

it.each(proxies)('%s passes on the position and each event as it comes', async (_what, pass) => {
  const stored = [event('1.0.0')];
  const events = async (after: string | undefined) => stored.filter(({ id }) => after !== undefined && id > after);
  const gateway = await startGateway({ store: { lastEventId: async () => '1.0.0', events } });
  running.push(gateway);
  const heard = await heardThrough(await proxyTo(gateway.url, pass), () => {
    stored.push(event('2.0.0'));
    gateway.ledger.push(block(2));
  });

  expect(heard).toMatch(/^id: 1\.0\.0\nevent: PositionEvent\n/);
  expect(heard).toContain('\nid: 2.0.0\nevent: PartyKeyEvent\n');
});

it.each(proxies)('%s holds back a stream that does not forbid it', async (_what, pass) => {
  const headers = { 'content-type': 'text/event-stream', 'cache-control': 'no-store' };
  let sent: ServerResponse | undefined;
  const upstream = createServer((_request, response) => {
    sent = response.writeHead(200, headers);
    sent.write('id: 1.0.0\ndata: x\n\n');
  });
  const url = await proxyTo(await listen(upstream), pass);
  expect(await heardThrough(url, () => void sent?.write('id: 2.0.0\ndata: x\n\n'))).toBe('');
});
