import { readElement, sequenceTag, writeElement, writePositive } from '../../../network/identity/der';

describe('an element', () => {
  test.each([0, 1, 127, 128, 255, 256, 65_535, 65_536])('of %i bytes is read as it was written', (length) => {
    const content = Buffer.alloc(length, 7);
    const bytes = Buffer.concat([Buffer.of(1), writeElement(sequenceTag, content), Buffer.of(2)]);
    const { start, end } = readElement(bytes, 1, sequenceTag);
    expect(bytes.subarray(start, end).equals(content)).toBe(true);
    expect(end).toBe(bytes.length - 1);
  });

  test.each([
    ['is not there', []],
    ['has another tag', [0x31, 0]],
    ['has no length', [0x30]],
    ['has half a length', [0x30, 0x82, 1]],
    ['is cut off', [0x30, 2, 0]],
    ['has an indefinite length', [0x30, 0x80, ...Array(200).fill(0)]],
    ['has a length of five bytes', [0x30, 0x85, 1, 0, 0, 0, 0, 0]],
    ['has a longer length than it needs', [0x30, 0x81, 1, 0]],
    ['has a length with a leading zero', [0x30, 0x82, 0, 0x80, ...Array(200).fill(0)]],
  ])('that %s is refused', (_, bytes) => {
    expect(() => readElement(Buffer.from(bytes), 0, sequenceTag)).toThrow(RangeError);
  });
});

test('a number with its highest bit set gets a zero in front, so that it stays positive', () => {
  expect(writePositive(0x7fn).toString('hex')).toBe('02017f');
  expect(writePositive(0x80n).toString('hex')).toBe('02020080');
  expect(writePositive(0x100n).toString('hex')).toBe('02020100');
});
