/** The project's sources and what each imports, read from their text: types count like values, tests do not belong to them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative, sep } from 'node:path';

const root = join(__dirname, '..', '..');

/** Paths from the root, with slashes. */
export const sources: readonly string[] = ['chaincode', 'gateway', 'network', 'scripts'].flatMap(listSources);

/** Whatever the source names between quotes: packages, and files beside it. */
export function readImports(source: string): readonly string[] {
  const text = readFileSync(join(root, source), 'utf8');
  return [...text.matchAll(/(?:\bfrom|\bimport|\b(?:import|require)\()\s*'([^']+)'/g)].map(
    ([, target]) => target ?? '',
  );
}

/** Paths from the root, without an ending. */
export function readProjectImports(source: string): readonly string[] {
  return readImports(source)
    .filter((target) => target.startsWith('.'))
    .map((target) => slashed(relative(root, normalize(join(root, dirname(source), target)))));
}

/** Those of the source's imports that are sources themselves. */
export function readImportedSources(source: string): readonly string[] {
  return readProjectImports(source)
    .flatMap((target) => [`${target}.ts`, `${target}/index.ts`])
    .filter((file) => existsSync(join(root, file)));
}

function listSources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => slashed(join(folder, name)));
}

function slashed(path: string): string {
  return path.split(sep).join('/');
}
