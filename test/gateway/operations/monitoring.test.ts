/** The alerts and dashboards name only metrics that exist, and the alerts fire when they should. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { newMetrics } from '../../../gateway/http/metrics';

const operations = join(__dirname, '../../../gateway/operations');
const prometheus = join(operations, 'prometheus');
const read = (...path: string[]) => readFileSync(join(operations, ...path), 'utf8');

interface Rule {
  readonly alert: string;
  readonly expr: string;
}
const rules = (parse(read('prometheus', 'rules.yaml')) as { groups: { rules: Rule[] }[] }).groups.flatMap(
  (group) => group.rules,
);

interface Panel {
  readonly id: number;
  readonly title: string;
  readonly description?: string;
  readonly targets?: readonly { readonly expr: string }[];
}
interface Dashboard {
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly query: string }[] };
}
const dashboards = ['gateway.json', 'fabric-nodes.json'] as const;
const dashboard = (file: string) => JSON.parse(read('grafana', file)) as Dashboard;

/** The series that a metric of a type gives. */
function seriesOf(name: string, type: string): readonly string[] {
  return type === 'histogram' ? ['_bucket', '_sum', '_count'].map((end) => name + end) : [name];
}

async function existingSeries(): Promise<ReadonlySet<string>> {
  const own = [...(await newMetrics({ process: true }).text()).matchAll(/^# TYPE (\w+) (\w+)$/gm)];
  const fabric = readFileSync(join(__dirname, 'fabric-metrics.txt'), 'utf8').trim().split('\n');
  const named = [...own.map(([, name = '', type = '']) => [name, type]), ...fabric.map((line) => line.split(' '))];
  return new Set(['up', ...named.flatMap(([name = '', type = '']) => seriesOf(name, type))]);
}

/** Names of series in an expression: what is left beside texts, labels, durations, functions and words of the language. */
function namedSeries(expression: string): readonly string[] {
  const bare = expression
    .replace(/"[^"]*"/g, '')
    .replace(/\{[^}]*\}/g, '')
    .replace(/\[[^\]]*\]/g, '')
    .replace(/\b(by|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, '')
    .replace(/\boffset\s+\w+/g, '')
    .replace(/\b[a-z_]+\s*\(/g, '(')
    .replace(/\b(or|and|unless|sum|max|min|count|by|on)\b/g, '');
  return bare.match(/[a-zA-Z_]\w*/g) ?? [];
}

const expressions = [
  ...rules.map(({ alert, expr }) => [alert, expr] as const),
  ...dashboards.flatMap((file) =>
    dashboard(file).panels.flatMap(({ title, targets = [] }) =>
      targets.map(({ expr }) => [`${file}: ${title}`, expr] as const),
    ),
  ),
];

describe('alerts and dashboards', () => {
  it.each(expressions)('name only metrics that exist: %s', async (_, expression) => {
    const existing = await existingSeries();
    const named = namedSeries(expression);
    expect(named).not.toEqual([]);
    expect(named.filter((name) => !existing.has(name))).toEqual([]);
  });

  it('are found out where they name a metric that does not exist', () => {
    const expression = 'sum by (le) (rate(absent_metric{step="commit"}[5m])) > 3 * 86400 or up offset 5m';
    expect(namedSeries(expression)).toEqual(['absent_metric', 'up']);
  });

  it.each(dashboards)('describe each panel, and give it an id of its own: %s', (file) => {
    const { panels } = dashboard(file);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    expect(panels.filter(({ targets, description }) => targets && !description)).toEqual([]);
  });

  it.each(dashboards)('offer choices from metrics that exist: %s', async (file) => {
    const existing = await existingSeries();
    const queries = dashboard(file).templating.list.flatMap(
      ({ query }) => /^label_values\((\w+),/.exec(query)?.[1] ?? [],
    );
    expect(queries).not.toEqual([]);
    expect(queries.filter((name) => !existing.has(name))).toEqual([]);
  });

  it('have a line on the page for each alert, which says what to do', () => {
    const page = read('README.md');
    expect(rules.map(({ alert }) => alert).filter((alert) => !page.includes(`\`${alert}\``))).toEqual([]);
  });

  it('have a test that makes each alert fire', () => {
    const tests = read('prometheus', 'rules-test.yaml');
    expect(rules.map(({ alert }) => alert).filter((alert) => !tests.includes(`alertname="${alert}"`))).toEqual([]);
  });
});

const hasPromtool = spawnSync('promtool', ['--version']).status === 0;
const suite = hasPromtool ? describe : describe.skip;
suite(`alert rules, by promtool${hasPromtool ? '' : ' (skipped: promtool is not installed)'}`, () => {
  it.each([
    ['can be loaded', ['check', 'rules', 'rules.yaml']],
    ['fire where they should, and only there', ['test', 'rules', 'rules-test.yaml']],
  ])('%s', (_, args) => {
    const { status, stdout, stderr } = spawnSync('promtool', args, { cwd: prometheus, encoding: 'utf8' });
    expect({ status, output: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, output: '' });
  });
});
