/** How often a caller may ask, and how many subjects the institution looks up. Counted by this process, and anew after a restart. */
import type { Request, RequestHandler, Response } from 'express';
import { ipKeyGenerator, type RateLimitInfo, rateLimit } from 'express-rate-limit';
import { Problem } from '../api/problem';
import type { Caller } from './route';

/** How many subjects the institution looks up by number, whoever asks; counted by this process. */
export interface Lookups {
  readonly perMinute: number;
  readonly perDay: number;
}

export function limitRate(requestsPerMinute: number): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit: requestsPerMinute,
    standardHeaders: 'draft-7',
    legacyHeaders: false,
    keyGenerator: callerKey,
    handler: () => {
      throw new Problem('TOO_MANY_REQUESTS');
    },
  });
}

export function limitLookups({ perMinute, perDay }: Lookups): readonly RequestHandler[] {
  return [limitOfInstitution(60_000, perMinute), limitOfInstitution(24 * 3_600_000, perDay)];
}

function limitOfInstitution(windowMs: number, limit: number): RequestHandler {
  return rateLimit({
    windowMs,
    limit,
    standardHeaders: false,
    legacyHeaders: false,
    requestPropertyName: 'lookups',
    keyGenerator: () => 'institution',
    handler: (request) => {
      const { resetTime } = (request as Request & { lookups: RateLimitInfo }).lookups;
      const seconds = Math.ceil(((resetTime?.getTime() ?? 0) - Date.now()) / 1_000);
      throw new Problem('TOO_MANY_LOOKUPS', {}, { 'Retry-After': String(Math.max(1, seconds)) });
    },
  });
}

/** A user, however its token is sent; an address where nobody has signed in. */
function callerKey(request: Request, response: Response): string {
  const { caller } = response.locals as { readonly caller?: Caller };
  return caller === undefined ? `address ${ipKeyGenerator(request.ip ?? '')}` : `user ${caller.user.userName}`;
}
