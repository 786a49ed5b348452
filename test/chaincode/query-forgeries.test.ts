/** What anybody may try with signatures of consents, answers and disputes that are not those of the content; nothing is written. */
import type { Command, CommandName } from '../../chaincode/api/commands';
import type { RefusalCode } from '../../chaincode/api/refusals';
import { hashOfSealed } from '../../chaincode/api/sealed';
import {
  answerText,
  consentRevocationText,
  consentText,
  disputeAnswerText,
  disputeText,
  identifierFrom,
} from '../../chaincode/api/signatures';
import { bytesOf, channel, harbour, keystone, meadow, orchard } from './builders';
import { aLoan, hexOf, keyOf, numberOf, order, type Signer, scalar, signer, subjectIdOf } from './credit-builders';
import { giveFeedback, register, withMoreKeys } from './credit-scenario';
import {
  aConsent,
  aConsentRevocation,
  aDispute,
  aDisputeAnswer,
  anAnswer,
  asking,
  consentContentFrom,
  consentIdOf,
  disputeIdOf,
} from './query-builders';
import { aToldLoan, grant, price, query, tryDispute } from './query-scenario';
import { accepted, refused, type Scenario } from './scenario';

interface Sent<N extends CommandName = CommandName> {
  readonly name: N;
  readonly command: Command<N>;
  readonly by?: string;
  readonly private?: string;
}

type Forgery = readonly [what: string, code: RefusalCode, sent: Sent];

const loan = aLoan();
const other = aLoan({ name: 'other' });
const stranger = signer('stranger');
const li2 = keyOf('li', 2);
const keyed = { subjectId: subjectIdOf('li'), keyId: keyOf('li').keyId };
const answerId = `${meadow}:asked.0`;
const otherAnswerId = `${meadow}:asked.1`;

/** Two records of Li's are asked for under the consent `asked` and not answered, one is disputed; Li's third key is revoked, its fourth waits. */
async function aStage(): Promise<Scenario> {
  const { s } = await aToldLoan();
  const late = { signBy: '2027-01-01T00:00:00.000Z' };
  await register(s, { name: 'other', ...late });
  await giveFeedback(s, aLoan({ name: 'other', ...late }), { level: 'PAID', priceFen: price });
  await withMoreKeys(s);
  await grant(s, { name: 'asked' });
  await query(s, { name: 'asked', records: [asking(loan, price), asking(other, price)] });
  for (const name of ['d1', 'd2']) accepted(await tryDispute(s, name === 'd1' ? loan : other, { name }));
  return s;
}

function send<N extends CommandName>(s: Scenario, { name, command, by = keystone, private: part }: Sent<N>) {
  return s.act(by, name, command, part === undefined ? {} : { private: part });
}

function consent(changes: Partial<Command<'consent:grant'>> = {}, options = {}, by = meadow): Sent {
  return { name: 'consent:grant', command: { ...aConsent(options), ...changes }, by };
}

const askedConsent = { consentId: consentIdOf('asked') };
function revocation(changes: Partial<Command<'consent:revoke'>> = {}, options = {}): Sent {
  return { name: 'consent:revoke', command: { ...aConsentRevocation({ ...askedConsent, ...options }), ...changes } };
}

function answer(changes: Partial<Command<'credit:deliver'>> = {}, options = {}, of = loan): Sent {
  return { name: 'credit:deliver', command: { ...anAnswer(answerId, of, options), ...changes } };
}

function dispute(changes: Partial<Command<'credit:dispute'>> = {}, options = {}): Sent {
  const said = aDispute(loan, { name: 'new', ...options });
  return { name: 'credit:dispute', command: { ...said.command, ...changes }, private: said.private };
}

function disputeAnswer(changes: Partial<Command<'credit:answerDispute'>> = {}, options = {}, of = loan): Sent {
  const said = aDisputeAnswer(of, options);
  return { name: 'credit:answerDispute', command: { ...said.command, ...changes }, private: said.private };
}

