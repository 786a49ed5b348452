/**
 * Makes what `npm pack gateway/client` packs: modules for Node and browsers with their types, and nothing of a gateway. A module that
 * would bring in more than the language of the ledger's signed texts ends it.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { clientFolder } from './emit';

/** The exports of the package. */
const entries = ['index', 'signing', 'webhooks'];
const root = join(clientFolder, '../..');

/** Into the folder `lib` of the folder, which is empty before. */
export async function packClient(folder = clientFolder): Promise<void> {
  const lib = join(folder, 'lib');
  rmSync(lib, { recursive: true, force: true });
  await writeModules(lib);
  writeTypes(lib);
}

async function writeModules(lib: string): Promise<void> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: entries.map((entry) => join(clientFolder, `${entry}.ts`)),
    outdir: lib,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'neutral',
    target: ['node20.19', 'chrome109', 'firefox115', 'safari16.4'],
    outExtension: { '.js': '.mjs' },
    chunkNames: '[name]-[hash]',
    charset: 'utf8',
    metafile: true,
  });
  const foreign = Object.keys(metafile.inputs).filter(
    (input) => !/^(?:gateway\/client|chaincode\/api)\/[\w-]+\.ts$/.test(input),
  );
  if (foreign.length > 0) throw new Error(`the client would hold ${foreign.join(', ')}`);
}

/** The declarations that the entries reach, beside the modules. */
function writeTypes(lib: string): void {
  const outDir = mkdtempSync(join(tmpdir(), 'tallystick-client-types-'));
  try {
    const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
    execFileSync(process.execPath, [tsc, '-p', clientFolder, '--outDir', outDir], { stdio: 'inherit' });
    const waiting = [...entries];
    for (const name of waiting) {
      const text = readFileSync(join(outDir, 'gateway/client', `${name}.d.ts`), 'utf8');
      const imported = [...text.matchAll(/(?:from|import)\(?\s*'([^']+)'/g)].map(([, target = '']) => target);
      const foreign = imported.filter((target) => !/^\.\/[\w-]+$/.test(target));
      if (foreign.length > 0) throw new Error(`the types of ${name} would need ${foreign.join(', ')}`);
      waiting.push(...imported.map((target) => target.slice(2)).filter((target) => !waiting.includes(target)));
      writeFileSync(join(lib, `${name}.d.mts`), text.replaceAll(/(from\s+'\.\/[\w-]+)'/g, "$1.mjs'"));
    }
  } finally {
    rmSync(outDir, { recursive: true, force: true });
  }
}

if (require.main === module) {
  packClient().catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
}
