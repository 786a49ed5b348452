/** Files of an organisation that do not fit: each is refused at the start by its name, because later nobody would know why nothing commits. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedConfigInput, parseConfig } from '../../../network/embedded/config';
import { startEmbedded } from '../../../network/embedded/start';
import { issueMember, newOrganisation, type Validity } from '../../../network/identity/organisation';

let folder: string;

const later = { now: new Date(Date.now() + 86_400_000) };
const expired = { now: new Date(Date.now() - 5_000), memberDays: 1 / 86_400 };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tallystick-credentials-'));
  const write = (name: string, pem: string) => writeFileSync(join(folder, name), pem);
  for (const domain of ['harbour', 'meadow']) {
    const members = [
      { name: 'peer0', role: 'peer' },
      { name: 'User1', role: 'client' },
    ] as const;
    const { authorities, members: issued } = await newOrganisation({ domain: `${domain}.example.com`, members });
    const issue = (validity: Validity) => issueMember(authorities, { name: 'peer1', role: 'peer' }, validity);
    write(`${domain}-ca.pem`, authorities.signing.certificate);
    const all = { peer: issued[0], client: issued[1], expired: await issue(expired), later: await issue(later) };
    for (const [name, member] of Object.entries(all)) {
      write(`${domain}-${name}.pem`, member?.signing.certificate ?? '');
      write(`${domain}-${name}.key`, member?.signing.privateKey ?? '');
      write(`${domain}-${name}-tls.pem`, member?.tls.certificate ?? '');
      write(`${domain}-${name}-tls.key`, member?.tls.privateKey ?? '');
    }
  }
  write('empty.pem', '');
  write('nuls.key', '\0'.repeat(200));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Organisation = EmbeddedConfigInput['organisations'][number];

function harbour(changes: Partial<Organisation> = {}): Organisation {
  return {
    mspId: 'Harbour',
    listen: '127.0.0.1:0',
    caCertificates: ['harbour-ca.pem'],
    peer: { certificate: 'harbour-peer.pem', privateKey: 'harbour-peer.key' },
    ...changes,
  };
}

async function start(...organisations: Organisation[]): Promise<void> {
  const config = parseConfig({ directory: 'ledger', channels: [{ name: 'alliance' }], organisations }, folder);
  const embedded = await startEmbedded(config, { log: () => {}, onFailure: () => {} });
  await embedded.stop();
}

test('an organisation whose files fit is started', async () => {
  const tls = { certificate: 'harbour-peer-tls.pem', privateKey: 'harbour-peer-tls.key' };
  await expect(start(harbour({ tls }))).resolves.toBeUndefined();
});

test.each<[string, Partial<Organisation>, RegExp]>([
  [
    "a key that belongs to another's certificate",
    { peer: { certificate: 'harbour-peer.pem', privateKey: 'harbour-client.key' } },
    /harbour-client\.key is not the private key of .*harbour-peer\.pem; name the key/,
  ],
  [
    'the certificate of a client',
    { peer: { certificate: 'harbour-client.pem', privateKey: 'harbour-client.key' } },
    /harbour-client\.pem is the certificate of a client, not of a peer; name one with the OU "peer"/,
  ],
  [
    'a certificate without a role',
    { peer: { certificate: 'harbour-peer-tls.pem', privateKey: 'harbour-peer-tls.key' } },
    /harbour-peer-tls\.pem cannot be the certificate of its peer .*; name a peer's certificate that .*harbour-ca\.pem issued/,
  ],
  [
    'the certificate of another CA',
    { peer: { certificate: 'meadow-peer.pem', privateKey: 'meadow-peer.key' } },
    /meadow-peer\.pem cannot be the certificate of its peer .*no chain to one of this MSP's root CAs/,
  ],
  [
    'an expired certificate',
    { peer: { certificate: 'harbour-expired.pem', privateKey: 'harbour-expired.key' } },
    /harbour-expired\.pem expired at \d{4}-.*Z; have a new certificate issued/,
  ],
  [
    'a certificate of the future',
    { peer: { certificate: 'harbour-later.pem', privateKey: 'harbour-later.key' } },
    /harbour-later\.pem is not valid before \d{4}-.*Z; check the clock of this machine/,
  ],
  [
    "a peer's certificate where the CA's belongs",
    { caCertificates: ['harbour-peer.pem'] },
    /harbour-peer\.pem: MSP Harbour: .* is not a CA certificate; name the organisation's own CA certificates/,
  ],
  ['an empty CA file', { caCertificates: ['empty.pem'] }, /empty\.pem holds no certificate in PEM form/],
  [
    'a key file of zeros',
    { peer: { certificate: 'harbour-peer.pem', privateKey: 'nuls.key' } },
    /nuls\.key holds no private key in PEM form/,
  ],
  [
    'a file that is not there',
    { peer: { certificate: 'harbour-peer.pem', privateKey: 'absent.key' } },
    /absent\.key cannot be read \(ENOENT\)/,
  ],
  [
    'a TLS key of another certificate',
    { tls: { certificate: 'harbour-peer-tls.pem', privateKey: 'harbour-client-tls.key' } },
    /harbour-client-tls\.key is not the private key of .*harbour-peer-tls\.pem/,
  ],
  [
    'an expired TLS certificate',
    { tls: { certificate: 'harbour-expired-tls.pem', privateKey: 'harbour-expired-tls.key' } },
    /harbour-expired-tls\.pem expired at/,
  ],
])('%s is refused by name', async (_, changes, reason) => {
  await expect(start(harbour(changes))).rejects.toThrow(reason);
});

test('every organisation whose files are wrong is named at once', async () => {
  const peer = { certificate: 'harbour-client.pem', privateKey: 'harbour-client.key' };
  const meadow = { ...harbour({ peer }), mspId: 'Meadow' };
  await expect(start(harbour({ peer }), meadow)).rejects.toThrow(/Harbour: .*\n {2}Meadow: /);
});
