/** Signatures that are not those of the content, as a table: every attempt is refused, and nothing is written. */
import { canonicalJson } from '../../chaincode/api/canonical';
import type { Command, CommandName, PrivateOfFeedback } from '../../chaincode/api/commands';
import type { RefusalCode } from '../../chaincode/api/refusals';
import { hashOfSealed } from '../../chaincode/api/sealed';
import {
  additionText,
  deriveAttachmentId,
  deriveKeyId,
  feedbackText,
  isSignedBy,
  levelText,
  objectionText,
  possessionText,
  recordIdFrom,
  registrationText,
  revocationText,
  type SigningRole,
} from '../../chaincode/api/signatures';
import { channel, keystone } from './builders';
import {
  aFeedback,
  aKey,
  aLevel,
  aLoan,
  anAttachment,
  anObjection,
  aRevocation,
  attachmentKeyOf,
  type GivenFeedback,
  hexOf,
  type IdentityOptions,
  identityOf,
  keyOf,
  type LoanOptions,
  numberOf,
  order,
  recordIdOf,
  renewing,
  reportKeyOf,
  type Signer,
  scalar,
  signer,
  subjectIdOf,
} from './credit-builders';
import { aRegistry, giveFeedback, passTo, register, withMoreKeys } from './credit-scenario';
import { accepted, refused, type Scenario } from './scenario';

interface Sent<N extends CommandName = CommandName> {
  readonly name: N;
  readonly command: Command<N>;
  readonly private?: string;
}

type Forgery = readonly [what: string, code: RefusalCode, sent: Sent];

const newId = recordIdOf('new');
const stranger = signer('stranger');
const old = aLoan({ name: 'old' });
const rated = aLoan({ name: 'rated' });
const extended = { newMaturityTime: old.due.time };

/**
 * Two records that have matured: `old` without a feedback, `rated` with one, at version 1 of its level. Wang's key is revoked. Meadow
 * has verified Li after Li's keys were added.
 */
async function aStage(): Promise<Scenario> {
  const s = await withMoreKeys(await aRegistry());
  for (const name of ['old', 'rated']) await register(s, { name });
  passTo(s, old.due.time);
  await giveFeedback(s, rated, extended);
  accepted(await s.act(keystone, 'subject:revokeKey', aRevocation('wang')));
  accepted(await s.act(keystone, 'subject:attach', anAttachment('li', 'meadow')));
  return s;
}

function send<N extends CommandName>(s: Scenario, { name, command, private: part }: Sent<N>) {
  return s.act(keystone, name, command, part === undefined ? {} : { private: part });
}

async function expectRefused(sent: Sent, code: RefusalCode): Promise<void> {
  const s = await aStage();
  const before = s.ledger.dump();
  expect(refused(await send(s, sent))).toBe(code);
  expect(s.ledger.dump()).toBe(before);
}

/** A registration that would be taken, with what is changed after both have signed. */
function registration(changes: Partial<Command<'credit:register'>> = {}, options: LoanOptions = {}): Sent {
  const loan = newLoan(options);
  return { name: 'credit:register', command: { ...loan.command, ...changes }, private: loan.private };
}

function newLoan(options: LoanOptions = {}) {
  return aLoan({ name: 'new', signBy: '2026-03-20T08:00:00.000Z', ...options });
}

function feedback(changes: Partial<Command<'credit:feedback'>> = {}, options = {}, loan = old): Sent {
  const given = aFeedback(loan, options);
  return { name: 'credit:feedback', command: { ...given.command, ...changes }, private: given.private };
}

function level(changes: Partial<Command<'credit:setLevel'>> = {}): Sent {
  return { name: 'credit:setLevel', command: { ...aLevel(rated), ...changes } };
}

function attachment(changes: Partial<Command<'subject:attach'>> = {}, options: IdentityOptions = {}): Sent {
  return { name: 'subject:attach', command: { ...anAttachment('li', 'orchard', options), ...changes } };
}

/** A key for which Li's first one signs. */
function addition(changes: Partial<Command<'subject:addKey'>> = {}, options: Parameters<typeof aKey>[2] = {}): Sent {
  const command = aKey('li', stranger, { by: keyOf('li'), ...options });
  return { name: 'subject:addKey', command: { ...command, ...changes } };
}

