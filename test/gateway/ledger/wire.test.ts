/** Bytes written by hand: a tag is the field's number times eight, and the kind. */
import { common, peer } from '@hyperledger/fabric-protos';
import fc from 'fast-check';
import { Message } from '../../../gateway/ledger/wire';

const read = (...bytes: readonly number[]) => new Message(Uint8Array.from(bytes));
const text = (value: string) => [...Buffer.from(value)];

describe('reading protobuf as Go does', () => {
  it('gives of a value that comes several times the last', () => {
    expect(read(0x0a, 1, ...text('a'), 0x0a, 1, ...text('b')).text(1)).toBe('b');
    expect(read(0x08, 1, 0x08, 2).int32(1)).toBe(2);
  });

  it('merges a message that comes in several parts', () => {
    const message = read(0x0a, 3, 0x0a, 1, ...text('a'), 0x0a, 0, 0x0a, 3, 0x12, 1, ...text('b')).message(1);
    expect([message.text(1), message.text(2)]).toEqual(['a', 'b']);
  });

  it('gives every element of a repeated field', () => {
    expect(
      read(0x0a, 2, 0x08, 1, 0x0a, 2, 0x08, 2)
        .repeated(1)
        .map((each) => each.int32(1)),
    ).toEqual([1, 2]);
  });

  it('overlooks a field of another kind than the one that is asked for', () => {
    const message = read(0x0a, 1, ...text('a'), 0x08, 7);
    expect([message.text(1), message.int32(1)]).toEqual(['a', 7]);
  });

  it('overlooks values of fixed length and groups, whatever is in them', () => {
    const group = [0x1b, 0x0a, 1, ...text('x'), 0x23, 0x24, 0x25, 0, 0, 0, 0, 0x1c];
    expect(read(0x09, 1, 2, 3, 4, 5, 6, 7, 8, 0x0d, 1, 2, 3, 4, ...group, 0x0a, 1, ...text('a')).text(1)).toBe('a');
  });

  it('gives nothing for what is absent', () => {
    const message = read();
    expect([message.text(1), message.int32(1), message.int64(1), message.bool(1)]).toEqual(['', 0, 0n, false]);
    expect([message.message(1).text(1), message.repeated(1)]).toEqual(['', []]);
  });

  it('cuts numbers to their bits', () => {
    const minusOne = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1];
    const three = [0x83, 0x80, 0x80, 0x80, 0x10];
    expect([read(0x08, ...minusOne).int64(1), read(0x08, ...minusOne).int32(1)]).toEqual([-1n, -1]);
    expect([read(0x08, ...three).int32(1), read(0x08, ...three).int64(1)]).toEqual([3, 3n + (1n << 32n)]);
  });

  it.each<[string, readonly number[]]>([
    ['a length beyond its end', [0x0a, 2, 0x61]],
    ['a number that does not end', [0x08, 0x80]],
    ['a number of more than 64 bits', [0x08, ...Array.from({ length: 9 }, () => 0xff), 2]],
    ['a field without a number', [0x02, 0]],
    ['the end of a group that did not begin', [0x0c]],
    ['a group that does not end', [0x0b]],
    ['groups that end in the wrong order', [0x0b, 0x13, 0x0c, 0x14]],
    ['a kind that is none', [0x0f]],
  ])('throws for bytes with %s', (_, bytes) => {
    expect(() => read(...bytes)).toThrow(RangeError);
  });

  it('reads what the library writes', () => {
    fc.assert(
      fc.property(fc.string(), fc.uint8Array(), fc.integer(), fc.maxSafeInteger(), (id, nonce, type, seconds) => {
        const header = new common.ChannelHeader();
        header.setTxId(id);
        header.setExtension$(nonce);
        header.setType(type);
        header.setEpoch(Math.abs(seconds));
        const message = new Message(header.serializeBinary());
        expect([message.text(5), Buffer.from(message.bytes(7)), message.int32(1), message.int64(6)]).toEqual([
          Buffer.from(id).toString(),
          Buffer.from(nonce),
          type,
          BigInt(Math.abs(seconds)),
        ]);
      }),
    );
    const action = new peer.Transaction();
    action.addActions();
    expect(new Message(action.serializeBinary()).repeated(1)).toHaveLength(1);
  });
});
