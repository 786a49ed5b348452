/**
 * An X.509 certificate as an MSP needs it, read once and kept: names and extensions by @peculiar/x509, keys and
 * signatures by node:crypto. Follows Fabric's `msp/cert.go`.
 */
import 'reflect-metadata';
import { createHash, X509Certificate } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { bitStringTag, readElement, sequenceTag, writeElement } from './der';
import { isSupportedKey, lowerS } from './signature';

export interface Certificate {
  readonly node: X509Certificate;
  readonly der: Buffer;
  /** Basic constraints say CA. */
  readonly isAuthority: boolean;
  readonly hasKeyIdentifier: boolean;
  /** The subject's OU values, in order. */
  readonly organisationalUnits: readonly string[];
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/**
 * The certificate in the first PEM block of a text; like Fabric it takes any label and ignores what follows the block. Both of the
 * block's marks begin a line.
 * Throws where there is no block, or where it is not one whole certificate.
 */
export function readCertificate(pem: string): Certificate {
  const der = firstPemBlock(pem);
  const node = new X509Certificate(der);
  // OpenSSL overlooks bytes behind the certificate; they would give one certificate many identifiers.
  if (!node.raw.equals(der)) throw new Error('bytes follow the certificate');
  const parsed = new x509.X509Certificate(der);
  return {
    node,
    der,
    isAuthority: parsed.getExtension(x509.BasicConstraintsExtension)?.ca ?? false,
    hasKeyIdentifier: parsed.getExtension(x509.SubjectKeyIdentifierExtension) !== null,
    organisationalUnits: parsed.subjectName.getField('OU'),
    notBefore: parsed.notBefore,
    notAfter: parsed.notAfter,
  };
}

/** True where `issuer` bears the name that the certificate gives, may sign certificates, and signed this one. */
export function isIssuedBy(certificate: Certificate, issuer: Certificate): boolean {
  return certificate.node.checkIssued(issuer.node) && certificate.node.verify(issuer.node.publicKey);
}

/** SHA-256 of the DER form with a low-S signature, in hex: the twin with the other s is the same certificate. */
export function certificateId(der: Buffer, issuer: X509Certificate): string {
  return createHash('sha256').update(withLowS(der, issuer)).digest('hex');
}

/** The same certificate with a low-S signature. Leaves signatures by other than supported EC keys as they are. */
export function withLowS(der: Buffer, issuer: X509Certificate): Buffer {
  if (!isSupportedKey(issuer.publicKey)) return der;
  const whole = readElement(der, 0, sequenceTag);
  const body = readElement(der, whole.start, sequenceTag);
  const algorithm = readElement(der, body.end, sequenceTag);
  const bits = readElement(der, algorithm.end, bitStringTag);
  // The first byte of a BIT STRING counts its unused bits, of which a signature has none.
  const signature = lowerS(issuer.publicKey, der.subarray(bits.start + 1, bits.end));
  if (signature === undefined) throw new Error("the certificate's signature is not DER");
  return writeElement(
    sequenceTag,
    der.subarray(whole.start, algorithm.end),
    writeElement(bitStringTag, Buffer.of(0), signature),
  );
}

function firstPemBlock(text: string): Buffer {
  const [, , base64] = /(?:^|\n)-----BEGIN ([^-\n]*)-----([A-Za-z0-9+/=\s]*\n)-----END \1-----/.exec(text) ?? [];
  if (base64 === undefined) throw new Error('the PEM block is missing');
  return Buffer.from(base64, 'base64');
}
