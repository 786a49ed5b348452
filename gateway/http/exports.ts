/**
 * Exports a list as a table. It asks the list's own handler for page after page, so a table has the rows and the filters of the list
 * for its caller, and no more than a page is held at a time. Nothing in a table is evaluated by a spreadsheet program.
 */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { z } from 'zod';
import { workbookType } from '../api/imports';
import { type ExportFormat, exportFormats, listHeadings } from '../api/list-headings';
import type { Operation } from '../api/operation';
import { Problem } from '../api/problem';
import type { Cell } from '../spreadsheets/cells';
import { writeWorkbook } from '../spreadsheets/workbook-writer';
import type { Answer, Call, Caller, Route, StreamAnswer } from './route';

export const exportTypes: Readonly<Record<ExportFormat, string>> = { csv: 'text/csv', xlsx: workbookType };

export interface ListColumn {
  readonly path: readonly string[];
  readonly heading: string;
  readonly isNumber: boolean;
}

type Row = Readonly<Record<string, unknown>>;

const rowsAPage = 500;
const maxExports = 4;

/** A list has pages of items. */
export function isList({ method, query, answers }: Operation): boolean {
  return method === 'get' && 'cursor' in readShape(query) && 'items' in readShape(answers[200]?.body);
}

/** The columns of a list: members of members count, and lists of objects have no place in a row. */
export function listColumns({ answers }: Operation): readonly ListColumn[] {
  const { items } = readShape(answers[200]?.body);
  return readColumns(Reflect.get(items?._zod.def ?? {}, 'element') as z.core.$ZodType, []);
}

/** Answers the format that is wanted, and the query without it. Throws REQUEST_MALFORMED. */
export function takeFormat(route: Operation, query: Row): { readonly format?: ExportFormat; readonly query: Row } {
  if (!isList(route)) return { query };
  const { format, ...rest } = query;
  if (format === undefined || format === 'json') return { query: rest };
  const found = exportFormats.find((one) => one === format);
  if (found === undefined) {
    const message = `is none of json, ${exportFormats.join(', ')}`;
    throw new Problem('REQUEST_MALFORMED', { errors: [{ path: 'format', message }] });
  }
  return { format: found, query: rest };
}

export interface Exports {
  /** The first page is read before anything is sent, so that a refusal is one. Throws what the handler throws, and TOO_MANY_STREAMS. */
  start(route: Route, call: Call<unknown, unknown, unknown>, format: ExportFormat): Promise<Answer>;
}

export function newExports(): Exports {
  let running = 0;
  return {
    async start(route, call, format) {
      if (running >= maxExports) throw new Problem('TOO_MANY_STREAMS');
      running += 1;
      try {
        const first = await readPage(route, call, Object(call.query).cursor);
        if (!('items' in first)) return first;
        const answer = newTable(route, call, first, format);
        return {
          stream: (response) => {
            running += 1;
            return answer.stream(response).finally(() => {
              running -= 1;
            });
          },
        };
      } finally {
        running -= 1;
      }
    },
  };
}

interface ListPage {
  readonly items: readonly Row[];
  readonly nextCursor?: string;
}

async function readPage(
  route: Route,
  call: Call<unknown, unknown, unknown>,
  cursor: string | undefined,
): Promise<ListPage | Answer> {
  const answer = await route.handle({ ...call, query: { ...Object(call.query), cursor, limit: rowsAPage } });
  const body = 'body' in answer ? answer.body : undefined;
  return typeof body === 'object' && body !== null && 'items' in body ? (body as ListPage) : answer;
}

