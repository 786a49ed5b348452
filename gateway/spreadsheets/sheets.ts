/** Which sheet of a workbook holds the rows: the first that a person sees and that has enough of the headings. */
import { isBlankRow, type RawRow, type Sheet } from './cells';
import type { Column } from './columns';
import { FileRefused, refuseFile } from './file-refused';
import { findHeadingRow } from './heading-row';
import { maxHeadingRows } from './limits';
import { fillMerges } from './merges';
import type { Notes } from './notes';

export const explanationsName = 'Columns 说明';

/** A sheet of which the first rows are read. */
export interface OpenedSheet {
  readonly sheet: Sheet;
  readonly first: readonly RawRow[];
  readonly rest: AsyncGenerator<readonly RawRow[], undefined>;
  /** Among the first rows; undefined where none of them names a column. */
  readonly heading: { readonly index: number; readonly count: number } | undefined;
}

/** Undefined where no sheet holds anything. A sheet that cannot be read is refused only where no other is good. */
export async function chooseSheet(
  sheets: AsyncIterable<Sheet>,
  columns: readonly Column[],
  notes: Notes,
): Promise<OpenedSheet | undefined> {
  const required = columns.filter(({ need }) => need === 'required').length;
  const enough = required / 2;
  let best: OpenedSheet | undefined;
  let refused: FileRefused | undefined;
  const filled: string[] = [];
  const tables: string[] = [];
  for await (const sheet of sheets) {
    try {
      const opened = await openSheet(sheet, columns);
      if (opened.first.length > 0) filled.push(sheet.name);
      const { first, heading } = opened;
      if (heading !== undefined && heading.count >= required && first.length > heading.index + 1)
        tables.push(sheet.name);
      const count = best?.heading?.count ?? -1;
      const isBetter = opened.first.length > 0 && count < enough && (opened.heading?.count ?? 0) > count;
      await (isBetter ? best : opened)?.rest.return(undefined);
      if (isBetter) best = opened;
    } catch (error) {
      refused ??= placedIn(sheet.name, error);
    }
  }
  if (refused !== undefined && (best?.heading?.count ?? 0) < enough) throw refused;
  if (tables.length > 1) refuseFile('SHEETS_SEVERAL', { sheets: listed(tables) });
  const others = filled.filter((name) => name !== best?.sheet.name && name !== explanationsName);
  if (others.length > 0) notes.add('SHEETS_NOT_READ', { sheets: listed(others) });
  const hidden = best?.sheet.hiddenSheets ?? [];
  if (hidden.length > 0) notes.add('SHEETS_HIDDEN', { sheets: listed(hidden) });
  return best;
}

function listed(names: readonly string[]): string {
  return names.slice(0, 5).map(shownName).join(', ');
}

async function openSheet(sheet: Sheet, columns: readonly Column[]): Promise<OpenedSheet> {
  const rest = filledRows(fillMerges(sheet));
  const first: RawRow[] = [];
  while (first.length <= maxHeadingRows) {
    const { value } = await rest.next();
    if (value === undefined) break;
    first.push(...value);
  }
  return { sheet, first, rest, heading: findHeadingRow(first.slice(0, maxHeadingRows), columns) };
}

async function* filledRows(batches: AsyncIterable<readonly RawRow[]>): AsyncGenerator<RawRow[], undefined> {
  for await (const batch of batches) {
    const filled = batch.filter((row) => !isBlankRow(row));
    if (filled.length > 0) yield filled;
  }
}

/** The refusal with the sheet that it is about; throws what is none. */
export function placedIn(sheet: string, error: unknown): FileRefused {
  if (!(error instanceof FileRefused)) throw error;
  const { code, detail } = error;
  const isPlaced = sheet === '' || !('cell' in detail || 'column' in detail || 'row' in detail) || 'sheet' in detail;
  return isPlaced ? error : new FileRefused(code, { sheet: shownName(sheet), ...detail });
}

/** A sheet may be named by a person's number. */
export function shownName(name: string): string {
  return name.replace(/\d{6,}/g, '…').slice(0, 40);
}
