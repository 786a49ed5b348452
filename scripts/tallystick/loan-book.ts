/** The file that is uploaded, its conditions, and the name under which an import of them is remembered. */
import { createHash } from 'node:crypto';
import { realpathSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { refuse } from './ended';
import { readBytes, readText } from './files';

const maxBytes = 20 * 1024 * 1024;
export const mediaTypes: Readonly<Record<string, string>> = {
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  '.csv': 'text/csv',
  '.tsv': 'text/csv',
  '.txt': 'text/csv',
};

export interface LoanBook {
  readonly bytes: Buffer<ArrayBuffer>;
  /** `.xlsx` or `.csv`. */
  readonly extension: string;
  /** JSON text of a joinLimit. */
  readonly conditions: string | undefined;
}

/** `conditions` is JSON, or `@FILE`. */
export function readLoanBook(file: string, conditions?: string): LoanBook {
  const extension = extname(file).toLowerCase();
  if (mediaTypes[extension] === undefined) {
    refuse(`${file} is no .xlsx, .csv, .tsv or .txt file; open it in Excel or WPS and save it as .xlsx (另存为 .xlsx)`);
  }
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat?.isFile() !== true) refuse(`${file} is no file that can be read`);
  if (stat.size > maxBytes) refuse(`${file} holds more than 20 MB; cut it into several`);
  return { bytes: readBytes(file), extension, conditions: readConditions(conditions) };
}

/** The same for the same upload to the same gateway; tells nothing of its content. */
export function makeFingerprint({ bytes, conditions }: LoanBook, gatewayUrl: string): string {
  const content = createHash('sha256').update(bytes).digest('hex');
  return createHash('sha256')
    .update(JSON.stringify([gatewayUrl, content, conditions ?? null]))
    .digest('hex');
}

/** The file for rejected rows: beside the upload, and never over it. */
export function rejectedPathFor(file: string, chosen?: string): string {
  const beside = join(dirname(file), `${basename(file, extname(file))}.rejected.xlsx`);
  const path = chosen ?? beside;
  if (realPath(path) === realPath(file)) refuse(`${path} is the file that is uploaded; choose another with --rejected`);
  return path;
}

function readConditions(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const json = text.startsWith('@') ? readText(text.slice(1)) : text;
  let why = 'it is JSON, but no object';
  try {
    const conditions: unknown = JSON.parse(json);
    if (typeof conditions === 'object' && conditions !== null && !Array.isArray(conditions)) {
      return JSON.stringify(conditions);
    }
  } catch (error) {
    why = (error as Error).message;
  }
  const hint = isFile(text) ? `; for the file write --conditions @${text} (文件须写作 @${text})` : '';
  return refuse(
    `the conditions are no JSON object such as {"participantCount": 3} (条件不是 JSON 对象): ${why}${hint}`,
  );
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}
