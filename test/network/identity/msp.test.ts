import { createHash, KeyObject, X509Certificate } from 'node:crypto';
import { bitStringTag, readElement, sequenceTag, writeElement } from '../../../network/identity/der';
import {
  type Identity,
  InvalidIdentity,
  isExpired,
  satisfies,
  serializeIdentity,
} from '../../../network/identity/identity';
import { type MspDefinition, Msps } from '../../../network/identity/msp';
import { newSigner } from '../../../network/identity/signature';
import { END, type Issued, newAuthority, newCertificate, otherS, P256_ORDER, START } from './certificates';

let harbourCa: Issued;
let meadowCa: Issued;
let peer: Issued;

beforeAll(async () => {
  harbourCa = await newAuthority('ca.harbour.example.com');
  meadowCa = await newAuthority('ca.meadow.example.com');
  peer = await newCertificate({ commonName: 'peer0', units: ['peer'], issuer: harbourCa });
});

function mspsOf(harbour: Partial<MspDefinition> = {}, cacheSize?: number): Msps {
  const definitions = [
    { mspId: 'Harbour', rootCertificates: [harbourCa.pem], ...harbour },
    { mspId: 'Meadow', rootCertificates: [meadowCa.pem] },
  ];
  return new Msps(definitions, cacheSize);
}

function identify(pem: string, msps = mspsOf(), mspId = 'Harbour'): Identity {
  return msps.identify(serializeIdentity(mspId, pem));
}

function refusal(act: () => unknown): { step: string; message: string } {
  try {
    act();
  } catch (error) {
    if (error instanceof InvalidIdentity) return { step: error.step, message: error.message };
    throw error;
  }
  throw new Error('nothing was refused');
}

function toPem(der: Uint8Array, label = 'CERTIFICATE'): string {
  return `-----BEGIN ${label}-----\n${Buffer.from(der).toString('base64')}\n-----END ${label}-----\n`;
}

describe('a certificate of the organisation', () => {
  test('is known by MSP, role, key, end and a hash of its DER form', () => {
    const identity = identify(peer.pem);
    expect(identity).toMatchObject({ mspId: 'Harbour', roles: ['member', 'peer'], notAfter: END, pem: peer.pem });
    expect(identity.publicKey.equals(KeyObject.from(peer.keys.publicKey))).toBe(true);
    expect(identity.certificateId).toMatch(/^[0-9a-f]{64}$/);
  });

  test.each(['client', 'peer', 'admin', 'orderer'] as const)(
    'with OU %s is a member and that, nothing else',
    async (role) => {
      const identity = identify((await newCertificate({ units: [role], issuer: harbourCa })).pem);
      const roles = ['member', 'client', 'peer', 'admin', 'orderer'] as const;
      expect(roles.filter((each) => satisfies(identity, 'Harbour', each))).toEqual(['member', role]);
      expect(roles.filter((each) => satisfies(identity, 'Meadow', each))).toEqual([]);
    },
  );

  test('may have other OUs beside its role', async () => {
    const { pem } = await newCertificate({ units: ['lending', 'client', 'desk 4'], issuer: harbourCa });
    expect(identify(pem).roles).toEqual(['member', 'client']);
  });

  test('may be on P-384', async () => {
    const { pem } = await newCertificate({ units: ['client'], issuer: harbourCa, curve: 'P-384' });
    expect(identify(pem).roles).toEqual(['member', 'client']);
  });

  test('may be certified by a CA on another curve', async () => {
    const root = await newCertificate({ isAuthority: true, curve: 'P-521' });
    const { pem } = await newCertificate({ units: ['client'], issuer: root });
    expect(identify(pem, mspsOf({ rootCertificates: [root.pem] })).roles).toEqual(['member', 'client']);
  });

  test('is read from the first PEM block, whatever its label and what stands around it', () => {
    const der = new Uint8Array(peer.certificate.rawData);
    const text = `subject: peer0\n${toPem(der, 'ANYTHING')}\n${meadowCa.pem}`;
    expect(identify(text).certificateId).toBe(identify(peer.pem).certificateId);
  });
});

