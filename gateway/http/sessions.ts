/**
 * Sign-in by the cookie of a session, for browsers. A browser sends the cookie by itself, also where another site made it send the
 * request, so a request that changes something must come from a page of this gateway.
 */
import type { IncomingMessage } from 'node:http';
import { Problem } from '../api/problem';
import type { User } from '../api/roles';

export const cookieName = '__Host-tallystick';

/** Who signed in, and until when at most. */
export interface Session {
  readonly sessionId: string;
  readonly user: User;
  /** ISO. */
  readonly expires: string;
}

export interface Sessions {
  /** The origin under which browsers reach this gateway, such as `https://gateway.example`. */
  readonly origin: string;
  /** By the cookie's value; undefined where the session is unknown or has ended. */
  find(value: string): Promise<Session | undefined>;
}

/** The value of the cookie; undefined where there is none, or more than one. */
export function readCookie(header: string | undefined, name = cookieName): string | undefined {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim());
  const [value, ...others] = pairs
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
  return others.length === 0 && value !== undefined && /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]+$/.test(value)
    ? value
    : undefined;
}

/**
 * Browsers say since 2023 where a request comes from (Sec-Fetch-Site); older ones name the origin. A read is refused where another site
 * is named, too, because some reads use up a consent. Throws CROSS_SITE_REQUEST.
 */
export function refuseCrossSite({ method = 'GET', headers }: IncomingMessage, origin: string): void {
  const site = headers['sec-fetch-site'];
  const isRead = ['GET', 'HEAD', 'OPTIONS'].includes(method);
  const isOwn = isRead
    ? site !== 'cross-site' && site !== 'same-site'
    : site === undefined
      ? headers.origin === origin
      : site === 'same-origin';
  if (!isOwn) throw new Problem('CROSS_SITE_REQUEST');
}