/** A revocation of Li's first key by its second. */
function revocation(
  changes: Partial<Command<'subject:revokeKey'>> = {},
  options: Parameters<typeof aRevocation>[2] = {},
): Sent {
  const command = aRevocation('li', keyOf('li'), { by: li2, ...options });
  return { name: 'subject:revokeKey', command: { ...command, ...changes } };
}

/** To Li's first key, by Harbour. */
function objection(
  changes: Partial<Command<'subject:revokeKey'>> = {},
  options: Parameters<typeof anObjection>[2] = {},
): Sent {
  return { name: 'subject:revokeKey', command: { ...anObjection('li', keyOf('li'), options), ...changes } };
}

/** Other bytes, and what they hash to. */
const swapped = { text: 'bytes that nobody can open', hash: hashOfSealed('bytes that nobody can open') };

function withSwappedDetails(given: GivenFeedback): GivenFeedback {
  return { ...given, details: swapped.text, command: { ...given.command, sealedHash: swapped.hash } };
}

const borrowerText = (role: SigningRole) => registrationText(channel, role, newLoan().command, { type: 'SIGNATURE' });
const withBorrower = (signature: string, keyId = keyOf('li').keyId) =>
  registration({ borrower: { type: 'SIGNATURE', keyId, signature } });
const mandated = newLoan({ mandate: true }).command;
const signed = newLoan().command;
const otherHash = hexOf('other');
const li2 = keyOf('li', 2);
const li = { subjectId: subjectIdOf('li'), keyId: keyOf('li').keyId };
const li4 = keyOf('li', 4);
const ofAnother = { identity: identityOf('wang') };
const elsewhere = { signedFor: 'another' };
/** An identity key that somebody made up, and the subject that it would have. */
const madeUp = { identityKey: stranger.publicKey, subjectId: stranger.keyId };
const byKey = (signer: Signer, text: string) =>
  ({ type: 'KEY', keyId: signer.keyId, signature: signer.sign(text) }) as const;
const byAttachment = (signer: Signer, text: string) =>
  ({ type: 'ATTACHMENT', attachmentKey: signer.publicKey, signature: signer.sign(text) }) as const;
const newcomer = signer('newcomer');
const report = reportKeyOf(stranger);
const ofStranger = { ...li, keyId: stranger.keyId, publicKey: stranger.publicKey, reportKey: report.publicKey };
const held = possessionText(channel, ofStranger);
const shown = {
  possession: stranger.sign(held),
  report: { publicKey: report.publicKey, possession: report.sign(held) },
};
/** As the stranger's keys would be shown for something else. */
const heldFor = (other: Partial<typeof ofStranger>, onChannel = channel) =>
  possessionText(onChannel, { ...ofStranger, ...other });
const reportedBy = (key: Signer, text = held) => ({ report: { publicKey: key.publicKey, possession: key.sign(text) } });
/** A key of Li's with the report key of the choice. */
const withReport = (key: Signer): Sent => ({ name: 'subject:addKey', command: aKey('li', stranger, { report: key }) });
const additionOfStranger = additionText(channel, ofStranger);
const vouching = (keyId: string, by: Signer) => ({ keyId, signature: by.sign(additionOfStranger) });
const vouched = vouching(keyOf('li').keyId, keyOf('li'));
/** The signatures of identity and voucher that were made for the stranger's keys. */
const {
  possession: _shown,
  report: _reported,
  publicKey: _point,
  ...identified
} = aKey('li', stranger, {
  by: keyOf('li'),
});
const offTheCurve = Buffer.alloc(65, 4).toString('base64url');
const harbours = attachmentKeyOf('li');
const harboursId = deriveAttachmentId(harbours.publicKey);