describe('no identity is', () => {
  test('a certificate of another organisation’s CA', () => {
    expect(refusal(() => identify(peer.pem, mspsOf(), 'Meadow'))).toEqual({
      step: 'deserialise',
      message: "identity of Meadow: no chain to one of this MSP's root CAs",
    });
  });

  test('a certificate of a CA that only took the right name', async () => {
    const impostor = await newAuthority('ca.harbour.example.com');
    const { pem } = await newCertificate({ units: ['peer'], issuer: impostor });
    expect(refusal(() => identify(pem)).message).toContain('no chain');
  });

  test('a certificate that the CA signed in another CA’s name', async () => {
    const misnamed = { ...harbourCa, certificate: meadowCa.certificate };
    const { pem } = await newCertificate({ units: ['peer'], issuer: misnamed });
    expect(refusal(() => identify(pem)).message).toContain('no chain');
  });

  test('a certificate that signed itself', async () => {
    const { pem } = await newCertificate({ units: ['peer'] });
    expect(refusal(() => identify(pem)).message).toContain('no chain');
  });

  test('one of an MSP that the channel does not know', () => {
    expect(refusal(() => identify(peer.pem, mspsOf(), 'Orchard'))).toEqual({
      step: 'deserialise',
      message: 'identity of Orchard: no such MSP on this channel',
    });
  });

  test('a certificate with two role OUs', async () => {
    const { pem } = await newCertificate({ units: ['peer', 'admin'], issuer: harbourCa });
    expect(refusal(() => identify(pem))).toEqual({
      step: 'validate',
      message: 'identity of Harbour: exactly one OU of client, peer, admin, orderer is needed, found peer and admin',
    });
  });

  test('a certificate with the same role OU twice', async () => {
    const { pem } = await newCertificate({ units: ['peer', 'peer'], issuer: harbourCa });
    expect(refusal(() => identify(pem)).message).toContain('found peer and peer');
  });

  test('a certificate without a role OU, or with one in other letters', async () => {
    const { pem } = await newCertificate({ units: ['lending', 'Peer'], issuer: harbourCa });
    expect(refusal(() => identify(pem))).toMatchObject({
      step: 'validate',
      message: expect.stringContaining('found none'),
    });
  });

  test('the CA itself, or a CA certificate that it issued', async () => {
    const root = await newCertificate({ units: ['peer'], isAuthority: true });
    const below = await newCertificate({ units: ['peer'], isAuthority: true, issuer: root });
    const msps = mspsOf({ rootCertificates: [root.pem] });
    for (const { pem } of [root, below]) {
      expect(refusal(() => identify(pem, msps))).toEqual({
        step: 'validate',
        message: 'identity of Harbour: a CA certificate cannot be an identity',
      });
    }
  });

  test('a certificate whose key is on another curve', async () => {
    const { pem } = await newCertificate({ units: ['peer'], issuer: harbourCa, curve: 'P-521' });
    expect(refusal(() => identify(pem)).message).toContain('not ECDSA on P-256 or P-384');
  });

  test('anything garbled', () => {
    const der = Buffer.from(peer.certificate.rawData);
    expect(refusal(() => mspsOf().identify(Buffer.from('nonsense'))).message).toContain('not a serialised identity');
    expect(refusal(() => identify('no certificate')).message).toContain('the PEM block is missing');
    expect(refusal(() => identify(toPem(der.subarray(0, -1)))).step).toBe('deserialise');
    expect(refusal(() => identify(toPem(der).replaceAll('\n', '\n  '))).message).toContain('the PEM block is missing');
    expect(refusal(() => identify(toPem(Buffer.concat([der, Buffer.of(0)])))).message).toContain('bytes follow');
  });

  test('a certificate that begins before the one of its CA', async () => {
    const { pem } = await newCertificate({
      units: ['peer'],
      issuer: harbourCa,
      notBefore: new Date(START.getTime() - 60_000),
    });
    expect(refusal(() => identify(pem)).message).toContain('no chain');
  });
});

describe('expiry', () => {
  test('does not make an identity invalid, so that what was ordered stays valid, but can be asked for', async () => {
    const notAfter = new Date('2026-02-01T00:00:00Z');
    const identity = identify((await newCertificate({ units: ['client'], issuer: harbourCa, notAfter })).pem);
    expect(isExpired(identity, notAfter)).toBe(false);
    expect(isExpired(identity, new Date(notAfter.getTime() + 1))).toBe(true);
  });
});

describe('intermediate CAs', () => {
  let intermediate: Issued;
  let below: Issued;

  beforeAll(async () => {
    intermediate = await newAuthority('ica.harbour.example.com', harbourCa);
    below = await newCertificate({ units: ['peer'], issuer: intermediate });
  });

  test('certify identities where the MSP names them', () => {
    const msps = mspsOf({ intermediateCertificates: [intermediate.pem] });
    expect(identify(below.pem, msps).roles).toEqual(['member', 'peer']);
    expect(refusal(() => identify(below.pem)).message).toContain('no chain');
  });

  test('leave the root above them without a say over identities', () => {
    const msps = mspsOf({ intermediateCertificates: [intermediate.pem] });
    expect(refusal(() => identify(peer.pem, msps))).toEqual({
      step: 'validate',
      message: 'identity of Harbour: its CA certifies intermediate CAs and therefore no identities',
    });
  });

  test('with two certificates for one key leave it open who vouches, and are refused', async () => {
    const twin = await newCertificate({
      commonName: 'ca.harbour.example.com',
      isAuthority: true,
      keys: harbourCa.keys,
    });
    const msps = mspsOf({ rootCertificates: [harbourCa.pem, twin.pem] });
    expect(refusal(() => identify(peer.pem, msps)).message).toContain('more than one chain');
  });
});

