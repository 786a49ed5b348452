import { generateKeyPairSync, verify } from 'node:crypto';
import { isSupportedKey, lowerS, newSigner, verifyLowS } from '../../../network/identity/signature';
import { otherS, P256_ORDER, P384_ORDER } from './certificates';

const MESSAGE = Buffer.from('one hundred thousand at eighteen percent');

describe.each([
  { curve: 'P-256', order: P256_ORDER },
  { curve: 'P-384', order: P384_ORDER },
])('a signature on $curve', ({ curve, order }) => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: curve });
  const sign = newSigner(privateKey);
  const signature = sign(MESSAGE);

  test('is verified by its maker’s key over its message, and by no other', () => {
    const stranger = generateKeyPairSync('ec', { namedCurve: curve });
    expect(verifyLowS(publicKey, MESSAGE, signature)).toBe(true);
    expect(verifyLowS(publicKey, Buffer.from('another message'), signature)).toBe(false);
    expect(verifyLowS(stranger.publicKey, MESSAGE, signature)).toBe(false);
  });

  test('is in the form that OpenSSL verifies with SHA-256', () => {
    expect(verify('sha256', MESSAGE, publicKey, signature)).toBe(true);
  });

  test('always has the lower s', () => {
    for (let round = 0; round < 40; round++) {
      const made = sign(Buffer.of(round));
      const s = BigInt(`0x${made.subarray(6 + (made[3] ?? 0)).toString('hex')}`);
      expect(s <= order / 2n).toBe(true);
      expect(verifyLowS(publicKey, Buffer.of(round), made)).toBe(true);
    }
  });

  test('is refused with the higher s, which OpenSSL accepts', () => {
    const twin = otherS(signature, order);
    expect(verify('sha256', MESSAGE, publicKey, twin)).toBe(true);
    expect(verifyLowS(publicKey, MESSAGE, twin)).toBe(false);
  });

  test('is refused with a byte behind it', () => {
    expect(verifyLowS(publicKey, MESSAGE, Buffer.concat([signature, Buffer.of(0)]))).toBe(false);
  });

  test('is refused cut short, empty, or as something else', () => {
    for (const bytes of [signature.subarray(0, -1), signature.subarray(0, 1), Buffer.of(), Buffer.from('signature')]) {
      expect(verifyLowS(publicKey, MESSAGE, bytes)).toBe(false);
    }
  });
});

describe('the form of a signature', () => {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const lowered = (hex: string) => lowerS(publicKey, Buffer.from(hex, 'hex'))?.toString('hex');

  test('is a sequence of two positive numbers', () => {
    expect(lowered('3006020101020102')).toBe('3006020101020102');
    expect(lowered('300702010102020080')).toBe('300702010102020080');
  });

  test.each([
    ['a negative number', '3006020181020101'],
    ['an empty number', '30050200020101'],
    ['zero', '3006020100020101'],
    ['a padded number', '300702020001020101'],
    ['a length in more bytes than it needs', '308106020101020101'],
    ['a length with leading zeros', '30820006020101020101'],
    ['an indefinite length', '30800201010201010000'],
    ['a length beyond the end', '3007020101020101'],
    ['a number beyond the end', '3006020101020201'],
    ['a byte behind it', '300602010102010100'],
    ['an element behind s', '3009020101020101020101'],
    ['one number only', '3003020101'],
    ['another tag', '3106020101020101'],
    ['nothing', ''],
  ])('is refused with %s', (_, hex) => {
    expect(lowered(hex)).toBeUndefined();
  });
});

test('a message that is a view into a larger buffer is signed and verified as the view', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const large = new Uint8Array(Buffer.concat([Buffer.alloc(7), MESSAGE, Buffer.alloc(9)]));
  const signature = newSigner(privateKey)(large.subarray(7, 7 + MESSAGE.length));
  const padded = new Uint8Array(Buffer.concat([Buffer.alloc(5), signature]));
  expect(verifyLowS(publicKey, MESSAGE, padded.subarray(5))).toBe(true);
});

describe('keys that Fabric’s ECDSA does not cover', () => {
  const secp256k1 = generateKeyPairSync('ec', { namedCurve: 'secp256k1' });
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });

  test.each([
    ['another curve', secp256k1],
    ['RSA', rsa],
  ])('%s is refused for signing and verifying', (_, { privateKey, publicKey }) => {
    expect(isSupportedKey(publicKey)).toBe(false);
    expect(() => newSigner(privateKey)).toThrow('only ECDSA keys on P-256 and P-384');
    expect(() => verifyLowS(publicKey, MESSAGE, Buffer.of())).toThrow('only ECDSA keys on P-256 and P-384');
  });

  test('a public key cannot sign', () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    expect(() => newSigner(publicKey)).toThrow('signing needs a private key');
  });
});