const registrations: readonly Forgery[] = [
  ['another subject', 'SUBJECT_KEY_NOT_FOUND', registration({ subjectId: subjectIdOf('wang') })],
  [
    'another subject, under a mandate',
    'SIGNATURE_INVALID',
    registration({ subjectId: subjectIdOf('wang') }, { mandate: true }),
  ],
  ['another day', 'SIGNATURE_INVALID', registration({ borrowedOn: '2026-03-02' })],
  ['other terms', 'SIGNATURE_INVALID', registration({ termsCommitment: otherHash })],
  ['another data key', 'SIGNATURE_INVALID', registration({ keyCommitment: otherHash })],
  ['another maturity', 'SIGNATURE_INVALID', registration({ maturityCommitment: otherHash })],
  ['other sealed bytes', 'SIGNATURE_INVALID', { ...registration({ sealedHash: swapped.hash }), private: swapped.text }],
  ['another lender', 'LENDER_KEY_INVALID', registration({ lenderKey: stranger.publicKey })],
  [
    'another lender, and the record that is named by its key',
    'SIGNATURE_INVALID',
    registration({ lenderKey: stranger.publicKey, recordId: recordIdFrom(stranger.publicKey) }),
  ],
  ['more time to sign', 'SIGNATURE_INVALID', registration({ signBy: '2027-01-01T00:00:00.000Z' })],
  ['another record', 'LENDER_KEY_INVALID', registration({ recordId: recordIdOf('another') })],
  ['another channel', 'SIGNATURE_INVALID', registration({}, { signedFor: 'another' })],
  [
    'another mandate',
    'SIGNATURE_INVALID',
    registration({ borrower: { type: 'MANDATE', mandateCommitment: otherHash } }, { mandate: true }),
  ],
  ['a mandate where a signature was', 'SIGNATURE_INVALID', registration({ borrower: mandated.borrower })],
  [
    'a mandate passed off as the borrower’s signature',
    'SIGNATURE_INVALID',
    registration(
      { borrower: { type: 'SIGNATURE', keyId: keyOf('li').keyId, signature: mandated.lenderSignature } },
      { mandate: true },
    ),
  ],
  [
    'a correction that was not signed for',
    'SIGNATURE_INVALID',
    registration({ correction: newLoan({ corrects: old }).command.correction }),
  ],
  ['a correction left out', 'SIGNATURE_INVALID', registration({ correction: undefined }, { corrects: old })],
  [
    'a renewal that was not signed for',
    'SIGNATURE_INVALID',
    {
      ...registration({ renewal: renewing(old)(newId).command }),
      private: newLoan({ renewal: renewing(old) }).private,
    },
  ],
  [
    'a correction signed for another successor',
    'SIGNATURE_INVALID',
    registration({ correction: aLoan({ name: 'another', corrects: old }).command.correction }, { corrects: old }),
  ],
  [
    'a correction signed by a stranger',
    'SIGNATURE_INVALID',
    registration({}, { corrects: { ...old, lenderKey: stranger } }),
  ],
  [
    'a correction copied under another lender’s key',
    'SIGNATURE_INVALID',
    registration({ correction: newLoan({ corrects: old }).command.correction }, { lenderKey: stranger, corrects: old }),
  ],
  [
    'a correction by a mandate of what the borrower signed',
    'SUCCESSOR_NOT_SIGNED',
    registration({}, { mandate: true, corrects: old }),
  ],
  [
    'a correction copied under another lender’s key and the successor’s name',
    'LENDER_KEY_INVALID',
    registration(
      { recordId: newId, correction: newLoan({ corrects: old }).command.correction },
      { lenderKey: stranger, mandate: true, corrects: old },
    ),
  ],
  [
    'an early feedback under a made-up registration',
    'SIGNATURE_INVALID',
    registration({}, { lenderKey: stranger, renewal: () => renewing(old)(newId) }),
  ],
  ['a feedback at maturity as an early one', 'SIGNATURE_INVALID', registration({}, { renewal: () => aFeedback(old) })],
  [
    'an early feedback signed by a stranger',
    'SIGNATURE_INVALID',
    registration({}, { renewal: renewing({ ...old, lenderKey: stranger }) }),
  ],
  [
    'other sealed bytes of an early feedback',
    'SIGNATURE_INVALID',
    registration({}, { renewal: (renewedBy) => withSwappedDetails(renewing(old)(renewedBy)) }),
  ],
  [
    'an early feedback signed for another channel',
    'SIGNATURE_INVALID',
    registration({}, { renewal: renewing(old, { signedFor: 'another' }) }),
  ],
  [
    'the roles swapped',
    'SIGNATURE_INVALID',
    { ...registration({ lenderSignature: newLoan().lenderKey.sign(borrowerText('BORROWER')) }) },
  ],
  ['the borrower signing as lender', 'SIGNATURE_INVALID', withBorrower(keyOf('li').sign(borrowerText('LENDER')))],
  [
    'the lender signing for the borrower',
    'SIGNATURE_INVALID',
    withBorrower(newLoan().lenderKey.sign(borrowerText('BORROWER'))),
  ],
  [
    'the borrower signing for the lender',
    'SIGNATURE_INVALID',
    registration({ lenderSignature: keyOf('li').sign(borrowerText('LENDER')) }),
  ],
  [
    'the person behind the lender for the lender',
    'SIGNATURE_INVALID',
    registration({ lenderSignature: newLoan().lenderKey.sign(borrowerText('LENDER_PERSON')) }),
  ],
  [
    'another live key of the borrower named',
    'SIGNATURE_INVALID',
    withBorrower(keyOf('li').sign(borrowerText('BORROWER')), li2.keyId),
  ],
  ['a key that was revoked', 'SUBJECT_KEY_REVOKED', registration({}, { borrower: 'wang' })],
  ['a key of another subject', 'SUBJECT_KEY_NOT_FOUND', registration({}, { borrowerKey: keyOf('wang') })],
  ['a key that nobody added', 'SUBJECT_KEY_NOT_FOUND', registration({}, { borrowerKey: stranger })],
  ['the same key on both sides', 'SIDES_NOT_DISTINCT', registration({}, { lenderKey: keyOf('li') })],
  [
    'the same subject on both sides, by another of its keys',
    'SIDES_NOT_DISTINCT',
    registration({}, { lenderKey: li2 }),
  ],
  [
    'the same subject on both sides, under a mandate',
    'SIDES_NOT_DISTINCT',
    registration({}, { lenderKey: li2, mandate: true }),
  ],
  [
    'the key of another record',
    'CREDIT_RECORD_EXISTS_WITH_OTHER_CONTENT',
    registration({}, { lenderKey: old.lenderKey }),
  ],
  [
    'signatures of a record replayed for another',
    'SIGNATURE_INVALID',
    registration({ lenderSignature: old.command.lenderSignature, borrower: old.command.borrower }),
  ],
];

