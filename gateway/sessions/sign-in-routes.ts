/** The two addresses of a sign-in. A browser goes to them by itself, so they are pages, and not operations of the API. */
import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import { operation } from '../api/operation';
import { Problem } from '../api/problem';
import { type Route, serve } from '../http/route';
import { cookieName, readCookie } from '../http/sessions';
import type { SessionDeps } from './deps';
import { type Begun, callbackPath, type Provider } from './provider';
import type { OidcSettings } from './settings';

const begunCookie = '__Host-tallystick-sign-in';
const beginWithinSeconds = 600;
/** A path of this gateway: neither another site's address nor what a browser takes for one. */
const returnForm = z
  .string()
  .max(500)
  .regex(/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/);
const word = z.string().max(4_096).optional();

const beginSignIn = operation({
  id: 'beginSignIn',
  method: 'get',
  path: '/sign-in',
  summary: "Go to the institution's directory to sign in",
  access: 'OPEN',
  query: z.strictObject({ returnTo: returnForm.optional() }),
  answers: { 302: { description: 'To the directory' } },
});

const endSignIn = operation({
  id: 'endSignIn',
  method: 'get',
  path: callbackPath,
  summary: "Come back from the institution's directory",
  access: 'OPEN',
  query: z.strictObject({
    code: word,
    state: word,
    iss: word,
    session_state: word,
    scope: word,
    error: word,
    error_description: word,
    error_uri: word,
  }),
  answers: { 302: { description: 'Signed in' } },
});

interface SignInTools extends SessionDeps {
  readonly provider: Provider;
}

export function signInRoutes({ store, vault, audit, provider }: SignInTools, settings: OidcSettings): Route[] {
  const { publicUrl, idleMinutes } = settings;
  return [
    serve(beginSignIn, async ({ query: { returnTo = '/' } }) => {
      const { begun, url } = await provider.begin();
      const sealed = vault.texts.seal(begunCookie, JSON.stringify({ ...begun, returnTo }));
      return redirect(url.href, [newCookie(begunCookie, sealed, beginWithinSeconds)]);
    }),

    serve(endSignIn, async ({ query, cookie }) => {
      const sealed = readCookie(cookie, begunCookie);
      const begun = sealed === undefined ? undefined : openBegun(vault, sealed);
      try {
        if (begun === undefined) throw new Problem('SIGN_IN_FAILED');
        const user = await provider.end(addressOf(publicUrl, query), begun);
        const value = readCookie(cookie);
        const before = value === undefined ? undefined : await store.sessionByValue(value, idleMinutes);
        if (before !== undefined) await store.endSession(before.sessionId);
        const session = await store.openSession(user, settings);
        await audit.note({ operation: 'signIn', user, about: [session.sessionId], status: 200, code: undefined });
        return redirect(begun.returnTo, [newCookie(cookieName, session.value), newCookie(begunCookie, '', 0)]);
      } catch (error) {
        if (error instanceof Problem && error.code !== 'PROVIDER_UNAVAILABLE')
          await audit.countRefusedSignIn(error.code);
        throw error;
      }
    }),
  ];
}

interface BegunHere extends Begun {
  readonly returnTo: string;
}

/** Undefined for what this institution's gateways did not seal. */
function openBegun({ texts }: SessionDeps['vault'], sealed: string): BegunHere | undefined {
  try {
    return JSON.parse(texts.open(begunCookie, sealed)) as BegunHere;
  } catch {
    return undefined;
  }
}

function addressOf(publicUrl: string, query: Readonly<Record<string, string | undefined>>): URL {
  const url = new URL(callbackPath, publicUrl);
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value);
  return url;
}

/** Lax, because the first page after the directory's redirect would be without a strict one. */
function newCookie(name: string, value: string, maxAgeSeconds?: number): string {
  const age = maxAgeSeconds === undefined ? '' : `; Max-Age=${maxAgeSeconds}`;
  return `${name}=${value}; Path=/; Secure; HttpOnly; SameSite=Lax${age}`;
}

function redirect(location: string, cookies: readonly string[]) {
  return {
    stream: async (response: ServerResponse): Promise<void> => {
      response.writeHead(302, { Location: location, 'Set-Cookie': [...cookies], 'Cache-Control': 'no-store' });
      response.end();
    },
  };
}
