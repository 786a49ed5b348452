/** Which public keys members may register: each works for whoever seals with it, whatever its owner made of it. */
import { constants, createPublicKey, generateKeyPairSync, publicEncrypt } from 'node:crypto';
import fc from 'fast-check';
import { isSealingKey } from '../../chaincode/api/sealing-key';
import {
  evenPublicKey,
  firstPublicKey,
  modulusOf,
  openPublicKey,
  rsaPublicKey,
  secondPublicKey,
  shortPublicKey,
} from './public-keys';

const hasSmallFactor = (modulus: bigint) =>
  Array.from({ length: 376 }, (_, index) => BigInt(2 * index + 2) + 1n).some((factor) => modulus % factor === 0n);

/** The next number up that is odd and has no small factor. */
function nextSound(from: bigint): bigint {
  for (let modulus = from | 1n; ; modulus += 2n) if (!hasSmallFactor(modulus)) return modulus;
}

/** The last number down that is odd and has no small factor. */
function lastSound(from: bigint): bigint {
  for (let modulus = from; ; modulus -= 2n) if (!hasSmallFactor(modulus)) return modulus;
}

const modulus = modulusOf(firstPublicKey);

function reencoded(change: (der: Buffer) => Buffer): string {
  const der = createPublicKey(firstPublicKey).export({ format: 'der', type: 'spki' });
  const lines = change(der)
    .toString('base64')
    .match(/.{1,64}/g);
  return `-----BEGIN PUBLIC KEY-----\n${lines?.join('\n')}\n-----END PUBLIC KEY-----\n`;
}

it.each([
  ['of 3072 bits', firstPublicKey],
  ['another', secondPublicKey],
  [
    'of 4096 bits',
    generateKeyPairSync('rsa', { modulusLength: 4096 }).publicKey.export({ format: 'pem', type: 'spki' }),
  ],
  ['with the smallest modulus', rsaPublicKey(nextSound(2n ** 3071n))],
  ['with a modulus of a length that is no whole number of bytes', rsaPublicKey(nextSound(2n ** 3072n))],
  ['with the largest modulus', rsaPublicKey(lastSound(2n ** 8192n - 1n))],
])('takes a key %s, and others can seal with it', (_what, pem) => {
  expect(isSealingKey(pem as string)).toBe(true);
  const key = { key: pem, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' };
  expect(publicEncrypt(key, Buffer.alloc(32)).length).toBeGreaterThanOrEqual(384);
});

it.each([
  ['an even modulus', evenPublicKey],
  ['a modulus with a factor of 3', rsaPublicKey(nextSound(modulus / 3n) * 3n)],
  ['a modulus with a factor of 751', rsaPublicKey(nextSound(modulus / 751n) * 751n)],
  ['the exponent 1', openPublicKey],
  ['the exponent 3', rsaPublicKey(modulus, 3n)],
  ['an even exponent', rsaPublicKey(modulus, 65_536n)],
  ['an exponent of 100 bits', rsaPublicKey(modulus, 2n ** 99n + 1n)],
  ['2048 bits', shortPublicKey],
  ['3071 bits', rsaPublicKey(lastSound(2n ** 3071n - 1n))],
  ['8193 bits', rsaPublicKey(nextSound(2n ** 8192n))],
])('takes no key with %s', (_what, pem) => {
  expect(isSealingKey(pem)).toBe(false);
});

describe('a good key in another text', () => {
  /** Where the modulus begins, its length before it. */
  const place = 32;
  it.each([
    ['with a byte left out', reencoded((der) => Buffer.concat([der.subarray(0, place), der.subarray(place + 1)]))],
    ['with a byte after it', reencoded((der) => Buffer.concat([der, Buffer.alloc(1)]))],
    ['with a byte less', reencoded((der) => der.subarray(0, -1))],
    [
      'with a length in three bytes',
      reencoded((der) => Buffer.concat([Buffer.from('308300', 'hex'), der.subarray(2)])),
    ],
    [
      'with a negative modulus',
      reencoded((der) => {
        const changed = Buffer.from(der);
        changed[place] = 0xff;
        return changed;
      }),
    ],
    [
      'for signatures only',
      reencoded((der) => {
        const changed = Buffer.from(der);
        changed[16] = 0x0a;
        return changed;
      }),
    ],
    ['in longer lines', firstPublicKey.replace(/(?<=[A-Za-z0-9+/]{64})\n/g, '')],
    ['with other line ends', firstPublicKey.replace(/\n/g, '\r\n')],
    ['without the last line end', firstPublicKey.trimEnd()],
    ['with padding', firstPublicKey.replace('AgMBAAE=', 'AgMBAAE==')],
    ['in base64url', firstPublicKey.replaceAll('+', '-')],
    ['with a headline of another kind', firstPublicKey.replaceAll('PUBLIC KEY', 'RSA PUBLIC KEY')],
    ['with text before it', `of Harbour\n${firstPublicKey}`],
  ])('is none: %s', (_what, pem) => {
    expect(pem).not.toBe(firstPublicKey);
    expect(isSealingKey(pem)).toBe(false);
  });

  it('is none, whatever byte of it is changed to make it none', () => {
    const index = fc.nat({ max: firstPublicKey.length - 1 });
    const bounds = [firstPublicKey.indexOf('AoIB'), firstPublicKey.indexOf('AgMBAAE=')] as const;
    fc.assert(
      fc.property(index, fc.string({ minLength: 1, maxLength: 1 }), (at, character) => {
        // Another modulus may be a good one.
        fc.pre((at < bounds[0] || at >= bounds[1]) && firstPublicKey[at] !== character);
        return !isSealingKey(`${firstPublicKey.slice(0, at)}${character}${firstPublicKey.slice(at + 1)}`);
      }),
    );
  });
});

it.each(['', 'key', '-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n', '\u0000'.repeat(2_048), '\ud800'])(
  'takes no text that is no key (%#)',
  (text) => {
    expect(isSealingKey(text)).toBe(false);
  },
);
