/**
 * The text of an API token: `tls_`, 30 random characters, and 6 that check them, so that scanners of published files recognise a
 * token that leaked. The random part has 178 bits, so its plain SHA-256 can be kept and looked up.
 */
import { createHash, randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const prefix = 'tls_';
const randomLength = 30;
const checkLength = 6;

export function newToken(): string {
  const random = Array.from({ length: randomLength }, () => alphabet[randomInt(alphabet.length)]).join('');
  return prefix + random + checkText(random);
}

/** Tells a token that nobody was given: it has the form of this gateway, and its check differs. */
export function isMistyped(token: string): boolean {
  if (!token.startsWith(prefix)) return false;
  const random = token.slice(prefix.length, -checkLength);
  return random.length !== randomLength || token.slice(-checkLength) !== checkText(random);
}

export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** CRC-32 in base 62, because 62^6 is more than 2^32. */
function checkText(random: string): string {
  let rest = crc32(random);
  let text = '';
  for (let place = 0; place < checkLength; place++) {
    text = alphabet[rest % alphabet.length] + text;
    rest = Math.floor(rest / alphabet.length);
  }
  return text;
}
