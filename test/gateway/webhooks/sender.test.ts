/** How a message is posted: which answers count, which addresses are connected to, and what is not followed. */
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { createServer } from 'node:https';
import { type AddressInfo, isIP } from 'node:net';
import { createSecureContext, type SecureContext } from 'node:tls';
import * as x509 from '@peculiar/x509';
import { type DestinationSettings, newDestination } from '../../../gateway/webhooks/destination';
import { newSender, type Resolve } from '../../../gateway/webhooks/sender';
import type { Behaviour } from './receiver';
import { development, receiver, stopAll } from './world';

afterEach(stopAll);

const never = new AbortController().signal;
const message = { headers: { 'webhook-id': 'evt_alliance_1_0_0' }, body: '{"type":"PartyKeyEvent"}' };

function senderWith(changes: Partial<DestinationSettings> = {}, answerWithinMs = 2_000) {
  return newSender(newDestination({ ...development, ...changes }), { answerWithinMs });
}

async function sendTo(behaviour: Behaviour, answerWithinMs?: number) {
  const one = await receiver(behaviour);
  const answered = await senderWith({}, answerWithinMs)({ ...message, url: one.url }, never);
  return { answered, one };
}

function answering(status: number, headers: Record<string, string>, text = ''): Behaviour {
  return (_one, response) => {
    response.writeHead(status, headers).end(text);
    return undefined;
  };
}

describe('an answer', () => {
  it.each([200, 202, 204, 299])('of %d says that the message has arrived', async (status) => {
    const { answered, one } = await sendTo(() => status);
    expect(answered).toMatchObject({ outcome: 'DELIVERED', status });
    expect(one.received[0]).toMatchObject({ text: message.body, headers: message.headers });
  });

  it.each([400, 401, 404, 410, 429, 500, 503])('of %d says that it has not', async (status) => {
    expect((await sendTo(() => status)).answered).toMatchObject({ outcome: 'STATUS', status });
  });

  it.each([301, 302, 307, 308])('of %d is a failure, and nobody goes where it points', async (status) => {
    const elsewhere = await receiver();
    const { answered } = await sendTo(answering(status, { location: elsewhere.url }));
    expect(answered).toMatchObject({ outcome: 'REDIRECT', status });
    expect(elsewhere.received).toEqual([]);
  });

  it('says when to come again', async () => {
    const { answered } = await sendTo(answering(503, { 'retry-after': '120' }));
    expect(answered.retryAfter).toBe('120');
  });

  it('of 64 KB is read, and a longer one is a failure', async () => {
    const { answered } = await sendTo(answering(200, {}, 'x'.repeat(65_536)));
    expect(answered).toMatchObject({ outcome: 'DELIVERED', status: 200 });
    expect(answered.body).toHaveLength(65_536);
    expect((await sendTo(answering(200, {}, 'x'.repeat(65_537)))).answered).toEqual({ outcome: 'ANSWER_TOO_LONG' });
  });

  it('that begins and does not end in time is a failure', async () => {
    const begun: Behaviour = (_one, response) => {
      response.writeHead(200).write('x');
      return undefined;
    };
    expect((await sendTo(begun, 200)).answered).toEqual({ outcome: 'TIMEOUT' });
  });

  it('that does not come in time is a failure', async () => {
    expect((await sendTo(() => new Promise<number>(() => undefined), 200)).answered).toEqual({ outcome: 'TIMEOUT' });
  });
});

