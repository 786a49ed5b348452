/** Proxies that the environment names: never asked for what is on this machine, and told of without what signs in there. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { Client, credentials, logVerbosity, setLogVerbosity } from '@grpc/grpc-js';
import { fetchProxy, grpcProxy, grpcProxyOptions, proxiesIn, reachThisMachineDirectly } from '../../network/proxy';

const proxied = { https_proxy: 'http://clerk:secret@proxy.example:3128' };
const [own] = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);

describe("gRPC's proxy", () => {
  it.each([
    ['the loopback address', '127.0.0.1:7051'],
    ['the loopback address of IPv6', '[::1]:7051'],
    ['localhost', 'localhost:7051'],
    ['a name below localhost', 'peer0.localhost:7051'],
    ['an address of this machine', `${own?.address.includes(':') ? `[${own.address}]` : own?.address}:7051`],
  ])('is not asked for %s', (_what, address) => {
    expect(grpcProxy(address, proxied)).toBeUndefined();
    expect(grpcProxyOptions(address, proxied)).toEqual({ 'grpc.enable_http_proxy': 0 });
  });

  it('is asked for another machine, and named without what signs in there', () => {
    expect(grpcProxy('peer0.harbour.example:7051', proxied)).toBe('http://proxy.example:3128');
    expect(grpcProxyOptions('peer0.harbour.example:7051', proxied)).toEqual({ 'grpc.enable_http_proxy': 1 });
  });

  it.each([
    ['all', '*'],
    ['the name', 'peer0.harbour.example'],
    ['what the name ends with', 'elsewhere.example, .harbour.example'],
    ['the same with a star', '*.harbour.example'],
  ])('is not asked where no_proxy names %s', (_what, exempt) => {
    expect(grpcProxy('peer0.harbour.example:7051', { ...proxied, no_proxy: exempt })).toBeUndefined();
  });

  it('is asked where no_proxy names others, or nothing between two commas', () => {
    const env = { ...proxied, no_proxy: 'bour.example,,10.0.0.0/8,' };
    expect(grpcProxy('peer0.harbour.example:7051', env)).toBe('http://proxy.example:3128');
    expect(grpcProxy('192.168.7.1:7051', env)).toBe('http://proxy.example:3128');
    expect(grpcProxy('10.1.2.3:7051', env)).toBeUndefined();
  });
});

describe("fetch's proxy", () => {
  it('is asked only where Node is told to', () => {
    const url = new URL('https://gateway.harbour.example');
    expect(fetchProxy(url, proxied)).toBeUndefined();
    expect(fetchProxy(url, { ...proxied, NODE_USE_ENV_PROXY: '1' })).toBe('http://proxy.example:3128');
    expect(fetchProxy(new URL('http://127.0.0.1:8102'), { ...proxied, NODE_USE_ENV_PROXY: '1' })).toBeUndefined();
  });
});

it('keeps what no_proxy named before', () => {
  const env: NodeJS.ProcessEnv = { NO_PROXY: 'intranet' };
  reachThisMachineDirectly(env);
  expect(env).toMatchObject({ no_proxy: expect.stringMatching(/^intranet,localhost,127\.0\.0\.1,/) });
  expect(env.NO_PROXY).toBe(env.no_proxy);
});

it('tells all that are named, and no secrets', () => {
  expect(proxiesIn({ ...proxied, HTTP_PROXY: 'proxy' })).toEqual([
    'https_proxy (http://proxy.example:3128)',
    'HTTP_PROXY (not a URL)',
  ]);
});

describe('a connection to a peer', () => {
  let proxy: Server;
  const asked: string[] = [];

  beforeAll(async () => {
    setLogVerbosity(logVerbosity.NONE);
    proxy = createServer();
    proxy.on('connect', ({ url = '' }, socket) => {
      asked.push(url);
      socket.end();
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    process.env.grpc_proxy = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  });

  afterAll(() => {
    delete process.env.grpc_proxy;
    proxy.close();
  });

  const tries = async (address: string) => {
    const client = new Client(address, credentials.createInsecure(), grpcProxyOptions(address));
    await new Promise((resolve) => client.waitForReady(Date.now() + 500, resolve));
    client.close();
  };

  it('asks the proxy for another machine, and not for this one', async () => {
    const { port } = proxy.address() as AddressInfo;
    await tries(`127.0.0.1:${port}`);
    expect(asked).toEqual([]);
    await tries('peer0.harbour.example:7051');
    expect(asked).toContain('peer0.harbour.example:7051');
  });
});
