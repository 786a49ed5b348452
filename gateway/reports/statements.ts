/**
 * The statements of the copy, from its description. PostgreSQL has a schema `report` for it, whose rights are granted by
 * themselves. SQLite has none, so there its tables begin with `report_`.
 *
 * Rows come as one JSON text, so that a statement is the same whatever it writes.
 */
import type { Dialect } from '../store/open';
import { type Column, type ColumnType, type ReportTable, tableVersion } from './description';

const types: Readonly<Record<Dialect, Readonly<Record<ColumnType, string>>>> = {
  POSTGRES: {
    // Sorted by bytes, as SQLite does, so that both databases list rows in one order.
    text: 'text collate "C"',
    bigint: 'bigint',
    timestamptz: 'timestamptz',
    date: 'date',
    boolean: 'boolean',
  },
  SQLITE: { text: 'text', bigint: 'integer', timestamptz: 'text', date: 'text', boolean: 'integer' },
};

export const reportSchemaName = 'report';

/** As statements name it. */
export function tableName(dialect: Dialect, name: string): string {
  return dialect === 'POSTGRES' ? `${reportSchemaName}.${name}` : `${reportSchemaName}_${name}`;
}

/** Makes the table in its present version, or brings it there from an earlier one. */
export function makingStatements(dialect: Dialect, table: ReportTable, from: number | undefined): readonly string[] {
  const name = tableName(dialect, table.name);
  const typed = ({ name: column, type }: Column<never>) => `"${column}" ${types[dialect][type]}`;
  const indexes = table.indexes.map((columns) => {
    const index = `${dialect === 'POSTGRES' ? '' : `${reportSchemaName}_`}${table.name}_by_${columns.join('_')}`;
    return `create index if not exists ${index} on ${name} (${listed(columns)})`;
  });
  if (from === undefined) {
    const columns = [...table.columns.map(typed), `primary key (${listed(table.key)})`];
    return [`create table ${name} (${columns.join(', ')})`, ...indexes];
  }
  const added = table.columns.filter(({ since = 1 }) => since > from);
  return [...added.map((column) => `alter table ${name} add column ${typed(column)}`), ...indexes];
}

/** Comments stand where an administrator looks for them. SQLite keeps none. */
export function commentStatements(dialect: Dialect, table: ReportTable): readonly string[] {
  if (dialect === 'SQLITE') return [];
  const name = tableName(dialect, table.name);
  return [
    `comment on table ${name} is ${quoted(`${table.about}; version ${tableVersion(table)}`)}`,
    ...table.columns.map(({ name: column, about }) => `comment on column ${name}."${column}" is ${quoted(about)}`),
  ];
}

/** The text before and after the parameter: an array of rows in JSON, each of which is an array. */
export function puttingStatement(dialect: Dialect, { name, columns, key }: ReportTable): readonly [string, string] {
  const names = columns.map((column) => column.name);
  const others = names.filter((column) => !key.includes(column));
  const changes = others.map((column) => `"${column}" = excluded."${column}"`).join(', ');
  const into = `insert into ${tableName(dialect, name)} (${listed(names)})`;
  const conflict = `on conflict (${listed(key)}) do update set ${changes}`;
  if (dialect === 'POSTGRES') {
    const cells = columns.map(({ type }, index) => `(cells->>${index})::${type}`).join(', ');
    return [`${into} select ${cells} from jsonb_array_elements(`, `::jsonb) as cells ${conflict}`];
  }
  const cells = columns.map((_, index) => `json_extract(value, '$[${index}]')`).join(', ');
  return [`${into} select ${cells} from json_each(`, `) where true ${conflict}`];
}

function listed(columns: readonly string[]): string {
  return columns.map((column) => `"${column}"`).join(', ');
}

function quoted(words: string): string {
  return `'${words.replaceAll("'", "''")}'`;
}
