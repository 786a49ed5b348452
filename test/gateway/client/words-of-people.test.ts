/** What a person is told before it signs about keys and consents: all that the texts hold. */
import { canonicalJson } from '../../../chaincode/api/canonical';
import { type ConsentContent, queryPurposes } from '../../../chaincode/api/records';
import {
  additionText,
  consentRevocationText,
  consentText,
  possessionText,
  revocationText,
} from '../../../chaincode/api/signatures';
import { newToSign } from '../../../gateway/client/to-sign';
import { verify } from '../../../gateway/client/verifier';
import { channel, meadow } from '../../chaincode/builders';
import { keyOf, reportKeyOf, subjectIdOf } from '../../chaincode/credit-builders';

const { keyId, publicKey } = keyOf('li');
const reportKey = reportKeyOf({ keyId }).publicKey;
const subjectId = subjectIdOf('li');
const consentId = 'c0'.repeat(16);
const consent: ConsentContent = {
  subjectId,
  keyId,
  partyId: meadow,
  purpose: 'LOAN_APPLICATION',
  signedTime: '2026-03-01T08:00:00.000Z',
  notAfter: '2026-06-01T00:00:00.000Z',
  uses: 1_000,
};

const texts: readonly (readonly [what: string, text: string, said: readonly string[]])[] = [
  [
    'the possession of a key',
    possessionText(channel, { subjectId, publicKey, reportKey }),
    [subjectId, publicKey, reportKey],
  ],
  [
    'the possession of a key that opens no reports',
    possessionText(channel, { subjectId, publicKey }),
    [subjectId, publicKey],
  ],
  ['the addition of a key', additionText(channel, { subjectId, keyId, reportKey }), [subjectId, keyId, reportKey]],
  ['the revocation of a key', revocationText(channel, { subjectId, keyId }), [subjectId, keyId]],
  [
    'a consent',
    consentText(channel, consent),
    [subjectId, keyId, meadow, '1,000', '2026-03-01 08:00:00 UTC', '2026-06-01 00:00:00 UTC'],
  ],
  ['the revocation of a consent', consentRevocationText(channel, { subjectId, consentId }), [subjectId, consentId]],
];

describe.each(texts)('for %s', (_what, text, said) => {
  it('the words are those that the verifier makes, and say all of it in both languages', async () => {
    const item = newToSign('SUBJECT', text);
    const words = await verify(item);
    expect(words).toEqual(item.words);
    for (const each of said) for (const language of [words.zh, words.en]) expect(language).toContain(each);
  });

  it('there are no words with a member that they would not say, nor with one missing', () => {
    const members = JSON.parse(text) as Record<string, unknown>;
    expect(() => newToSign('SUBJECT', canonicalJson({ ...members, also: 'the house' }))).toThrow('would not say also');
    const { subjectId: _left, ...rest } = members;
    expect(() => newToSign('SUBJECT', canonicalJson(rest))).toThrow('subjectId has not its form');
  });
});

it('each purpose of a consent has words of its own', () => {
  const all = queryPurposes.map((purpose) => newToSign('SUBJECT', consentText(channel, { ...consent, purpose })).words);
  expect(new Set(all.map(({ zh }) => zh)).size).toBe(queryPurposes.length);
  expect(new Set(all.map(({ en }) => en)).size).toBe(queryPurposes.length);
});
