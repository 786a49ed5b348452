/** How a whole spreadsheet is refused. */
import type { FileRefusalCode, FileRefusalDetail } from '../api/file-problems';
import { Problem } from '../api/problem';

/** Nothing of the file's content is in the error. */
export class FileRefused extends Problem<FileRefusalCode> {
  constructor(
    code: FileRefusalCode,
    readonly detail: FileRefusalDetail = {},
  ) {
    super(code, detail);
  }
}

export function refuseFile(code: FileRefusalCode, detail?: FileRefusalDetail): never {
  throw new FileRefused(code, detail);
}
