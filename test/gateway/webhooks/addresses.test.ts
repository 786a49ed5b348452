/** Which URLs and addresses a webhook may have, whatever way they are written. */
import { isNetwork, newAddressCheck } from '../../../gateway/webhooks/addresses';
import { type DestinationSettings, newDestination } from '../../../gateway/webhooks/destination';

const closed: DestinationSettings = {
  allowedNetworks: [],
  allowedPorts: [443, 8443],
  allowHttp: false,
  allowLoopback: false,
};

function findFault(url: string, changes: Partial<DestinationSettings> = {}) {
  return newDestination({ ...closed, ...changes }).findFault(url);
}

const hostileHosts = [
  ['loopback', '127.0.0.1'],
  ['another address of loopback', '127.8.9.10'],
  ['loopback as one number', '2130706433'],
  ['loopback in octal', '0177.0.0.1'],
  ['loopback in octal, all of it', '017700000001'],
  ['loopback in hex', '0x7f.0x0.0x0.0x1'],
  ['loopback as one number in hex', '0x7f000001'],
  ['loopback in short', '127.1'],
  ['loopback in three parts', '127.0.1'],
  ['loopback in full-width digits', '１２７.０.０.１'],
  ['loopback with ideographic full stops', '127。0。0。1'],
  ['loopback with escapes', '%31%32%37.0.0.1'],
  ['loopback with a dot at its end', '127.0.0.1.'],
  ['this host', '0.0.0.0'],
  ['this host in short', '0'],
  ['a private network of class A', '10.0.0.1'],
  ['a private network as one number', '167772161'],
  ['a private network of class B', '172.16.5.4'],
  ['a private network of class C', '192.168.1.1'],
  ['a carrier’s network', '100.64.0.1'],
  ['the metadata of a cloud', '169.254.169.254'],
  ['the metadata of a cloud in hex', '0xa9fea9fe'],
  ['the metadata of another cloud', '100.100.100.200'],
  ['multicast', '224.0.0.1'],
  ['broadcast', '255.255.255.255'],
  ['a network for documents', '203.0.113.7'],
  ['a network for benchmarks', '198.18.0.1'],
  ['loopback of IPv6', '[::1]'],
  ['no address', '[::]'],
  ['loopback mapped to IPv6', '[::ffff:127.0.0.1]'],
  ['a private network mapped to IPv6', '[::ffff:a00:1]'],
  ['a public address mapped to IPv6', '[::ffff:8.8.8.8]'],
  ['loopback compatible with IPv4', '[::127.0.0.1]'],
  ['loopback behind NAT64', '[64:ff9b::127.0.0.1]'],
  ['loopback behind a local NAT64', '[64:ff9b:1::7f00:1]'],
  ['loopback through 6to4', '[2002:7f00:1::]'],
  ['an address through Teredo', '[2001:0:4136:e378:8000:63bf:3fff:fdd2]'],
  ['an address of ORCHID', '[2001:20::1]'],
  ['link-local', '[fe80::1]'],
  ['site-local', '[fec0::1]'],
  ['unique local', '[fd12:3456::1]'],
  ['the metadata of a cloud in IPv6', '[fd00:ec2::254]'],
  ['multicast of IPv6', '[ff02::1]'],
  ['a network for documents in IPv6', '[2001:db8::1]'],
  ['another network for documents', '[3fff::1]'],
  ['what is not assigned', '[4000::1]'],
] as const;

const publicHosts = [
  'hooks.harbour.example',
  '8.8.8.8',
  '1.1.1.1',
  '172.32.0.1',
  '[2606:4700::1111]',
  '[2a00:1450:4001::8]',
  '[2001:4860:4860::8888]',
] as const;

describe('a URL', () => {
  it.each(hostileHosts)('with %s as host is refused (%s)', (_what, host) => {
    expect(findFault(`https://${host}/hook`)).toBe('ADDRESS');
  });

  it.each(publicHosts)('with the public host %s is accepted', (host) => {
    expect(findFault(`https://${host}/hook?tenant=1`)).toBeUndefined();
  });

  it.each([
    ['https://', 'FORM'],
    ['hooks.harbour.example', 'FORM'],
    ['https://hooks.harbour.example/#part', 'FORM'],
    ['https://[::1%25eth0]/', 'FORM'],
    ['http://hooks.harbour.example/', 'SCHEME'],
    ['file:///etc/passwd', 'FORM'],
    ['gopher://hooks.harbour.example/', 'SCHEME'],
    ['javascript:alert(1)', 'FORM'],
    ['https://user@hooks.harbour.example/', 'USER_INFO'],
    ['https://user:secret@hooks.harbour.example/', 'USER_INFO'],
    ['https://hooks.harbour.example@127.0.0.1/', 'USER_INFO'],
    ['https://hooks.harbour.example:22/', 'PORT'],
    ['https://hooks.harbour.example:80/', 'PORT'],
  ])('%s is refused for its %s', (url, fault) => {
    expect(findFault(url)).toBe(fault);
  });

  it('may be http, and have other ports, where the settings say so', () => {
    expect(findFault('http://hooks.harbour.example/', { allowHttp: true })).toBe('PORT');
    expect(findFault('http://hooks.harbour.example/', { allowHttp: true, allowedPorts: [80] })).toBeUndefined();
  });
});

describe('the settings', () => {
  it('open a network of the institution, and nothing beside it', () => {
    const mayReach = newAddressCheck({ allowedNetworks: ['10.1.0.0/16', 'fd12:3456::/32'], allowLoopback: false });
    expect(['10.1.2.3', 'fd12:3456::7', '10.2.0.1', 'fd12:3457::7', '192.168.1.1'].map(mayReach)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it.each(['127.0.0.1', '169.254.169.254', '100.100.100.200', '::1', 'fe80::1', 'fd00:ec2::254', '2002:7f00:1::'])(
    'cannot open %s by a network',
    (address) => {
      const mayReach = newAddressCheck({ allowedNetworks: ['0.0.0.0/0', '::/0'], allowLoopback: false });
      expect(mayReach(address)).toBe(false);
    },
  );

  it('open loopback on any port in development, and nothing else', () => {
    const development = { allowHttp: true, allowLoopback: true };
    expect(findFault('http://127.0.0.1:40123/', development)).toBeUndefined();
    expect(findFault('http://[::1]:40123/', development)).toBeUndefined();
    expect(findFault('http://localhost:40123/', development)).toBeUndefined();
    expect(findFault('http://127.hooks.example:40123/', development)).toBe('PORT');
    expect(findFault('http://10.0.0.1:8443/', development)).toBe('ADDRESS');
    expect(findFault('http://8.8.8.8:40123/', development)).toBe('PORT');
  });

  it.each(['10.0.0.0', '10.0.0.0/33', '10.0.0.0/8/8', '10.0.0.0/08', 'fd00::/129', 'fe80::1%eth0/64', 'hooks/8', ''])(
    'refuse %j as a network',
    (text) => {
      expect(isNetwork(text)).toBe(false);
      expect(() => newAddressCheck({ allowedNetworks: [text], allowLoopback: false })).toThrow('no network');
    },
  );

  it.each(['not an address', '127.0.0.1%eth0', 'fe80::1%eth0', ''])('never let %j be reached', (address) => {
    const mayReach = newAddressCheck({ allowedNetworks: ['0.0.0.0/0', '::/0'], allowLoopback: true });
    expect(mayReach(address)).toBe(false);
  });
});
