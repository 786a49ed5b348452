/** Turns spreadsheets into items, row by row. Another process reads the file, because a foreign file may harm its reader. */
import { buffer } from 'node:stream/consumers';
import type { TimeZone } from '../../chaincode/api/time-zones';
import { type Asking, ask } from './asking';
import type { PlacedColumn } from './columns';
import type { Note } from './notes';
import { spreadsheets } from './spreadsheets';
import type { Items, RejectedRow, SheetRow, SpreadsheetFile, SpreadsheetKind } from './types';
import { writeWorkbook } from './workbook-writer';
import { templateSheets } from './workbooks';

export interface Inspected {
  /** How many entries there are. */
  readonly rows: number;
  readonly notes: readonly Note[];
  readonly columns: readonly PlacedColumn[];
}

/** Reads the whole file once. Throws FileRefused. */
export async function inspect(file: SpreadsheetFile, options: Asking = {}): Promise<Inspected> {
  for await (const answer of ask({ task: 'inspect', kind: file.kind }, file.bytes, options)) {
    if ('rows' in answer) return answer;
  }
  throw new Error('unreachable: asking ends with an answer or throws');
}

/**
 * Rows in order, from the first after `afterRow`. To be read after `inspect`: a file that is damaged at its end is refused
 * here only when the rows before have been read. The process that reads waits for a slow reader.
 */
export async function* readRows<K extends SpreadsheetKind>(
  file: SpreadsheetFile<K>,
  options: Asking & { readonly timeZone: TimeZone; readonly afterRow?: number },
): AsyncGenerator<SheetRow<Items[K]>, void> {
  const { timeZone, afterRow = 1 } = options;
  const { kind, conditions } = file;
  for await (const answer of ask({ task: 'rows', kind, conditions, afterRow, timeZone }, file.bytes, options)) {
    if ('row' in answer) yield answer.row as SheetRow<Items[K]>;
  }
}

/** The rejected rows as they were, same layout, with a last column of reasons. */
export async function rejectedWorkbook(
  file: SpreadsheetFile,
  rejected: readonly RejectedRow[],
  options: Asking = {},
): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const answer of ask({ task: 'rejected', kind: file.kind, rejected }, file.bytes, options)) {
    if ('part' in answer) parts.push(Buffer.from(answer.part, 'base64'));
  }
  return Buffer.concat(parts);
}

/** The headings, and a second sheet that explains them. */
export async function templateWorkbook(kind: SpreadsheetKind): Promise<Buffer> {
  return buffer(writeWorkbook(templateSheets(spreadsheets[kind])));
}
