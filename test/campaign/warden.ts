/**
 * A process that outlives its test: it is told a folder on its standard input, and when that closes, however the test ended, it
 * kills what was started with the folder's name, unmounts what lies under it, and removes it.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';

/**
 * Ids of the processes with the folder's name in their command line or environment, zombies excepted; none where there is no
 * /proc. Who only stands in the folder to look around was not started with it.
 */
export function processesOf(folder: string): readonly number[] {
  const pids = read(() => readdirSync('/proc'), []).filter((name) => /^\d+$/.test(name));
  const names = (file: string) =>
    read(() => readFileSync(file, 'utf8'), '')
      .split('\0')
      .some((text) => text.includes(folder) && !/^(OLD)?PWD=/.test(text));
  return pids.filter((pid) => names(`/proc/${pid}/cmdline`) || names(`/proc/${pid}/environ`)).map(Number);
}

/** Mount points under the folder, the innermost first. */
export function mountsUnder(folder: string): readonly string[] {
  const lines = read(() => readFileSync('/proc/mounts', 'utf8'), '').split('\n');
  const places = lines.map((line) => line.split(' ')[1] ?? '');
  return places.filter((place) => place.startsWith(`${folder}/`)).reverse();
}

export function removeAll(folder: string): void {
  for (const pid of processesOf(folder)) if (pid !== process.pid) read(() => process.kill(pid, 'SIGKILL'), true);
  for (const place of mountsUnder(folder))
    read<unknown>(() => execFileSync('umount', ['--lazy', place], { stdio: 'ignore' }), '');
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

function read<T>(attempt: () => T, otherwise: T): T {
  try {
    return attempt();
  } catch {
    return otherwise;
  }
}

if (require.main === module) {
  let folder = '';
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
  process.stdin.on('data', (chunk) => {
    folder += chunk.toString();
  });
  process.stdin.on('end', () => folder !== '' && removeAll(folder));
}
