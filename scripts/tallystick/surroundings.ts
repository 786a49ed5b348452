/** The things that a command reads from and writes to, so that a test can stand in for them. */
import type { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Surroundings {
  readonly stdout: Writable;
  readonly stderr: Writable & { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted when the user interrupts. */
  readonly interrupted: AbortSignal;
  nowMs(): number;
  /** Rejects when the user interrupts. */
  pause(ms: number): Promise<void>;
}

export function processSurroundings(interrupted: AbortSignal): Surroundings {
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    interrupted,
    nowMs: () => performance.now(),
    pause: (ms) => sleep(ms, undefined, { signal: interrupted }),
  };
}
