/**
 * Limits of tests follow the machine. They are stated for a quiet machine of the reference speed, and grow with how much slower
 * this machine computed when the run began, or with its load now, whichever asks for more. They never shrink.
 */
import { createHash } from 'node:crypto';
import { availableParallelism, loadavg } from 'node:os';

const variable = 'TALLYSTICK_TEST_SLOWNESS';
/** A quiet reference machine computes it in so many milliseconds. */
const referenceMs = 250;
const rounds = 250_000;

/** Measures once for the whole run; the processes of the run inherit what was measured. */
export function measureSlowness(): void {
  const begun = performance.now();
  let digest = 'begin';
  for (let round = 0; round < rounds; round++) digest = createHash('sha256').update(digest).digest('base64');
  process.env[variable] = String((performance.now() - begun) / referenceMs);
}

/** A limit in milliseconds, as long as this machine needs it now. */
export function within(ms: number): number {
  return Math.ceil(ms * slowness());
}

function slowness(): number {
  const [lastMinute = 0] = loadavg();
  return Math.max(1, Number(process.env[variable] ?? 1), lastMinute / availableParallelism());
}
