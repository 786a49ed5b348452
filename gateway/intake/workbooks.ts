/** The two workbooks that the gateway hands out: the template, and the rows that were rejected with the reasons. */
import type { Book } from './book';
import type { Cell, RawRow } from './cells';
import { type Column, type ColumnKind, headingOf, reasonsColumn } from './columns';
import type { Table } from './table';
import type { RejectedRow } from './types';
import { type ColumnFormat, type SheetToWrite, writeWorkbook } from './workbook-writer';

/** Headings only, so that nobody uploads an example; the second sheet explains them. */
export function templateSheets({ sheetName, columns }: Pick<Book<unknown>, 'sheetName' | 'columns'>): SheetToWrite[] {
  return [
    { name: sheetName, columns: columns.map(layoutOf), rows: [columns.map(headingOf)] },
    {
      name: 'Columns 说明',
      columns: [28, 28, 34, 24, 34, 70, 70].map((width) => ({ width, format: 'text' })),
      rows: [
        ['Column', '列名', 'Required 是否必填', 'Form 格式', 'Example 示例', 'Explanation', '说明'],
        ...columns.map(explained),
      ],
    },
  ];
}

/** The table's rows in its own layout, and a last column of reasons; an earlier one of these is left out. */
export function rejectedBook(table: Table, rejected: readonly RejectedRow[]): AsyncIterable<Buffer> {
  const kept = [...table.headings.keys()].filter((index) => table.headings[index] !== 'reasons');
  const layouts = kept.map((index) => layoutOf(table.headings[index]));
  const sheet: SheetToWrite = {
    name: 'Rejected 拒绝',
    columns: [...layouts, { width: 80, format: 'text' }],
    rows: rejectedRows(table, kept, new Map(rejected.map(({ row, reasons }) => [row, reasons.join('; ')]))),
  };
  return writeWorkbook([sheet], table.date1904);
}

async function* rejectedRows(table: Table, kept: readonly number[], reasons: ReadonlyMap<number, string>) {
  const width = table.headings.length;
  const laidOut = ({ cells }: RawRow, reason: string): (Cell | undefined)[] => [
    ...kept.map((index) => cells[index]),
    reason,
    // Without a heading; they would stand where the reasons do.
    ...cells.slice(width),
  ];
  yield laidOut(table.headingRow, headingOf(reasonsColumn));
  for await (const batch of table.batches) {
    for (const raw of batch) {
      const reason = reasons.get(raw.row);
      if (reason !== undefined) yield laidOut(raw, reason);
    }
  }
}

function layoutOf(heading: Column | 'reasons' | undefined) {
  const format = heading === undefined || heading === 'reasons' ? 'text' : formats[heading.kind];
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
  integer: 'number',
  time: 'time',
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
  integer: 'whole number 整数',
  time: 'date or time 日期时间',
};

function explained(column: Column): string[] {
  const { field, chinese, need, kind, example, english, explanation } = column;
  return [field, chinese.join(' / '), needs[need], forms[kind], example, english, explanation];
}
