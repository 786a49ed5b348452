/**
 * `node dist/scripts/build-viewer.js`: makes gateway/viewer/viewer.html of its sources, one page that loads nothing and may connect
 * to nothing, and writes its hash into README. A test holds that the file that is checked in is what this makes.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/** Two folders up from dist/scripts, one from scripts. */
const root = __dirname.endsWith(join('dist', 'scripts')) ? join(__dirname, '../..') : join(__dirname, '..');
export const viewerFile = join(root, 'gateway/viewer/viewer.html');
/** Tells people the page's hash. */
export const readmeFile = join(root, 'gateway/viewer/README.md');

const begin = "import { startViewer } from './gateway/viewer/main'; startViewer(document);";
const names = [
  'createCipheriv',
  'createDecipheriv',
  'createECDH',
  'createHash',
  'createPublicKey',
  'hkdfSync',
  'verify',
];
const absent = names.map((name) => `export const ${name} = undefined;`).join('\n');

/** The same bytes wherever it is made. */
export async function buildViewer(): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    stdin: { contents: begin, resolveDir: root },
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    // The page shares modules with endorsers and uses only what needs no Node; the rest falls away, and these with it.
    plugins: [
      {
        name: 'without Node',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^node:/ }, ({ path }) => ({ path, namespace: 'absent', sideEffects: false }));
          onLoad({ filter: /.*/, namespace: 'absent' }, () => ({ contents: absent }));
        },
      },
    ],
  });
  const script = `\n${outputFiles[0]?.text ?? ''}`.replaceAll('</script', '<\\/script');
  return makePage(script, `\n${readFileSync(join(root, 'gateway/viewer/page.css'), 'utf8')}`);
}

function makePage(script: string, style: string): string {
  const policy = [
    "default-src 'none'",
    `script-src '${sourceHash(script)}'`,
    `style-src '${sourceHash(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="zh">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Tallystick</title>
<style>${style}</style>
</head>
<body>
<script>${script}</script>
</body>
</html>
`;
}

function sourceHash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

async function writeViewer(): Promise<void> {
  const page = await buildViewer();
  writeFileSync(viewerFile, page);
  const hash = createHash('sha256').update(page).digest('hex');
  writeFileSync(readmeFile, readFileSync(readmeFile, 'utf8').replace(/`[0-9a-f]{64}`/, `\`${hash}\``));
}

if (require.main === module) {
  writeViewer().catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
}
