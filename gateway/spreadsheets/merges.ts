/**
 * Merged cells. A workbook keeps the value in the first cell alone, and says behind all rows which cells are merged, so a sheet
 * that has any is read twice.
 */
import { type Cell, cellName, cellText, isBlankRow, type Merge, parseCell, type RawRow, type Sheet } from './cells';
import { refuseFile } from './file-refused';
import { maxColumns, maxMerges } from './limits';
import { scanXml } from './xml';

const needle = Buffer.from('mergeCell');

/** `read` unpacks the sheet anew. */
export async function readMerges(read: () => AsyncIterable<Buffer>): Promise<readonly Merge[]> {
  if (!(await holds(read()))) return [];
  const merges: Merge[] = [];
  await scanXml(read(), {
    open: (name, { ref = '' }) => {
      if (name !== 'mergeCell') return;
      if (merges.push(parseMerge(ref)) > maxMerges) refuseFile('TOO_MANY_MERGED_CELLS');
    },
  });
  return merges.sort((one, other) => one.firstRow - other.firstRow);
}

async function holds(chunks: AsyncIterable<Buffer>): Promise<boolean> {
  let before = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const piece = Buffer.concat([before, chunk]);
    if (piece.includes(needle)) return true;
    before = piece.subarray(Math.max(0, piece.length - needle.length));
  }
  return false;
}

function parseMerge(reference: string): Merge {
  const [from = '', to = from] = reference.split(':');
  const [first, last] = [parseCell(from), parseCell(to)];
  if (first === undefined || last === undefined) refuseFile('FILE_DAMAGED');
  const merge = { firstRow: first.row, lastRow: last.row, firstColumn: first.column, lastColumn: last.column };
  const isRight = first.row <= last.row && first.column <= last.column;
  return isRight ? merge : refuseFile('FILE_DAMAGED');
}

/** Down its first column a merged cell's value stands in every row that holds anything else. */
export async function* fillMerges(sheet: Sheet): AsyncIterable<readonly RawRow[]> {
  const waiting = (await sheet.merges()).filter(({ firstRow, lastRow }) => lastRow > firstRow);
  if (waiting.length === 0) return yield* sheet.batches;
  let next = 0;
  let open: Opened[] = [];
  for await (const batch of sheet.batches) {
    yield batch.map((raw) => {
      open = open.filter(({ merge }) => merge.lastRow >= raw.row);
      const filled = open.length === 0 || isBlankRow(raw) ? raw : fillRow(raw, open);
      for (let merge = waiting[next]; merge !== undefined && merge.firstRow <= raw.row; merge = waiting[++next]) {
        if (merge.firstRow === raw.row) open.push({ merge, cell: raw.cells[merge.firstColumn] });
      }
      return filled;
    });
  }
}

interface Opened {
  readonly merge: Merge;
  readonly cell: Cell | undefined;
}

function fillRow(raw: RawRow, open: readonly Opened[]): RawRow {
  const cells = [...raw.cells];
  const merged: number[] = [];
  for (const { merge, cell } of open) {
    if (cell === undefined || cells[merge.firstColumn] !== undefined) continue;
    cells[merge.firstColumn] = cell;
    merged.push(merge.firstColumn);
  }
  return merged.length > 0 ? { ...raw, cells, merged } : raw;
}

/**
 * Refuses MERGED_CELLS, with the cell, where a merged cell lies over columns that mean different things, or reaches from the
 * headings into the rows. The answer is called with every row that is read, in order.
 */
export function newMergeCheck(
  merges: readonly Merge[],
  headingRow: number,
  isRead: (column: number) => boolean,
): (raw: RawRow) => void {
  const across = merges.filter(({ firstRow, lastRow }) => firstRow <= headingRow && lastRow > headingRow);
  const waiting = merges.filter((merge) => merge.firstRow > headingRow && isOverSeveral(merge, isRead));
  let next = 0;
  let open: Merge[] = [];
  return ({ row, cells }) => {
    const reaching = across.find(({ lastRow }) => lastRow >= row);
    if (reaching !== undefined) refuseMerge(reaching);
    for (let merge = waiting[next]; merge !== undefined && merge.firstRow <= row; merge = waiting[++next])
      open.push(merge);
    open = open.filter(({ lastRow }) => lastRow >= row);
    const shown = open.find(({ firstColumn }) => cellText(cells[firstColumn]) !== '');
    if (shown !== undefined) refuseMerge(shown);
  };
}

function isOverSeveral({ firstColumn, lastColumn }: Merge, isRead: (column: number) => boolean): boolean {
  for (let column = firstColumn + 1; column <= Math.min(lastColumn, maxColumns); column++) {
    if (isRead(column)) return true;
  }
  return false;
}

function refuseMerge({ firstRow, firstColumn, lastRow, lastColumn }: Merge): never {
  const range = `${cellName(firstColumn, firstRow)}:${cellName(lastColumn, lastRow)}`;
  return refuseFile('MERGED_CELLS', { cell: cellName(firstColumn, firstRow), range });
}
