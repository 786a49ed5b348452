/**
 * Every way in which a whole spreadsheet is refused. What is wrong with one row refuses that row alone (plan-rows.ts).
 *
 * Details hold row numbers, column letters, cell names and the names of documented columns; never anything of the content.
 */

export const fileRefusals = {
  // What it is
  FILE_TYPE_NOT_SUPPORTED: 'The file is neither an .xlsx workbook nor a .csv text; save it as one of them.',
  FILE_DAMAGED: 'The file is damaged or incomplete; open it in a spreadsheet program and save it again.',
  FILE_ENCRYPTED: 'The file is protected by a password; save it without.',
  FILE_TOO_LARGE: 'The file, or what it unpacks to, exceeds the documented limits.',
  FILE_HAS_DTD: 'A part of the workbook declares a document type.',
  FILE_HAS_MACROS: 'The workbook holds macros; save it as .xlsx without.',
  FILE_HAS_EXTERNAL_LINKS: 'The workbook refers to other files or data sources; break the links and save it again.',
  FILE_HAS_FORMULAS: 'A cell holds a formula; replace formulas by their values.',
  ENCODING_NOT_SUPPORTED: 'The text is in UTF-16; save it as "CSV UTF-8".',
  ENCODING_MIXED: 'The text is neither UTF-8 throughout nor GB18030 throughout; save it as "CSV UTF-8".',
  // What it holds
  TOO_MANY_COLUMNS: 'The sheet has more than 100 columns.',
  TOO_MANY_ROWS: 'The sheet has more than 50,000 rows.',
  CELL_TOO_LONG: 'A cell holds more than 4,096 characters.',
  HEADINGS_UNKNOWN: 'A heading of the first row is not documented.',
  HEADING_MISSING: 'A required column is missing.',
  HEADING_TWICE: 'Two headings name the same column.',
  NO_ROWS: 'There is no row below the headings.',
  // How the reading went
  READING_TOO_LONG: 'Reading the file took longer than is allowed.',
  READING_OUT_OF_MEMORY: 'Reading the file took more memory than is allowed.',
  READING_FAILED: 'The file could not be read.',
} as const satisfies Record<string, string>;

export type FileRefusalCode = keyof typeof fileRefusals;
export type FileRefusalDetail = Readonly<Record<string, string | number>>;

/** A spreadsheet that cannot be read as one. Nothing of its content is in the error. */
export class FileRefused extends Error {
  override readonly name = 'FileRefused';

  constructor(
    readonly code: FileRefusalCode,
    readonly detail: FileRefusalDetail = {},
  ) {
    super(`${code} ${JSON.stringify(detail)}`);
  }
}

export function refuseFile(code: FileRefusalCode, detail?: FileRefusalDetail): never {
  throw new FileRefused(code, detail);
}
