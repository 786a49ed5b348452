/**
 * Signatures of people, with WebCrypto: a text is checked against what is shown, said in words, and signed only then. Signing needs
 * nothing of the gateway and runs where the person's key lies.
 */
import { encodeBase64url } from '../../chaincode/api/base64url';
import { lowerS } from '../../chaincode/api/low-s';
import { verify } from './verifier';
import type { ToSign } from './words';

export type { Opening, Words } from './said';
export { verify } from './verifier';
export type { ToSign } from './words';

/** A key of WebCrypto, whichever types of it a program has. */
export type Key = Parameters<typeof crypto.subtle.sign>[1];

export interface KeyPair {
  readonly privateKey: Key;
  readonly publicKey: Key;
}

const ecdsa = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** The pair of a person. The private half never leaves the device and cannot be exported. */
export async function newSigningKeys(): Promise<KeyPair> {
  return crypto.subtle.generateKey(ecdsa, false, ['sign', 'verify']) as Promise<KeyPair>;
}

/** SEC 1, uncompressed, in base64url: the form in which the API takes a public key. */
export async function exportPublicKey({ publicKey }: KeyPair): Promise<string> {
  return encodeBase64url(new Uint8Array(await crypto.subtle.exportKey('raw', publicKey)));
}

/** SHA-256 of the point, in hex: the `keyId` of the API. */
export async function readKeyId({ publicKey }: KeyPair): Promise<string> {
  const point = await crypto.subtle.exportKey('raw', publicKey);
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', point));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The person has read the words of `verify` before. Throws where they would not say all that is signed, or another key is asked to sign. */
export async function signTerms(
  keys: KeyPair,
  toSign: ToSign,
): Promise<{ readonly keyId: string; readonly signature: string }> {
  await verify(toSign);
  const keyId = await readKeyId(keys);
  if (toSign.keyId !== undefined && toSign.keyId !== keyId) throw new Error('another key is asked to sign');
  return { keyId, signature: await signText(keys.privateKey, toSign.message) };
}

/** r ‖ s in base64url with s in the lower half, the one form that counts. */
export async function signText(privateKey: Key, text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.sign(ecdsa, privateKey, new TextEncoder().encode(text)));
  return encodeBase64url(lowerS(bytes));
}