const content = consentContentFrom({});
const ofAsked = { ...askedConsent, subjectId: subjectIdOf('li') };
/** Signed and not posted. */
const unposted = { consentId: identifierFrom(consentText(channel, consentContentFrom({ name: 'unposted' }))) };
const good = anAnswer(answerId, loan).wrap;
const bound = { channel, recordId: loan.recordId };
const statement = aDispute(loan, { name: 'new' });
const said = aDisputeAnswer(loan);
const otherStatement = aDispute(loan, { name: 'other words' });
const otherAnswer = aDisputeAnswer(loan, { text: '另一件事。' });

const forgeries: readonly Forgery[] = [
  ['consent for another subject', 'SUBJECT_KEY_NOT_FOUND', consent({ subjectId: subjectIdOf('wang') })],
  ['consent signed at another time', 'SIGNATURE_INVALID', consent({ signedTime: '2026-02-28T00:00:00.000Z' })],
  ['consent for another purpose', 'SIGNATURE_INVALID', consent({ purpose: 'GUARANTEE' })],
  ['consent for a longer time', 'SIGNATURE_INVALID', consent({ notAfter: '2027-01-31T00:00:00.000Z' })],
  ['consent for one query more', 'SIGNATURE_INVALID', consent({ uses: 2 })],
  ['consent posted by another institution', 'SIGNATURE_INVALID', consent({}, {}, orchard)],
  ['consent for another channel', 'SIGNATURE_INVALID', consent({}, { signedFor: 'another' })],
  [
    'consent to an own report for the report key of another key',
    'SIGNATURE_INVALID',
    consent({ keyId: li2.keyId }, { purpose: 'OWN_REPORT' }),
  ],
  ['consent by a stranger', 'SIGNATURE_INVALID', consent({ signature: stranger.sign('') })],
  ['consent by a key of nobody', 'SUBJECT_KEY_NOT_FOUND', consent({}, { key: stranger })],
  ['consent by another key of the subject than it says', 'SIGNATURE_INVALID', consent({ keyId: li2.keyId })],
  ['consent by a revoked key', 'SUBJECT_KEY_REVOKED', consent({}, { key: keyOf('li', 3) })],
  ['consent by a key that waits', 'SUBJECT_KEY_WAITING', consent({}, { key: keyOf('li', 4) })],
  ['consent by another subject', 'SUBJECT_KEY_NOT_FOUND', consent({}, { key: keyOf('wang') })],
  [
    'revocation taken for a consent',
    'SIGNATURE_INVALID',
    consent({ signature: keyOf('li').sign(consentRevocationText(channel, ofAsked)) }),
  ],

  ['revocation of another consent', 'SIGNATURE_INVALID', revocation(askedConsent, { consentId: consentIdOf('q1') })],
  ['revocation for another channel', 'SIGNATURE_INVALID', revocation({}, { signedFor: 'another' })],
  ['revocation by a stranger', 'SIGNATURE_INVALID', revocation({ signature: stranger.sign('') })],
  ['revocation by another subject', 'SUBJECT_KEY_NOT_FOUND', revocation({}, { key: keyOf('wang') })],
  ['revocation in the name of another subject', 'CONSENT_NOT_FOUND', revocation({}, { subject: 'wang' })],
  [
    'revocation of what was not posted, by another subject',
    'SUBJECT_KEY_NOT_FOUND',
    revocation({}, { ...unposted, key: keyOf('wang') }),
  ],
  [
    'revocation of what was not posted, by a stranger',
    'SIGNATURE_INVALID',
    revocation({ ...unposted, signature: stranger.sign('') }),
  ],
  [
    'revocation of what was not posted, signed for another subject',
    'SIGNATURE_INVALID',
    revocation({ ...aConsentRevocation({ ...unposted, subject: 'wang' }), ...keyed }),
  ],
  [
    'revocation of what was not posted, signed for another consent',
    'SIGNATURE_INVALID',
    revocation({ ...aConsentRevocation(askedConsent), ...unposted }),
  ],
  ['revocation by a revoked key', 'SUBJECT_KEY_REVOKED', revocation({}, { key: keyOf('li', 3) })],
  ['revocation by a key that waits', 'SUBJECT_KEY_WAITING', revocation({}, { key: keyOf('li', 4) })],
  [
    'consent taken for a revocation',
    'SIGNATURE_INVALID',
    revocation({ signature: aConsent({ name: 'asked' }).signature }),
  ],

  ['answer with another wrap', 'SIGNATURE_INVALID', answer({ wrap: anAnswer(otherAnswerId, other).wrap })],
  ['answer with other keys', 'SIGNATURE_INVALID', answer({ wrap: { ...good, wrappedKey: 'AAAA' } })],
  ['answer to another question', 'SIGNATURE_INVALID', answer({ answerId: otherAnswerId })],
  ['answer by another record’s lender', 'SIGNATURE_INVALID', answer({}, {}, { ...loan, lenderKey: other.lenderKey })],
  ['answer about another record', 'SIGNATURE_INVALID', answer({}, {}, other)],
  ['answer by the registrar itself', 'SIGNATURE_INVALID', answer({}, { key: stranger })],
  ['answer by the borrower', 'SIGNATURE_INVALID', answer({}, { key: keyOf('li') })],
  ['answer for another channel', 'SIGNATURE_INVALID', answer({}, { signedFor: 'another' })],

  [
    'dispute with a commitment to another statement',
    'SIGNATURE_INVALID',
    dispute({ statementCommitment: hexOf('another') }),
  ],
  ['dispute with another data key', 'SIGNATURE_INVALID', dispute({ keyCommitment: hexOf('another') })],
  ['dispute of another record', 'SIGNATURE_INVALID', dispute({ recordId: other.recordId })],
  ['dispute with another statement', 'SEALED_RECORD_MISMATCH', dispute({ sealedHash: hexOf('another') })],
  [
    'dispute with other sealed bytes and their hash',
    'SIGNATURE_INVALID',
    { ...dispute({ sealedHash: otherStatement.command.sealedHash }), private: otherStatement.private },
  ],
  [
    'dispute with bytes that are sealed for nobody',
    'MEMBER_WRAPS_DIFFER',
    { ...dispute({ sealedHash: hashOfSealed('another') }), private: 'another' },
  ],
  ['dispute for another channel', 'SIGNATURE_INVALID', dispute({}, { signedFor: 'another' })],
  ['dispute by a stranger', 'SIGNATURE_INVALID', dispute({ signature: stranger.sign('') })],
  ['dispute by another subject', 'SUBJECT_KEY_NOT_FOUND', dispute({}, { key: keyOf('wang') })],
  ['dispute by a revoked key', 'SUBJECT_KEY_REVOKED', dispute({}, { key: keyOf('li', 3) })],
  ['dispute by a key that waits', 'SUBJECT_KEY_WAITING', dispute({}, { key: keyOf('li', 4) })],
  ['dispute by the lender', 'SUBJECT_KEY_NOT_FOUND', dispute({}, { key: loan.lenderKey })],

  ['answer to a dispute turned round', 'SIGNATURE_INVALID', disputeAnswer({ verdict: 'UPHELD' })],
  ['answer to another dispute', 'SIGNATURE_INVALID', disputeAnswer({ disputeId: disputeIdOf('d2', other) })],
  ['answer to a dispute with another text', 'SEALED_RECORD_MISMATCH', disputeAnswer({ sealedHash: hexOf('another') })],
  [
    'answer to a dispute with other sealed bytes and their hash',
    'SIGNATURE_INVALID',
    { ...disputeAnswer({ sealedHash: otherAnswer.command.sealedHash }), private: otherAnswer.private },
  ],
  [
    'answer to a dispute with bytes that are sealed for nobody',
    'MEMBER_WRAPS_DIFFER',
    { ...disputeAnswer({ sealedHash: hashOfSealed('another') }), private: 'another' },
  ],
  [
    'answer to a dispute with a commitment to another text',
    'SIGNATURE_INVALID',
    disputeAnswer({ answerCommitment: hexOf('another') }),
  ],
  [
    'answer to a dispute with another data key',
    'SIGNATURE_INVALID',
    disputeAnswer({ keyCommitment: hexOf('another') }),
  ],
  ['answer to a dispute for another channel', 'SIGNATURE_INVALID', disputeAnswer({}, { signedFor: 'another' })],
  ['answer to a dispute by the borrower', 'SIGNATURE_INVALID', disputeAnswer({}, { key: keyOf('li') })],
  ['answer to a dispute by another lender', 'SIGNATURE_INVALID', disputeAnswer({}, { key: other.lenderKey })],
  [
    'answer to a dispute about another record',
    'SIGNATURE_INVALID',
    disputeAnswer({ disputeId: disputeIdOf() }, {}, other),
  ],
  [
    'statement taken for an answer to it',
    'SIGNATURE_INVALID',
    disputeAnswer({
      signature: loan.lenderKey.sign(
        disputeText(bound, { ...said.command, statementCommitment: said.command.answerCommitment }),
      ),
    }),
  ],
];

