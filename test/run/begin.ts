/**
 * Begins a run of jest. All temporary files of the run lie in one folder, whose name every process of the run has in its
 * environment. However the run ends, a warden ends those processes and removes the folder.
 */
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from '@swc/core';
import { endWithNpm } from '../../scripts/npm-parent';
import { chooseParent } from './folder';
import { measureSlowness } from './pace';

export default function beginRun(): void {
  const folder = mkdtempSync(join(chooseParent(), 'tallystick-run-'));
  // PostgreSQL's own user must reach its data.
  chmodSync(folder, 0o711);
  appointWarden(folder);
  process.env.TMPDIR = folder;
  measureSlowness();
  endWithNpm();
}

/** The pipe to the warden closes with this process, because no other process has it. */
function appointWarden(folder: string): void {
  const program = join(folder, 'warden.js');
  writeFileSync(program, compile(join(__dirname, 'warden.ts')));
  const warden = spawn(process.execPath, [program], { stdio: ['pipe', 'ignore', 'ignore'], detached: true, env: {} });
  warden.unref();
  (warden.stdin as unknown as { unref(): void }).unref();
  warden.stdin.write(folder);
}

/** Nothing may have been built yet. */
function compile(source: string): string {
  const jsc = { target: 'es2022', parser: { syntax: 'typescript' } } as const;
  return transformSync(readFileSync(source, 'utf8'), { jsc, module: { type: 'commonjs' } }).code;
}
