import { generateKeyPairSync } from 'node:crypto';
import { harbour, keystone, lantern, meadow, watchtower } from './builders';
import { evenPublicKey, firstPublicKey, openPublicKey, secondPublicKey } from './public-keys';
import { failure } from './refusal-cases';
import { accepted, anAlliance, refused } from './scenario';

const admin = { unit: 'admin' } as const;

it.each([keystone, lantern, watchtower])('lets %s register its own key', async (by) => {
  const s = await anAlliance();
  const answer = accepted(await s.act(by, 'party:registerKey', { version: 1, publicKey: secondPublicKey }, admin));
  expect(answer).toEqual({ partyId: by, version: 1 });
});

it("has no way to name another institution's entry", async () => {
  const s = await anAlliance();
  const argument = JSON.stringify({ commands: [{ partyId: meadow, version: 2, publicKey: secondPublicKey }] });
  const envelope = await s.ledger.endorseArgument('party:registerKey', argument, { by: harbour, unit: 'admin' });
  expect(JSON.parse(envelope.response)).toMatchObject({ outcomes: [{ code: 'COMMAND_MALFORMED' }] });
});

it('keeps every version of a key, and recognises each when it is registered again', async () => {
  const s = await anAlliance();
  accepted(await s.act(harbour, 'party:registerKey', { version: 2, publicKey: secondPublicKey }, admin));
  const again = await s.act(harbour, 'party:registerKey', { version: 1, publicKey: firstPublicKey }, admin);
  expect(again).toMatchObject({ repeated: true, answer: { version: 1 } });
  const kept = s.ledger.records('partyKey').filter(({ partyId }) => partyId === harbour);
  expect(kept.map(({ publicKey }) => publicKey)).toEqual([firstPublicKey, secondPublicKey]);
  expect(await s.ledger.query('party:read', harbour, { by: meadow })).toMatchObject({ keyVersion: 2 });
});

it('registers two versions in one transaction, the second on the first', async () => {
  const s = await anAlliance();
  const keys = [
    { version: 2, publicKey: secondPublicKey },
    { version: 3, publicKey: firstPublicKey },
  ];
  const outcomes = await s.ledger.submit('party:registerKey', keys, { by: harbour, unit: 'admin' });
  expect(outcomes).toMatchObject([{ status: 'ACCEPTED' }, { status: 'ACCEPTED' }]);
});

describe('a key that must not get onto the ledger', () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const { publicKey: ellipticKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { publicKey: pssKey } = generateKeyPairSync('rsa-pss', { modulusLength: 2048 });
  it.each([
    ['a private key', privateKey.export({ format: 'pem', type: 'pkcs8' }) as string],
    ['a key of another kind', ellipticKey.export({ format: 'pem', type: 'spki' }) as string],
    ['a key for signatures only', pssKey.export({ format: 'pem', type: 'spki' }) as string],
    ['text around the key', `of Harbour:\n${secondPublicKey}`],
    ['text after the key', `${secondPublicKey}and more`],
    ['other line ends', secondPublicKey.replace(/\n/g, '\r\n')],
    ['one for which nothing can be sealed', evenPublicKey],
    ['one that everybody can open for', openPublicKey],
    ['no key', 'key'],
    ['nothing', ''],
  ])('is refused: %s', async (_what, publicKey) => {
    const s = await anAlliance();
    expect(refused(await s.act(harbour, 'party:registerKey', { version: 2, publicKey }, admin))).toBe('KEY_INVALID');
  });
});

it('fails for a member that the certificate of its officer speaks for', async () => {
  const s = await anAlliance();
  const attempt = s.act(harbour, 'party:registerKey', { version: 2, publicKey: secondPublicKey });
  expect(await failure(attempt)).toBe('CALLER_NOT_ADMIN');
});
