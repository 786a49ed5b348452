/** The processes that this one has started to read spreadsheets, as Linux tells of them. */
import { readdirSync, readFileSync } from 'node:fs';

export const onLinux = process.platform === 'linux' ? it : it.skip;

/** Their ids. A process that has ended but was not yet waited for counts. */
export function children(parent = process.pid): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      const [, rest = ''] = read(`/proc/${name}/stat`).split(/\) (?=[A-Z] )/);
      return Number(rest.split(' ')[1]) === parent && read(`/proc/${name}/cmdline`).includes('spreadsheets/child.js');
    })
    .map(Number);
}

export function isAlive(pid: number): boolean {
  return /^State:\s+[^ZX]/m.test(read(`/proc/${pid}/status`));
}

/** How long it has worked. */
export function cpuTicks(pid: number): number {
  const fields = read(`/proc/${pid}/stat`).split(' ');
  return Number(fields[13]) + Number(fields[14]);
}

/** The most memory that any of them had while the work was done, in MB, and the work's result. */
export async function watched<T>(work: Promise<T>): Promise<{ readonly result: T; readonly peakMb: number }> {
  let peakMb = 0;
  const timer = setInterval(() => {
    for (const pid of children()) {
      const kb = Number(/VmHWM:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0);
      peakMb = Math.max(peakMb, kb / 1024);
    }
  }, 20);
  try {
    return { result: await work, peakMb };
  } finally {
    clearInterval(timer);
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
