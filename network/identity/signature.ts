/**
 * ECDSA as Fabric's MSP wants it: SHA-256 whatever the curve, DER, and the lower of the two values of s that both verify
 * ("low-S"). node:crypto does the arithmetic; half of what it signs is high-S, and it accepts either.
 */
import { type KeyObject, sign, verify } from 'node:crypto';
import { readElement, readPositive, sequenceTag, writeElement, writePositive } from './der';

interface Signature {
  readonly r: bigint;
  readonly s: bigint;
}

/** The group orders n, by OpenSSL's names of the curves (SEC 2, secp256r1 and secp384r1). */
const curveOrders: Readonly<Record<string, bigint>> = {
  prime256v1: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  secp384r1: BigInt(`0x${'f'.repeat(48)}c7634d81f4372ddf581a0db248b0a77aecec196accc52973`),
};

/** True for the keys that this file signs and verifies with: EC on P-256 or P-384. */
export function isSupportedKey(key: KeyObject): boolean {
  return findOrder(key) !== undefined;
}

/**
 * A function that signs messages (not digests) and returns the DER form, low-S.
 * Throws where the key is not a private key on P-256 or P-384.
 */
export function newSigner(privateKey: KeyObject): (message: Uint8Array) => Buffer {
  const order = requireOrder(privateKey);
  if (privateKey.type !== 'private') throw new Error(`signing needs a private key, not a ${privateKey.type} one`);
  return (message) => {
    const raw = sign('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('hex');
    const r = BigInt(`0x${raw.slice(0, raw.length / 2)}`);
    const s = BigInt(`0x${raw.slice(raw.length / 2)}`);
    return encode(lowered({ r, s }, order));
  };
}

/**
 * True where `signature` is strict DER, with nothing behind it, low-S, and this key's signature of the message.
 * (Fabric itself overlooks trailing bytes.) Throws only where the key is not on P-256 or P-384.
 */
export function verifyLowS(publicKey: KeyObject, message: Uint8Array, signature: Uint8Array): boolean {
  const order = requireOrder(publicKey);
  const parsed = parse(signature);
  if (parsed === undefined || isHigh(parsed.s, order)) return false;
  return verify('sha256', message, { key: publicKey, dsaEncoding: 'der' }, signature);
}

/** The low-S form of a DER signature by this key's private half; undefined where it is not strict DER. */
export function lowerS(publicKey: KeyObject, signature: Uint8Array): Buffer | undefined {
  const parsed = parse(signature);
  return parsed && encode(lowered(parsed, requireOrder(publicKey)));
}

function parse(signature: Uint8Array): Signature | undefined {
  const bytes = Buffer.from(signature.buffer, signature.byteOffset, signature.byteLength);
  try {
    const sequence = readElement(bytes, 0, sequenceTag);
    const r = readPositive(bytes, sequence.start);
    const s = readPositive(bytes, r.end);
    const isWhole = s.end === sequence.end && sequence.end === bytes.length;
    return isWhole ? { r: r.value, s: s.value } : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function encode({ r, s }: Signature): Buffer {
  return writeElement(sequenceTag, writePositive(r), writePositive(s));
}

function lowered({ r, s }: Signature, order: bigint): Signature {
  return { r, s: isHigh(s, order) ? order - s : s };
}

function isHigh(s: bigint, order: bigint): boolean {
  return s > order / 2n;
}

function findOrder(key: KeyObject): bigint | undefined {
  return key.asymmetricKeyType === 'ec' ? curveOrders[key.asymmetricKeyDetails?.namedCurve ?? ''] : undefined;
}

function requireOrder(key: KeyObject): bigint {
  const order = findOrder(key);
  if (order === undefined) throw new Error('only ECDSA keys on P-256 and P-384 are supported');
  return order;
}
