/**
 * Writes protobuf messages field by field, in the order of the calls and without proto3 defaults, which is what Go's
 * marshaller gives for the messages of a ledger. Hashes depend on it, so it is written out here and not left to a library.
 */
export class Wire {
  readonly #parts: Uint8Array[] = [];

  uint(field: number, value: number): this {
    if (value !== 0) {
      this.#parts.push(varint(field * 8), varint(value));
    }
    return this;
  }

  flag(field: number, value: boolean): this {
    return this.uint(field, value ? 1 : 0);
  }

  text(field: number, value: string): this {
    return value === '' ? this : this.message(field, Buffer.from(value));
  }

  bytes(field: number, value: Uint8Array): this {
    return value.length === 0 ? this : this.message(field, value);
  }

  /** A message, or one element of a repeated field: present even where it is empty. */
  message(field: number, value: Uint8Array): this {
    this.#parts.push(varint(field * 8 + 2), varint(value.length), value);
    return this;
  }

  repeated(field: number, values: Iterable<Uint8Array>): this {
    for (const value of values) {
      this.message(field, value);
    }
    return this;
  }

  done(): Buffer {
    return Buffer.concat(this.#parts);
  }
}

const shortVarints = Array.from({ length: 128 }, (_, value) => Buffer.from([value]));

/** Base-128, low group first; exact up to 2^53. */
export function varint(value: number): Buffer {
  const short = shortVarints[value];
  if (short !== undefined) {
    return short;
  }
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return Buffer.from(bytes);
}
