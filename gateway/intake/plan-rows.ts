/** From raw rows to plans, or to everything that is wrong with a row. */
import type { z } from 'zod';
import { messageOf } from '../form-error';
import { planForm } from '../plan-form';
import { columnLetters, type RawRow, textOf } from './cells';
import { type Column, columns } from './columns';
import type { Table } from './table';
import type { Conditions, RowError, SheetRow } from './types';
import { Unfit, valuesOf } from './values';

type Part = Record<string, unknown>;

/** Rows up to `afterRow` are not answered, but their identifiers count as taken. */
export async function* planRows(table: Table, conditions: Conditions, afterRow: number): AsyncIterable<SheetRow[]> {
  const rowOf = new Map<string, number>();
  for await (const batch of table.batches) {
    const answers: SheetRow[] = [];
    for (const raw of batch) {
      const taken = takeIdentifier(raw, table, rowOf);
      if (raw.row > afterRow) answers.push(sheetRow(raw, table, conditions, taken));
    }
    yield answers;
  }
}

/** The row in which the same identifier stands already. The own institution is not known here, so only the local part counts. */
function takeIdentifier({ row, cells }: RawRow, { headings }: Table, rowOf: Map<string, number>): number | undefined {
  const index = headings.findIndex((heading) => heading !== 'reasons' && heading?.field === 'assetId');
  const text = textOf(cells[index]);
  const local = text.slice(text.lastIndexOf(':') + 1);
  if (local === '') return undefined;
  const before = rowOf.get(local);
  if (before === undefined) rowOf.set(local, row);
  return before;
}

function sheetRow(raw: RawRow, table: Table, conditions: Conditions, taken: number | undefined): SheetRow {
  const { plan, errors } = planOf(raw, table, conditions);
  if (taken !== undefined) errors.push({ column: 'assetId', reason: `stands already in row ${taken}` });
  const parsed = planForm.safeParse(plan);
  if (parsed.success && errors.length === 0) return { row: raw.row, plan: parsed.data };
  for (const issue of parsed.error?.issues ?? []) addIssue(issue, plan, errors);
  return { row: raw.row, errors };
}

function planOf({ cells }: RawRow, { headings, date1904 }: Table, conditions: Conditions) {
  const plan: Part = {
    borrowerPerson: {},
    assetData: {},
    riskControlResult: {},
    joinLimit: { ...conditions, sharedRate: { ...conditions.sharedRate } },
  };
  const errors: RowError[] = [];
  cells.forEach((cell, index) => {
    const heading = headings[index];
    const text = textOf(cell);
    if (cell === undefined || text === '' || heading === 'reasons') return;
    if (heading === undefined) {
      errors.push({ column: columnLetters(index), reason: 'holds a value but has no heading' });
      return;
    }
    const value = valuesOf[heading.kind](cell, text, { date1904 });
    if (value instanceof Unfit) errors.push({ column: heading.field, reason: value.reason });
    put(plan, heading.path, value instanceof Unfit ? null : value);
  });
  return { plan, errors };
}

function put(plan: Part, path: readonly string[], value: unknown): void {
  let part = plan;
  for (const name of path.slice(0, -1)) {
    part[name] ??= {};
    part = part[name] as Part;
  }
  part[path.at(-1) ?? ''] = value;
}

const columnAt = new Map(columns.map((column) => [column.path.join('.'), column]));

/** A column's first error is the one that is told: what a form says of an unfit value adds nothing. */
function addIssue(issue: z.core.$ZodIssue, plan: Part, errors: RowError[]): void {
  const column = columnAt.get(issue.path.join('.'));
  const name = column?.field ?? issue.path.join('.');
  if (errors.some((error) => error.column === name)) return;
  errors.push({ column: name, reason: column === undefined ? messageOf(issue) : sentence(column, issue, plan) });
}

const sentences: Readonly<Record<string, string>> = {
  assetId: 'is no identifier of 1 to 64 letters, digits, dots, underscores and hyphens',
  loanIdent: 'is no identity number (GB 11643) and no social credit code (GB 32100)',
  loanMobile: 'is no mobile number of 11 digits',
};

function sentence(column: Column, issue: z.core.$ZodIssue, plan: Part): string {
  if (valueAt(plan, column.path) === undefined) {
    if (column.need === 'conditions') return 'is neither in the row nor in the conditions of the file';
    return column.need === 'required' ? 'is missing' : 'is missing while other columns of the car are filled';
  }
  if (issue.code === 'too_big' && issue.origin === 'string' && !Object.hasOwn(sentences, column.field)) {
    return `has more than ${issue.maximum} characters`;
  }
  return sentences[column.field] ?? messageOf(issue);
}

function valueAt(plan: Part, path: readonly string[]): unknown {
  return path.reduce<unknown>((part, name) => (part as Part | undefined)?.[name], plan);
}
