/**
 * The institution's OpenID provider: code flow with PKCE, `state` and `nonce`. The provider's tokens are dropped once they have
 * said who somebody is. Nothing of what the provider says is logged.
 */
import type { Configuration } from 'openid-client' with { 'resolution-mode': 'import' };
import { localIdPattern } from '../../chaincode/api/identifiers';
import { holdsPersonalNumber } from '../../chaincode/api/personal-numbers';
import { Problem } from '../api/problem';
import type { User } from '../api/roles';
import type { OidcSettings } from './settings';

/** A sign-in that has begun; only the browser that began it can end it. */
export interface Begun {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

export interface Provider {
  /** Where to send the browser. Throws PROVIDER_UNAVAILABLE. */
  begin(): Promise<{ readonly begun: Begun; readonly url: URL }>;
  /** Who came back to the address. Throws PROVIDER_UNAVAILABLE, SIGN_IN_FAILED, USER_NAME_UNFIT and ROLE_MISSING. */
  end(url: URL, begun: Begun): Promise<User>;
}

export const callbackPath = '/sign-in/callback';

const timeoutSeconds = 10;

export function newProvider(settings: OidcSettings): Provider {
  const redirectUri = new URL(callbackPath, settings.publicUrl).href;
  let discovered: Promise<Configuration> | undefined;

  /** Asked once, and again after a failure. */
  const discover = (): Promise<Configuration> => {
    discovered ??= readConfiguration(settings).catch(() => {
      discovered = undefined;
      throw new Problem('PROVIDER_UNAVAILABLE');
    });
    return discovered;
  };

  return {
    async begin() {
      const configuration = await discover();
      const client = await import('openid-client');
      const begun = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        verifier: client.randomPKCECodeVerifier(),
      };
      const url = client.buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        scope: 'openid profile',
        code_challenge: await client.calculatePKCECodeChallenge(begun.verifier),
        code_challenge_method: 'S256',
        state: begun.state,
        nonce: begun.nonce,
      });
      return { begun, url };
    },

    async end(url, { state, nonce, verifier }) {
      const configuration = await discover();
      return readUser(settings, await readClaims(configuration, url, { state, nonce, verifier }));
    },
  };
}

async function readConfiguration({ issuer, clientId, clientSecret }: OidcSettings): Promise<Configuration> {
  const client = await import('openid-client');
  const url = new URL(issuer);
  const isPlain = url.protocol === 'http:';
  return client.discovery(url, clientId, undefined, client.ClientSecretBasic(clientSecret), {
    timeout: timeoutSeconds,
    // The settings let a provider on plain HTTP be on this machine only.
    execute: isPlain ? [client.allowInsecureRequests] : [],
  });
}

type Claims = Readonly<Record<string, unknown>>;

/** Those of the ID token, and those that only the provider's own page of the user says. */
async function readClaims(configuration: Configuration, url: URL, { state, nonce, verifier }: Begun): Promise<Claims> {
  const client = await import('openid-client');
  try {
    const tokens = await client.authorizationCodeGrant(configuration, url, {
      pkceCodeVerifier: verifier,
      expectedState: state,
      expectedNonce: nonce,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (claims === undefined) throw new Problem('SIGN_IN_FAILED');
    if (configuration.serverMetadata().userinfo_endpoint === undefined) return claims;
    const shown = await client.fetchUserInfo(configuration, tokens.access_token, claims.sub);
    return { ...shown, ...claims };
  } catch {
    throw new Problem('SIGN_IN_FAILED');
  }
}

function readUser({ roleClaim, userClaim, roles }: OidcSettings, claims: Claims): User {
  const userName = claims[userClaim];
  if (typeof userName !== 'string' || !localIdPattern.test(userName) || holdsPersonalNumber(userName)) {
    throw new Problem('USER_NAME_UNFIT', { claim: userClaim });
  }
  const groups = [claims[roleClaim]].flat();
  const [, role] = Object.entries(roles).find(([group]) => groups.includes(group)) ?? [];
  if (role === undefined) throw new Problem('ROLE_MISSING', { claim: roleClaim });
  return { userName, role };
}
