/** Judges the rows of a file as an import would read them. Nothing is kept, submitted, or looked up anywhere. */
import { reject } from '../../chaincode/api/refusals';
import type { TimeZone } from '../../chaincode/api/time-zones';
import type { PlacedColumn } from '../spreadsheets/columns';
import { type Note, Notes } from '../spreadsheets/notes';
import { inspect, readRows } from '../spreadsheets/reader';
import type { SpreadsheetFile } from '../spreadsheets/types';
import type { ImportDeps } from './deps';
import type { ImportError } from './store';
import type { Uploads } from './uploads';

/** As many errors as a page of an import's errors holds. */
const maxErrors = 500;

export interface Preview {
  readonly rows: number;
  /** Rows that an import would carry out. */
  readonly good: number;
  readonly rejected: number;
  readonly notes: readonly Note[];
  readonly columns: readonly PlacedColumn[];
  /** The first ones, in the order of the rows. */
  readonly errors: readonly ImportError[];
}

export type PreviewFile = (file: SpreadsheetFile) => Promise<Preview>;

/** Throws FileRefused, and IMPORTS_BUSY. */
export function newPreview(deps: Pick<Uploads, 'inTurn'> & Pick<ImportDeps, 'alliance'>): PreviewFile {
  return async (file) => {
    const { timeZone } = ((await deps.alliance()) ?? reject('ALLIANCE_NOT_FOUNDED')).parameters;
    return deps.inTurn(() => judge(file, timeZone));
  };
}

/** The file is read through before its rows are, because only then is it known to be whole. */
async function judge(file: SpreadsheetFile, timeZone: TimeZone): Promise<Preview> {
  const { rows, notes: noted, columns } = await inspect(file);
  const notes = new Notes(noted);
  const errors: ImportError[] = [];
  let [good, rejected] = [0, 0];
  for await (const read of readRows(file, { timeZone })) {
    const { row } = read;
    if ('item' in read) {
      good += 1;
      for (const { code, detail } of read.warnings ?? []) notes.add(code, detail, row);
    } else {
      rejected += 1;
      errors.push(...read.errors.slice(0, maxErrors - errors.length).map((error) => ({ row, ...error })));
    }
  }
  return { rows, good, rejected, notes: notes.list(), columns, errors };
}
