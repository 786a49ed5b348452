/**
 * The process that reads one spreadsheet and ends. Its parent holds its standard input open; when that closes, nobody waits for
 * an answer any more. Nothing is written anywhere but to standard output.
 */
import { once } from 'node:events';
import { FileRefused } from './file-refused';
import type { Answer, Opening, Question } from './messages';
import { readSpreadsheetRows } from './rows';
import type { Spreadsheet } from './spreadsheet';
import { spreadsheets } from './spreadsheets';
import { openTable, placedColumns, type Table } from './table';
import type { Items, SpreadsheetKind } from './types';
import { writeRejectedRows } from './workbooks';

async function main(): Promise<void> {
  // Nobody sees a stack, and csv-parse makes an error for every line of another length.
  Error.stackTraceLimit = 0;
  process.stdout.on('error', () => process.exit(1));
  const { question, bytes } = await received();
  try {
    const table = await openTable(bytes, spreadsheets[question.kind].columns);
    const rows = await answer(question, table);
    await say([{ rows, notes: table.notes.list(), columns: placedColumns(table) }]);
  } catch (error) {
    const { code, detail } = error instanceof FileRefused ? error : new FileRefused('READING_FAILED');
    const isAboutHeadings = code === 'HEADINGS_UNKNOWN' || code === 'HEADING_MISSING';
    const meant = isAboutHeadings ? await findOtherKind(question.kind, bytes) : undefined;
    if (meant !== undefined) return say([{ refused: { code: 'OTHER_KIND', detail: { found: meant } } }]).then(end);
    await say([{ refused: { code, detail } }]);
  }
  end();
}

/** The other kind of spreadsheet whose headings these are. */
async function findOtherKind(kind: SpreadsheetKind, bytes: Buffer): Promise<string | undefined> {
  for (const [other, { columns, sheetName }] of Object.entries(spreadsheets)) {
    const fits = await openTable(bytes, columns).catch(() => undefined);
    if (other !== kind && fits !== undefined) return sheetName;
  }
}

function end(): void {
  process.stdout.end(() => process.exit(0));
}

/** How many rows it has read. */
async function answer(question: Question, table: Table): Promise<number> {
  const spreadsheet: Spreadsheet<Items[SpreadsheetKind]> = spreadsheets[question.kind];
  let rows = 0;
  switch (question.task) {
    case 'inspect':
      for await (const batch of table.batches) rows += batch.length;
      return rows;
    case 'rows':
      for await (const batch of readSpreadsheetRows(spreadsheet, table, question)) {
        rows += batch.length;
        await say(batch.map((row) => ({ row })));
      }
      return rows;
    case 'rejected':
      for await (const part of writeRejectedRows(table, question.rejected))
        await say([{ part: part.toString('base64') }]);
      return rows;
  }
}

async function say(answers: readonly Answer[]): Promise<void> {
  if (answers.length === 0) return;
  const lines = answers.map((line) => `${JSON.stringify(line)}\n`).join('');
  if (!process.stdout.write(lines)) await once(process.stdout, 'drain');
}

function received(): Promise<{ readonly question: Question; readonly bytes: Buffer }> {
  return new Promise((resolve) => {
    const head: Buffer[] = [];
    let question: Question | undefined;
    let file = Buffer.alloc(0);
    let filled = 0;
    process.stdin.on('close', () => process.exit(1));
    process.stdin.on('end', () => process.exit(1));
    process.stdin.on('data', (chunk: Buffer) => {
      let rest = chunk;
      if (question === undefined) {
        const end = chunk.indexOf(0x0a);
        head.push(end < 0 ? chunk : chunk.subarray(0, end));
        if (end < 0) return;
        const opening = JSON.parse(Buffer.concat(head).toString()) as Opening;
        question = opening.question;
        file = Buffer.allocUnsafeSlow(opening.bytes);
        rest = chunk.subarray(end + 1);
      }
      filled += rest.copy(file, filled);
      if (filled === file.length) resolve({ question, bytes: file });
    });
  });
}

void main();