const feedbacks: readonly Forgery[] = [
  [
    'other sealed bytes',
    'SIGNATURE_INVALID',
    {
      ...feedback({ sealedHash: swapped.hash }),
      private: canonicalJson({ due: old.due, details: swapped.text } satisfies PrivateOfFeedback),
    },
  ],
  ['another outcome', 'SIGNATURE_INVALID', feedback({ feedbackCommitment: otherHash })],
  ['another data key', 'SIGNATURE_INVALID', feedback({ keyCommitment: otherHash })],
  ['another next maturity', 'SIGNATURE_INVALID', feedback({ nextDueCommitment: otherHash })],
  ['another level', 'SIGNATURE_INVALID', feedback({ level: 'ENCRYPTED' })],
  ['another price', 'SIGNATURE_INVALID', feedback({ priceFen: 2 }, { level: 'PAID', priceFen: 1 })],
  ['that it corrects', 'SIGNATURE_INVALID', feedback({ corrects: 1 }, { number: 2 }, rated)],
  [
    'that it does not correct',
    'SIGNATURE_INVALID',
    feedback({ corrects: undefined }, { number: 2, corrects: 1, due: aFeedback(rated, extended).due }, rated),
  ],
  ['another number', 'SIGNATURE_INVALID', feedback({ number: 1 }, { number: 2 })],
  ['another record', 'SIGNATURE_INVALID', { ...feedback({ recordId: old.recordId }, { due: old.due }, rated) }],
  ['another channel', 'SIGNATURE_INVALID', feedback({}, { signedFor: 'another' })],
  ['a stranger’s signature', 'SIGNATURE_INVALID', feedback({}, {}, { ...old, lenderKey: stranger })],
  ['the borrower’s signature', 'SIGNATURE_INVALID', feedback({}, {}, { ...old, lenderKey: keyOf('li') })],
  [
    'another role',
    'SIGNATURE_INVALID',
    feedback({
      signature: old.lenderKey.sign(
        feedbackText({ channel, recordId: old.recordId }, 'BORROWER', 1, aFeedback(old).command),
      ),
    }),
  ],
  ['an early feedback without its successor', 'SIGNATURE_INVALID', feedback({}, { renewedBy: newId })],
  ['a feedback replayed', 'FEEDBACK_NUMBER_NOT_NEXT', feedback({ number: 3 }, { number: 1 }, rated)],
];

