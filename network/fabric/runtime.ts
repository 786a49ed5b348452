/**
 * How nodes run: as processes of this machine, or in containers. It decides where they listen, by what name they reach one another, and
 * where this machine reaches them; ports are the same everywhere.
 */
import type { InstitutionSettings } from '../institution/settings';

export const loopback = '127.0.0.1';
const everywhere = '0.0.0.0';

export interface Runtime {
  readonly name: 'native' | 'compose';
  /** The address on which a node listens to others. */
  readonly listenHost: string;
  /** The address on which it listens to what runs beside it; that of chaincode and the gateway, too. */
  readonly besideHost: string;
  /** The name by which other nodes reach the node that bears this host name in its certificate. */
  resolveHost(hostName: string): string;
  /** The name by which what runs beside it reaches the server that bears this host name in its certificate. */
  resolveBeside(hostName: string): string;
  /** The address at which this machine reaches a node that others reach by that name. */
  reach(announcedHost: string): string;
  /** The folder of a gateway's vault and store, relative to its settings. */
  readonly gatewayState: string;
}

/** Nodes listen where the institution's settings say; what serves this machine only stays on a loopback address. */
export function newNative({ listen, host }: Pick<InstitutionSettings, 'listen' | 'host'>): Runtime {
  const besideHost = listen.startsWith('127.') ? listen : loopback;
  return {
    name: 'native',
    listenHost: listen,
    besideHost,
    resolveHost: (hostName) => host ?? hostName,
    resolveBeside: () => besideHost,
    reach: (announcedHost) => announcedHost,
    gatewayState: '',
  };
}

/** A whole alliance on this machine. */
export const native = newNative({ listen: loopback, host: loopback });

/** Each container bears its node's host name; only the compose file says what of it this machine sees. */
export const compose: Runtime = {
  name: 'compose',
  listenHost: everywhere,
  besideHost: everywhere,
  resolveHost: (hostName) => hostName,
  resolveBeside: (hostName) => hostName,
  reach: () => loopback,
  gatewayState: '/var/lib/tallystick',
};