function newTable(
  route: Route,
  call: Call<unknown, unknown, unknown>,
  first: ListPage,
  format: ExportFormat,
): StreamAnswer {
  const columns = listColumns(route);
  const rows = readRows(route, call, first);
  return {
    async stream(response) {
      response.setHeader('Content-Type', format === 'csv' ? `${exportTypes.csv}; charset=utf-8` : exportTypes.xlsx);
      response.setHeader('Content-Disposition', `attachment; filename="${route.id}.${format}"`);
      const text = format === 'csv' ? csvText(columns, rows) : writeWorkbook([sheetFor(route, columns, rows)]);
      // Whoever goes in the middle ends the reading, and nothing is wrong with that.
      await pipeline(Readable.from(text), response).catch((error: unknown) => {
        if (!response.destroyed) throw error;
      });
    },
  };
}

async function* readRows(
  route: Route,
  call: Call<unknown, unknown, unknown>,
  first: ListPage,
): AsyncGenerator<Row, void> {
  for (let page = first; ; ) {
    yield* page.items;
    if (page.nextCursor === undefined) return;
    await requireSignedIn(call.caller);
    const next = await readPage(route, call, page.nextCursor);
    if (!('items' in next)) throw new Error('a list ends with what is no page');
    page = next;
  }
}

async function requireSignedIn(caller: Caller): Promise<void> {
  if (!(await caller.stillSignedIn())) throw new Problem('NOT_SIGNED_IN');
}

async function* csvText(columns: readonly ListColumn[], rows: AsyncIterable<Row>): AsyncGenerator<string> {
  // The mark of UTF-8, without which Excel takes the text for one of the system's own encoding.
  yield `\ufeff${csvLine(columns.map(({ heading }) => heading))}`;
  for await (const row of rows) yield csvLine(columns.map((column) => csvValue(column, row)));
}

/** A text that a program would take for a formula is marked as a text. */
function csvValue(column: ListColumn, row: Row): string {
  const value = readText(column, row);
  return !column.isNumber && /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
}

function csvLine(values: readonly string[]): string {
  const quoted = values.map((value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value));
  return `${quoted.join(',')}\r\n`;
}

function sheetFor({ id }: Operation, columns: readonly ListColumn[], rows: AsyncIterable<Row>) {
  async function* cells(): AsyncGenerator<readonly (Cell | undefined)[]> {
    yield columns.map(({ heading }) => heading);
    for await (const row of rows) yield columns.map((column) => cellFor(column, row));
  }
  const formats = columns.map(({ isNumber }) => ({ width: 20, format: isNumber ? 'number' : 'text' }) as const);
  return { name: id, columns: formats, rows: cells() };
}

function cellFor(column: ListColumn, row: Row): Cell | undefined {
  const text = readText(column, row);
  if (text === '') return undefined;
  return column.isNumber ? { kind: 'number', text } : text;
}

function readText({ path }: ListColumn, row: Row): string {
  const value = path.reduce<unknown>((part, name) => Object(part)[name], row);
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.join(' ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function readColumns(form: z.core.$ZodType, path: readonly string[]): readonly ListColumn[] {
  const { type, ...def } = withoutWrapping(form)._zod.def as {
    readonly type: string;
    readonly element?: z.core.$ZodType;
  };
  const { shape } = def as { readonly shape?: Readonly<Record<string, z.core.$ZodType>> };
  if (shape !== undefined) return Object.entries(shape).flatMap(([name, inner]) => readColumns(inner, [...path, name]));
  if (def.element !== undefined && withoutWrapping(def.element)._zod.def.type === 'object') return [];
  const chinese = listHeadings[path.at(-1) ?? ''];
  const name = path.join('.');
  return [{ path, heading: chinese === undefined ? name : `${name} ${chinese}`, isNumber: type === 'number' }];
}

function withoutWrapping(form: z.core.$ZodType): z.core.$ZodType {
  const { innerType } = form._zod.def as { readonly innerType?: z.core.$ZodType };
  return innerType === undefined ? form : withoutWrapping(innerType);
}

function readShape(form: z.ZodType | undefined): Readonly<Record<string, z.core.$ZodType>> {
  return (form?._zod.def as { readonly shape?: Readonly<Record<string, z.core.$ZodType>> } | undefined)?.shape ?? {};
}
