/** Credit records from filing to feedback, over packages, the registrar and the chaincode's own rules. */

import { Rejection } from '../../../chaincode/api/refusals';
import { Problem } from '../../../gateway/api/problem';
import { openedWith } from '../vault/opened';
import { by, harbour, type Institution, loan, messageFor, type Person, removeAll, signed, World } from './world';

let world: World;
let here: Institution;
let borrower: Person;
let lender: Person;
let company: Person;

beforeEach(async () => {
  world = await World.begin();
  here = world.of(harbour);
  borrower = await world.person('borrower');
  lender = await world.person('lender');
  company = await world.person('company', { identityKind: 'CREDIT_CODE' });
});
afterEach(() => world.end());
afterAll(removeAll);

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  const known = error instanceof Rejection || error instanceof Problem;
  if (error !== undefined && !known) throw error;
  return error === undefined ? 'NONE' : error.code;
}

const named = ({ subjectId }: Person) => ({ subjectId });

/** A record on the ledger. */
async function effective(changes: Parameters<typeof loan>[2] = {}, sides: { readonly lender?: Person } = {}) {
  const recordId = await signed(here, loan(world, borrower, changes), { borrower, ...sides });
  await world.turn();
  return recordId;
}

async function matured(sides: { readonly lender?: Person } = {}) {
  const recordId = await effective(sides.lender === undefined ? {} : { relationKind: 'C2C' }, sides);
  await world.passTo((await here.credit.read(recordId)).maturityTime);
  return recordId;
}

const performed = { outcome: 'PERFORMED', level: 'PAID', priceFen: 500 } as const;
const inDays = (days: number) => new Date(world.now() + days * 86_400_000).toISOString();