const levels: readonly Forgery[] = [
  ['another level', 'SIGNATURE_INVALID', level({ level: 'PUBLIC', priceFen: 0 })],
  ['another price', 'SIGNATURE_INVALID', level({ priceFen: 501 })],
  ['an old change replayed', 'LEVEL_VERSION_NOT_NEXT', level(aLevel(rated, { version: 1 }))],
  ['an old change replayed as the next', 'SIGNATURE_INVALID', level({ ...aLevel(rated, { version: 1 }), version: 2 })],
  ['a change for another record', 'SIGNATURE_INVALID', level({ ...aLevel(old), recordId: rated.recordId })],
  ['a stranger’s signature', 'SIGNATURE_INVALID', level(aLevel({ ...rated, lenderKey: stranger }))],
  [
    'another channel',
    'SIGNATURE_INVALID',
    level({
      signature: rated.lenderKey.sign(levelText({ channel: 'another', recordId: rated.recordId }, aLevel(rated))),
    }),
  ],
];

const attachments: readonly Forgery[] = [
  ['another subject', 'IDENTITY_KEY_MISMATCH', attachment({ subjectId: subjectIdOf('wang') })],
  [
    'another subject and its identity key',
    'SIGNATURE_INVALID',
    attachment({ subjectId: subjectIdOf('wang'), identityKey: identityOf('wang').publicKey }),
  ],
  ['another identifier', 'SIGNATURE_INVALID', attachment({ attachmentId: hexOf('another').slice(0, 32) })],
  ['another commitment', 'SIGNATURE_INVALID', attachment({ verificationCommitment: otherHash })],
  ['another channel', 'SIGNATURE_INVALID', attachment({}, elsewhere)],
  ['a made-up identity key', 'IDENTITY_KEY_MISMATCH', attachment({ identityKey: stranger.publicKey })],
  [
    'an identity key off the curve',
    'IDENTITY_KEY_MISMATCH',
    attachment({ identityKey: offTheCurve, subjectId: deriveKeyId(offTheCurve) }),
  ],
  ['a made-up identity key and its subject', 'SIGNATURE_INVALID', attachment(madeUp)],
  ['the signature of another identity', 'SIGNATURE_INVALID', attachment({}, ofAnother)],
  ['the signature of a key of the subject', 'SIGNATURE_INVALID', attachment({}, { identity: keyOf('li') })],
  [
    'the signature of another institution’s verification',
    'SIGNATURE_INVALID',
    attachment({ identitySignature: anAttachment('li', 'meadow').identitySignature }),
  ],
];

