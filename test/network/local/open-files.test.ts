/** A shell that allows few open files: said at once, with what to do, and not after a minute of silence. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const built = join(__dirname, '..', '..', '..', 'dist', 'network', 'local', 'open-files.js');

function startedWith(limit: number): string {
  const program = `try { require(${JSON.stringify(built)}).refuseFewOpenFiles(); console.log('goes on') }
    catch (error) { console.log(error.message) }`;
  const shell = `ulimit -n ${limit} && exec "$0" -e "$1"`;
  return spawnSync('/bin/sh', ['-c', shell, process.execPath, program], { encoding: 'utf8' }).stdout.trim();
}

it('is refused where no process could get ready', () => {
  expect(startedWith(64)).toBe(
    "a process may have only 64 files open here: allow more (ulimit -n 4096, or the service's LimitNOFILE)",
  );
});

it('is taken where they can', () => {
  expect(startedWith(256)).toBe('goes on');
});