describe('a registration', () => {
  it("is told under the day of its start in the alliance's zone", async () => {
    const recordId = await effective({ startTime: '2026-02-28T16:00:00.000Z' });
    expect(world.ledger.records('creditRecord')).toMatchObject([{ recordId, borrowedOn: '2026-03-01' }]);
  });

  it('takes effect when both have signed, were handed over and posted by the registrar', async () => {
    const recordId = await signed(here, loan(world, borrower, { relationKind: 'C2C' }), { borrower, lender });
    expect(await here.credit.read(recordId)).toMatchObject({ status: 'HANDED_OVER', toSign: [] });
    expect(world.ledger.records('creditRecord')).toEqual([]);

    await world.turn();

    expect(await here.credit.read(recordId)).toMatchObject({ status: 'EFFECTIVE', borrower: { side: 'SIGNATURE' } });
    expect(world.sent.filter(({ name }) => name === 'credit:register').map(({ by: poster }) => poster)).toEqual([
      'KeystoneMSP',
    ]);
    expect(await here.store.outbox.read(`creditRecord ${recordId}`)).toBeUndefined();
  });

  it('is to be signed by a midnight, which does not tell when it was filed', async () => {
    const { view } = await here.credit.file(loan(world, borrower));
    expect(view.signBy).toMatch(/T16:00:00\.000Z$/);
    expect(view.signBy > inDays(6) && view.signBy <= inDays(7)).toBe(true);
  });

  it('is not on the ledger with the signature of the borrower alone, and lapses', async () => {
    const { view } = await here.credit.file(loan(world, borrower, { signBy: inDays(1) }));
    const { recordId, toSign } = view;
    await here.credit.sign(recordId, { role: 'BORROWER', ...by(borrower, messageFor('BORROWER', toSign)) });
    await world.turn();
    expect(world.ledger.records('creditRecord')).toEqual([]);
    await world.passTo(inDays(2));

    expect((await here.credit.read(recordId)).status).toBe('LAPSED');
    expect(await codeOf(here.credit.sign(recordId, { role: 'LENDER' }))).toBe('CREDIT_RECORD_LAPSED');
  });

  it('that was handed over too late for the registrar lapses, too, and leaves nothing waiting', async () => {
    const request = loan(world, borrower, { signBy: new Date(world.now() + 20_000).toISOString() });
    const recordId = await signed(here, request, { borrower });
    await world.turn();
    await world.turn();
    await world.turn();

    expect((await here.credit.read(recordId)).status).toBe('LAPSED');
    expect(world.ledger.records('creditRecord')).toEqual([]);
    expect(await here.store.outbox.read(`creditRecord ${recordId}`)).toBeUndefined();
  });

  it('is recognised when it is filed again, and is no other under the same identifier', async () => {
    const request = loan(world, borrower, { filingId: 'ab'.repeat(16) });
    expect((await here.credit.file(request)).repeated).toBe(false);
    expect((await here.credit.file(request)).repeated).toBe(true);
    expect(await codeOf(here.credit.file({ ...request, amountRmb: 1 }))).toBe(
      'CREDIT_RECORD_EXISTS_WITH_OTHER_CONTENT',
    );
  });

  it.each([
    ['SIDES_NOT_DISTINCT', () => loan(world, borrower, { lender: named(borrower) })],
    ['SUBJECT_NOT_VERIFIED_HERE', () => loan(world, borrower, { lender: { subjectId: 'ee'.repeat(32) } })],
    ['RELATION_KIND_MISMATCH', () => loan(world, borrower, { relationKind: 'C2C' })],
    ['RELATION_KIND_MISMATCH', () => loan(world, borrower, { relationKind: 'B2C', lender: named(lender) })],
    ['RELATION_KIND_MISMATCH', () => loan(world, company, { relationKind: 'B2C' })],
    ['MATURITY_INVALID', () => loan(world, borrower, { maturityTime: '2020-01-01T00:00:00.000Z' })],
    ['SIGN_BY_INVALID', () => loan(world, borrower, { signBy: inDays(8) })],
    ['SIGN_BY_INVALID', () => loan(world, borrower, { signBy: inDays(-1) })],
    ['CREDIT_RECORD_NOT_FOUND', () => loan(world, borrower, { renews: { recordId: 'ee'.repeat(16), ...paid } })],
    ['PRICE_INVALID', () => loan(world, borrower, { renews: { recordId: 'ee'.repeat(16), ...paid, priceFen: 0 } })],
    ['NONE', () => loan(world, company, { relationKind: 'C2B', lender: named(lender) })],
    ['NONE', () => loan(world, company, { relationKind: 'B2B' })],
  ])('answers %s', async (code, request) => {
    expect(await codeOf(here.credit.file(request()))).toBe(code);
  });

  it('by a mandate needs no signature of the borrower, and the own approval', async () => {
    const { view } = await here.credit.file(
      loan(world, company, { relationKind: 'B2B', mandateSha256: 'cd'.repeat(32) }),
    );
    const { recordId } = view;
    expect(await here.credit.read(recordId)).toMatchObject({
      borrower: { side: 'MANDATE' },
      toSign: [{ role: 'LENDER' }],
    });
    expect(await codeOf(here.credit.sign(recordId, { role: 'LENDER' }))).toBe('APPROVAL_MISSING');
    expect(await codeOf(here.credit.sign(recordId, { role: 'BORROWER', ...by(company, 'any') }))).toBe(
      'SIGNATURE_NOT_AWAITED',
    );
    await here.credit.sign(recordId, { role: 'LENDER', approvalReference: 'board 7' });
    await world.turn();

    expect(world.ledger.records('creditRecord')).toMatchObject([
      { recordId, borrower: { type: 'MANDATE', mandateCommitment: expect.not.stringMatching('cd'.repeat(32)) } },
    ]);
  });

  it('takes no signature but the right one', async () => {
    const { view } = await here.credit.file(loan(world, borrower, { relationKind: 'C2C', lender: named(lender) }));
    const { recordId, toSign } = view;
    const good = by(borrower, messageFor('BORROWER', toSign));
    const tryOut = (request: object) => codeOf(here.credit.sign(recordId, { role: 'BORROWER', ...request }));

    expect(
      await codeOf(here.credit.sign(recordId, { role: 'LENDER', ...by(lender, messageFor('LENDER', toSign)) })),
    ).toBe('BORROWER_NOT_SIGNED');
    expect(await tryOut({})).toBe('SIGNATURE_INVALID');
    expect(await tryOut(by(borrower, messageFor('LENDER', toSign)))).toBe('SIGNATURE_INVALID');
    expect(await tryOut(by(lender, messageFor('BORROWER', toSign)))).toBe('SUBJECT_KEY_NOT_FOUND');
    expect(await tryOut({ ...good, signature: `${good.signature}AA` })).toBe('SIGNATURE_INVALID');
    expect(await tryOut(good)).toBe('NONE');
    expect((await here.credit.sign(recordId, { role: 'BORROWER', ...good })).repeated).toBe(true);
    expect(await codeOf(here.credit.sign(recordId, { role: 'LENDER' }))).toBe('SIGNATURE_INVALID');
  });
});

const paid = { level: 'PAID', priceFen: 500 } as const;

