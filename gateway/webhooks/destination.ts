/** Judges to what a webhook may point, as far as its URL says: the scheme, the port, no user, and an address if the host is one. */
import { isIP } from 'node:net';
import type { WebhookUrlFault } from '../api/webhooks';
import { type AddressSettings, newAddressCheck } from './addresses';

export interface DestinationSettings extends AddressSettings {
  readonly allowedPorts: readonly number[];
  /** Without it https only. */
  readonly allowHttp: boolean;
}

export interface Destination {
  /** Undefined where the URL may be called, as far as it says. A name is judged by its addresses when it is called. */
  findFault(url: string): WebhookUrlFault | undefined;
  mayReach(address: string): boolean;
}

export function newDestination(settings: DestinationSettings): Destination {
  const mayReach = newAddressCheck(settings);
  const { allowHttp, allowLoopback, allowedPorts } = settings;
  return {
    mayReach,
    findFault(text) {
      if (!URL.canParse(text)) return 'FORM';
      const url = new URL(text);
      if (url.hostname === '' || url.hash !== '') return 'FORM';
      if (url.protocol !== 'https:' && !(allowHttp && url.protocol === 'http:')) return 'SCHEME';
      if (url.username !== '' || url.password !== '') return 'USER_INFO';
      const address = readAddress(url);
      const isLoopback = allowLoopback && isLoopbackHost(address ?? url.hostname);
      if (!isLoopback && !allowedPorts.includes(readPort(url))) return 'PORT';
      return address === undefined || mayReach(address) ? undefined : 'ADDRESS';
    },
  };
}

/** The host where it is an address; URL has written all forms of IPv4 as four numbers. */
function readAddress({ hostname }: URL): string | undefined {
  const host = hostname.replace(/^\[|\]$/g, '');
  return isIP(host) === 0 ? undefined : host;
}

function readPort({ port, protocol }: URL): number {
  if (port !== '') return Number(port);
  return protocol === 'https:' ? 443 : 80;
}

/** A receiver in development listens on any port. */
function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