describe('an MSP is not accepted', () => {
  test('without a root', () => {
    expect(() => mspsOf({ rootCertificates: [] })).toThrow('MSP Harbour has no root certificate');
  });

  test('twice', () => {
    expect(() => mspsOf({ mspId: 'Meadow' })).toThrow('MSP Meadow is defined twice');
  });

  test('with a root or an intermediate that is no CA', async () => {
    expect(() => mspsOf({ rootCertificates: [peer.pem] })).toThrow('is not a CA certificate');
    expect(() => mspsOf({ intermediateCertificates: [peer.pem] })).toThrow('is not a CA certificate');
  });

  test('with a root that has no subject key identifier', async () => {
    const root = await newCertificate({ isAuthority: true, hasKeyIdentifier: false });
    expect(() => mspsOf({ rootCertificates: [root.pem] })).toThrow('no subject key identifier');
  });

  test('with an intermediate of another organisation’s root', async () => {
    const foreign = await newAuthority('ica.meadow.example.com', meadowCa);
    expect(() => mspsOf({ intermediateCertificates: [foreign.pem] })).toThrow('no chain');
  });
});

describe('the identifier of a certificate', () => {
  test('is the same for its twin with the other s, which is as valid', () => {
    const der = Buffer.from(peer.certificate.rawData);
    const twin = withOtherS(der);
    expect(new X509Certificate(twin).verify(KeyObject.from(harbourCa.keys.publicKey))).toBe(true);
    const { certificateId } = identify(peer.pem);
    expect(identify(toPem(twin)).certificateId).toBe(certificateId);
    expect([der, twin].map((bytes) => createHash('sha256').update(bytes).digest('hex'))).toContain(certificateId);
  });

  function withOtherS(der: Buffer): Buffer {
    const whole = readElement(der, 0, sequenceTag);
    const algorithm = readElement(der, readElement(der, whole.start, sequenceTag).end, sequenceTag);
    const bits = readElement(der, algorithm.end, bitStringTag);
    const twin = otherS(der.subarray(bits.start + 1, bits.end), P256_ORDER);
    return writeElement(
      sequenceTag,
      der.subarray(whole.start, algorithm.end),
      writeElement(bitStringTag, Buffer.of(0), twin),
    );
  }
});

describe('repeated identities', () => {
  test('are answered from memory', () => {
    const msps = mspsOf();
    expect(identify(peer.pem, msps)).toBe(identify(peer.pem, msps));
  });

  test('are forgotten least recently used first', async () => {
    const msps = mspsOf({}, 2);
    const [first, second, third] = await Promise.all(
      ['a', 'b', 'c'].map(
        async (commonName) => (await newCertificate({ commonName, units: ['client'], issuer: harbourCa })).pem,
      ),
    );
    if (!first || !second || !third) throw new Error('three certificates were made');
    const [firstAnswer, secondAnswer] = [identify(first, msps), identify(second, msps)];
    identify(first, msps);
    identify(third, msps);
    expect(identify(first, msps)).toBe(firstAnswer);
    expect(identify(second, msps)).not.toBe(secondAnswer);
  });
});

describe('a set of signatures', () => {
  const message = Buffer.from('proposal response');

  function signed({ pem, keys }: Issued, mspId = 'Harbour', over = message) {
    const sign = newSigner(KeyObject.from(keys.privateKey));
    return { identity: serializeIdentity(mspId, pem), message, signature: sign(over) };
  }

  test('counts each identity once and in order, however its certificate is written', async () => {
    const foreign = await newCertificate({ units: ['peer'], issuer: meadowCa });
    const again = { ...signed(peer), identity: serializeIdentity('Harbour', `again\n${peer.pem}`) };
    const signers = mspsOf().signers([signed(foreign, 'Meadow'), signed(peer), again]);
    expect(signers.map(({ mspId }) => mspId)).toEqual(['Meadow', 'Harbour']);
  });

  test('leaves out what is not valid, and a valid signature still counts behind a bad one', async () => {
    const unknown = signed(peer, 'Orchard');
    const overAnother = signed(peer, 'Harbour', Buffer.from('something else'));
    expect(mspsOf().signers([unknown, overAnother])).toEqual([]);
    expect(mspsOf().signers([unknown, overAnother, signed(peer)])).toHaveLength(1);
  });
});