describe('a feedback', () => {
  it('is refused before maturity, and recorded after it', async () => {
    const recordId = await effective();
    expect(await codeOf(here.credit.giveFeedback(recordId, performed))).toBe('NOT_MATURE');
    await world.passTo((await here.credit.read(recordId)).maturityTime);
    expect((await here.credit.giveFeedback(recordId, performed)).view).toMatchObject({
      number: 1,
      status: 'HANDED_OVER',
    });
    expect((await here.credit.giveFeedback(recordId, performed)).repeated).toBe(true);
    expect(await codeOf(here.credit.giveFeedback(recordId, { ...performed, level: 'PUBLIC', priceFen: 0 }))).toBe(
      'CHANGE_PENDING',
    );
    await world.turn();

    expect(await here.credit.read(recordId)).toMatchObject({ ...paid, feedbacks: [{ status: 'RECORDED' }] });
    expect(await codeOf(here.credit.giveFeedback(recordId, { ...performed, level: 'PUBLIC', priceFen: 0 }))).toBe(
      'FEEDBACK_FINAL',
    );
  });

  it('extends the loan only with the signature of the borrower, who may refuse', async () => {
    const recordId = await matured();
    const extended = { outcome: 'EXTENDED', level: 'PUBLIC', priceFen: 0, newMaturityTime: inDays(30) } as const;
    const { view } = await here.credit.giveFeedback(recordId, extended);
    expect(view.status).toBe('AWAITING_SIGNATURES');
    await world.turn();
    expect(world.ledger.records('creditFeedback')).toEqual([]);

    const newMaturityTime = inDays(60);
    const other = await here.credit.giveFeedback(recordId, { ...extended, newMaturityTime });
    const message = messageFor('BORROWER', other.view.toSign);
    const stale = by(borrower, messageFor('BORROWER', view.toSign));
    expect(await codeOf(here.credit.sign(recordId, { role: 'BORROWER', feedback: 1, ...stale }))).toBe(
      'SIGNATURE_INVALID',
    );
    await here.credit.sign(recordId, { role: 'BORROWER', feedback: 1, ...by(borrower, message) });
    await world.turn();

    const { dueTime } = await here.credit.read(recordId);
    expect(dueTime).toBe(newMaturityTime);
    expect(await codeOf(here.credit.giveFeedback(recordId, performed))).toBe('NOT_MATURE');
    await world.passTo(dueTime ?? '');
    await here.credit.giveFeedback(recordId, performed);
    await world.turn();
    expect(world.ledger.records('creditFeedback').map(({ number }) => number)).toEqual([1, 2]);
  });

  it('of a person who lends carries that signature to the registrar, after that of the borrower', async () => {
    const recordId = await matured({ lender });
    const extended = { outcome: 'EXTENDED', level: 'PUBLIC', priceFen: 0, newMaturityTime: inDays(30) } as const;
    const { view } = await here.credit.giveFeedback(recordId, extended);
    const early = { role: 'LENDER', feedback: 1, ...by(lender, 'any') } as const;
    expect(view.toSign.map(({ role }) => role)).toEqual(['BORROWER']);
    expect(await codeOf(here.credit.sign(recordId, early))).toBe('BORROWER_NOT_SIGNED');

    const borrowed = by(borrower, messageFor('BORROWER', view.toSign));
    const { view: next } = await here.credit.sign(recordId, { role: 'BORROWER', feedback: 1, ...borrowed });
    const { toSign } = next;
    expect(toSign.map(({ role }) => role)).toEqual(['LENDER']);
    await here.credit.sign(recordId, { role: 'LENDER', feedback: 1, ...by(lender, messageFor('LENDER', toSign)) });
    await world.turn();
    expect(world.ledger.records('creditFeedback')).toHaveLength(1);
  });

  it('of a breach needs a notice that was given', async () => {
    const recordId = await matured();
    const breached = { outcome: 'BREACHED', level: 'PUBLIC', priceFen: 0 } as const;
    const evidenceSha256 = 'ab'.repeat(32);
    expect(await codeOf(here.credit.giveFeedback(recordId, breached))).toBe('NOTICE_MISSING');
    const late = { ...breached, notice: { givenTime: inDays(1), evidenceSha256 } };
    expect(await codeOf(here.credit.giveFeedback(recordId, late))).toBe('NOTICE_MISSING');
    const good = { ...breached, notice: { givenTime: inDays(-1), evidenceSha256 } };
    expect(await codeOf(here.credit.giveFeedback(recordId, good))).toBe('NONE');
  });

  it('can be put right by another, and its level be changed', async () => {
    const recordId = await matured();
    expect(await codeOf(here.credit.setLevel(recordId, paid))).toBe('FEEDBACK_NOT_FOUND');
    await here.credit.giveFeedback(recordId, performed);
    await world.turn();
    await here.credit.giveFeedback(recordId, {
      outcome: 'BREACHED',
      level: 'ENCRYPTED',
      priceFen: 0,
      notice: { givenTime: inDays(-1), evidenceSha256: 'ab'.repeat(32) },
      corrects: 1,
    });
    expect(await codeOf(here.credit.setLevel(recordId, paid))).toBe('CHANGE_PENDING');
    await world.turn();
    expect((await here.credit.setLevel(recordId, paid)).view.version).toBe(3);
    expect((await here.credit.setLevel(recordId, paid)).repeated).toBe(true);
    expect(await codeOf(here.credit.setLevel(recordId, { level: 'PUBLIC', priceFen: 0 }))).toBe('CHANGE_PENDING');
    await world.turn();

    expect(await here.credit.read(recordId)).toMatchObject({ ...paid, feedbacks: [{ number: 1 }, { corrects: 1 }] });
    expect((await here.credit.setLevel(recordId, paid)).repeated).toBe(true);
    expect(await here.store.outbox.takeWaiting(1e9, inDays(0), 10)).toEqual([]);
  });

  it('takes one of several levels that are set at once', async () => {
    const recordId = await matured();
    await here.credit.giveFeedback(recordId, performed);
    await world.turn();
    const set = (level: 'PUBLIC' | 'ENCRYPTED', priceFen = 0) => here.credit.setLevel(recordId, { level, priceFen });
    const all = await Promise.allSettled([set('ENCRYPTED'), set('ENCRYPTED'), set('PUBLIC')]);
    const said = all.map((one) => (one.status === 'fulfilled' ? one.value.repeated : one.reason.code)).sort();
    expect(said).toEqual([false, true, expect.stringMatching(/CHANGE_PENDING/)].sort());
  });

  it('opens, for whoever gets the data key, to the outcome and to the agreement of the borrower', async () => {
    const recordId = await matured();
    const extended = { outcome: 'EXTENDED', level: 'PUBLIC', priceFen: 0, newMaturityTime: inDays(30) } as const;
    const { view } = await here.credit.giveFeedback(recordId, extended);
    const signature = by(borrower, messageFor('BORROWER', view.toSign));
    await here.credit.sign(recordId, { role: 'BORROWER', feedback: 1, ...signature });
    await world.turn();

    const [item] = view.toSign;
    const agreed = item?.opening.commitments.feedbackCommitment?.content as object;
    const sealed = String(await here.ledger.evaluate('credit:sealed', `${recordId}:1`));
    const [{ feedbackCommitment: commitment = '' } = {}] = world.ledger.records('creditFeedback');
    expect(openedWith(here, { recordId, number: 1, sealed, commitment, agreed })).toMatchObject({
      outcome: 'EXTENDED',
      newMaturityTime: extended.newMaturityTime,
      borrower: signature,
    });
  });
});

