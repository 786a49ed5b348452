/**
 * A process that outlives its test: when the test's end of the pipe closes, however the test ended, it kills what carries the
 * mark, unmounts and removes what lies under the folder. `node dist/test/campaign/warden.js MARK FOLDER`
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';

/** The environment variable that every process of a campaign inherits. */
export const markName = 'TALLYSTICK_CAMPAIGN';

/** Ids of the processes that carry the mark, zombies excepted; none where there is no /proc. */
export function markedProcesses(mark: string): readonly number[] {
  const pids = read(() => readdirSync('/proc'), []).filter((name) => /^\d+$/.test(name));
  const wanted = `${markName}=${mark}`;
  return pids
    .filter((pid) =>
      read(() => readFileSync(`/proc/${pid}/environ`, 'utf8'), '')
        .split('\0')
        .includes(wanted),
    )
    .map(Number);
}

/** Mount points under the folder, the innermost first. */
export function mountsUnder(folder: string): readonly string[] {
  const lines = read(() => readFileSync('/proc/mounts', 'utf8'), '').split('\n');
  const places = lines.map((line) => line.split(' ')[1] ?? '');
  return places.filter((place) => place.startsWith(`${folder}/`)).reverse();
}

export function removeAll(mark: string, folder: string): void {
  for (const pid of markedProcesses(mark)) if (pid !== process.pid) read(() => process.kill(pid, 'SIGKILL'), true);
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
  const [mark = '', folder = ''] = process.argv.slice(2);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
  process.stdin.on('end', () => removeAll(mark, folder)).resume();
}
