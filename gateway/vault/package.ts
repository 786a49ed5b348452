/**
 * The form of what a lender hands to the registrar in every period: JSON under AES-256-GCM with a key of its own, wrapped for the
 * registrar's public key, and always of the same length, whatever it holds. Bound to who hands it over and to the period.
 */
import { constants, createPublicKey, publicEncrypt, randomBytes } from 'node:crypto';
import { canonicalJson } from '../../chaincode/api/canonical';
import { parseCanonical } from '../../chaincode/api/sealed-forms';
import { decrypt, encrypt } from './secret';
import type { PackageContext, RegistrarKey } from './types';

const format = 'tallystick-package-1';
const oaep = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' } as const;
/** Initial value and tag. */
const cipherBytes = 12 + 16;

interface SealedPackage {
  readonly format: typeof format;
  readonly keyVersion: number;
  readonly wrappedKey: string;
  readonly ciphertext: string;
}

/** How many bytes of UTF-8 a package of so many characters holds. */
export function packageRoom(bytes: number, key: RegistrarKey): number {
  const wrappedBytes = Math.ceil((createPublicKey(key.publicKey).asymmetricKeyDetails?.modulusLength ?? 0) / 8);
  const around = writePackage(key.version, 'A'.repeat(Math.ceil((wrappedBytes * 4) / 3)), '').length;
  return Math.floor(((bytes - around) * 3) / 4) - cipherBytes;
}

/** Exactly so many characters. Throws RangeError where the text exceeds packageRoom. */
export function sealPackage(text: string, bytes: number, key: RegistrarKey, context: SealingContext): string {
  const room = packageRoom(bytes, key);
  const content = Buffer.alloc(room, ' ');
  if (Buffer.byteLength(text) > room) throw new RangeError('the package does not hold the text');
  content.write(text);
  const dataKey = randomBytes(32);
  const wrappedKey = publicEncrypt({ key: key.publicKey, ...oaep }, dataKey).toString('base64url');
  const ciphertext = encrypt(dataKey, content, purposeFor(context)).toString('base64url');
  return writePackage(key.version, wrappedKey, ciphertext).padEnd(bytes);
}

/** Undefined where it has not the form, is not wrapped for this vault, or was made by somebody else or for another period. */
export async function openPackage(
  sealed: string,
  context: SealingContext,
  unwrap: (version: number, wrapped: Uint8Array) => Promise<Uint8Array | undefined>,
): Promise<string | undefined> {
  const parsed = parsePackage(sealed);
  const dataKey = parsed && (await unwrap(parsed.keyVersion, Buffer.from(parsed.wrappedKey, 'base64url')));
  if (parsed === undefined || dataKey?.length !== 32) return undefined;
  return decrypt(dataKey, Buffer.from(parsed.ciphertext, 'base64url'), purposeFor(context))?.toString();
}

interface SealingContext extends PackageContext {
  readonly channel: string;
}

function writePackage(keyVersion: number, wrappedKey: string, ciphertext: string): string {
  const form: SealedPackage = { format, keyVersion, wrappedKey, ciphertext };
  return canonicalJson(form);
}

function parsePackage(text: string): SealedPackage | undefined {
  const parsed = parseCanonical(text.trimEnd()) as Partial<SealedPackage> | null | undefined;
  if (parsed?.format !== format || !Number.isSafeInteger(parsed.keyVersion)) return undefined;
  const texts = [parsed.wrappedKey, parsed.ciphertext];
  return texts.every((member) => typeof member === 'string') ? (parsed as SealedPackage) : undefined;
}

function purposeFor({ channel, partyId, period }: SealingContext): string {
  return canonicalJson({ format, channel, partyId, period });
}
