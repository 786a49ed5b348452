/**
 * Reads LevelDB's log files (the write-ahead log and the manifest) and checks every record, before LevelDB itself does: it
 * would pass over a bad record and everything behind it in silence. A record cut off by the end of the file is what a killed
 * process leaves behind, and no damage.
 */
import { maskedCrc32c } from './crc32c';
import { LedgerDamaged } from './damage';

const blockBytes = 32 * 1024;
const headerBytes = 7;
const [FULL, FIRST, MIDDLE, LAST] = [1, 2, 3, 4];

/** The complete records of a log file; throws LedgerDamaged with the offset of the first bad one. */
export function logRecords(file: string, bytes: Buffer): Buffer[] {
  const records: Buffer[] = [];
  let fragments: Buffer[] = [];
  let offset = 0;
  const damaged = (what: string) => new LedgerDamaged(`file ${file}, offset ${offset}`, what);
  while (offset + headerBytes <= bytes.length) {
    const left = blockBytes - (offset % blockBytes);
    if (left < headerBytes) {
      offset += left;
      continue;
    }
    const length = bytes.readUInt16LE(offset + 4);
    const type = bytes.readUInt8(offset + 6);
    if (type === 0 && length === 0) {
      if (bytes.subarray(offset).some((byte) => byte !== 0)) {
        throw damaged('a gap in the log');
      }
      break;
    }
    const end = offset + headerBytes + length;
    if (headerBytes + length > left) {
      throw damaged('a record with an impossible length');
    }
    if (end > bytes.length) {
      break;
    }
    if (bytes.readUInt32LE(offset) !== maskedCrc32c(bytes.subarray(offset + 6, end))) {
      throw damaged('the checksum of a log record differs');
    }
    if ((type === FULL || type === FIRST) !== (fragments.length === 0) || type > (LAST as number)) {
      throw damaged('a fragment of a log record is missing');
    }
    fragments.push(bytes.subarray(offset + headerBytes, end));
    if (type !== FIRST && type !== MIDDLE) {
      records.push(Buffer.concat(fragments));
      fragments = [];
    }
    offset = end;
  }
  return records;
}