const additions: readonly Forgery[] = [
  ['a possession shown by another key', 'SIGNATURE_INVALID', addition({ possession: keyOf('li').sign(held) })],
  [
    'a possession shown on another channel',
    'SIGNATURE_INVALID',
    addition({ possession: stranger.sign(heldFor({}, 'another')) }),
  ],
  [
    'a possession shown for another subject',
    'SIGNATURE_INVALID',
    addition({ possession: stranger.sign(heldFor({ subjectId: subjectIdOf('wang') })) }),
  ],
  [
    'the keys of another subject, as they were shown for it',
    'SIGNATURE_INVALID',
    addition({ ...aKey('wang', stranger), ...identified, subjectId: li.subjectId }),
  ],
  [
    'a possession shown with another report key',
    'SIGNATURE_INVALID',
    addition({ possession: stranger.sign(heldFor({ reportKey: newcomer.publicKey })) }),
  ],
  ['a report key left out', 'SIGNATURE_INVALID', addition({ report: undefined })],
  ['a report key put in', 'SIGNATURE_INVALID', addition(reportedBy(report), { report: null })],
  ['another report key', 'SIGNATURE_INVALID', addition(reportedBy(newcomer))],
  [
    'another report key, for which the possession is shown',
    'SIGNATURE_INVALID',
    addition({ ...aKey('li', stranger, { report: newcomer }), ...identified }),
  ],
  [
    'a report key whose possession another key shows',
    'SIGNATURE_INVALID',
    addition({ report: { ...shown.report, possession: stranger.sign(held) } }),
  ],
  [
    'a report key shown for another signing key',
    'SIGNATURE_INVALID',
    addition(reportedBy(report, heldFor({ publicKey: newcomer.publicKey }))),
  ],
  [
    'a report key shown for another subject',
    'SIGNATURE_INVALID',
    addition(reportedBy(report, heldFor({ subjectId: subjectIdOf('wang') }))),
  ],
  ['the report key of another subject', 'SUBJECT_KEY_USED', withReport(reportKeyOf(keyOf('wang')))],
  ['the report key of another key of the subject', 'SUBJECT_KEY_USED', withReport(reportKeyOf(keyOf('li')))],
  ['the signing key of another subject as report key', 'SUBJECT_KEY_USED', withReport(keyOf('wang'))],
  ['the signing key itself as report key', 'REPORT_KEY_INVALID', withReport(stranger)],
  ['the identity key as report key', 'REPORT_KEY_INVALID', withReport(identityOf('li'))],
  [
    'the report key of another subject as signing key',
    'SUBJECT_KEY_USED',
    { name: 'subject:addKey', command: aKey('li', reportKeyOf(keyOf('wang'))) },
  ],
  [
    'a key that is there with another report key',
    'SUBJECT_KEY_EXISTS_WITH_OTHER_CONTENT',
    { name: 'subject:addKey', command: aKey('li', keyOf('li'), { report: newcomer }) },
  ],
  ['another subject', 'SUBJECT_KEY_NOT_FOUND', addition({ subjectId: subjectIdOf('wang') })],
  [
    'another subject, unvouched',
    'SIGNATURE_INVALID',
    addition({ subjectId: subjectIdOf('wang'), signedBy: undefined }),
  ],
  ['the signature of another identity', 'SIGNATURE_INVALID', addition({}, ofAnother)],
  ['the signature of the key itself for the identity', 'SIGNATURE_INVALID', addition({}, { identity: stranger })],
  ['the signature of a key of the subject for the identity', 'SIGNATURE_INVALID', addition({}, { identity: li2 })],
  ['another channel', 'SIGNATURE_INVALID', addition({}, elsewhere)],
  [
    'signatures over the addition of another key',
    'SIGNATURE_INVALID',
    addition({ ...aKey('li', newcomer, { by: keyOf('li') }), publicKey: stranger.publicKey, ...shown }),
  ],
  [
    'the identity’s signature over a revocation',
    'SIGNATURE_INVALID',
    addition({ identitySignature: identityOf('li').sign(revocationText(channel, ofStranger)) }),
  ],
  ['a stranger who vouches', 'SUBJECT_KEY_NOT_FOUND', addition({}, { by: newcomer })],
  ['another subject that vouches', 'SUBJECT_KEY_NOT_FOUND', addition({}, { by: keyOf('wang') })],
  ['a key that vouches for itself', 'SUBJECT_KEY_NOT_FOUND', addition({}, { by: stranger })],
  ['a revoked key that vouches', 'SUBJECT_KEY_REVOKED', addition({}, { by: keyOf('li', 3) })],
  ['a waiting key that vouches', 'SUBJECT_KEY_WAITING', addition({}, { by: li4 })],
  ['the identity that vouches', 'SUBJECT_KEY_NOT_FOUND', addition({}, { by: identityOf('li') })],
  ['another key named that vouches', 'SIGNATURE_INVALID', addition({ signedBy: vouching(li2.keyId, stranger) })],
  [
    'a signature over the addition of another key that vouches',
    'SIGNATURE_INVALID',
    addition({ signedBy: aKey('li', newcomer, { by: keyOf('li') }).signedBy }),
  ],
  [
    'the identity’s signature as that of a key that vouches',
    'SIGNATURE_INVALID',
    addition({ signedBy: { keyId: li2.keyId, signature: aKey('li', stranger).identitySignature } }),
  ],
  ['the identity key itself', 'SUBJECT_KEY_INVALID', { name: 'subject:addKey', command: aKey('li', identityOf('li')) }],
];

