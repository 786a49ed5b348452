/** A .csv as a sheet: RFC 4180 with the delimiter of its first line. Every cell is a text. */
import { CsvError, parse } from 'csv-parse';
import { boundedText, type Cell, cellName, columnLetters, type RawRow, type Sheet } from './cells';
import { detectEncoding, type Encoding } from './encoding';
import { refuseFile } from './file-refused';
import { maxColumns, maxHeadingRows, maxRecordBytes, maxRowElements } from './limits';

const pieceBytes = 64 * 1024;

export function readCsv(file: Buffer): Sheet {
  // Programs of DOS end a text so.
  const bytes = file.at(-1) === 0x1a ? file.subarray(0, -1) : file;
  const encoding = detectEncoding(bytes);
  const { isDoubtful } = encoding;
  const isGb18030 = encoding.name === 'gb18030';
  const plain = { name: '', date1904: false, hiddenColumns: new Set<number>(), merges: async () => [] };
  return { ...plain, isDoubtful, isGb18030, batches: batches(bytes, encoding) };
}

/** One batch for each piece. The parser hands its records over one by one as it finds them, and keeps none. */
async function* batches(bytes: Buffer, encoding: Encoding): AsyncIterable<RawRow[]> {
  let batch: RawRow[] = [];
  let row = 0;
  const parser = parse({
    delimiter: findDelimiter(bytes.subarray(encoding.skip), encoding),
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: maxRecordBytes,
    on_record: (record: string[]) => void batch.push(rawRow(++row, record)),
  });
  // The writer hears of an error.
  parser.on('error', () => {});
  try {
    for (const piece of pieces(bytes, encoding)) {
      await called((done) => parser.write(piece, done));
      yield batch;
      batch = [];
    }
    await called((done) => parser.end(done));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    if (error.code === 'CSV_MAX_RECORD_SIZE') refuseFile('CELL_TOO_LONG', { cell: cellName(0, row + 1) });
    refuseFile('FILE_DAMAGED', { row: row + 1 });
  }
  yield batch;
}

function called(start: (done: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    start((error) => (error ? reject(error) : resolve()));
  });
}

function rawRow(row: number, record: readonly string[]): RawRow {
  if (row > maxRowElements) refuseFile('TOO_MANY_ROWS');
  if (record.length > maxColumns && record.slice(maxColumns).some((text) => text.trim() !== '')) {
    refuseFile('TOO_MANY_COLUMNS', { column: columnLetters(maxColumns) });
  }
  const cells: Cell[] = record.slice(0, maxColumns).map((text, column) => boundedText(text, column, row));
  return { row, cells };
}

/** Whichever of the first three stands most often in one of the first lines; a title above the headings has none. */
function findDelimiter(bytes: Buffer, { name }: Encoding): string {
  const lines = new TextDecoder(name)
    .decode(bytes.subarray(0, pieceBytes))
    .split(/[\r\n]+/, maxHeadingRows)
    .map((line) => line.replace(/"[^"]*"/g, ''));
  const count = (mark: string) => Math.max(...lines.map((line) => line.split(mark).length));
  const best = [';', '\t'].reduce((most, mark) => (count(mark) > count(most) ? mark : most), ',');
  return count(best) > 1 ? best : (['|', '，'].find((mark) => count(mark) > 1) ?? best);
}

/** The encoding has been checked against all bytes before. */
function* pieces(bytes: Buffer, { name, skip }: Encoding): Iterable<string> {
  const decoder = new TextDecoder(name, { fatal: true });
  for (let from = skip; from < bytes.length; from += pieceBytes) {
    yield decoder.decode(bytes.subarray(from, from + pieceBytes), { stream: true });
  }
  yield decoder.decode();
}
