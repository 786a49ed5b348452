/** Real certificates, one of each organisational unit that the chaincode tells apart; the peer would have verified them. */
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

export type Unit = 'admin' | 'client';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const made = new Map<string, Promise<string>>();

/** PEM. `name` as of RFC 4514, or its parts where a value needs no escaping rules. */
export function certificateFor(name: x509.JsonName | string): Promise<string> {
  const id = JSON.stringify(name);
  const known = made.get(id) ?? newCertificate(name);
  made.set(id, known);
  return known;
}

/** A certificate as an organisation's authority gives it to an administrator or an application. */
export function memberCertificate(unit: Unit): Promise<string> {
  return certificateFor(`CN=somebody@example.com,OU=${unit},O=example.com,C=CN`);
}

async function newCertificate(name: x509.JsonName | string): Promise<string> {
  const keys = (await webcrypto.subtle.generateKey(algorithm, true, [
    'sign',
    'verify',
  ])) as x509.X509CertificateCreateSelfSignedParams['keys'];
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name,
    keys,
    signingAlgorithm: algorithm,
    notBefore: new Date('2026-01-01'),
    notAfter: new Date('2036-01-01'),
  });
  return certificate.toString('pem');
}
