/** An institution's directory for tests: a provider of its own process, and a browser that goes to it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { OidcSettings } from '../../../gateway/sessions/settings';

/** Where browsers think that the gateway is. */
export const publicUrl = 'http://127.0.0.1:9';

export interface Directory {
  readonly settings: OidcSettings;
  stop(): void;
}

export async function startDirectory(): Promise<Directory> {
  const file = join(__dirname, 'provider-process.mjs');
  const child: ChildProcess = spawn(process.execPath, [file, `${publicUrl}/sign-in/callback`], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const [line] = (await once(child.stdout ?? child, 'data')) as [Buffer];
  return {
    settings: {
      issuer: String(line).trim(),
      clientId: 'tallystick',
      clientSecret: 'the-secret-of-the-client',
      publicUrl,
      roleClaim: 'groups',
      userClaim: 'sub',
      roles: { 'tallystick-admin': 'admin', 'tallystick-officer': 'officer', 'tallystick-auditor': 'auditor' },
      idleMinutes: 30,
      absoluteHours: 12,
    },
    stop: () => child.stdin?.end(),
  };
}

/** Follows redirects and keeps cookies by origin, as a browser does; `as` is whom the directory signs in. */
export function newBrowser(gatewayUrl: string, { issuer }: OidcSettings, as: string) {
  const jars = new Map<string, Map<string, string>>([[new URL(issuer).origin, new Map([['as', as]])]]);
  const visited: { readonly url: URL; readonly setCookies: readonly string[] }[] = [];

  const jarOf = (url: URL) => {
    const jar = jars.get(url.origin) ?? new Map<string, string>();
    jars.set(url.origin, jar);
    return jar;
  };

  const send = async (url: URL, init: RequestInit = {}): Promise<Response> => {
    const target = url.origin === publicUrl ? new URL(url.pathname + url.search, gatewayUrl) : url;
    const jar = jarOf(url);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...(cookie === '' ? {} : { cookie }), ...init.headers };
    const response = await fetch(target, { ...init, headers, redirect: 'manual' });
    const setCookies = response.headers.getSetCookie();
    for (const text of setCookies) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(text) ?? [];
      if (value === '' || /; Max-Age=0/i.test(text)) jar.delete(name);
      else jar.set(name, value);
    }
    visited.push({ url, setCookies });
    return response;
  };

  return {
    visited,
    gatewayCookies: () => jarOf(new URL(publicUrl)),
    request: (path: string, init?: RequestInit) => send(new URL(path, publicUrl), init),
    /** Up to the first answer that is no redirect; or, before it is opened, the first address that `isEnd` says yes to. */
    async visit(path: string, isEnd: (url: URL) => boolean = () => false): Promise<{ url: URL; response?: Response }> {
      let url = new URL(path, publicUrl);
      for (let hop = 0; hop < 20; hop++) {
        if (isEnd(url)) return { url };
        const response = await send(url);
        const location = response.headers.get('location');
        if (location === null) return { url, response };
        url = new URL(location, url);
      }
      throw new Error('redirects without an end');
    },
  };
}
