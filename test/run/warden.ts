/**
 * A program that outlives a run of jest. It reads the run's folder from its standard input. When that input closes, however the
 * run ended, the program kills every process that was started with the folder, unmounts what lies under it, and removes it.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';

/**
 * Ids of the processes with the folder's name in their command line or environment; none where there is no /proc. A process that
 * merely has the folder as its working directory was not started with it. A zombie has neither a command line nor an environment.
 */
export function processesIn(folder: string): readonly number[] {
  const pids = read(() => readdirSync('/proc'), []).filter((name) => /^\d+$/.test(name));
  const names = (file: string) =>
    read(() => readFileSync(file, 'utf8'), '')
      .split('\0')
      .some((text) => text.includes(folder) && !/^(OLD)?PWD=/.test(text));
  return pids.filter((pid) => names(`/proc/${pid}/cmdline`) || names(`/proc/${pid}/environ`)).map(Number);
}

/** Ends, unmounts and removes all that is in the folder; the calling process itself lives on. */
export function clearFolder(folder: string): void {
  killProcessesIn(folder);
  for (const place of mountsUnder(folder))
    read<unknown>(() => execFileSync('umount', ['--lazy', place], { stdio: 'ignore' }), '');
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** Looks again until nothing is left, because a process may start another one while it is looked for. */
function killProcessesIn(folder: string): void {
  for (let looks = 0; looks < 100; looks++) {
    const others = processesIn(folder).filter((pid) => pid !== process.pid);
    if (others.length === 0) return;
    for (const pid of others) read(() => process.kill(pid, 'SIGKILL'), true);
  }
}

/** Mount points under the folder, the innermost first. */
function mountsUnder(folder: string): readonly string[] {
  const lines = read(() => readFileSync('/proc/mounts', 'utf8'), '').split('\n');
  const places = lines.map((line) => line.split(' ')[1] ?? '');
  return places.filter((place) => place.startsWith(`${folder}/`)).reverse();
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
  process.stdin.on('end', () => folder !== '' && clearFolder(folder));
}
