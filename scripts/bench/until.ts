/** Waits of the bench. */
import { setTimeout as sleep } from 'node:timers/promises';

const deadlineMs = 600_000;
const pollMs = 50;

export async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + deadlineMs;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`not within ${deadlineMs} ms: ${what}`);
    await sleep(pollMs);
  }
}
