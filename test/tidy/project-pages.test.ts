/** The pages for contributors lead to files and commands that exist. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../..');
const folder = join(root, '.github');
const pages = ['CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'] as const;
const read = (file: string) => readFileSync(file, 'utf8');
const manifest = JSON.parse(read(join(root, 'package.json'))) as {
  readonly version: string;
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
};

/** As GitHub makes the anchor of a heading. */
function anchorsIn(page: string): readonly string[] {
  return [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\- ]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe('the pages for contributors', () => {
  it.each(pages)('link to files and headings that exist: %s', (page) => {
    const links = [...read(join(folder, page)).matchAll(/\]\((?!https:)([^)#]+)(?:#([^)]+))?\)/g)];
    expect(links).not.toEqual([]);
    const broken = links.filter(([, path = '', anchor]) => {
      const file = join(folder, path);
      return !existsSync(file) || (anchor !== undefined && !anchorsIn(read(file)).includes(anchor));
    });
    expect(broken.map(([link]) => link)).toEqual([]);
  });

  it.each(pages)('are linked from the first page: %s', (page) => {
    expect(read(join(root, 'README.md'))).toContain(`(.github/${page})`);
  });

  it('name commands of the package and suites that exist', () => {
    const text = pages.map((page) => read(join(folder, page))).join('\n');
    const commands = [...text.matchAll(/npm run (?:-s )?([\w:]+)/g)].map(([, name = '']) => name);
    expect(commands.filter((name) => manifest.scripts[name] === undefined)).toEqual([]);
    const suites = [...text.matchAll(/npx jest ([\w/-]+)/g)].map(([, path = '']) => join(root, path));
    expect(suites.filter((path) => !existsSync(path) && !existsSync(`${path}.test.ts`))).toEqual([]);
  });

  it('have a heading for the version of the package, or say that none was released', () => {
    const changes = read(join(folder, 'CHANGELOG.md'));
    expect(changes.includes(`## ${manifest.version}`) || changes.includes('No version has been released yet.')).toBe(
      true,
    );
  });
});

describe('the bill of materials', () => {
  it('holds every dependency in production with its version, and no other direct one', () => {
    const { status, stdout } = spawnSync('npm', ['run', '-s', 'sbom'], { cwd: root, encoding: 'utf8' });
    expect(status).toBe(0);
    const { bomFormat, components } = JSON.parse(stdout) as {
      readonly bomFormat: string;
      readonly components: readonly { readonly 'bom-ref': string }[];
    };
    const parts = new Set(components.map((component) => component['bom-ref']));
    const named = (list: Readonly<Record<string, string>>) =>
      Object.entries(list).map(([name, version]) => `${name}@${version}`);
    expect(bomFormat).toBe('CycloneDX');
    expect(named(manifest.dependencies).filter((name) => !parts.has(name))).toEqual([]);
    expect(
      named(manifest.devDependencies).filter((name) => /biome|jest@|esbuild@/.test(name) && parts.has(name)),
    ).toEqual([]);
  });
});
