/** The ledger's present troubles, as the last commands met them: logged once, and in /readyz for as long as they last. */
import type { Logger } from 'pino';
import { LedgerUnavailable, type Trouble } from './types';

export interface Troubles {
  readonly current: Trouble | undefined;
  /** Takes an error of any kind; one without a definite cause changes nothing. */
  note(error: unknown): void;
  /** A transaction went through. */
  clear(): void;
}

/** A trouble that nobody has met for so long is over: gateways try something at least once in that time. */
const lastsMs = 90_000;

export function newTroubles(log: Pick<Logger, 'error' | 'info'>, nowMs = () => performance.now()): Troubles {
  let current: Trouble | undefined;
  let metAt = 0;
  return {
    get current() {
      return nowMs() < metAt + lastsMs ? current : undefined;
    },
    note(error) {
      const trouble = error instanceof LedgerUnavailable ? error.trouble : undefined;
      if (trouble === undefined) return;
      const { code, text, remedy, aheadSeconds } = trouble;
      if (code !== current?.code) log.error({ code, aheadSeconds }, `${text} ${remedy}`);
      current = trouble;
      metAt = nowMs();
    },
    clear() {
      if (current !== undefined) log.info({ code: current.code }, 'the ledger takes transactions again');
      current = undefined;
    },
  };
}
