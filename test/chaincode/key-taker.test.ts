/**
 * A member that is after the details of somebody's records for nothing: with a key of its own on the person's subject it would
 * consent to itself to the person's own report. Each test begins with what the member has, and ends with what that is worth.
 */
import type { Command } from '../../chaincode/api/commands';
import { maxDisputes } from '../../chaincode/api/commands';
import { harbour, keystone } from './builders';
import {
  aKey,
  type aLoan,
  anAttachment,
  anObjection,
  aRevocation,
  attachmentKeyOf,
  type IdentityOptions,
  identityOf,
  keyOf,
  reportKeyOf,
  signer,
  subjectIdOf,
} from './credit-builders';
import { creditRecord, keyRecord } from './credit-scenario';
import { asking } from './query-builders';
import { advance, aToldLoan, grant, price, query, tryAnswer, tryDispute, tryGrant } from './query-scenario';
import { accepted, refused, type Scenario } from './scenario';

type Loan = ReturnType<typeof aLoan>;

/** The taker's own. */
const taken = signer('a key of the taker');
const { publicKey: reportKey } = reportKeyOf(taken);
const made = identityOf('an identity that the taker makes up');
const byTaker = { by: attachmentKeyOf('li', 'meadow') };

const add = (s: Scenario, command: Command<'subject:addKey'>) => s.act(keystone, 'subject:addKey', command);
const attach = (s: Scenario, options: IdentityOptions = {}) =>
  s.act(keystone, 'subject:attach', anAttachment('li', 'meadow', options));
const object = (s: Scenario, command: Command<'subject:revokeKey'>) => s.act(keystone, 'subject:revokeKey', command);
const consentToItself = (s: Scenario) => tryGrant(s, { name: 'taken', purpose: 'OWN_REPORT', key: taken });

/** Paid details, and what the taker paid for them. */
async function readForNothing(s: Scenario, loan: Loan): Promise<number> {
  accepted(await consentToItself(s));
  const records = [asking(loan, 0)];
  const asked = { name: 'taken', purpose: 'OWN_REPORT', records } as const;
  const { answerIds, tokenFen } = await query(s, asked);
  accepted(await tryAnswer(s, answerIds[0] ?? '', loan, { oneOffPublicKey: reportKey }));
  return tokenFen;
}

describe('who takes a subjectId from public state', () => {
  it('adds no key, and so reads nothing that its lender sells', async () => {
    const { s, loan } = await aToldLoan();
    expect(creditRecord(s, loan)).toMatchObject({ subjectId: subjectIdOf('li'), level: 'PAID', priceFen: price });
    const before = s.ledger.dump();
    for (const identity of [made, taken]) {
      expect(refused(await add(s, aKey('li', taken, { identity })))).toBe('SIGNATURE_INVALID');
      expect(refused(await attach(s, { identity }))).toBe('SIGNATURE_INVALID');
    }
    const { publicKey: identityKey } = made;
    const madeUp = { ...anAttachment('li', 'meadow', { identity: made }), identityKey };
    expect(refused(await s.act(keystone, 'subject:attach', madeUp))).toBe('IDENTITY_KEY_MISMATCH');
    expect(refused(await consentToItself(s))).toBe('SUBJECT_KEY_NOT_FOUND');
    expect(s.ledger.dump()).toBe(before);
  });

  it('replays no signature of the person’s institutions', async () => {
    const { s } = await aToldLoan();
    const { identitySignature } = keyRecord(s, keyOf('li'));
    const [verified] = s.ledger.records('attachment').filter(({ subjectId }) => subjectId === subjectIdOf('li'));
    for (const seen of [identitySignature, verified?.identitySignature ?? '']) {
      expect(refused(await add(s, { ...aKey('li', taken), identitySignature: seen }))).toBe('SIGNATURE_INVALID');
      const revocation = { ...aRevocation('li'), identitySignature: seen };
      expect(refused(await object(s, revocation))).toBe('SIGNATURE_INVALID');
    }
  });

  it('revokes no key', async () => {
    const { s } = await aToldLoan();
    const own = { by: taken, identity: made };
    expect(refused(await object(s, aRevocation('li', keyOf('li'), own)))).toBe('SUBJECT_KEY_NOT_FOUND');
    expect(refused(await object(s, anObjection('li', keyOf('li'), own)))).toBe('ATTACHMENT_NOT_FOUND');
  });
});