describe('what follows a record', () => {
  it('is an early end together with a new registration, in one command', async () => {
    const recordId = await effective();
    const renewing = await signed(here, loan(world, borrower, { renews: { recordId, ...paid } }), { borrower });
    const other = { ...performed, level: 'PUBLIC', priceFen: 0 } as const;
    expect(await codeOf(here.credit.giveFeedback(recordId, other))).toBe('CHANGE_PENDING');
    await world.turn();

    expect(await here.credit.read(recordId)).toMatchObject({
      renewedBy: renewing,
      feedbacks: [{ number: 1, status: 'RECORDED', outcome: 'PERFORMED' }],
    });
    expect(await here.credit.read(renewing)).toMatchObject({ status: 'EFFECTIVE', renews: recordId });
    const { dueTime, maturityTime } = await here.credit.read(recordId);
    expect(dueTime).toBeUndefined();

    const notice = { givenTime: inDays(-1), evidenceSha256: 'ab'.repeat(32) };
    const breached = { outcome: 'BREACHED', level: 'PUBLIC', priceFen: 0, notice, corrects: 1 } as const;
    expect(await codeOf(here.credit.giveFeedback(recordId, breached))).toBe('NOT_MATURE');
    await world.passTo(maturityTime);
    await here.credit.giveFeedback(recordId, breached);
    await world.turn();
    expect((await here.credit.read(recordId)).feedbacks).toMatchObject([
      { number: 1 },
      { corrects: 1, status: 'RECORDED' },
    ]);
  });

  it('is, after an extension that the borrower signed, an early end, too', async () => {
    const recordId = await matured();
    const extended = { outcome: 'EXTENDED', level: 'PUBLIC', priceFen: 0, newMaturityTime: inDays(30) } as const;
    const { view } = await here.credit.giveFeedback(recordId, extended);
    const borrowed = by(borrower, messageFor('BORROWER', view.toSign));
    await here.credit.sign(recordId, { role: 'BORROWER', feedback: 1, ...borrowed });
    await world.turn();
    const renewing = await signed(here, loan(world, borrower, { renews: { recordId, ...paid } }), { borrower });
    await world.turn();
    expect(await here.credit.read(recordId)).toMatchObject({
      renewedBy: renewing,
      feedbacks: [{ outcome: 'EXTENDED' }, { number: 2, status: 'RECORDED', outcome: 'PERFORMED' }],
    });
    expect(await codeOf(here.credit.giveFeedback(recordId, { ...performed, outcome: 'EXTENDED' }))).toBe(
      'FEEDBACK_FINAL',
    );
  });

  it('is, after an extension, a correction of the outcome at either maturity', async () => {
    const recordId = await matured();
    const extended = { outcome: 'EXTENDED', level: 'PUBLIC', priceFen: 0, newMaturityTime: inDays(30) } as const;
    const { view } = await here.credit.giveFeedback(recordId, extended);
    const borrowed = by(borrower, messageFor('BORROWER', view.toSign));
    await here.credit.sign(recordId, { role: 'BORROWER', feedback: 1, ...borrowed });
    await world.turn();
    await world.passTo(extended.newMaturityTime);
    await here.credit.giveFeedback(recordId, performed);
    await world.turn();
    for (const [corrects, level] of [
      [2, 'ENCRYPTED'],
      [3, 'PUBLIC'],
      [1, 'ENCRYPTED'],
    ] as const) {
      await here.credit.giveFeedback(recordId, { outcome: 'PERFORMED', level, priceFen: 0, corrects });
      await world.turn();
    }
    const { feedbacks } = await here.credit.read(recordId);
    expect(feedbacks.map(({ status }) => status)).toEqual(Array(5).fill('RECORDED'));
  });

  it('that lapses leaves the record before as it was', async () => {
    const recordId = await effective();
    const signBy = new Date(world.now() + 5_000).toISOString();
    await signed(here, loan(world, borrower, { renews: { recordId, ...paid }, signBy }), { borrower });
    await world.turn();
    await world.turn();
    await world.turn();

    expect(await here.credit.read(recordId)).toMatchObject({ feedbacks: [] });
    await world.passTo((await here.credit.read(recordId)).maturityTime);
    expect(await codeOf(here.credit.giveFeedback(recordId, performed))).toBe('NONE');
  });

  it('is a correction, after which the record stays and takes no feedback', async () => {
    const recordId = await effective();
    const { view } = await here.credit.correct(recordId, loan(world, borrower, { amountRmb: 12_000 }));
    await here.credit.sign(view.recordId, { role: 'BORROWER', ...by(borrower, messageFor('BORROWER', view.toSign)) });
    await here.credit.sign(view.recordId, { role: 'LENDER' });
    await world.turn();

    expect(await here.credit.read(recordId)).toMatchObject({ status: 'EFFECTIVE', correctedBy: view.recordId });
    expect(await here.credit.read(view.recordId)).toMatchObject({ status: 'EFFECTIVE', corrects: recordId });
    expect(await codeOf(here.credit.giveFeedback(recordId, performed))).toBe('CREDIT_RECORD_CORRECTED');
    expect(await codeOf(here.credit.correct(recordId, loan(world, borrower)))).toBe('PREDECESSOR_DIFFERS');
  });
});

describe('the list', () => {
  it('finds records by side and by whether their outcome is asked for, page by page', async () => {
    const first = await matured({ lender });
    const second = await effective();
    await here.fallDue();
    const ids = async (query: Parameters<typeof here.credit.list>[0]) =>
      (await here.credit.list(query, { limit: 10 })).items.map(({ recordId }) => recordId);

    expect(await ids({})).toEqual([second, first]);
    expect(await ids({ due: true })).toEqual([first]);
    expect(await ids({ due: false })).toEqual([second]);
    expect(await ids({ subjectId: lender.subjectId, role: 'lender' })).toEqual([first]);
    expect(await ids({ subjectId: lender.subjectId, role: 'borrower' })).toEqual([]);
    expect(await ids({ subjectId: borrower.subjectId })).toEqual([second, first]);
    const page = await here.credit.list({}, { limit: 1 });
    expect((await here.credit.list({}, { limit: 1, cursor: page.nextCursor })).items[0]?.recordId).toBe(first);
  });
});
