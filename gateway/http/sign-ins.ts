/**
 * Limits failed sign-ins by remote address: an address with too many of them is not heard until the minute ends, also with a right token,
 * because otherwise a guess that succeeds would show. Nothing else is counted, so callers that sign in well share an address at will.
 * Each process counts for itself, and anew after a restart.
 */
import type { Request } from 'express';
import { ipKeyGenerator, MemoryStore, type Options } from 'express-rate-limit';
import type { Logger } from 'pino';
import { Problem } from '../api/problem';
import type { Metrics } from './metrics';

export interface SignInTools {
  readonly metrics: Pick<Metrics, 'countFailedSignIn'>;
  readonly log: Pick<Logger, 'warn'>;
}

export interface SignIns {
  /** Passes on what `signIn` answers or throws. Throws TOO_MANY_FAILED_SIGN_INS. */
  attempt<T>(request: Pick<Request, 'ip'>, signIn: () => Promise<T>): Promise<T>;
}

export function newSignIns({ metrics, log }: SignInTools, limit: number, windowMs = 60_000): SignIns {
  const failures = new MemoryStore();
  failures.init({ windowMs } as Options);
  const underWay = new Map<string, Set<Promise<unknown>>>();

  /** Resolves when the address may try: each attempt that is under way could fail, so no more are than failures are left. */
  const admit = async (address: string, others: ReadonlySet<Promise<unknown>>): Promise<void> => {
    for (;;) {
      const before = await failures.get(address);
      const failed = before?.totalHits ?? 0;
      if (failed >= limit) {
        metrics.countFailedSignIn('TOO_MANY_FAILED_SIGN_INS');
        const seconds = Math.ceil(((before?.resetTime?.getTime() ?? 0) - Date.now()) / 1_000);
        throw new Problem('TOO_MANY_FAILED_SIGN_INS', {}, { 'Retry-After': String(Math.max(1, seconds)) });
      }
      if (failed + others.size < limit) return;
      await Promise.race(others);
    }
  };

  const count = async (address: string, error: unknown): Promise<void> => {
    if (!(error instanceof Problem) || error.code !== 'NOT_SIGNED_IN') return;
    metrics.countFailedSignIn(error.code);
    const { totalHits } = await failures.increment(address);
    if (totalHits === limit) {
      log.warn({ address, failures: limit }, 'an address is not heard for a while: failed sign-ins');
    }
  };

  return {
    async attempt({ ip = '' }, signIn) {
      const address = ipKeyGenerator(ip);
      const others = underWay.get(address) ?? new Set();
      underWay.set(address, others);
      try {
        await admit(address, others);
        const attempt = signIn();
        const counted = attempt.then(undefined, (error: unknown) => count(address, error));
        others.add(counted);
        await counted.finally(() => others.delete(counted));
        return await attempt;
      } finally {
        if (others.size === 0) underWay.delete(address);
      }
    },
  };
}