const revocations: readonly Forgery[] = [
  ['a stranger’s signature', 'SUBJECT_KEY_NOT_FOUND', revocation({}, { by: stranger })],
  ['another subject’s signature', 'SUBJECT_KEY_NOT_FOUND', revocation({}, { by: keyOf('wang') })],
  ['a revoked key’s signature', 'SUBJECT_KEY_REVOKED', revocation({}, { by: keyOf('li', 3) })],
  ['a waiting key’s signature', 'SUBJECT_KEY_WAITING', revocation({}, { by: li4 })],
  ['a signature for another channel', 'SIGNATURE_INVALID', revocation({}, elsewhere)],
  ['another identity’s signature', 'SIGNATURE_INVALID', revocation({}, ofAnother)],
  ['the signature of a key for the identity', 'SIGNATURE_INVALID', revocation({}, { identity: li2 })],
  [
    'the identity’s signature alone',
    'SIGNATURE_INVALID',
    revocation({ signedBy: { ...byKey(identityOf('li'), revocationText(channel, li)), keyId: li2.keyId } }),
  ],
  [
    'signatures over the revocation of another key',
    'SIGNATURE_INVALID',
    revocation({ ...aRevocation('li', li4, { by: li2 }), keyId: li.keyId }),
  ],
  [
    'the identity’s signature over the revocation of another key',
    'SIGNATURE_INVALID',
    revocation({ identitySignature: aRevocation('li', li4).identitySignature }),
  ],
  [
    'the key’s signature over the revocation of another key',
    'SIGNATURE_INVALID',
    revocation({ signedBy: byKey(li2, revocationText(channel, { ...li, keyId: li2.keyId })) }),
  ],
  [
    'the key’s signature over an addition',
    'SIGNATURE_INVALID',
    revocation({ signedBy: byKey(li2, additionText(channel, li)) }),
  ],
];

const objections: readonly Forgery[] = [
  ['an institution that verified nobody', 'ATTACHMENT_NOT_FOUND', objection({}, { by: stranger })],
  [
    'an institution that verified somebody else',
    'ATTACHMENT_NOT_FOUND',
    objection({}, { by: attachmentKeyOf('wang') }),
  ],
  ['an institution that verified later', 'ATTACHMENT_TOO_LATE', objection({}, { by: attachmentKeyOf('li', 'meadow') })],
  ['a signature for another channel', 'SIGNATURE_INVALID', objection({}, elsewhere)],
  ['another identity’s signature', 'SIGNATURE_INVALID', objection({}, ofAnother)],
  ['the attachment’s signature for the identity', 'SIGNATURE_INVALID', objection({}, { identity: harbours })],
  [
    'signatures over the objection to another key',
    'SIGNATURE_INVALID',
    objection({ ...anObjection('li', li4), keyId: li.keyId }),
  ],
  [
    'the attachment’s signature over the objection to another key',
    'SIGNATURE_INVALID',
    objection({ signedBy: anObjection('li', li4).signedBy }),
  ],
  [
    'the attachment’s signature over a revocation',
    'SIGNATURE_INVALID',
    objection({ signedBy: byAttachment(harbours, revocationText(channel, li)) }),
  ],
  [
    'the attachment’s signature in the name of another attachment',
    'SIGNATURE_INVALID',
    objection({
      signedBy: byAttachment(harbours, objectionText(channel, li, hexOf('another').slice(0, 32))),
    }),
  ],
  [
    'the signature of another attachment',
    'SIGNATURE_INVALID',
    objection({
      signedBy: {
        ...byAttachment(attachmentKeyOf('li', 'meadow'), objectionText(channel, li, harboursId)),
        attachmentKey: harbours.publicKey,
      },
    }),
  ],
];

describe.each([
  ['a registration', registrations],
  ['a feedback', feedbacks],
  ['a level', levels],
  ['a verification', attachments],
  ['a key', additions],
  ['a revocation', revocations],
  ['an objection', objections],
])('%s', (_what, forgeries) => {
  it.each(forgeries)('with %s is refused: %s', async (_what, code, sent) => {
    await expectRefused(sent, code);
  });
});

