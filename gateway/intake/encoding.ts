/**
 * Which encoding a text is in. UTF-8 is certain where it fits; else the bytes must be GB18030, which fits almost anything,
 * so lines that are UTF-8 by themselves tell a file that was pasted together from both.
 */
import { isUtf8 } from 'node:buffer';
import { refuseFile } from './file-refusals';

export interface Encoding {
  readonly name: 'utf-8' | 'gb18030';
  /** Bytes of a byte order mark. */
  readonly skip: number;
}

/** Refusals in order: ENCODING_NOT_SUPPORTED, FILE_TYPE_NOT_SUPPORTED for what is no text, ENCODING_MIXED. */
export function encodingOf(bytes: Buffer): Encoding {
  if (isUtf16(bytes)) refuseFile('ENCODING_NOT_SUPPORTED', { found: 'UTF-16' });
  if (isNoText(bytes)) refuseFile('FILE_TYPE_NOT_SUPPORTED');
  const skip = bytes.toString('latin1', 0, 3) === '\xef\xbb\xbf' ? 3 : 0;
  if (isUtf8(bytes)) return { name: 'utf-8', skip };
  if (skip > 0 || !isGb18030(bytes) || mixesUtf8(bytes)) refuseFile('ENCODING_MIXED');
  return { name: 'gb18030', skip };
}

/** By its mark, or because every second byte of its beginning is zero as in ASCII text. */
function isUtf16(bytes: Buffer): boolean {
  const mark = bytes.toString('latin1', 0, 2);
  if (mark === '\xff\xfe' || mark === '\xfe\xff') return true;
  const beginning = bytes.subarray(0, 64);
  const zeros = [0, 0];
  beginning.forEach((byte, index) => {
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = zeros;
  return beginning.length >= 8 && Math.min(even, odd) === 0 && Math.max(even, odd) >= beginning.length / 4;
}

const signatures = ['%PDF-', '\x89PNG', 'GIF8', 'PK\x05\x06', '{\\rtf', '<'];

function isNoText(bytes: Buffer): boolean {
  const start = bytes
    .toString('latin1', 0, 64)
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart();
  return bytes.length === 0 || signatures.some((signature) => start.startsWith(signature)) || hasControls(bytes);
}

function hasControls(bytes: Buffer): boolean {
  return bytes.some((byte) => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d);
}

function isGb18030(bytes: Buffer): boolean {
  const decoder = new TextDecoder('gb18030', { fatal: true });
  try {
    for (let from = 0; from < bytes.length; from += 65_536) {
      decoder.decode(bytes.subarray(from, from + 65_536), { stream: true });
    }
    decoder.decode();
    return true;
  } catch {
    return false;
  }
}

/** More than one in a hundred of the lines beyond ASCII. */
function mixesUtf8(bytes: Buffer): boolean {
  let beyondAscii = 0;
  let utf8 = 0;
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(0x0a, from);
    const line = bytes.subarray(from, end < 0 ? bytes.length : end);
    if (line.some((byte) => byte > 0x7f)) {
      beyondAscii++;
      if (isUtf8(line) && /[\u2e80-\u9fff\uf900-\ufaff]/.test(line.toString())) utf8++;
    }
    from += line.length + 1;
  }
  return utf8 * 100 > beyondAscii;
}
