/**
 * Proxies that the environment names. Nothing on this machine is asked for through one. Messages about other machines can name
 * the proxy in use, without its credentials.
 */
import { BlockList, isIP } from 'node:net';
import { networkInterfaces } from 'node:os';

type Environment = Readonly<Record<string, string | undefined>>;

/** The proxy that gRPC uses on its way to `host:port`; undefined where it uses none. It reads small letters only, and speaks http to a proxy. */
export function grpcProxy(address: string, env: Environment = process.env): string | undefined {
  const host = address.slice(0, address.lastIndexOf(':'));
  const named = env.grpc_proxy || env.https_proxy || env.http_proxy;
  const proxy = proxyFor(host, named, env.no_grpc_proxy || env.no_proxy);
  return proxy?.startsWith('http:') ? proxy : undefined;
}

/** A gRPC channel's options, so that it asks the proxy that `grpcProxy` tells, and no other. */
export function grpcProxyOptions(address: string, env: Environment = process.env) {
  return { 'grpc.enable_http_proxy': grpcProxy(address, env) === undefined ? 0 : 1 };
}

/** The proxy that `fetch` uses; undefined where it uses none. Node uses one only where NODE_USE_ENV_PROXY says so. */
export function fetchProxy({ protocol, hostname }: URL, env: Environment): string | undefined {
  if (env.NODE_USE_ENV_PROXY !== '1') return undefined;
  const http = env.http_proxy || env.HTTP_PROXY;
  const named = protocol === 'https:' ? env.https_proxy || env.HTTPS_PROXY || http : http;
  return proxyFor(hostname, named, env.no_proxy || env.NO_PROXY);
}

/** All that the environment names, by the variable's name. */
export function proxiesIn(env: Environment): readonly string[] {
  const names = ['grpc_proxy', 'https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'];
  return names.filter((name) => env[name]).map((name) => `${name} (${withoutCredentials(env[name])})`);
}

/** Makes `fetch`, here and in what is started from here, ask no proxy for what is on this machine. */
export function reachThisMachineDirectly(env: NodeJS.ProcessEnv = process.env): void {
  const before = env.no_proxy || env.NO_PROXY;
  env.no_proxy = [...(before ? [before] : []), 'localhost', '127.0.0.1', '::1', '[::1]'].join(',');
  env.NO_PROXY = env.no_proxy;
}

export function isThisMachine(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '').toLowerCase();
  if (/^(.+\.)?localhost$|^127\.|^::1$|^0\.0\.0\.0$|^::$/.test(name)) return true;
  return Object.values(networkInterfaces()).some((own) => own?.some(({ address }) => address === name));
}

function proxyFor(host: string, named: string | undefined, exempt: string | undefined): string | undefined {
  if (!named || isThisMachine(host)) return undefined;
  const isExempt = (exempt ?? '').split(/[\s,]+/).some((entry) => entry !== '' && isIn(host, entry));
  return isExempt ? undefined : withoutCredentials(named);
}

/** An entry of no_proxy: all, a name or what ends so, an address, or a range of addresses. */
function isIn(host: string, entry: string): boolean {
  const [address = '', prefix] = entry.split('/');
  if (prefix !== undefined) return isInRange(host, address, Number(prefix));
  const name = entry.replace(/^\*?\.?/, '').replace(/:\d+$/, '');
  return name === '' || host === name || host.endsWith(`.${name}`);
}

function isInRange(host: string, address: string, prefix: number): boolean {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  if (isIP(address) === 0 || isIP(host) !== isIP(address) || !(prefix <= (family === 'ipv4' ? 32 : 128))) return false;
  const range = new BlockList();
  range.addSubnet(address, prefix, family);
  return range.check(host, family);
}

function withoutCredentials(named = ''): string {
  if (!URL.canParse(named)) return 'not a URL';
  const { protocol, host } = new URL(named);
  return `${protocol}//${host}`;
}
