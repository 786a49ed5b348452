/** Matches addresses with networks, which are written as CIDR. */
import { BlockList, isIP } from 'node:net';

export function isInNetworks(address: string, networks: readonly string[]): boolean {
  const list = new BlockList();
  for (const network of networks) {
    const [base = '', bits] = network.split('/');
    list.addSubnet(base, Number(bits), readFamily(base));
  }
  // A socket for both families shows an address of IPv4 so.
  const plain = address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
  return isIP(plain) !== 0 && list.check(plain, readFamily(plain));
}

function readFamily(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}
