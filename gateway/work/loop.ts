/** Something that the institution's gateways do one at a time, again and again: a step says when the next one is due. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Leases } from '../store/leases';
import { intervalMs } from './moments';

export interface LoopTools {
  readonly store: Leases;
  readonly log: Logger;
}

export interface Loop {
  /** The next step is due now. */
  wake(): void;
  /** Waits for the step that is under way. */
  stop(): Promise<void>;
}

/** How long the work of an instance that died waits. */
const leaseTtlMs = 8_000;
const leaseRenewMs = 2_000;
const takenMs = 1_000;
const maxPauseMs = 30_000;
const firstRetryMs = 250;

/** The step answers after how many milliseconds it is due again; where it throws, it is due again soon. */
export function startLoop(
  name: string,
  { store, log }: LoopTools,
  step: (stopping: AbortSignal) => Promise<number>,
): Loop {
  const holder = randomUUID();
  const stopping = new AbortController();
  let ring: () => void = () => undefined;
  let awake = true;

  const underLease = async (): Promise<number> => {
    if (!(await store.acquireLease(name, holder, leaseTtlMs))) return takenMs;
    // A step that went on without its lease would do at two instances what is done at one.
    const lost = new AbortController();
    const renew = async (): Promise<void> => {
      if (!(await store.acquireLease(name, holder, leaseTtlMs))) lost.abort();
    };
    const renewing = setInterval(() => void renew().catch(() => undefined), leaseRenewMs);
    try {
      return await step(AbortSignal.any([stopping.signal, lost.signal]));
    } finally {
      clearInterval(renewing);
      await store.releaseLease(name, holder).catch(() => undefined);
    }
  };

  const pause = async (ms: number): Promise<void> => {
    if (awake) return;
    const timer = new AbortController();
    const woken = new Promise<void>((resolve) => {
      ring = resolve;
    });
    const signal = AbortSignal.any([stopping.signal, timer.signal]);
    await Promise.race([delay(ms, undefined, { signal }).catch(() => undefined), woken]);
    timer.abort();
  };

  const run = async (): Promise<void> => {
    for (let failures = 0; !stopping.signal.aborted; ) {
      awake = false;
      let ms: number;
      try {
        ms = intervalMs(await underLease(), maxPauseMs);
        failures = 0;
      } catch (error) {
        if (stopping.signal.aborted) return;
        ms = intervalMs(firstRetryMs * 2 ** failures++, maxPauseMs);
        log.warn({ loop: name, err: error }, 'a loop failed and is tried again');
      }
      await pause(ms);
    }
  };

  const running = run();
  return {
    wake() {
      awake = true;
      ring();
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