describe('who knows the number', () => {
  it('waits, while everybody sees its key, and an institution of the person objects', async () => {
    const { s } = await aToldLoan();
    accepted(await add(s, aKey('li', taken)));
    expect(s.announcedSince(s.ledger.events.length - 1)).toEqual(['SubjectEvent KEY_ADDED']);
    expect(refused(await consentToItself(s))).toBe('SUBJECT_KEY_WAITING');
    expect(refused(await tryGrant(s, { name: 'new', key: taken }))).toBe('SUBJECT_KEY_WAITING');
    await advance(s, 2);
    expect(refused(await consentToItself(s))).toBe('SUBJECT_KEY_WAITING');
    accepted(await object(s, anObjection('li', taken)));
    await advance(s, 30);
    expect(refused(await consentToItself(s))).toBe('SUBJECT_KEY_REVOKED');
  });

  it('reads for nothing where nobody objects: that is what the wait is for', async () => {
    const { s, loan } = await aToldLoan();
    accepted(await add(s, aKey('li', taken)));
    await advance(s, 3);
    expect(await readForNothing(s, loan)).toBe(0);
  });

  it('objects to no key of the person with a verification of its own that is later, nor with none', async () => {
    const { s } = await aToldLoan();
    expect(refused(await object(s, anObjection('li', keyOf('li'), byTaker)))).toBe('ATTACHMENT_NOT_FOUND');
    accepted(await attach(s));
    expect(refused(await object(s, anObjection('li', keyOf('li'), byTaker)))).toBe('ATTACHMENT_TOO_LATE');
  });

  it('waits no shorter by revoking all keys first, where it verified the person early enough to be able to', async () => {
    const { s } = await aToldLoan();
    accepted(await attach(s));
    s.ledger.passSeconds(1);
    accepted(await add(s, aKey('li', keyOf('li', 2), { by: keyOf('li') })));
    accepted(await object(s, aRevocation('li')));
    accepted(await object(s, anObjection('li', keyOf('li', 2), byTaker)));
    const live = s.ledger
      .records('subjectKey')
      .filter(({ subjectId, revokedTime }) => subjectId === subjectIdOf('li') && revokedTime === undefined);
    expect(live).toEqual([]);
    accepted(await add(s, aKey('li', taken)));
    await advance(s, 2);
    expect(refused(await consentToItself(s))).toBe('SUBJECT_KEY_WAITING');
    accepted(await object(s, anObjection('li', taken)));
  });

  it('has no key that waits sign for another, nor one that waits for its report', async () => {
    const { s } = await aToldLoan();
    accepted(await add(s, aKey('li', taken)));
    const next = signer('the next key of the taker');
    expect(refused(await add(s, aKey('li', next, { by: taken })))).toBe('SUBJECT_KEY_WAITING');
    accepted(await add(s, aKey('wang', next)));
    expect(refused(await add(s, aKey('li', signer('one more'), { by: next })))).toBe('SUBJECT_KEY_NOT_FOUND');
  });

  it('uses up no disputes of the person’s records', async () => {
    const { s, loan } = await aToldLoan();
    accepted(await add(s, aKey('li', taken)));
    for (let number = 1; number <= maxDisputes; number++) {
      expect(refused(await tryDispute(s, loan, { name: `taken ${number}`, key: taken }))).toBe('SUBJECT_KEY_WAITING');
    }
    accepted(await tryDispute(s, loan));
    expect(creditRecord(s, loan).disputeIds).toHaveLength(1);
  });
});

describe('who knows the number of somebody without a key', () => {
  /** Zhao has a record by a mandate, and no key. */
  async function aPersonWithoutKey() {
    const { s, loan } = await aToldLoan({ loan: { borrower: 'zhao', mandate: true }, unkeyed: ['zhao'] });
    return { s, loan };
  }
  const own = { subject: 'zhao', key: taken } as const;
  const ownReport = { ...own, name: 'taken', purpose: 'OWN_REPORT' } as const;

  it('has a key at once that consents to summaries and to paid details, as the person would', async () => {
    const { s, loan } = await aPersonWithoutKey();
    accepted(await add(s, aKey('zhao', taken)));
    await grant(s, own);
    const { tokenFen } = await query(s, { subject: 'zhao', records: [asking(loan, price)] });
    expect(tokenFen).toBe(price);
  });

  it('waits for what is free, and an institution that had verified the person objects', async () => {
    const { s, loan } = await aPersonWithoutKey();
    accepted(await add(s, aKey('zhao', taken)));
    expect(refused(await tryGrant(s, ownReport))).toBe('SUBJECT_KEY_WAITING');
    expect(refused(await tryDispute(s, loan, { key: taken }))).toBe('SUBJECT_KEY_WAITING');
    accepted(await object(s, anObjection('zhao', taken, { by: attachmentKeyOf('zhao', 'harbour') })));
    await advance(s, 3);
    expect(refused(await tryGrant(s, ownReport))).toBe('SUBJECT_KEY_REVOKED');
  });
});

it('the registrar’s bare word revokes nothing', async () => {
  const { s } = await aToldLoan();
  const { signedBy: _none, ...bare } = aRevocation('li');
  const argument = JSON.stringify({ commands: [bare] });
  const { response } = await s.ledger.endorseArgument('subject:revokeKey', argument, { by: keystone });
  expect(JSON.parse(response)).toMatchObject({ outcomes: [{ code: 'COMMAND_MALFORMED' }] });
  expect(refused(await s.act(harbour, 'subject:revokeKey', aRevocation('li')))).toBe('NOT_REGISTRAR');
});
