/** Searches files for values that must not stand in clear anywhere, in the encodings that would hide them from a plain search. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Search {
  readonly files: number;
  /** Paths under the folder in which one of the texts stands. */
  readonly found: readonly string[];
}

/** Files that go while it looks are passed over. */
export function searchFor(texts: readonly string[], folder: string): Search {
  const patterns = texts.flatMap(forms);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name));
  const found = paths.filter((path) => {
    const bytes = read(path);
    return patterns.some((pattern) => bytes.includes(pattern));
  });
  return { files: files.length, found: found.map((path) => path.slice(folder.length + 1)) };
}

function forms(text: string): readonly Buffer[] {
  const bytes = Buffer.from(text);
  const texts = [
    text,
    encodeURIComponent(text),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    ...base64Forms(bytes),
  ];
  return [...[...new Set(texts)].map((each) => Buffer.from(each)), Buffer.from(text, 'utf16le')];
}

/** As it looks wherever it begins in a longer text: what its neighbours decide is left out. */
function base64Forms(bytes: Buffer): readonly string[] {
  return [0, 1, 2].flatMap((offset) => {
    const shifted = Buffer.concat([Buffer.alloc(offset), bytes]);
    const whole = shifted.subarray(0, shifted.length - (shifted.length % 3));
    return (['base64', 'base64url'] as const).map((encoding) => whole.toString(encoding).slice(offset === 0 ? 0 : 4));
  });
}

function read(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}
