/**
 * Wraps of data keys for one-off keys, with Node's cryptography: whoever bought unwraps them, and an endorser does where a delivery is
 * said to be unusable.
 */
import { createCipheriv, createDecipheriv, createECDH, hkdfSync } from 'node:crypto';
import { encodeBase64url } from './base64url';
import type { Wrap } from './records';
import { boundTo, dataKeyBytes, parseWrap, type WrapContext } from './sealed-forms';

const curve = 'prime256v1';
/** The initial value of RFC 3394. */
const keyWrapIv = new Uint8Array(8).fill(0xa6);

/** True for a P-256 point in the one encoding that is accepted: 65 bytes uncompressed, base64url. */
export function isOneOffPublicKey(text: string): boolean {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length !== 65 || bytes[0] !== 4 || encodeBase64url(bytes) !== text) return false;
  try {
    const probe = createECDH(curve);
    probe.setPrivateKey(Buffer.from('01'.padStart(64, '0'), 'hex'));
    probe.computeSecret(bytes); // throws for a point off the curve
    return true;
  } catch {
    return false;
  }
}

/** The public half of a 32-byte private key, base64url; undefined where it is no private key of P-256. */
export function deriveOneOffPublicKey(privateKey: Uint8Array): string | undefined {
  try {
    const ecdh = createECDH(curve);
    ecdh.setPrivateKey(Buffer.from(privateKey));
    return ecdh.getPublicKey('base64url', 'uncompressed');
  } catch {
    return undefined;
  }
}

/**
 * Wraps a data key, or several one after another, for a one-off key: ECDH with the ephemeral key, HKDF-SHA-256 bound to the
 * context, AES key wrap.
 */
export function wrapDataKey(
  dataKey: Uint8Array,
  oneOffPublicKey: string,
  ephemeralPrivateKey: Uint8Array,
  context: WrapContext,
): Wrap {
  const ecdh = createECDH(curve);
  ecdh.setPrivateKey(Buffer.from(ephemeralPrivateKey));
  const secret = ecdh.computeSecret(Buffer.from(oneOffPublicKey, 'base64url'));
  const cipher = createCipheriv('id-aes256-wrap', keyEncryptionKey(secret, context), keyWrapIv);
  return {
    ephemeralPublicKey: ecdh.getPublicKey('base64url', 'uncompressed'),
    wrappedKey: encodeBase64url(Buffer.concat([cipher.update(dataKey), cipher.final()])),
  };
}

/** The data keys that were wrapped together; undefined where the wrap is not of that many, or not for this private key and context. */
export function unwrapDataKeys(
  wrap: Wrap,
  count: number,
  oneOffPrivateKey: Uint8Array,
  context: WrapContext,
): readonly Uint8Array[] | undefined {
  const form = parseWrap(wrap, count);
  if (form === undefined) return undefined;
  try {
    const ecdh = createECDH(curve);
    ecdh.setPrivateKey(Buffer.from(oneOffPrivateKey));
    const secret = ecdh.computeSecret(form.ephemeral);
    const decipher = createDecipheriv('id-aes256-wrap', keyEncryptionKey(secret, context), keyWrapIv);
    const keys = Buffer.concat([decipher.update(form.wrapped), decipher.final()]);
    return Array.from({ length: count }, (_, index) => keys.subarray(index * dataKeyBytes, (index + 1) * dataKeyBytes));
  } catch {
    return undefined;
  }
}

/** The data key of a wrap that holds one key. */
export function unwrapDataKey(wrap: Wrap, oneOffPrivateKey: Uint8Array, context: WrapContext): Uint8Array | undefined {
  return unwrapDataKeys(wrap, 1, oneOffPrivateKey, context)?.[0];
}

function keyEncryptionKey(secret: Uint8Array, context: WrapContext): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), boundTo.wrap(context), 32));
}
