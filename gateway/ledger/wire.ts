/**
 * Reads protobuf as Go reads it, because Go's peers decide what is valid. The library for Node replaces a message that comes in
 * several parts, where Go merges them, and fails on a field of another kind, which Go overlooks: the client who sends an envelope
 * could so hide a valid transaction from every gateway.
 */

const varintKind = 0;
const fixed64Kind = 1;
const bytesKind = 2;
const groupKind = 3;
const groupEndKind = 4;
const fixed32Kind = 5;

const maxFieldNumber = 2 ** 29 - 1;

export class Message {
  readonly #bytes = new Map<number, Uint8Array[]>();
  readonly #integers = new Map<number, bigint>();

  /** Throws where the bytes are no message. */
  constructor(bytes: Uint8Array) {
    const cursor = new Cursor(bytes);
    while (!cursor.atEnd) {
      const { field, kind } = cursor.tag();
      if (kind === bytesKind) {
        const values = this.#bytes.get(field);
        const value = cursor.bytes();
        if (values === undefined) this.#bytes.set(field, [value]);
        else values.push(value);
      } else if (kind === varintKind) this.#integers.set(field, cursor.varint());
      else cursor.skip(kind, field);
    }
  }

  /** The last of several values; empty if there is none. */
  bytes(field: number): Uint8Array {
    return this.#bytes.get(field)?.at(-1) ?? new Uint8Array();
  }

  text(field: number): string {
    return Buffer.from(this.bytes(field)).toString();
  }

  /** All parts of it, one after another, are the message: so protobuf defines merging. */
  message(field: number): Message {
    return new Message(Buffer.concat(this.#bytes.get(field) ?? []));
  }

  repeated(field: number): readonly Message[] {
    return (this.#bytes.get(field) ?? []).map((bytes) => new Message(bytes));
  }

  /** A signed integer of 64 bits. */
  int64(field: number): bigint {
    return BigInt.asIntN(64, this.#integers.get(field) ?? 0n);
  }

  /** A signed integer of 32 bits, or the number of an enumeration; higher bits are cut off. */
  int32(field: number): number {
    return Number(BigInt.asIntN(32, this.#integers.get(field) ?? 0n));
  }

  bool(field: number): boolean {
    return (this.#integers.get(field) ?? 0n) !== 0n;
  }
}

class Cursor {
  #at = 0;

  constructor(private readonly all: Uint8Array) {}

  get atEnd(): boolean {
    return this.#at === this.all.length;
  }

  tag(): { readonly field: number; readonly kind: number } {
    const tag = Number(this.varint());
    const field = Math.floor(tag / 8);
    if (field < 1 || field > maxFieldNumber) throw new RangeError('a protobuf field without a number');
    return { field, kind: tag % 8 };
  }

  /** At most ten bytes; of the tenth only the lowest bit may be set. */
  varint(): bigint {
    let value = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.#byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return BigInt(value);
    }
    let long = BigInt(value);
    for (let shift = 28n; shift < 70n; shift += 7n) {
      const byte = this.#byte();
      if (shift === 63n && byte > 1) break;
      long |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return long;
    }
    throw new RangeError('a protobuf number of more than 64 bits');
  }

  bytes(): Uint8Array {
    return this.#take(Number(this.varint()));
  }

  /** A value of a kind that nothing here is of; a group ends with its own number. */
  skip(kind: number, field: number): void {
    const open: number[] = [];
    for (let [next, number] = [kind, field]; ; ) {
      if (next === groupKind) open.push(number);
      else if (next === groupEndKind) {
        if (open.pop() !== number) throw new RangeError('a protobuf group without its beginning');
      } else this.#skipValue(next);
      if (open.length === 0) return;
      ({ kind: next, field: number } = this.tag());
    }
  }

  #skipValue(kind: number): void {
    if (kind === varintKind) this.varint();
    else if (kind === bytesKind) this.bytes();
    else if (kind === fixed64Kind) this.#take(8);
    else if (kind === fixed32Kind) this.#take(4);
    else throw new RangeError('a protobuf field of no known kind');
  }

  #byte(): number {
    const byte = this.all[this.#at++];
    if (byte === undefined) throw new RangeError('a protobuf message that ends too early');
    return byte;
  }

  #take(length: number): Uint8Array {
    const end = this.#at + length;
    if (end > this.all.length) throw new RangeError('a protobuf message that ends too early');
    const taken = this.all.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }
}
