/** How many files each process may have open here: a database or a busy gateway that is refused one waits, and says nothing. */
import { execFileSync } from 'node:child_process';

/** Fewer, and processes never get ready. */
export const leastOpenFiles = 256;

/** The limit of processes that are started from here: Node itself has taken all that it may. */
export function openFiles(): number {
  const said = execFileSync('/bin/sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }).trim();
  return said === 'unlimited' ? Number.POSITIVE_INFINITY : Number(said);
}

export function refuseFewOpenFiles(): void {
  const limit = openFiles();
  if (limit >= leastOpenFiles) return;
  throw new Error(
    `a process may have only ${limit} files open here: allow more (ulimit -n 4096, or the service's LimitNOFILE)`,
  );
}
