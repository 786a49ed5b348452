/** Certificates of any shape, right or wrong, for the tests of what an MSP accepts. */
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

export interface Issued {
  readonly pem: string;
  readonly certificate: x509.X509Certificate;
  readonly keys: webcrypto.CryptoKeyPair;
}

interface Wanted {
  readonly commonName?: string;
  readonly units?: readonly string[];
  readonly isAuthority?: boolean;
  /** Absent: signed by itself. */
  readonly issuer?: Issued;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  readonly curve?: 'P-256' | 'P-384' | 'P-521';
  readonly keys?: webcrypto.CryptoKeyPair;
  readonly hasKeyIdentifier?: boolean;
}

export const START = new Date('2026-01-01T00:00:00Z');
export const END = new Date('2036-01-01T00:00:00Z');

export async function newCertificate({
  commonName = 'someone',
  units = [],
  isAuthority = false,
  issuer,
  notBefore = START,
  notAfter = END,
  curve = 'P-256',
  keys,
  hasKeyIdentifier = true,
}: Wanted): Promise<Issued> {
  const algorithm = { name: 'ECDSA', namedCurve: curve, hash: 'SHA-256' };
  const ownKeys = keys ?? (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']));
  const subject = new x509.Name([...units.map((unit) => ({ OU: [unit] })), { CN: [commonName] }]);
  const extensions: x509.Extension[] = [new x509.BasicConstraintsExtension(isAuthority, undefined, true)];
  if (hasKeyIdentifier) extensions.push(await x509.SubjectKeyIdentifierExtension.create(ownKeys.publicKey));
  const certificate = await x509.X509CertificateGenerator.create({
    subject,
    issuer: issuer?.certificate.subjectName ?? subject,
    notBefore,
    notAfter,
    publicKey: ownKeys.publicKey,
    signingKey: (issuer?.keys ?? ownKeys).privateKey,
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
    extensions,
  });
  return { pem: certificate.toString('pem'), certificate, keys: ownKeys };
}

export function newAuthority(commonName = 'ca', issuer?: Issued): Promise<Issued> {
  return newCertificate(issuer ? { commonName, issuer, isAuthority: true } : { commonName, isAuthority: true });
}

/** The same ECDSA signature with the other s, as DER; `order` is the curve's. */
export function otherS(signature: Buffer, order: bigint): Buffer {
  const rEnd = 4 + (signature[3] ?? 0);
  const s = BigInt(`0x${signature.subarray(rEnd + 2).toString('hex')}`);
  const hex = (order - s).toString(16);
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  const other = (bytes[0] ?? 0) > 0x7f ? Buffer.concat([Buffer.of(0), bytes]) : bytes;
  const content = Buffer.concat([signature.subarray(2, rEnd), Buffer.of(2, other.length), other]);
  return Buffer.concat([Buffer.of(0x30, content.length), content]);
}

export const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
export const P384_ORDER =
  0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n;
