/**
 * The vault's secret: 32 random bytes from which data keys, salts, one-off keys and what locks other files are derived. On
 * disk it alone lies under a key made from the passphrase: salt ‖ iv ‖ ciphertext ‖ tag, by scrypt and AES-256-GCM.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, type ScryptOptions, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { canonicalJson } from '../../chaincode/api/canonical';
import { createWhole } from '../../network/whole-file';
import { readPrivateFile } from './files';
import { VaultError } from './types';

const deriveKey = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);
/** 64 MiB and some 0.2 s; belongs to the format. */
const cost: ScryptOptions = { N: 2 ** 16, r: 8, p: 1, maxmem: 2 ** 27 };
const format = 'tallystick-secret-1';
const secretBytes = 32;
const saltBytes = 16;
const ivBytes = 12;
const tagBytes = 16;
/** Bytes that are reduced to a scalar: so many that the bias is far below what anybody could see. */
export const wideBytes = 48;
/** The order of P-256. */
const curveOrder = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');

/** Undefined where there is no such file. Throws PASSPHRASE_WRONG, which a damaged file cannot be told from. */
export async function readSecret(file: string, passphrase: string, mayBeOpen = false): Promise<Buffer | undefined> {
  const locked = await readPrivateFile(file, mayBeOpen);
  if (locked === undefined) return undefined;
  const key = await deriveKey(passphrase, locked.subarray(0, saltBytes), 32, cost);
  const secret = decrypt(key, locked.subarray(saltBytes), format);
  if (secret?.length === secretBytes) return secret;
  throw new VaultError('PASSPHRASE_WRONG', `${file} does not open: the passphrase is another, or the file is damaged`);
}

/** Does nothing where somebody made one meanwhile. */
export async function createSecret(file: string, passphrase: string): Promise<void> {
  const salt = randomBytes(saltBytes);
  const key = await deriveKey(passphrase, salt, 32, cost);
  await createWhole(file, Buffer.concat([salt, encrypt(key, randomBytes(secretBytes), format)]));
}

/** HKDF-SHA-256 over the secret; different purposes and contexts give independent bytes. */
export function derive(secret: Uint8Array, context: Readonly<Record<string, string>>, length: number): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), canonicalJson(context), length));
}

export function deriveP256Key(secret: Uint8Array, context: Readonly<Record<string, string>>): Buffer {
  const scalar = reduceToScalar(derive(secret, context, wideBytes), curveOrder);
  return Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex');
}

/** To [1, order - 1]. */
export function reduceToScalar(wide: Buffer, order: bigint): bigint {
  return (BigInt(`0x${wide.toString('hex')}`) % (order - 1n)) + 1n;
}

/** AES-256-GCM: iv ‖ ciphertext ‖ tag. */
export function encrypt(key: Uint8Array, plaintext: Uint8Array, purpose: string): Buffer {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(Buffer.from(purpose));
  return Buffer.concat([iv, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** Undefined where the key or the purpose is another, or a bit was changed. */
export function decrypt(key: Uint8Array, bytes: Uint8Array, purpose: string): Buffer | undefined {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivBytes), { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(purpose));
    decipher.setAuthTag(bytes.subarray(-tagBytes));
    return Buffer.concat([decipher.update(bytes.subarray(ivBytes, -tagBytes)), decipher.final()]);
  } catch {
    return undefined;
  }
}
