/** How long a command goes on asking a gateway that is away or asks to come back later, and how it says why it waits. */
import type { ClientSettings } from '../../gateway/client/sending';
import { Ended, exitCodes, interruption, passingReason } from './ended';
import type { Surroundings } from './surroundings';

export interface Patience {
  readonly deadlineMs: number;
  /** Learns why there is a wait. */
  waiting(reason: string): void;
}

/** Throws Ended where patience or the user ends the wait. */
export function newPause(
  { deadlineMs, waiting }: Patience,
  { nowMs, pause }: Surroundings,
): NonNullable<ClientSettings['pause']> {
  return async (ms, { why }) => {
    const reason = passingReason(why);
    if (nowMs() + ms > deadlineMs) {
      const running = 'The import is still under way; the time given for it is over.';
      throw new Ended(exitCodes.notDone, reason ?? running);
    }
    if (reason !== undefined) waiting(reason);
    await pause(ms).catch(() => {
      throw interruption();
    });
  };
}
