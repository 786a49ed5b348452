/**
 * The key-value store under the ledger: LevelDB, with a checksum over key and value in every record, and damage told apart
 * from absence. Reads that one simulation makes together go to one snapshot; what a block changes goes in with one write.
 */
import { crc32 } from 'node:zlib';
import { ClassicLevel, type Snapshot as LevelSnapshot } from 'classic-level';
import { LedgerDamaged } from './damage';
import type { KeyRange } from './keys';

const checksumBytes = 4;
/** Checksums of whole files need tables without compression (level-table.ts). */
const levelOptions = { keyEncoding: 'utf8', valueEncoding: 'buffer', compression: false, cacheSize: 32 << 20 } as const;
/** Large enough for some blocks of the orderer's largest size. */
const writeBuffer = 16 << 20;

export type { LevelSnapshot };

export interface Entry {
  readonly key: string;
  readonly value: Buffer;
}

/** Changes that become visible and durable together. */
export class Batch {
  readonly operations: ({ type: 'put'; key: string; value: Buffer } | { type: 'del'; key: string })[] = [];

  put(key: string, value: Buffer): void {
    this.operations.push({ type: 'put', key, value: sealed(key, value) });
  }

  delete(key: string): void {
    this.operations.push({ type: 'del', key });
  }
}

/** An open range of records; hands out chunks until it is empty. */
export interface Scan {
  next(count: number): Promise<Entry[]>;
  close(): void;
}

export class Store {
  private constructor(readonly level: ClassicLevel<string, Buffer>) {}

  static async open(directory: string, create: boolean): Promise<Store> {
    const level = new ClassicLevel<string, Buffer>(directory, { ...levelOptions, writeBufferSize: writeBuffer });
    try {
      await level.open({ createIfMissing: create, errorIfExists: create });
    } catch (error) {
      const cause = (error as { cause?: { code?: string } }).cause;
      if (cause?.code === 'LEVEL_LOCKED') {
        throw new Error(`the ledger in ${directory} is open in another process`, { cause });
      }
      throw new LedgerDamaged(`directory ${directory}`, (cause as Error | undefined)?.message ?? 'it does not open', {
        cause: error,
      });
    }
    return new Store(level);
  }

  /** Takes microseconds, less than a turn of the event loop would. */
  get(key: string, snapshot?: LevelSnapshot): Buffer | undefined {
    const record = this.#read(key, () => this.level.getSync(key, snapshot === undefined ? {} : { snapshot }));
    return record === undefined ? undefined : opened(key, record);
  }

  scan(range: KeyRange, options: { snapshot?: LevelSnapshot | undefined; reverse?: boolean } = {}): Scan {
    const { snapshot, reverse = false } = options;
    const bounds = { gte: range.from, lt: range.to, reverse };
    const iterator = this.level.iterator(snapshot === undefined ? bounds : { ...bounds, snapshot });
    return {
      next: async (count) => {
        const rows = await iterator.nextv(count).catch((error: unknown) => {
          throw toDamage(`the records from ${JSON.stringify(range.from)}`, error);
        });
        return rows.map(([key, record]) => ({ key, value: opened(key, record) }));
      },
      close: () => void iterator.close().catch(() => undefined),
    };
  }

  async *each(range: KeyRange): AsyncGenerator<Entry> {
    const scan = this.scan(range);
    try {
      for (let entries = await scan.next(500); entries.length > 0; entries = await scan.next(500)) {
        yield* entries;
      }
    } finally {
      scan.close();
    }
  }

  /** With `durable` the records have reached the disk when it resolves; without, they survive the process but not the machine. */
  async write(batch: Batch, durable: boolean): Promise<void> {
    await this.level.batch(batch.operations, { sync: durable });
  }

  snapshot(): LevelSnapshot {
    return this.level.snapshot();
  }

  close(): Promise<void> {
    return this.level.close();
  }

  #read<T>(key: string, read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw toDamage(`record ${JSON.stringify(key)}`, error);
    }
  }
}

function sealed(key: string, value: Buffer): Buffer {
  const record = Buffer.allocUnsafe(checksumBytes + value.length);
  value.copy(record, checksumBytes);
  record.writeUInt32BE(crc32(value, crc32(key)));
  return record;
}

function opened(key: string, record: Buffer): Buffer {
  const value = record.subarray(checksumBytes);
  if (record.length < checksumBytes || record.readUInt32BE() !== crc32(value, crc32(key))) {
    throw new LedgerDamaged(`record ${JSON.stringify(key)}`, 'its checksum differs');
  }
  return value;
}

/** LevelDB's finding of corruption as ours; anything else as it is. */
function toDamage(where: string, error: unknown): unknown {
  const code = (error as { code?: string }).code;
  return code === 'LEVEL_CORRUPTION' || code === 'LEVEL_IO_ERROR'
    ? new LedgerDamaged(where, (error as Error).message, { cause: error })
    : error;
}
