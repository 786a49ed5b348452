/** Renders the parts of gateway/reports/README.md that follow from the description of the tables, between markers. */
import type { Column, ReportTable } from '../../../gateway/reports/description';
import { type ReportKind, reportKinds } from '../../../gateway/reports/kinds';
import { reportTables } from '../../../gateway/reports/tables';

const render = {
  kinds: () => `\n${['| kind | tables |', '|---|---|', ...reportKinds.map(renderKind)].join('\n')}\n`,
  tables: () => `\n${reportTables.map(renderTable).join('\n\n')}\n`,
} as const;

/** The README's text with its generated parts made anew. Throws where a marker is missing. */
export function withGeneratedParts(readme: string): string {
  return Object.entries(render).reduce((text, [section, renderSection]) => {
    const between = new RegExp(`(?<=<!-- generated: ${section} -->\\n)[\\s\\S]*(?=<!-- end: ${section} -->)`);
    if (!between.test(text)) throw new Error(`no markers for ${section}`);
    return text.replace(between, () => `${renderSection()}\n`);
  }, readme);
}

function renderKind(kind: ReportKind): string {
  const tables = reportTables.filter((table) => table.kind === kind);
  return `| \`${kind}\` | ${tables.map(({ name, about }) => `\`${name}\` (${about})`).join(', ')} |`;
}

function renderTable({ name, kind, about, columns, key, indexes }: ReportTable): string {
  const indexed = indexes.map((some) => `\`${some.join(', ')}\``).join(' and ');
  const head = `### ${name}\n\nKind \`${kind}\`: ${about}.${indexed === '' ? '' : ` Indexed by ${indexed}, too.`}`;
  const lines = columns.map((column) => renderColumn(column, key.includes(column.name)));
  return [head, '', '| column | type | since | meaning |', '|---|---|---|---|', ...lines].join('\n');
}

function renderColumn({ name, type, since = 1, about }: Column<never>, isKey: boolean): string {
  return `| ${isKey ? `**\`${name}\`**` : `\`${name}\``} | ${type} | ${since} | ${about} |`;
}