/** Each of the signed texts, by whom, with where its signature goes. */
const signed: readonly (readonly [string, Signer, string, (signature: string) => Sent])[] = [
  ['consent', keyOf('li'), consentText(channel, content), (signature) => consent({ signature })],
  ['revocation', keyOf('li'), consentRevocationText(channel, ofAsked), (signature) => revocation({ signature })],
  [
    'revocation of what was not posted',
    keyOf('li'),
    consentRevocationText(channel, { ...ofAsked, ...unposted }),
    (signature) => revocation({ ...unposted, signature }),
  ],
  ['answer', loan.lenderKey, answerText(bound, answerId, good), (signature) => answer({ signature })],
  ['dispute', keyOf('li'), disputeText(bound, statement.command), (signature) => dispute({ signature })],
  [
    'answer to a dispute',
    loan.lenderKey,
    disputeAnswerText(bound, disputeIdOf('d1'), said.command),
    (signature) => disputeAnswer({ signature }),
  ],
];

function highS(signature: string): string {
  const bytes = Buffer.from(signature, 'base64url');
  return Buffer.concat([bytes.subarray(0, 32), scalar(order - numberOf(bytes.subarray(32)))]).toString('base64url');
}

describe('is refused, and writes nothing', () => {
  let s: Scenario;
  beforeAll(async () => {
    s = await aStage();
  });

  it.each(forgeries)('%s (%s)', async (_what, code, sent) => {
    const before = s.ledger.dump();
    expect(refused(await send(s, sent))).toBe(code);
    expect(s.ledger.dump()).toBe(before);
  });

  it.each(signed)(
    'a signature of the %s with s in the upper half, or over another text',
    async (_what, key, text, into) => {
      const before = s.ledger.dump();
      expect(refused(await send(s, into(highS(key.sign(text)))))).toBe('SIGNATURE_INVALID');
      expect(refused(await send(s, into(key.sign(`${text} `))))).toBe('SIGNATURE_INVALID');
      expect(refused(await send(s, into(bytesOf('r').toString('base64url').padEnd(86, 'A'))))).toBe(
        'SIGNATURE_INVALID',
      );
      const trailing = Buffer.concat([Buffer.from(key.sign(text), 'base64url'), Buffer.alloc(1)]).toString('base64url');
      expect(refused(await send(s, into(trailing)))).toBe('COMMAND_MALFORMED');
      expect(s.ledger.dump()).toBe(before);
    },
  );

  it.each(['subject', 'answer', 'dispute'])('whoever is not the registrar that posts a %s', async (what) => {
    const sent = { subject: dispute(), answer: answer(), dispute: disputeAnswer() }[what];
    if (sent === undefined) throw new Error('nothing to send');
    expect(refused(await send(s, { ...sent, by: harbour }))).toBe('NOT_REGISTRAR');
  });
});

it.each(signed)('is taken as it was signed: the %s', async (_what, key, text, into) => {
  const s = await aStage();
  expect(await send(s, into(key.sign(text)))).toMatchObject({ status: 'ACCEPTED', repeated: false });
});
