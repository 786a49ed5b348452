/**
 * Certificates and keys of one organisation, read and judged before anything starts. A peer whose endorsements no channel would count is
 * refused here by the name of its file, because otherwise every transaction would fail later and none would say why.
 */
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Certificate, readCertificate } from '../identity/certificate';
import { InvalidIdentity, serializeIdentity } from '../identity/identity';
import { Msps } from '../identity/msp';
import { newSigner } from '../identity/signature';
import { ConfigError, type OrganisationConfig } from './config';

export interface PeerCredentials {
  /** PEM, one certificate each. */
  readonly rootCertificates: readonly string[];
  /** Bytes of `SerializedIdentity`. */
  readonly identity: Buffer;
  readonly sign: (message: Uint8Array) => Buffer;
  readonly tls: { readonly certificate: Buffer; readonly privateKey: Buffer } | undefined;
}

/** An organisation with what its files hold. */
export type Enrolled = OrganisationConfig & { readonly credentials: PeerCredentials };

/** Throws one `ConfigError` that names every organisation whose files are wrong. */
export function enrolAll(organisations: readonly OrganisationConfig[]): readonly Enrolled[] {
  const enrolled: Enrolled[] = [];
  const faults: string[] = [];
  for (const organisation of organisations) {
    try {
      enrolled.push({ ...organisation, credentials: readCredentials(organisation) });
    } catch (error) {
      if (!(error instanceof FileFault)) throw error;
      faults.push(`${organisation.mspId}: ${error.message}`);
    }
  }
  if (faults.length > 0) throw new ConfigError(`the configuration is wrong:\n  ${faults.join('\n  ')}`);
  return enrolled;
}

/** A fault of one file, and what to do now. */
class FileFault extends Error {}

interface Pair {
  readonly certificate: string;
  readonly privateKey: string;
}

function readCredentials({ mspId, caCertificates, peer, tls }: OrganisationConfig): PeerCredentials {
  const rootCertificates = caCertificates.map(readText);
  const msps = withMsps(mspId, rootCertificates, caCertificates);
  const { pem, key } = readPair(peer);
  const identity = serializeIdentity(mspId, pem);
  requirePeer(msps, identity, { file: peer.certificate, caCertificates });
  if (tls) readPair(tls);
  return {
    rootCertificates,
    identity,
    sign: newSigner(key),
    tls: tls && { certificate: readFileSync(tls.certificate), privateKey: readFileSync(tls.privateKey) },
  };
}

function withMsps(mspId: string, rootCertificates: readonly string[], files: readonly string[]): Msps {
  for (const [index, pem] of rootCertificates.entries()) parseCertificate(pem, files[index] ?? '');
  try {
    return new Msps([{ mspId, rootCertificates }]);
  } catch (error) {
    throw new FileFault(
      `${files.join(', ')}: ${(error as Error).message}; name the organisation's own CA certificates`,
    );
  }
}

/** A certificate that is valid today, and the private key that belongs to it. */
function readPair({ certificate: file, privateKey }: Pair): { readonly pem: string; readonly key: KeyObject } {
  const pem = readText(file);
  const certificate = parseCertificate(pem, file);
  const now = new Date();
  if (now > certificate.notAfter) {
    throw new FileFault(`${file} expired at ${certificate.notAfter.toISOString()}; have a new certificate issued`);
  }
  if (now < certificate.notBefore) {
    const from = certificate.notBefore.toISOString();
    throw new FileFault(
      `${file} is not valid before ${from}; check the clock of this machine, or have a new one issued`,
    );
  }
  const key = parseKey(readText(privateKey), privateKey);
  if (!certificate.node.checkPrivateKey(key)) {
    throw new FileFault(
      `${privateKey} is not the private key of ${file}; name the key that this certificate was made for`,
    );
  }
  return { pem, key };
}

interface Place {
  readonly file: string;
  readonly caCertificates: readonly string[];
}

function requirePeer(msps: Msps, identity: Buffer, { file, caCertificates }: Place): void {
  try {
    const { roles } = msps.identify(identity);
    if (roles.includes('peer')) return;
    throw new FileFault(`${file} is the certificate of a ${roles[1]}, not of a peer; name one with the OU "peer"`);
  } catch (error) {
    if (!(error instanceof InvalidIdentity)) throw error;
    const advice = `name a peer's certificate that ${caCertificates.join(' or ')} issued`;
    throw new FileFault(`${file} cannot be the certificate of its peer (${error.message}); ${advice}`);
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new FileFault(
      `${file} cannot be read (${(error as NodeJS.ErrnoException).code}); check its path and its mode`,
    );
  }
}

function parseCertificate(pem: string, file: string): Certificate {
  try {
    return readCertificate(pem);
  } catch (error) {
    throw new FileFault(`${file} holds no certificate in PEM form (${(error as Error).message})`);
  }
}

function parseKey(pem: string, file: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (error) {
    throw new FileFault(`${file} holds no private key in PEM form without a passphrase (${(error as Error).message})`);
  }
}
