/**
 * Limits failed sign-ins by remote address: an address with too many of them is not heard until the minute ends, also with a right token,
 * because otherwise a guess that succeeds would show. Nothing else is counted, so callers that sign in well share an address at will.
 * Each process counts for itself, and anew after a restart.
 */
import type { Request } from 'express';
import { ipKeyGenerator, MemoryStore, type Options } from 'express-rate-limit';
import type { Logger } from 'pino';
import type { Metrics } from './metrics';
import { Problem } from './problem';

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

  return {
    async attempt({ ip = '' }, signIn) {
      const address = ipKeyGenerator(ip);
      const before = await failures.get(address);
      if (before !== undefined && before.totalHits >= limit) {
        metrics.countFailedSignIn('TOO_MANY_FAILED_SIGN_INS');
        const seconds = Math.ceil(((before.resetTime?.getTime() ?? 0) - Date.now()) / 1_000);
        throw new Problem('TOO_MANY_FAILED_SIGN_INS', {}, { 'Retry-After': String(Math.max(1, seconds)) });
      }
      try {
        return await signIn();
      } catch (error) {
        if (!(error instanceof Problem) || error.code !== 'NOT_SIGNED_IN') throw error;
        metrics.countFailedSignIn(error.code);
        const { totalHits } = await failures.increment(address);
        if (totalHits === limit)
          log.warn({ address, failures: limit }, 'an address is not heard for a while: failed sign-ins');
        throw error;
      }
    },
  };
}
