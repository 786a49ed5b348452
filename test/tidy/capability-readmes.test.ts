/** The page of a capability names all that it serves and does by itself. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Operation } from '../../gateway/api/operation';
import { readImportedSources, sources } from './sources';

const root = join(__dirname, '../..');

/** Folders that give a capability and have a page. */
const described = sources
  .filter((source) => /^gateway\/\w+\/index\.ts$/.test(source))
  .map((source) => dirname(source))
  .filter((folder) => existsSync(join(root, folder, 'README.md')));

function readOwnSources(folder: string): readonly string[] {
  return sources.filter((source) => dirname(source) === folder);
}

/** The ids of operations in the modules that a folder's routes serve. */
function servedIds(folder: string): readonly string[] {
  const modules = readOwnSources(folder)
    .filter((source) => /routes\.ts$/.test(source))
    .flatMap((source) =>
      readImportedSources(source).filter((imported) => {
        const name = imported.replace(/^.*\/|\.ts$/g, '');
        return readFileSync(join(root, source), 'utf8').includes(`import * as rest from '../api/${name}'`);
      }),
    );
  return modules.flatMap((module) =>
    Object.values(jest.requireActual<Record<string, unknown>>(join(root, module)))
      .filter(isOperation)
      .map(({ id }) => id),
  );
}

function isOperation(value: unknown): value is Operation {
  return typeof value === 'object' && value !== null && 'id' in value && 'method' in value && 'path' in value;
}

function jobNames(folder: string): readonly string[] {
  return readOwnSources(folder).flatMap((source) =>
    [...readFileSync(join(root, source), 'utf8').matchAll(/^ {4}name: '([\w-]+)',$/gm)].map(([, name = '']) => name),
  );
}

describe('pages of capabilities', () => {
  it('exist', () => {
    expect(described).toEqual(expect.arrayContaining(['gateway/plans', 'gateway/tokens']));
    expect(servedIds('gateway/plans')).toContain('publishPlans');
    expect(jobNames('gateway/plans')).toContain('deliver');
  });

  it.each(described)('%s names each of its routes and jobs', (folder) => {
    const page = readFileSync(join(root, folder, 'README.md'), 'utf8');
    const named = [...servedIds(folder), ...jobNames(folder)];
    expect(named.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });
});
