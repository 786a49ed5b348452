/**
 * One RSA key pair: how it is made, and its form on disk, PKCS#12. Its file is locked with a passphrase that follows from the vault's
 * secret. PKCS#12's own derivation is fast, so a guess at the user's passphrase must cost scrypt, which locks the secret alone.
 */
import type { KeyObject, webcrypto } from 'node:crypto';
import { createPrivateKey, createPublicKey, generateKeyPair, sign, subtle } from 'node:crypto';
import { promisify } from 'node:util';
import forge from 'node-forge';
import { derive } from './secret';
import { VaultError } from './types';

export interface KeyPair {
  readonly version: number;
  readonly publicKey: KeyObject;
  /** For RSA-OAEP with SHA-256. WebCrypto, because only there the operation leaves the event loop. */
  readonly privateKey: webcrypto.CryptoKey;
}

/** PKCS#8 in PEM. */
type PrivatePem = string;

const modulusLength = 3072;
/** Nothing depends on it, because 256 random bits need no stretching; programs expect some rounds. */
const derivationCount = 2_048;
const validYears = 20;

/** Opens every key file of the vault. base64url. */
export function keyFilePassphrase(secret: Uint8Array): string {
  return derive(secret, { label: 'key files' }, 32).toString('base64url');
}

/** Generated off the event loop. */
export async function newPrivateKey(): Promise<PrivatePem> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
}

export async function readKeyPair(version: number, pem: PrivatePem): Promise<KeyPair> {
  const key = createPrivateKey(pem);
  const der = key.export({ type: 'pkcs8', format: 'der' });
  const privateKey = await subtle.importKey('pkcs8', der, { name: 'RSA-OAEP', hash: 'SHA-256' }, false, ['decrypt']);
  return { version, publicKey: createPublicKey(key), privateKey };
}

/** AES-256 under the passphrase, with a certificate signed by the key itself, since programs expect one beside a key. */
export function toPkcs12(version: number, pem: PrivatePem, passphrase: string): Buffer {
  const key = forge.pki.privateKeyFromPem(pem);
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.setRsaPublicKey(key.n, key.e);
  // DER wants an integer neither negative nor with zeros before it.
  certificate.serialNumber = `01${version.toString(16).padStart(8, '0')}`;
  certificate.validity.notAfter.setFullYear(certificate.validity.notBefore.getFullYear() + validYears);
  const name = [{ name: 'commonName', value: `tallystick key ${version}` }];
  certificate.setSubject(name);
  certificate.setIssuer(name);
  certificate.sign({ ...key, sign: () => signByNode(pem, certificate) }, forge.md.sha256.create());
  const derivation = { algorithm: 'aes256', count: derivationCount, prfAlgorithm: 'sha256' } as const;
  const options = { ...derivation, friendlyName: `key-${version}` };
  const container = forge.pkcs12.toPkcs12Asn1(key, [certificate], passphrase, options);
  return encode(container);
}

/** Takes a millisecond. node-forge, in plain JavaScript, would keep the gateway from everything else for half a second. */
function signByNode(pem: PrivatePem, { tbsCertificate }: forge.pki.Certificate): string {
  return sign('sha256', encode(tbsCertificate), pem).toString('binary');
}

function encode(value: forge.asn1.Asn1): Buffer {
  return Buffer.from(forge.asn1.toDer(value).getBytes(), 'binary');
}

/** Throws FILE_UNUSABLE, without node-forge's own words. */
export function fromPkcs12(path: string, bytes: Buffer, passphrase: string): PrivatePem {
  const key = keyIn(bytes, passphrase);
  if (key) return forge.pki.privateKeyInfoToPem(forge.pki.wrapRsaPrivateKey(forge.pki.privateKeyToAsn1(key)));
  const why = "it belongs to another vault's secret, was made by an earlier version, or is damaged";
  throw new VaultError('FILE_UNUSABLE', `${path} does not open: ${why}`);
}

function keyIn(bytes: Buffer, passphrase: string) {
  try {
    const container = forge.pkcs12.pkcs12FromAsn1(forge.asn1.fromDer(bytes.toString('binary')), passphrase);
    const bagType = forge.pki.oids.pkcs8ShroudedKeyBag as string;
    return container.getBags({ bagType })[bagType]?.[0]?.key;
  } catch {
    return undefined;
  }
}
