/**
 * Detects the encoding of a text. UTF-8 is certain where it fits; else the bytes must be GB18030, which fits almost anything, so
 * lines that are UTF-8 by themselves tell a file that was pasted together from both.
 */
import { isUtf8 } from 'node:buffer';
import { refuseFile } from './file-refused';

export interface Encoding {
  readonly name: 'utf-8' | 'gb18030';
  /** Bytes of a byte order mark. */
  readonly skip: number;
  /** True if it may be another encoding, whose bytes fit GB18030 as almost all do. */
  readonly isDoubtful: boolean;
}

/** Characters by which other encodings can be told. */
const enoughToTell = 20;

/** Refusals in order: ENCODING_NOT_SUPPORTED, FILE_TYPE_NOT_SUPPORTED for what is no text, ENCODING_MIXED. */
export function detectEncoding(bytes: Buffer): Encoding {
  if (isUtf16(bytes)) refuseFile('ENCODING_NOT_SUPPORTED', { found: 'UTF-16' });
  if (isNoText(bytes)) refuseFile('FILE_TYPE_NOT_SUPPORTED');
  const skip = bytes.toString('latin1', 0, 3) === '\xef\xbb\xbf' ? 3 : 0;
  if (isUtf8(bytes)) return { name: 'utf-8', skip, isDoubtful: false };
  if (skip > 0 || !isGb18030(bytes) || mixesUtf8(bytes)) refuseFile('ENCODING_MIXED');
  return { name: 'gb18030', skip, isDoubtful: !isLikelyChinese(bytes) };
}

/** By its mark, or because zeros stand at every second byte of its beginning only, as those of delimiters do. */
function isUtf16(bytes: Buffer): boolean {
  const mark = bytes.toString('latin1', 0, 2);
  if (mark === '\xff\xfe' || mark === '\xfe\xff') return true;
  const beginning = bytes.subarray(0, 64);
  const zeros = [0, 0];
  beginning.forEach((byte, index) => {
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = zeros;
  return beginning.length >= 8 && Math.min(even, odd) === 0 && Math.max(even, odd) >= 3;
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

/** Half of the characters beyond ASCII, punctuation aside, must be such as are common in Chinese, and used as Chinese uses them. */
function isLikelyChinese(bytes: Buffer): boolean {
  let [all, common, late, lowTrail] = [0, 0, 0, 0];
  for (let at = 0; at < bytes.length; at++) {
    const lead = bytes[at] ?? 0;
    if (lead < 0x80) continue;
    const trail = bytes[at + 1] ?? 0;
    if (trail >= 0x30 && trail <= 0x39) {
      // Four bytes, which no other encoding looks like.
      at += 3;
      common++;
    } else {
      at++;
      if (lead >= 0xa1 && lead <= 0xa3 && trail >= 0xa1) continue;
      if (lead >= 0xb0 && lead <= 0xd7 && trail >= 0xa1) common++;
      if (lead > 0xc8) late++;
      if (trail < 0xc0) lowTrail++;
    }
    all++;
  }
  // The first level of GB 2312 goes on behind C8, where Korean syllables end, and Cyrillic letters begin at C0.
  const isOther = all >= enoughToTell && (late === 0 || lowTrail === 0);
  return common * 2 >= all && !isOther;
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