describe('a message', () => {
  it('is not sent to a name of an address that may not be reached', async () => {
    const one = await receiver();
    const url = one.url.replace('127.0.0.1', 'localhost');
    const listed = { allowedPorts: [Number(new URL(url).port)], allowLoopback: false };
    expect(await senderWith(listed)({ ...message, url }, never)).toEqual({
      outcome: 'ADDRESS_REFUSED',
    });
    expect(await senderWith()({ ...message, url }, never)).toMatchObject({ outcome: 'DELIVERED' });
    expect(one.received).toHaveLength(1);
  });

  it('goes to the addresses that a name has when it is resolved once, under the name', async () => {
    const one = await receiver();
    const { port } = new URL(one.url);
    const asked: string[] = [];
    const resolve: Resolve = (name, _options, answer) => {
      asked.push(name);
      // Who asks twice gets another answer.
      answer(null, [{ address: asked.length === 1 ? '127.0.0.1' : '10.0.0.1', family: 4 }]);
    };
    const destination = newDestination({ ...development, allowedPorts: [Number(port)] });
    const send = newSender(destination, { answerWithinMs: 2_000, resolve });
    const answered = await send({ ...message, url: `http://hooks.harbour.example:${port}/hook` }, never);
    expect([answered.outcome, asked]).toEqual(['DELIVERED', ['hooks.harbour.example']]);
    expect(one.received[0]?.headers.host).toBe(`hooks.harbour.example:${port}`);
  });

  it.each(['10.0.0.1', '127.0.0.1 10.0.0.1', '127.0.0.1 ::ffff:10.0.0.1', ''])(
    'is not sent to a name of the addresses %j',
    async (listed) => {
      const addresses = listed.split(' ').filter(Boolean);
      const one = await receiver();
      const { port } = new URL(one.url);
      const resolve: Resolve = (_name, _options, answer) =>
        answer(
          null,
          addresses.map((address) => ({ address, family: isIP(address) })),
        );
      const destination = newDestination({ ...development, allowedPorts: [Number(port)] });
      const send = newSender(destination, { answerWithinMs: 2_000, resolve });
      expect(await send({ ...message, url: `http://hooks.harbour.example:${port}/` }, never)).toEqual({
        outcome: 'ADDRESS_REFUSED',
      });
      expect(one.received).toEqual([]);
    },
  );

  it('is not sent where the settings do not let it any more', async () => {
    const one = await receiver();
    const answered = await senderWith({ allowLoopback: false })({ ...message, url: one.url }, never);
    expect([answered, one.received]).toEqual([{ outcome: 'ADDRESS_REFUSED' }, []]);
  });

  it('says that nobody listens, or that nobody knows the name', async () => {
    const one = await receiver();
    await one.stop();
    expect(await senderWith()({ ...message, url: one.url }, never)).toEqual({ outcome: 'CONNECTION_FAILED' });
    const unknown = { ...message, url: 'https://hooks.invalid/' };
    expect(await senderWith()(unknown, never)).toEqual({ outcome: 'NAME_UNKNOWN' });
  });

  it('goes past a proxy that the environment names', async () => {
    const proxy = await receiver();
    const before = { ...process.env };
    Object.assign(process.env, { http_proxy: proxy.url, HTTP_PROXY: proxy.url, NODE_USE_ENV_PROXY: '1' });
    try {
      expect((await sendTo(() => 204)).answered.outcome).toBe('DELIVERED');
    } finally {
      process.env = before;
    }
    expect(proxy.received).toEqual([]);
  });

  it('is not known to have arrived where sending it was stopped', async () => {
    const stopping = new AbortController();
    const one = await receiver(() => new Promise<number>(() => undefined));
    const sending = senderWith()({ ...message, url: one.url }, stopping.signal);
    setTimeout(() => stopping.abort(), 100);
    await expect(sending).rejects.toThrow('aborted');
  });
});

describe('TLS', () => {
  it('asks for the name of the URL, and takes no certificate that nobody vouches for', async () => {
    const names: string[] = [];
    const context = createSecureContext(await selfSigned());
    const SNICallback = (name: string, answer: (error: null, context: SecureContext) => void) => {
      names.push(name);
      answer(null, context);
    };
    const server = createServer({ SNICallback }, (_request, response) => response.end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const url = `https://localhost:${port}/`;
    const answered = await senderWith()({ ...message, url }, never);
    await new Promise((resolve) => server.close(resolve));
    expect(answered).toEqual({ outcome: 'TLS_FAILED' });
    expect(names).toEqual(['localhost']);
  });
});

async function selfSigned(): Promise<{ readonly cert: string; readonly key: string }> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as Parameters<
    typeof x509.X509CertificateGenerator.createSelfSigned
  >[0]['keys'];
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=localhost',
    keys,
    signingAlgorithm: algorithm,
    notBefore: new Date('2026-01-01'),
    notAfter: new Date('2036-01-01'),
  });
  const { privateKey } = keys as unknown as { readonly privateKey: webcrypto.CryptoKey };
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', privateKey)).toString('base64');
  return {
    cert: certificate.toString('pem'),
    key: `-----BEGIN PRIVATE KEY-----\n${pkcs8}\n-----END PRIVATE KEY-----\n`,
  };
}
