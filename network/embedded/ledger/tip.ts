/**
 * The end of the chain. It is kept twice: in the store, written with each block; and in a small file beside it, written after
 * each block, as a witness: LevelDB drops a damaged end of its log in silence, and the witness tells that a block was there.
 */

import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { createWhole } from '../../whole-file';
import { LedgerDamaged } from './damage';

export interface Tip {
  readonly channelId: string;
  /** Number of blocks. */
  readonly height: number;
  /** Header hash of the last block; empty at height 0. */
  readonly headerHash: Buffer;
  /** Commit hash of the last block; empty before block 1. */
  readonly commitHash: Buffer;
}

export const emptyTip = (channelId: string): Tip => ({
  channelId,
  height: 0,
  headerHash: Buffer.alloc(0),
  commitHash: Buffer.alloc(0),
});

export function writeTip({ channelId, height, headerHash, commitHash }: Tip): Buffer {
  const [header, commit] = [headerHash.toString('hex'), commitHash.toString('hex')];
  return Buffer.from(JSON.stringify({ format: 1, channelId, height, headerHash: header, commitHash: commit }));
}

export function readTip(record: Buffer): Tip {
  const { channelId, height, headerHash, commitHash } = JSON.parse(record.toString());
  return { channelId, height, headerHash: Buffer.from(headerHash, 'hex'), commitHash: Buffer.from(commitHash, 'hex') };
}

const witnessFile = 'WITNESS';
const linePattern = /^height (\d{15}) block ([0-9a-f]{64}) sum ([0-9a-f]{8})\n$/;

/** The last block that somebody may have been told of. */
export class Witness {
  readonly #descriptor: number;

  private constructor(file: string) {
    this.#descriptor = openSync(file, 'r+');
  }

  static exists(directory: string): boolean {
    return existsSync(join(directory, witnessFile));
  }

  static async create(directory: string): Promise<void> {
    await createWhole(join(directory, witnessFile), writeLine(emptyTip('')));
  }

  static open(directory: string): Witness {
    return new Witness(join(directory, witnessFile));
  }

  static read(directory: string): Pick<Tip, 'height' | 'headerHash'> {
    const file = join(directory, witnessFile);
    const text = readFileSync(file, 'latin1');
    const [, height = '', block = '', sum] = linePattern.exec(text) ?? [];
    if (sum !== checksum(height, block)) {
      throw new LedgerDamaged(`file ${file}`, 'its checksum differs');
    }
    return { height: Number(height), headerHash: Buffer.from(Number(height) === 0 ? '' : block, 'hex') };
  }

  /** One small write in place: a killed process leaves the old line or the new one. */
  write(tip: Pick<Tip, 'height' | 'headerHash'>): void {
    writeSync(this.#descriptor, writeLine(tip), 0, 'latin1');
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

function writeLine({ height, headerHash }: Pick<Tip, 'height' | 'headerHash'>): string {
  const number = String(height).padStart(15, '0');
  const block = headerHash.toString('hex').padStart(64, '0');
  return `height ${number} block ${block} sum ${checksum(number, block)}\n`;
}

const checksum = (height: string, block: string): string => crc32(`${height} ${block}`).toString(16).padStart(8, '0');