/** Every place in which a command carries a signature. */
const places: readonly (readonly [where: string, make: (spoil: (honest: string) => string) => Sent])[] = [
  [
    'a verification',
    (spoil) => attachment({ identitySignature: spoil(anAttachment('li', 'orchard').identitySignature) }),
  ],
  ['the possession of a key', (spoil) => addition({ possession: spoil(shown.possession) })],
  [
    'the possession of a report key',
    (spoil) => addition({ report: { ...shown.report, possession: spoil(shown.report.possession) } }),
  ],
  ['the addition of a key', (spoil) => addition({ identitySignature: spoil(aKey('li', stranger).identitySignature) })],
  [
    'the addition of a key by another one',
    (spoil) => addition({ signedBy: { ...vouched, signature: spoil(vouched.signature) } }),
  ],
  ['the revocation of a key', (spoil) => revocation({ identitySignature: spoil(aRevocation('li').identitySignature) })],
  [
    'the revocation of a key by another one',
    (spoil) => {
      const signedBy = byKey(li2, revocationText(channel, li));
      return revocation({ signedBy: { ...signedBy, signature: spoil(signedBy.signature) } });
    },
  ],
  [
    'the objection to a key',
    (spoil) => {
      const signedBy = byAttachment(harbours, objectionText(channel, li, harboursId));
      return objection({ signedBy: { ...signedBy, signature: spoil(signedBy.signature) } });
    },
  ],
  ['the borrower’s side', (spoil) => withBorrower(spoil(keyOf('li').sign(borrowerText('BORROWER'))))],
  ['the lender’s side', (spoil) => registration({ lenderSignature: spoil(signed.lenderSignature) })],
  [
    'a correction',
    (spoil) => {
      const { correction } = newLoan({ corrects: old }).command;
      return registration(
        { correction: correction && { ...correction, signature: spoil(correction.signature) } },
        { corrects: old },
      );
    },
  ],
  [
    'an early feedback',
    (spoil) => {
      const { renewal } = newLoan({ renewal: renewing(old) }).command;
      return registration(
        { renewal: renewal && { ...renewal, signature: spoil(renewal.signature) } },
        { renewal: renewing(old) },
      );
    },
  ],
  ['a feedback', (spoil) => feedback({ signature: spoil(aFeedback(old).command.signature) })],
  ['a level', (spoil) => level({ signature: spoil(aLevel(rated).signature) })],
];

const halves = (honest: string) => {
  const bytes = Buffer.from(honest, 'base64url');
  return { r: bytes.subarray(0, 32), s: bytes.subarray(32) };
};
const joined = (...parts: readonly Uint8Array[]) => Buffer.concat(parts).toString('base64url');

/** DER, as most libraries write signatures. */
function der(honest: string): string {
  const integer = (bytes: Buffer) => {
    const padded = (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
    return Buffer.concat([Buffer.from([2, padded.length]), padded]);
  };
  const { r, s } = halves(honest);
  const content = Buffer.concat([integer(r), integer(s)]);
  return joined(Buffer.from([0x30, content.length]), content);
}

const forms: readonly (readonly [what: string, code: RefusalCode, spoil: (honest: string) => string])[] = [
  [
    'with s in the upper half',
    'SIGNATURE_INVALID',
    (honest) => joined(halves(honest).r, scalar(order - numberOf(halves(honest).s))),
  ],
  ['with r = 0', 'SIGNATURE_INVALID', (honest) => joined(scalar(0n), halves(honest).s)],
  ['with s = 0', 'SIGNATURE_INVALID', (honest) => joined(halves(honest).r, scalar(0n))],
  ['of zeros', 'SIGNATURE_INVALID', () => joined(scalar(0n), scalar(0n))],
  ['with r the order of the curve', 'SIGNATURE_INVALID', (honest) => joined(scalar(order), halves(honest).s)],
  [
    'with one bit flipped',
    'SIGNATURE_INVALID',
    (honest) => joined(scalar(numberOf(halves(honest).r) ^ 1n), halves(honest).s),
  ],
  ['with a byte behind it', 'COMMAND_MALFORMED', (honest) => joined(Buffer.from(honest, 'base64url'), Buffer.alloc(1))],
  ['with a byte too few', 'COMMAND_MALFORMED', (honest) => joined(Buffer.from(honest, 'base64url').subarray(0, 63))],
  ['in DER', 'COMMAND_MALFORMED', der],
  [
    'with stray bits in its text',
    'COMMAND_MALFORMED',
    (honest) => `${honest.slice(0, -1)}${honest.endsWith('B') ? 'C' : 'B'}`,
  ],
  [
    'in base64 instead of base64url',
    'COMMAND_MALFORMED',
    (honest) => `${Buffer.from(honest, 'base64url').toString('base64')}`,
  ],
];

describe.each(places)('a signature for %s', (_where, make) => {
  it('is taken as it should be', async () => {
    accepted(
      await send(
        await aStage(),
        make((honest) => honest),
      ),
    );
  });

  it.each(forms)('%s is refused: %s', async (_what, code, spoil) => {
    await expectRefused(make(spoil), code);
  });
});

it('no form but the one is a signature, whoever asks', () => {
  const text = held;
  const honest = stranger.sign(text);
  expect(isSignedBy(stranger.publicKey, text, honest)).toBe(true);
  for (const [, , spoil] of forms) expect(isSignedBy(stranger.publicKey, text, spoil(honest))).toBe(false);
});
