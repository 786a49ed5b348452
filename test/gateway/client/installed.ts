/** The client package, packed and installed in an empty folder, as an integrator does. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
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
  await packClient();
  await run('npm', ['pack', clientFolder, '--ignore-scripts', '--pack-destination', folder]);
  const [tarball = ''] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  writeFileSync(join(folder, 'package.json'), '{"private": true}');
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', `./${tarball}`], { cwd: folder });
  return folder;
}
