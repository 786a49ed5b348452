/**
 * How nodes run: as processes of this machine, or in containers. It decides where they listen and by what name they reach one
 * another; ports are the same everywhere, and this machine reaches every node at the loopback address.
 */
/** The address at which this machine reaches every node. */
export const host = '127.0.0.1';

export interface Runtime {
  readonly name: 'native' | 'compose';
  readonly listenHost: string;
  /** The name by which other nodes reach the node that bears this host name in its certificate. */
  resolveHost(hostName: string): string;
  /** The folder of a gateway's vault and store, relative to its settings. */
  readonly gatewayState: string;
}

export const native: Runtime = { name: 'native', listenHost: host, resolveHost: () => host, gatewayState: '' };

/** Each container bears its node's host name; only the compose file says what of it this machine sees. */
export const compose: Runtime = {
  name: 'compose',
  listenHost: '0.0.0.0',
  resolveHost: (hostName) => hostName,
  gatewayState: '/var/lib/tallystick',
};
