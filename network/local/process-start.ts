/** Reads when a process started, which distinguishes it from another that got its id later. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** Differs for any two processes of one id; undefined where none lives. */
export function readStart(pid: number): string | undefined {
  return existsSync('/proc/self/stat') ? startInProc(pid) : startByPs(pid);
}

/** Clock ticks since a boot that has an id of its own. A process that ended and was not yet taken notice of does not live. */
function startInProc(pid: number): string | undefined {
  try {
    // The program's name, in brackets, may hold blanks and brackets.
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ') ?? [];
    const [state = ''] = fields;
    if ('ZX'.includes(state)) return undefined;
    return `${fields[19]}-${readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').slice(0, 8)}`;
  } catch {
    return undefined;
  }
}

function startByPs(pid: number): string | undefined {
  try {
    const said = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' });
    return said.trim().replace(/\W+/g, '-') || undefined;
  } catch {
    return undefined;
  }
}

/** Its command line, for people; empty where it is gone. */
export function readCommand(pid: number): string {
  try {
    return execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return '';
  }
}
