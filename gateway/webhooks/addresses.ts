/**
 * The addresses to which a gateway may deliver: public ones, and the networks that the settings open. An address is judged by its
 * bits, never by its text, so that no second way to write an address passes. IPv6 is closed but for what is public.
 */
import { BlockList, isIP } from 'node:net';

export interface AddressSettings {
  /** CIDR networks of the institution, which may be delivered to although they are not public. */
  readonly allowedNetworks: readonly string[];
  /** For development only. */
  readonly allowLoopback: boolean;
}

/** Answers whether an IPv4 or IPv6 address may be delivered to. */
export type AddressCheck = (address: string) => boolean;

const loopback = ['127.0.0.0/8', '::1/128'];

/** Networks that no setting opens: this host, link-local, multicast, metadata services, and IPv6 that carries another address. */
const closed = [
  '0.0.0.0/8',
  '100.100.100.200/32',
  '169.254.0.0/16',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '2001::/32',
  '2002::/16',
  'fd00:ec2::254/128',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
];

const privateIpv4 = [
  '10.0.0.0/8',
  '100.64.0.0/10',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
];

const publicIpv6 = ['2000::/3'];
const specialIpv6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

/** Throws RangeError where a network of the settings is none. */
export function newAddressCheck({ allowedNetworks, allowLoopback }: AddressSettings): AddressCheck {
  const isLoopback = newMatch(loopback);
  const isClosed = newMatch(closed);
  const isAllowed = newMatch(allowedNetworks);
  const isPrivate = newMatch(privateIpv4);
  const isPublic = newMatch(publicIpv6);
  const isSpecial = newMatch(specialIpv6);
  return (address) => {
    // A zone names an interface of this machine.
    if (isIP(address) === 0 || address.includes('%')) return false;
    if (isLoopback(address)) return allowLoopback;
    if (isClosed(address)) return false;
    if (isAllowed(address)) return true;
    return isIP(address) === 4 ? !isPrivate(address) : isPublic(address) && !isSpecial(address);
  };
}

/** Answers whether the text is a network in CIDR form, such as 10.1.0.0/16. */
export function isNetwork(text: string): boolean {
  const [address = '', prefix = '', ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || address.includes('%') || rest.length > 0) return false;
  return /^(?:0|[1-9]\d{0,2})$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128);
}

function newMatch(networks: readonly string[]): AddressCheck {
  const list = new BlockList();
  for (const network of networks) {
    if (!isNetwork(network)) throw new RangeError(`${network} is no network in CIDR form`);
    const [address = '', prefix] = network.split('/');
    list.addSubnet(address, Number(prefix), familyName(address));
  }
  return (address) => list.check(address, familyName(address));
}

function familyName(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 4 ? 'ipv4' : 'ipv6';
}
