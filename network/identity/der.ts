/**
 * The few DER forms that signatures and certificates need: a tagged element and a positive integer. Reading is strict,
 * one value has exactly one encoding, so that bytes which were hashed or compared cannot be written differently.
 */

export const sequenceTag = 0x30;
export const bitStringTag = 0x03;
const integerTag = 0x02;

/** One element within `bytes`: its content is `bytes[start, end)` and the next element starts at `end`. */
export interface Element {
  readonly start: number;
  readonly end: number;
}

/** Throws a RangeError where no element of this tag, with a definite and minimal length, lies at `offset`. */
export function readElement(bytes: Buffer, offset: number, tag: number): Element {
  if (bytes[offset] !== tag) throw new RangeError(`no DER element of tag ${tag} at ${offset}`);
  const first = bytes[offset + 1] ?? 0x80;
  const lengthBytes = first < 0x80 ? 0 : first - 0x80;
  if (first === 0x80 || lengthBytes > 4) throw new RangeError(`no definite DER length at ${offset + 1}`);
  const start = offset + 2 + lengthBytes;
  if (start > bytes.length) throw new RangeError('DER length is cut off');
  const length = lengthBytes === 0 ? first : bytes.readUIntBE(offset + 2, lengthBytes);
  const isMinimal = lengthBytes === 0 || (length >= 0x80 && length >= 2 ** (8 * (lengthBytes - 1)));
  if (!isMinimal) throw new RangeError(`DER length at ${offset + 1} is not minimal`);
  if (start + length > bytes.length) throw new RangeError('DER element is cut off');
  return { start, end: start + length };
}

export function writeElement(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  if (content.length < 0x80) return Buffer.concat([Buffer.of(tag, content.length), content]);
  const length = hexToBuffer(content.length.toString(16));
  return Buffer.concat([Buffer.of(tag, 0x80 + length.length), length, content]);
}

/** The integer at `offset` and where the next element starts; throws a RangeError unless positive and minimal. */
export function readPositive(bytes: Buffer, offset: number): { readonly value: bigint; readonly end: number } {
  const { start, end } = readElement(bytes, offset, integerTag);
  const [first = 0xff, second = 0] = bytes.subarray(start, end);
  const isPadded = first === 0 && second < 0x80;
  if (first >= 0x80 || isPadded) throw new RangeError(`DER INTEGER at ${offset} is not positive and minimal`);
  return { value: BigInt(`0x${bytes.toString('hex', start, end)}`), end };
}

export function writePositive(value: bigint): Buffer {
  const bytes = hexToBuffer(value.toString(16));
  const isNegative = (bytes[0] ?? 0) >= 0x80;
  return isNegative ? writeElement(integerTag, Buffer.of(0), bytes) : writeElement(integerTag, bytes);
}

function hexToBuffer(hex: string): Buffer {
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
}
