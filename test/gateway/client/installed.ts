/** The client package, packed and installed in an empty folder, as an integrator does. */
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { clientFolder } from '../../../scripts/client/emit';
import { packClient } from '../../../scripts/client/pack';

export const run = promisify(execFile);
export const root = join(clientFolder, '../..');

/** The folder; whoever asks for it removes it. */
export async function installClient(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'tallystick-client-'));
  const sources = join(folder, 'sources');
  // Suites run at once, so each packs a copy.
  for (const part of ['package.json', 'README.md', 'examples'])
    cpSync(join(clientFolder, part), join(sources, part), { recursive: true });
  await packClient(sources);
  await run('npm', ['pack', sources, '--ignore-scripts', '--pack-destination', folder]);
  const [tarball = ''] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  writeFileSync(join(folder, 'package.json'), '{"private": true}');
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', `./${tarball}`], { cwd: folder });
  return folder;
}
