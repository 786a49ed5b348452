/**
 * An OpenID provider as a process of its own, because its modules are ESM. It signs in whomever the cookie `as` names, and says on
 * stdout where it listens. The argument is the address to which it sends browsers back.
 */
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const [redirectUri] = process.argv.slice(2);
const groups = {
  anna: ['staff', 'tallystick-officer'],
  bert: ['staff'],
  carl: ['tallystick-auditor', 'tallystick-officer'],
  dora: ['tallystick-admin'],
  13800138000: ['tallystick-officer'],
};

const server = createServer((request, response) => handle(request, response));
let handle;
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const provider = new Provider(issuer, {
    clients: [{ client_id: 'tallystick', client_secret: 'the-secret-of-the-client', redirect_uris: [redirectUri] }],
    claims: { openid: ['sub'], profile: ['groups'] },
    findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ sub, groups: groups[sub] }) }),
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' }] },
    cookies: { keys: ['a-key-of-the-cookies'] },
    pkce: { required: () => true },
    ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600, AuthorizationCode: 60 },
  });
  handle = async (request, response) => {
    if (!request.url.startsWith('/interaction/')) return provider.callback()(request, response);
    const { prompt, params, session } = await provider.interactionDetails(request, response);
    if (prompt.name === 'login') {
      const accountId = decodeURIComponent(/(?:^|; )as=([^;]*)/.exec(request.headers.cookie ?? '')?.[1] ?? '');
      return provider.interactionFinished(request, response, { login: { accountId } });
    }
    const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
    grant.addOIDCScope('openid profile');
    return provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } });
  };
  process.stdout.write(`${issuer}\n`);
});
process.stdin.resume().on('end', () => process.exit());
