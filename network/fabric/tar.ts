/**
 * The two archive formats of a chaincode package, written so that the same content gives the same bytes on every machine:
 * no times, no owners, and nothing compressed, since compressors differ between versions.
 */
import { crc32 } from 'node:zlib';

export interface ArchiveFile {
  readonly name: string;
  readonly content: Uint8Array;
}

const blockBytes = 512;
const maxStoredBytes = 0xffff;

/** POSIX ustar. */
export function tar(files: readonly ArchiveFile[]): Buffer {
  const entries = files.flatMap(({ name, content }) => [
    writeHeader(name, content.length),
    content,
    padding(content.length),
  ]);
  return Buffer.concat([...entries, Buffer.alloc(2 * blockBytes)]);
}

/** Throws beyond 64 KiB, the size of one stored block. */
export function gzipStored(content: Uint8Array): Buffer {
  const { length } = content;
  if (length > maxStoredBytes) throw new Error(`${length} bytes are more than a stored block holds`);
  const header = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
  const block = Buffer.alloc(5);
  block.writeUInt8(1, 0);
  block.writeUInt16LE(length, 1);
  block.writeUInt16LE(length ^ 0xffff, 3);
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(content), 0);
  trailer.writeUInt32LE(length, 4);
  return Buffer.concat([header, block, content, trailer]);
}

function writeHeader(name: string, size: number): Buffer {
  const header = Buffer.alloc(blockBytes);
  header.write(name, 0, 100);
  header.write('0000644\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  header.write('        ', 148);
  header.write('0', 156);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

function padding(length: number): Buffer {
  return Buffer.alloc((blockBytes - (length % blockBytes)) % blockBytes);
}
