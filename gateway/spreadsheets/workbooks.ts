/** The two workbooks that the gateway hands out: the template, and the rows that were rejected with the reasons. */

import { type Cell, cellText, type Shown } from './cells';
import { type Column, type ColumnKind, makeHeading, reasonsColumn } from './columns';
import type { Headings } from './headings';
import { explanationsName } from './sheets';
import type { Spreadsheet } from './spreadsheet';
import type { Table } from './table';
import type { RejectedRow } from './types';
import { movePoint, readDecimal, withZeros } from './units';
import { type ColumnFormat, type SheetToWrite, writeWorkbook } from './workbook-writer';

/** Headings only, so that nobody uploads an example; the second sheet explains them. */
export function templateSheets({
  sheetName,
  columns,
}: Pick<Spreadsheet<unknown>, 'sheetName' | 'columns'>): SheetToWrite[] {
  return [
    { name: sheetName, columns: columns.map(({ kind }) => columnLayout(kind)), rows: [columns.map(makeHeading)] },
    {
      name: explanationsName,
      columns: [28, 28, 34, 24, 34, 70, 70].map((width) => ({ width, format: 'text' })),
      rows: [
        ['Column', '列名', 'Required 是否必填', 'Form 格式', 'Example 示例', 'Explanation', '说明'],
        ...columns.map(explained),
      ],
    },
  ];
}

/** The table's rows in its own layout, and a last column of reasons; an earlier one of these is left out. */
export function writeRejectedRows(table: Table, rejected: readonly RejectedRow[]): AsyncIterable<Buffer> {
  const kept = [...table.headings.keys()].filter((index) => table.headings[index] !== 'reasons');
  const layouts = kept.map((index) => columnLayout(readKind(table.headings[index])));
  const sheet: SheetToWrite = {
    name: 'Rejected 拒绝',
    columns: [...layouts, { width: 80, format: 'text' }],
    rows: rejectedRows(table, kept, new Map(rejected.map(({ row, reasons }) => [row, reasons.join('\n')]))),
  };
  return writeWorkbook([sheet], table.date1904);
}

async function* rejectedRows(table: Table, kept: readonly number[], reasons: ReadonlyMap<number, string>) {
  const width = table.headings.length;
  const laidOut = (cells: readonly (Cell | undefined)[], reason: string): (Cell | undefined)[] => [
    ...kept.map((index) => asShown(cells[index], columnLayout(readKind(table.headings[index])).format)),
    reason,
    // Without a heading; they would stand where the reasons do.
    ...cells.slice(width),
  ];
  yield laidOut(headingsWithUnits(table), makeHeading(reasonsColumn));
  for await (const batch of table.batches) {
    for (const raw of batch) {
      const reason = reasons.get(raw.row);
      if (reason !== undefined) yield laidOut(raw.cells, reason);
    }
  }
}

/** A unit that stood above or below the headings is lost with its row. */
function headingsWithUnits({ headingRow, headings }: Table): (Cell | undefined)[] {
  return headings.map((heading, index) => {
    const cell = headingRow.cells[index];
    if (typeof heading !== 'object' || heading.isStatedElsewhere !== true) return cell;
    return `${cellText(cell)}（${heading.unit}）`;
  });
}

/** Stands before a number of which a person saw something else, so that it is not read until somebody has looked at it. */
const lookHere = '\ufffd';

/** The number formats of the upload are lost, so what they say is written out. */
function asShown(cell: Cell | undefined, format: ColumnFormat): Cell | undefined {
  if (typeof cell !== 'object') return cell;
  if (cell.kind === 'formula') return cell.text;
  const shown = cell.kind === 'number' ? cell.shown : undefined;
  if (shown !== undefined && isHidden(cell.text, shown, format)) return lookHere + readDecimal(cell.text);
  if (format === 'text' && shown?.digits !== undefined) return withZeros(readDecimal(cell.text), shown);
  if (shown?.as === 'percent') return `${movePoint(readDecimal(cell.text), 2)}%`;
  return shown?.unit === undefined ? cell : `${readDecimal(cell.text)}${shown.unit}`;
}

function isHidden(text: string, { as, places, unit }: Shown, format: ColumnFormat): boolean {
  if (as === 'otherwise' || (as === 'date' && format !== 'time') || (unit !== undefined && format === 'text'))
    return true;
  const seen = as === 'percent' ? movePoint(readDecimal(text), 2) : readDecimal(text);
  return as !== 'date' && places !== undefined && (seen?.split('.')[1]?.length ?? 0) > places;
}

function readKind(heading: Headings[number]): ColumnKind {
  return typeof heading === 'object' ? heading.column.kind : 'text';
}

function columnLayout(kind: ColumnKind) {
  const format = formats[kind];
  return { width: format === 'text' ? 26 : 22, format };
}

const formats: Readonly<Record<ColumnKind, ColumnFormat>> = {
  identifier: 'text',
  ident: 'text',
  text: 'text',
  loanKind: 'text',
  form: 'text',
  identityKind: 'text',
  method: 'text',
  relationKind: 'text',
  mobile: 'text',
  yuan: 'number',
  bps: 'number',
  token: 'number',
  kilometres: 'number',
  count: 'number',
  time: 'time',
  endTime: 'time',
};

const needs: Readonly<Record<Column['need'], string>> = {
  required: 'required 必填',
  optional: 'optional 选填',
  conditions: 'here or in the conditions 此处或条件中必填',
};

const forms: Readonly<Record<ColumnKind, string>> = {
  identifier: 'text 文本',
  ident: 'text 文本',
  text: 'text 文本',
  loanKind: 'choice 选项',
  form: 'choice 选项',
  identityKind: 'choice 选项',
  method: 'choice 选项',
  relationKind: 'choice 选项',
  mobile: 'text 文本',
  yuan: 'whole number 整数',
  bps: 'whole number 整数',
  token: 'whole number 整数',
  kilometres: 'whole number 整数',
  count: 'whole number 整数',
  time: 'date or time 日期时间',
  endTime: 'date or time 日期时间',
};

function explained(column: Column): string[] {
  const { field, chinese, need, kind, example, english, explanation } = column;
  return [field, chinese.join(' / '), needs[need], forms[kind], example, english, explanation];
}
