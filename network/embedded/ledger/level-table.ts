/**
 * Checks the checksum of every block of a LevelDB table file. LevelDB does so only on request, and the binding does not request
 * it. An unnoticed flip in a key or in the filter would make a stored key look absent.
 */
import { maskedCrc32c } from './crc32c';
import { LedgerDamaged } from './damage';

const footerBytes = 48;
const trailerBytes = 5;
const magicNumber = 0xdb4775248b80fb57n;

interface Handle {
  readonly offset: number;
  readonly size: number;
}

export function checkTable(file: string, bytes: Buffer): void {
  const damaged = (what: string) => new LedgerDamaged(`file ${file}`, what);
  if (bytes.length < footerBytes || bytes.readBigUInt64LE(bytes.length - 8) !== magicNumber) {
    throw damaged('it does not end as a table file does');
  }
  const block = ({ offset, size }: Handle): Buffer => {
    const end = offset + size;
    if (end + trailerBytes > bytes.length) {
      throw damaged(`a block at ${offset} lies beyond the end`);
    }
    if (bytes.readUInt32LE(end + 1) !== maskedCrc32c(bytes.subarray(offset, end + 1))) {
      throw damaged(`the checksum of the block at ${offset} differs`);
    }
    if (bytes.readUInt8(end) !== 0) {
      throw damaged(`the block at ${offset} is compressed, which this ledger never asks for`);
    }
    return bytes.subarray(offset, end);
  };
  const footer = new Varints(bytes.subarray(bytes.length - footerBytes));
  const [metaIndex, index] = [footer.handle(), footer.handle()];
  for (const handle of [...handles(block(metaIndex)), ...handles(block(index))]) {
    block(handle);
  }
}

/** The values of an index block, each the place of another block. */
function* handles(block: Buffer): Generator<Handle> {
  const end = block.length - 4 - 4 * block.readUInt32LE(block.length - 4);
  const entries = new Varints(block.subarray(0, end));
  while (!entries.atEnd) {
    entries.next();
    const keyLength = entries.next();
    const valueLength = entries.next();
    entries.skip(keyLength);
    yield new Varints(entries.skip(valueLength)).handle();
  }
}

/** Walks over LevelDB's variable-length integers. */
export class Varints {
  #offset = 0;

  constructor(readonly bytes: Buffer) {}

  get atEnd(): boolean {
    return this.#offset >= this.bytes.length;
  }

  next(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.bytes.readUInt8(this.#offset++);
      value += (byte % 128) * scale;
      if (byte < 128) {
        return value;
      }
    }
  }

  skip(length: number): Buffer {
    this.#offset += length;
    return this.bytes.subarray(this.#offset - length, this.#offset);
  }

  handle(): Handle {
    return { offset: this.next(), size: this.next() };
  }
}
