/** Files, and folders, that import each other can be understood and changed only together. Types count like values. */
import { dirname } from 'node:path';
import { readImportedSources, sources } from './sources';

type Graph = ReadonlyMap<string, ReadonlySet<string>>;

const files: Graph = new Map(sources.map((source) => [source, new Set(readImportedSources(source))]));

/** A folder imports another one where one of its own files does; a folder inside it is another one. */
function foldersIn(graph: Graph): Graph {
  const folders = new Map<string, Set<string>>();
  for (const [file, imported] of graph) {
    const targets = folders.get(dirname(file)) ?? new Set();
    for (const target of imported) if (dirname(target) !== dirname(file)) targets.add(dirname(target));
    folders.set(dirname(file), targets);
  }
  return folders;
}

/** Groups of nodes that reach each other, each sorted (Tarjan's algorithm). */
function circlesIn(graph: Graph): readonly (readonly string[])[] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const circles: string[][] = [];
  const visit = (node: string): number => {
    const number = order.size;
    order.set(node, number);
    open.push(node);
    let low = number;
    for (const next of graph.get(node) ?? []) {
      if (!order.has(next)) low = Math.min(low, visit(next));
      else if (open.includes(next)) low = Math.min(low, lowest.get(next) ?? order.get(next) ?? 0);
    }
    lowest.set(node, low);
    if (low === number) {
      const circle = open.splice(open.indexOf(node));
      if (circle.length > 1) circles.push(circle.sort());
    }
    return low;
  };
  for (const node of graph.keys()) if (!order.has(node)) visit(node);
  return circles;
}

describe('circles', () => {
  it('are found, through values and types, and paths without a way back are none', () => {
    const graph = new Map(
      Object.entries({ a: ['b', 'd'], b: ['c'], c: ['a'], d: ['e'], e: [] }).map(([from, to]) => [from, new Set(to)]),
    );
    expect(circlesIn(graph)).toEqual([['a', 'b', 'c']]);
    const type = readImportedSources('network/topology-checks.ts');
    expect(type).toContain('network/topology-form.ts');
  });

  it('of files do not exist', () => {
    expect(files.size).toBeGreaterThan(300);
    expect(circlesIn(files)).toEqual([]);
  });

  it('of folders do not exist', () => {
    expect(circlesIn(foldersIn(files))).toEqual([]);
  });
});
