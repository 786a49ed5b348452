/** How much memory processes take, as the system counts it. */
import { execFile } from 'node:child_process';

/** Resident megabytes by process id; ids of which nothing is known are absent. */
export function readMemory(pids: readonly number[]): Promise<ReadonlyMap<number, number>> {
  if (pids.length === 0) return Promise.resolve(new Map());
  return new Promise((resolve) => {
    // ps ends with 1 as soon as one of them is gone, and still lists the others.
    execFile('ps', ['-o', 'pid=,rss=', '-p', pids.join(',')], { timeout: 5_000 }, (_error, stdout) => {
      const rows = stdout.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
      const known = rows.filter(([pid, kilobytes]) => Number.isInteger(pid) && Number.isInteger(kilobytes));
      resolve(new Map(known.map(([pid = 0, kilobytes = 0]) => [pid, Math.round(kilobytes / 1024)])));
    });
  });
}
