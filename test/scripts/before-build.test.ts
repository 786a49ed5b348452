/** `npm start` in a folder where something is missing: one line says what, and what to do. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tallystick-build-'));
  mkdirSync(join(folder, 'scripts'));
  for (const file of ['package.json', join('scripts', 'before-build.js')]) cpSync(join(root, file), join(folder, file));
});

afterEach(() => rmSync(folder, { recursive: true }));

function start() {
  const { status, stderr } = spawnSync('npm', ['run', '-s', 'start'], { cwd: folder, encoding: 'utf8' });
  return { status, stderr: stderr.trim() };
}

it('asks for npm ci where nothing is installed', () => {
  expect(start()).toEqual({ status: 1, stderr: 'The project cannot be built: nothing is installed yet: run npm ci' });
});

it('says how to install what NODE_ENV=production left out', () => {
  mkdirSync(join(folder, 'node_modules'));
  const { status, stderr } = start();
  expect(status).toBe(1);
  expect(stderr).toMatch(/^The project cannot be built: typescript is not installed.*: run npm ci --include=dev$/);
});
