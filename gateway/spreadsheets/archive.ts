/**
 * A ZIP archive in memory, checked against the limits before anything of it is unpacked and while it is. An entry's declared size
 * is binding: yauzl ends a stream that goes beyond it, and the checksum must be right.
 */
import { crc32 } from 'node:zlib';
import { type Entry, fromBuffer, type ZipFile } from 'yauzl';
import { FileRefused, refuseFile } from './file-refused';
import { maxEntries, maxInflatedBytes, maxRatio, maxSmallPartBytes, ratioFreeBytes } from './limits';

const pieceBytes = 64 * 1024;

export interface Archive {
  readonly names: readonly string[];
  /** Unpacks as it is read. FILE_DAMAGED where there is no such entry. */
  read(name: string): AsyncIterable<Buffer>;
  /** A part that must be small. */
  readSmall(name: string): AsyncIterable<Buffer>;
}

export async function openArchive(bytes: Buffer): Promise<Archive> {
  const zip = await damagedUnless(openZip(bytes));
  if (zip.entryCount > maxEntries) refuseFile('FILE_TOO_LARGE', { entries: zip.entryCount });
  const entries = await readEntries(zip);
  const read = (name: string) => inflate(zip, entries.get(name) ?? refuseFile('FILE_DAMAGED'));
  const readSmall = (name: string) => {
    if ((entries.get(name)?.uncompressedSize ?? 0) > maxSmallPartBytes) refuseFile('FILE_TOO_LARGE');
    return read(name);
  };
  return { names: [...entries.keys()], read, readSmall };
}

/** Yauzl's messages repeat names of entries, so they are not passed on. */
async function damagedUnless<T>(promise: Promise<T>): Promise<T> {
  return promise.catch((error: unknown) => {
    throw error instanceof FileRefused ? error : new FileRefused('FILE_DAMAGED');
  });
}

function openZip(bytes: Buffer): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true, validateEntrySizes: true }, (error, zip) =>
      error === null ? resolve(zip) : reject(error),
    );
  });
}

async function readEntries(zip: ZipFile): Promise<ReadonlyMap<string, Entry>> {
  const entries = new Map<string, Entry>();
  let inflated = 0;
  await new Promise<void>((resolve, reject) => {
    zip.on('error', reject);
    zip.on('end', resolve);
    zip.on('entry', (entry: Entry) => {
      inflated += entry.uncompressedSize;
      const refusal = entries.has(entry.fileName) ? 'FILE_DAMAGED' : findRefusal(entry, inflated);
      if (refusal !== undefined) return reject(new FileRefused(refusal));
      entries.set(entry.fileName, entry);
      zip.readEntry();
    });
    zip.readEntry();
  }).catch((error: unknown) => damagedUnless(Promise.reject(error)));
  return entries;
}

function findRefusal(entry: Entry, inflated: number): 'FILE_ENCRYPTED' | 'FILE_TOO_LARGE' | undefined {
  if (entry.isEncrypted()) return 'FILE_ENCRYPTED';
  const { compressedSize, uncompressedSize } = entry;
  const bomb = uncompressedSize > ratioFreeBytes && uncompressedSize > compressedSize * maxRatio;
  return bomb || inflated > maxInflatedBytes ? 'FILE_TOO_LARGE' : undefined;
}

async function* inflate(zip: ZipFile, entry: Entry): AsyncIterable<Buffer> {
  const stream = await damagedUnless(zip.openReadStreamPromise(entry));
  let checksum = 0;
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  try {
    for (;;) {
      const { done, value } = await damagedUnless(chunks.next());
      if (done === true) break;
      checksum = crc32(value, checksum);
      // An uncompressed entry comes in one piece.
      for (let from = 0; from < value.length; from += pieceBytes) yield value.subarray(from, from + pieceBytes);
    }
  } finally {
    stream.destroy();
  }
  if (checksum !== entry.crc32) refuseFile('FILE_DAMAGED');
}
