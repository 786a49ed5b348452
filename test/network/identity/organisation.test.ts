import { createHash, createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:tls';
import { satisfies, serializeIdentity } from '../../../network/identity/identity';
import { Msps } from '../../../network/identity/msp';
import {
  type Credentials,
  issueMember,
  type Member,
  newAuthorities,
  newOrganisation,
  type Organisation,
} from '../../../network/identity/organisation';
import { newSigner, verifyLowS } from '../../../network/identity/signature';

const NOW = new Date('2026-03-01T12:00:00Z');
const DAY_MS = 86_400_000;

let harbour: Organisation;

beforeAll(async () => {
  harbour = await newOrganisation(
    {
      domain: 'harbour.example.com',
      members: [
        { name: 'peer0', role: 'peer', hosts: ['peers.harbour.test', '10.1.2.3'] },
        { name: 'orderer0', role: 'orderer' },
        { name: 'Admin', role: 'admin' },
        { name: 'User1', role: 'client' },
      ],
    },
    { now: NOW },
  );
});

function member(name: string): Member {
  const found = harbour.members.find((each) => each.name.startsWith(name));
  if (!found) throw new Error(`no member ${name}`);
  return found;
}

function everyCredential(): Credentials[] {
  const { signing, tls } = harbour.authorities;
  return [signing, tls, ...harbour.members.flatMap((each) => [each.signing, each.tls])];
}

describe('an organisation’s members', () => {
  test('are named as Fabric people expect, nodes by host and people by address', () => {
    expect(harbour.members.map(({ name }) => name)).toEqual([
      'peer0.harbour.example.com',
      'orderer0.harbour.example.com',
      'Admin@harbour.example.com',
      'User1@harbour.example.com',
    ]);
  });

  test('are identities of the MSP in their own role, signing with their own key', () => {
    const msps = new Msps([{ mspId: 'Harbour', rootCertificates: [harbour.authorities.signing.certificate] }]);
    const message = Buffer.from('proposal');
    for (const { role, signing } of harbour.members) {
      const identity = msps.identify(serializeIdentity('Harbour', signing.certificate));
      expect(satisfies(identity, 'Harbour', role)).toBe(true);
      expect(verifyLowS(identity.publicKey, message, newSigner(createPrivateKey(signing.privateKey))(message))).toBe(
        true,
      );
    }
  });

  test('are no identities with their TLS certificates', () => {
    const msps = new Msps([{ mspId: 'Harbour', rootCertificates: [harbour.authorities.signing.certificate] }]);
    expect(() => msps.identify(serializeIdentity('Harbour', member('peer0').tls.certificate))).toThrow('no chain');
  });

  test('can be issued later, with nothing but the authorities', async () => {
    const peer1 = await issueMember(harbour.authorities, { name: 'peer1', role: 'peer' }, { now: NOW });
    const msps = new Msps([{ mspId: 'Harbour', rootCertificates: [harbour.authorities.signing.certificate] }]);
    expect(msps.identify(serializeIdentity('Harbour', peer1.signing.certificate)).roles).toEqual(['member', 'peer']);
  });
});

describe('what is issued', () => {
  test('has keys of its own on P-256, as PKCS#8, that belong to the certificates', () => {
    const all = everyCredential();
    for (const { certificate, privateKey } of all) {
      expect(privateKey).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
      const publicKey = createPublicKey(createPrivateKey(privateKey));
      expect(publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
      expect(new X509Certificate(certificate).publicKey.equals(publicKey)).toBe(true);
    }
    expect(new Set(all.map(({ privateKey }) => privateKey)).size).toBe(all.length);
  });

  test('is signed low-S, so that its plain hash is its identifier on every peer', () => {
    const msps = new Msps([{ mspId: 'Harbour', rootCertificates: [harbour.authorities.signing.certificate] }]);
    for (const { signing } of harbour.members) {
      const { certificateId } = msps.identify(serializeIdentity('Harbour', signing.certificate));
      const der = new X509Certificate(signing.certificate).raw;
      expect(createHash('sha256').update(der).digest('hex')).toBe(certificateId);
    }
  });

  test('has a long random serial number', () => {
    const serials = everyCredential().map(({ certificate }) => new X509Certificate(certificate).serialNumber);
    expect(new Set(serials).size).toBe(serials.length);
    for (const serial of serials) expect(serial.length).toBeGreaterThan(24);
  });

  test('is valid from some minutes ago, authorities for ten years and members for one', () => {
    const [authority, leaf] = [harbour.authorities.signing, member('peer0').signing].map(
      ({ certificate }) => new X509Certificate(certificate),
    );
    expect(new Date(authority?.validFrom ?? '')).toEqual(new Date(NOW.getTime() - 600_000));
    expect(new Date(leaf?.validFrom ?? '')).toEqual(new Date(NOW.getTime() - 600_000));
    expect(new Date(authority?.validTo ?? '')).toEqual(new Date(NOW.getTime() + 3650 * DAY_MS));
    expect(new Date(leaf?.validTo ?? '')).toEqual(new Date(NOW.getTime() + 365 * DAY_MS));
  });

  test('lasts as long as asked, but neither begins before nor outlasts its authority', async () => {
    const authorities = await newAuthorities('meadow.example.com', { now: NOW, authorityDays: 100 });
    const earlier = new Date(NOW.getTime() - 5 * DAY_MS);
    const issued = async (validity: object) =>
      new X509Certificate(
        (await issueMember(authorities, { name: 'User1', role: 'client' }, validity)).signing.certificate,
      );
    const short = await issued({ now: NOW, memberDays: 7 });
    expect(new Date(short.validTo)).toEqual(new Date(NOW.getTime() + 7 * DAY_MS));
    const long = await issued({ now: earlier, memberDays: 1000 });
    expect(new Date(long.validFrom)).toEqual(new Date(NOW.getTime() - 600_000));
    expect(new Date(long.validTo)).toEqual(new Date(NOW.getTime() + 100 * DAY_MS));
  });

  test('names where a node is reached, for TLS', () => {
    expect(new X509Certificate(member('peer0').tls.certificate).subjectAltName).toBe(
      'DNS:peer0.harbour.example.com, DNS:peer0, DNS:localhost, IP Address:127.0.0.1, DNS:peers.harbour.test, IP Address:10.1.2.3',
    );
    expect(new X509Certificate(member('User1').tls.certificate).subjectAltName).toBeUndefined();
  });

  test('lets a user and a peer trust each other over TLS', async () => {
    const authorities = await newAuthorities('harbour.example.com');
    const ca = authorities.tls.certificate;
    const own = (await issueMember(authorities, { name: 'peer0', role: 'peer' })).tls;
    const user = (await issueMember(authorities, { name: 'User1', role: 'client' })).tls;
    const server = createServer({ key: own.privateKey, cert: own.certificate, ca, requestCert: true }, (socket) =>
      socket.end(String(socket.getPeerCertificate().subject.CN)),
    ).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const socket = connect({
      port,
      host: '127.0.0.1',
      servername: 'localhost',
      ca,
      key: user.privateKey,
      cert: user.certificate,
    });
    const [greeting] = await once(socket, 'data');
    expect(String(greeting)).toBe('User1@harbour.example.com');
    socket.destroy();
    server.close();
  });
});

test('names that could lead out of a folder are refused', async () => {
  await expect(newAuthorities('../harbour')).rejects.toThrow('"../harbour" is no name');
  await expect(issueMember(harbour.authorities, { name: 'a/b', role: 'peer' })).rejects.toThrow('"a/b" is no name');
});
