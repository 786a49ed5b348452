/**
 * The public keys for which records are sealed: RSA with an odd modulus of 3072 to 8192 bits and the exponent 65537, in the one
 * PEM text that such a key has. Members seal for each other's keys, so a key that fails others, or that opens for everybody, is
 * none. The text is parsed here and not by OpenSSL, whose versions differ in what they take.
 *
 * Nothing proves that the modulus is the product of two large primes, or that its owner holds the private half. Anybody who can
 * factor a modulus reads what is sealed for its owner; the owner could show that to anybody without a weak key, too.
 */

const headline = '-----BEGIN PUBLIC KEY-----\n';
const footline = '-----END PUBLIC KEY-----\n';
/** rsaEncryption, with parameters NULL. */
const algorithm = Buffer.from('300d06092a864886f70d0101010500', 'hex');
const exponent = Buffer.from('0203010001', 'hex');
/** The bytes before the modulus: four long headers, the algorithm, and the number of bits that a BIT STRING leaves unused. */
const bytesBefore = 4 * 4 + algorithm.length + 1;
const minModulus = 2n ** 3071n;
const maxModulus = 2n ** 8192n - 1n;
/** A factor below that is a mistake in making the key. */
const smallFactors = 752n;

export function isSealingKey(pem: string): boolean {
  const modulus = modulusIn(pem);
  return modulus.length > 0 && formatPem(modulus) === pem && isModulus(modulus);
}

/** The bytes at the modulus's place, whatever stands there. */
function modulusIn(pem: string): Buffer {
  const text = pem.slice(headline.length, -footline.length);
  return Buffer.from(text, 'base64').subarray(bytesBefore, -exponent.length);
}

function formatPem(modulus: Uint8Array): string {
  const key = element(0x30, element(0x02, modulus), exponent);
  const der = element(0x30, algorithm, element(0x03, Buffer.alloc(1), key));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `${headline}${lines.join('\n')}\n${footline}`;
}

/** In DER; a length in two bytes, since every element that holds a modulus has 256 bytes and more. */
function element(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.of(tag, 0x82, (content.length >> 8) & 0xff, content.length & 0xff), content]);
}

/** True for the bytes of a DER integer that is not negative and begins with no needless zero. */
function isModulus(bytes: Uint8Array): boolean {
  const [first = 0, second = 0] = bytes;
  if (first >= 0x80 || (first === 0 && second < 0x80)) return false;
  const modulus = BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
  if (modulus < minModulus || modulus > maxModulus || modulus % 2n === 0n) return false;
  for (let factor = 3n; factor < smallFactors; factor += 2n) if (modulus % factor === 0n) return false;
  return true;
}
