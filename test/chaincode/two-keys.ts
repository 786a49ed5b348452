/** One AES-GCM ciphertext that is authentic under two keys: GCM does not commit to its key. For tests of what does. */
import { createCipheriv } from 'node:crypto';

interface TwoKeys {
  readonly keys: readonly [Buffer, Buffer];
  readonly iv: Buffer;
  readonly aad: Buffer;
}

/** The ciphertext of whole blocks under the first key, then one block that makes the tag fit both keys, then the tag. */
export function forTwoKeys(plaintext: Buffer, { keys, iv, aad }: TwoKeys): Buffer {
  if (plaintext.length % 16 !== 0) throw new Error('whole blocks only');
  const cipher = createCipheriv('aes-256-gcm', keys[0], iv);
  const body = cipher.update(plaintext);
  const lengths = Buffer.alloc(16);
  lengths.writeUInt32BE(aad.length * 8, 4);
  lengths.writeUInt32BE((body.length + 16) * 8, 12);
  const padded = Buffer.concat([aad, Buffer.alloc((16 - (aad.length % 16)) % 16)]);
  /** The sum of all blocks but the free one, which counts with the square of the hash key. */
  const [first, second] = keys.map((key) => {
    const h = numberOf(encrypted(key, Buffer.alloc(16)));
    const rest = ghash(h, Buffer.concat([padded, body, Buffer.alloc(16), lengths]));
    const mask = numberOf(encrypted(key, Buffer.concat([iv, Buffer.of(0, 0, 0, 1)])));
    return { tag: rest ^ mask, square: product(h, h) };
  }) as [Part, Part];
  const free = product(first.tag ^ second.tag, inverse(first.square ^ second.square));
  return Buffer.concat([body, blockOf(free), blockOf(first.tag ^ product(free, first.square))]);
}

interface Part {
  readonly tag: bigint;
  readonly square: bigint;
}

function encrypted(key: Buffer, block: Buffer): Buffer {
  return createCipheriv('aes-256-ecb', key, null).setAutoPadding(false).update(block);
}

function ghash(h: bigint, blocks: Buffer): bigint {
  let sum = 0n;
  for (let at = 0; at < blocks.length; at += 16) sum = product(sum ^ numberOf(blocks.subarray(at, at + 16)), h);
  return sum;
}

/** In GF(2^128), with the bits of GCM: the highest is the coefficient of 1. */
function product(one: bigint, other: bigint): bigint {
  let [sum, shifted] = [0n, other];
  for (let bit = 127n; bit >= 0n; bit--) {
    if ((one >> bit) & 1n) sum ^= shifted;
    shifted = shifted & 1n ? (shifted >> 1n) ^ (0xe1n << 120n) : shifted >> 1n;
  }
  return sum;
}

/** To the power of 2^128 - 2. */
function inverse(value: bigint): bigint {
  let [result, square] = [1n << 127n, value];
  for (let bit = 1; bit < 128; bit++) {
    square = product(square, square);
    result = product(result, square);
  }
  return result;
}

function numberOf(block: Buffer): bigint {
  return BigInt(`0x${block.toString('hex')}`);
}

function blockOf(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(32, '0'), 'hex');
}
