/** Answers to own queries: opened, judged and kept by the agent; told for as long as consent and retention last. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dayAt, dayCount } from '../../../chaincode/api/ledger-day';
import { readDayStart } from '../../../gateway/alliance/present';
import type { LedgerClient } from '../../../gateway/ledger/types';
import { newAudit } from '../../../gateway/queries/audit';
import type { AuditedDeps } from '../../../gateway/queries/deps';
import { dropDetails, judging } from '../../../gateway/queries/query-work';
import { newQueryReader } from '../../../gateway/queries/reading';
import type { DisputeTexts } from '../../../gateway/records/dispute-texts';
import { foundingDocument } from '../../chaincode/builders';
import { allianceWith, FakeLedger, self } from '../http/fakes';
import {
  answer,
  asked,
  canaries,
  channel,
  consent,
  dispute,
  extended,
  type FeedbackContents,
  type Loan,
  loan,
  proven,
  query,
  queryId,
  ReadModel,
  sentOf,
  subjectKey,
  terms,
  textsOf,
  unproven,
  vault,
} from './world';

let model: ReadModel;

beforeEach(async () => {
  model = await ReadModel.open();
});
afterEach(() => model.close());

interface Situation {
  readonly texts?: ReadonlyMap<string, string>;
  readonly ledger?: Partial<LedgerClient>;
  readonly now?: string;
  readonly said?: DisputeTexts;
}

/** Counts what is asked of the peer. */
function institution({ texts = new Map(), ledger: changes = {}, now = asked, said = {} }: Situation = {}) {
  const evaluated: string[] = [];
  const ledger = new FakeLedger({
    evaluate: async (name, argument) => {
      evaluated.push(`${name} ${argument}`);
      return texts.get(argument) ?? null;
    },
    ...changes,
  });
  const deps = depsWith({
    ledger,
    now: () => Date.parse(now),
    readDisputeTexts: async () => {
      evaluated.push('dispute');
      return said;
    },
  });
  const agent = judging(deps);
  const judgeAll = async () => {
    for (const found of await agent.find(now, 100)) await agent.perform(found);
  };
  return { deps, read: newQueryReader(deps), ledger, evaluated, judgeAll };
}

function depsWith(changes: Partial<AuditedDeps> = {}): AuditedDeps {
  const { store } = model;
  const now = () => Date.parse(asked);
  const present = { alliance: async () => allianceWith('CREDITOR_ORG'), ledgerDay: () => store.ledgerDay() };
  return {
    partyId: self,
    channel,
    store,
    follower: model,
    vault,
    ledger: new FakeLedger(),
    ...present,
    dayStart: () => readDayStart(present),
    readDisputeTexts: async () => ({}),
    now,
    noteRead: newAudit({ store, now }),
    ...changes,
  };
}

async function deliver(...loans: readonly Loan[]): Promise<void> {
  await model.foldLoans(...loans);
  await model.fold(subjectKey(), consent(), query(loans.length), ...loans.map((of, place) => answer(of, place)));
}

describe('the agent', () => {
  it('opens what was delivered, accepts it, and reads it again without a peer', async () => {
    const of = loan({ name: 'A' });
    await deliver(of);
    const { read, ledger, evaluated, judgeAll } = institution({ texts: textsOf(of) });
    await judgeAll();
    expect(sentOf(ledger)).toEqual(['credit:accept']);

    const before = evaluated.length;
    const view = await read(queryId, 'officer');
    expect(evaluated).toHaveLength(before);
    expect(view).toMatchObject({
      queryId,
      status: 'PENDING',
      answers: [
        {
          recordId: of.record.recordId,
          borrowedOn: '2025-03-01',
          details: { terms: { amountRmb: canaries.amountRmb }, feedbacks: [{ number: 1, outcome: 'PERFORMED' }] },
        },
      ],
    });
    expect(JSON.stringify(view)).not.toContain('CANARY-LENDER');
    expect(JSON.stringify(view)).not.toContain('maturitySalt');
  });

  it('reveals the one-off key only for what its own peer finds proven', async () => {
    const of = loan({ name: 'A' });
    const other = loan({ name: 'B' });
    await model.foldLoans(of);
    await model.fold(consent(), query(1), answer({ ...of, dataKeys: other.dataKeys }));
    const refusing = institution({
      texts: textsOf(of),
      ledger: { tryOut: async () => ({ status: 'REFUSED', code: 'DISPUTE_NOT_PROVEN', detail: {} }) },
    });
    await refusing.judgeAll();
    expect(refusing.ledger.triedOut).toHaveLength(1);
    expect(refusing.ledger.sent).toEqual([]);

    const proving = institution({ texts: textsOf(of) });
    await proving.judgeAll();
    expect(proving.ledger.sent).toMatchObject([
      {
        name: 'credit:proveMisdelivery',
        options: { private: vault.credit.revealAnswerKey({ queryId, recordId: of.record.recordId }) },
      },
    ]);
    expect((await proving.read(queryId, 'officer')).answers[0]).not.toHaveProperty('details');
  });

  it('waits where its peer does not hold the published text: that proves nothing', async () => {
    const of = loan({ name: 'A' });
    await deliver(of);
    for (const texts of [new Map<string, string>(), textsOf({ ...of, texts: of.texts.map((text) => `${text} `) })]) {
      const { ledger, judgeAll } = institution({ texts });
      await judgeAll();
      expect(ledger.sent).toEqual([]);
    }
  });

  it('accepts what answers an own report without looking at it', async () => {
    const of = loan({ name: 'A' });
    await model.foldLoans(of);
    await model.fold(consent({ purpose: 'OWN_REPORT' }), query(1, { purpose: 'OWN_REPORT' }), answer(of));
    const { ledger, evaluated, judgeAll } = institution({ texts: textsOf(of) });
    await judgeAll();
    expect(sentOf(ledger)).toEqual(['credit:accept']);
    expect(evaluated).toEqual([]);
  });

  it('judges what has been purged since by its key alone, and tells the rest', async () => {
    const old = { fields: { outcome: 'BREACHED' }, changes: { purged: true } };
    const of = loan({ name: 'A', feedbacks: [old, { fields: { outcome: 'PERFORMED' } }] });
    const texts = new Map(textsOf(of));
    texts.delete(`${of.record.recordId}:1`);
    await deliver(of);
    const good = institution({ texts });
    await good.judgeAll();
    expect(sentOf(good.ledger)).toEqual(['credit:accept']);
    expect((await good.read(queryId, 'officer')).answers[0]?.details).toMatchObject({
      terms: { amountRmb: canaries.amountRmb },
      feedbacks: [{ number: 2, outcome: 'PERFORMED' }],
    });

    const [terms, , last] = of.dataKeys;
    const wrongKeys = [terms, Buffer.alloc(32), last].map((key) => key ?? Buffer.alloc(32));
    await model.fold(answer({ ...of, dataKeys: wrongKeys }));
    const bad = institution({ texts });
    await bad.judgeAll();
    expect(sentOf(bad.ledger)).toEqual(['credit:proveMisdelivery']);
  });

  it("leaves what others asked, and what is past disputeBy by the ledger's day", async () => {
    const of = loan({ name: 'A' });
    const disputeBy = '2026-03-01T16:00:00.000Z';
    const firstDayAfter = dayAt(Date.parse(disputeBy), dayCount(foundingDocument));
    await model.foldLoans(of);
    await model.fold(query(1), answer(of, 0, { disputeBy }), answer(of, 1, { partyId: 'MeadowMSP' }));
    const { ledger, judgeAll } = institution({ texts: textsOf(of), now: '2026-03-02T10:00:00.000Z' });
    await model.foldDay(firstDayAfter);
    await judgeAll();
    expect(ledger.sent).toEqual([]);
    await model.foldDay(firstDayAfter - 1);
    await judgeAll();
    expect(sentOf(ledger)).toEqual(['credit:accept']);
  });
});

describe('a feedback', () => {
  const lastOf = async (feedbacks: readonly FeedbackContents[]) => {
    const of = loan({ name: 'A', feedbacks });
    await deliver(of);
    const { read } = institution({ texts: textsOf(of) });
    return (await read(queryId, 'officer')).answers[0]?.details?.feedbacks.at(-1);
  };

  it.each(unproven)('counts for nothing where %s', async (_why, feedbacks) => {
    expect(await lastOf(feedbacks)).toMatchObject({ number: feedbacks.length, unproven: true });
  });

  it.each(proven)('counts as %s', async (_what, feedbacks) => {
    const shown = await lastOf(feedbacks);
    expect(shown).toMatchObject({ number: feedbacks.length, outcome: expect.any(String) });
    expect(shown).not.toHaveProperty('unproven');
  });
});

it.each([
  ['an amount as a text', { amountRmb: '50,000 RMB' }],
  ['no amount', { amountRmb: 0 }],
  ['a rate beyond the ceiling', { rateBps: 100_001 }],
  ['a time with a zone', { startTime: '2025-03-01T00:00:00+14:00' }],
  ['a time that is more than one', { maturityTime: '2025-09-01T00:00:00.000Z or on demand' }],
  ['a day that there is not', { maturityTime: '2025-02-30T00:00:00.000Z' }],
  ['another relation', { relationKind: 'C2D' }],
  ['a member more', { collateral: 'the house' }],
  ['a salt of 31 bytes', { maturitySalt: 'A'.repeat(42) }],
  ['half a mandate', { mandateSha256: 'dd'.repeat(32) }],
])('terms with %s are not shown', async (_what, changes) => {
  const of = loan({ name: 'A', fields: { ...terms, ...changes } });
  await deliver(of);
  const { read } = institution({ texts: textsOf(of) });
  const details = (await read(queryId, 'officer')).answers[0]?.details;
  expect(details).toMatchObject({ feedbacks: [{ outcome: 'PERFORMED' }] });
  expect(details).not.toHaveProperty('terms');
});

/** So that it goes on when the borrower's key for loans is revoked. */
const byAnotherKey = consent({ keyId: 'ee'.repeat(32) });

describe('an extension', () => {
  const readOne = async (of: Loan) => {
    await deliver(of);
    const { read } = institution({ texts: textsOf(of) });
    return (await read(queryId, 'officer')).answers[0]?.details?.feedbacks[0];
  };

  it('counts with the signature of the borrower over what was agreed', async () => {
    const shown = await readOne(loan({ name: 'A', feedbacks: [extended('A')] }));
    expect(shown).toMatchObject({ outcome: 'EXTENDED', newMaturityTime: '2026-03-01T00:00:00.000Z' });
    expect(shown).not.toHaveProperty('unproven');
  });

  const day = Math.floor(Date.parse('2025-09-02T00:00:00.000Z') / 86_400_000);
  it.each([
    ['had been revoked before', { revokedTime: '2025-09-01T00:00:00.000Z' }],
    ['did not count yet', { countsFromDay: day + 1 }],
  ])('is unproven where the key %s', async (_why, key) => {
    const of = loan({ name: 'A', feedbacks: [extended('A')] });
    await deliver(of);
    await model.fold(subjectKey(key), byAnotherKey);
    const { read } = institution({ texts: textsOf(of) });
    const [first] = (await read(queryId, 'officer')).answers;
    expect(first?.details?.feedbacks[0]).toMatchObject({ outcome: 'EXTENDED', unproven: true });
  });
});

it('an extension counts by a key that counts from that day on, or was revoked afterwards', async () => {
  const of = loan({ name: 'A', feedbacks: [extended('A')] });
  await deliver(of);
  const countsFromDay = Math.floor(Date.parse('2025-09-02T00:00:00.000Z') / 86_400_000);
  await model.fold(subjectKey({ countsFromDay, revokedTime: '2025-09-03T00:00:00.000Z' }), byAnotherKey);
  const { read } = institution({ texts: textsOf(of) });
  const [first] = (await read(queryId, 'officer')).answers;
  expect(first?.details?.feedbacks[0]).not.toHaveProperty('unproven');
});

describe('reading again', () => {
  const of = loan({ name: 'A' });

  it('is refused from the moment the consent is revoked or over, and notes nothing then', async () => {
    await deliver(of);
    const early = institution({ texts: textsOf(of) });
    await early.read(queryId, 'officer');
    const late = institution({ texts: textsOf(of), now: '2099-01-01T00:00:00.001Z' });
    await expect(late.read(queryId, 'officer')).rejects.toMatchObject({ code: 'CONSENT_EXPIRED' });
    await model.fold(consent({ revokedTime: asked }));
    await expect(early.read(queryId, 'officer')).rejects.toMatchObject({ code: 'CONSENT_REVOKED' });
    await model.fold(consent());
    await early.read(queryId, 'officer');
    await model.fold(subjectKey({ revokedTime: asked }));
    await expect(early.read(queryId, 'officer')).rejects.toMatchObject({ code: 'CONSENT_REVOKED' });
    expect((await model.store.queries.reads(queryId, { limit: 10 })).items).toHaveLength(2);
    await model.fold(subjectKey());
  });

  it('is refused soon after another instance has seen the revocation, also where this one is told of no block', async () => {
    await deliver(of);
    let now = Date.parse(asked);
    const { deps } = institution({ texts: textsOf(of) });
    const read = newQueryReader({ ...deps, follower: { height: 1 }, now: () => now });
    await read(queryId, 'officer');
    await model.fold(consent({ revokedTime: asked }));
    now += 1_000;
    await expect(read(queryId, 'officer')).rejects.toMatchObject({ code: 'CONSENT_REVOKED' });
  });

  it("leaves out what is past retention by the ledger's day, and a record whose last feedback is", async () => {
    const old = { fields: { outcome: 'BREACHED' }, day: 100 };
    const long = loan({ name: 'long', feedbacks: [old, { fields: { outcome: 'PERFORMED' }, day: 200 }] });
    const short = loan({ name: 'short', feedbacks: [old] });
    await deliver(long, short);
    const { read } = institution({ texts: textsOf(long, short) });
    const numbersShown = async () =>
      (await read(queryId, 'officer')).answers.map(({ details }) => details?.feedbacks.map((one) => one.number));

    await model.foldDay(100 + 1_826);
    expect(await numbersShown()).toEqual([[1, 2], [1]]);
    await model.foldDay(101 + 1_826);
    expect(await numbersShown()).toEqual([[2]]);
    await model.foldDay(201 + 1_826);
    expect(await numbersShown()).toEqual([]);
  });

  it('finds nobody else’s query, and shows no details of what was refunded', async () => {
    await model.foldLoans(of);
    await model.fold(consent(), query(1), answer(of, 0, { status: 'REFUNDED' }));
    await model.fold({ ...query(0), queryId: 'MeadowMSP:Q1', partyId: 'MeadowMSP' });
    const { read } = institution({ texts: textsOf(of) });
    const view = await read(queryId, 'officer');
    expect(view).toMatchObject({ status: 'COMPLETE', answers: [{ status: 'REFUNDED' }] });
    expect(view.answers[0]).not.toHaveProperty('details');
    await expect(read('MeadowMSP:Q1', 'officer')).rejects.toMatchObject({ code: 'CREDIT_QUERY_NOT_FOUND' });
  });

  it('tells of disputes: mark, statement, verdict, and asks the peer for a text once', async () => {
    const open = dispute(of, 'open');
    const committed = { answerCommitment: 'aa'.repeat(32), keyCommitment: 'aa'.repeat(32) };
    const rejected = dispute(of, 'rejected', {
      status: 'REJECTED',
      answer: { ...committed, sealedHash: 'aa'.repeat(32), signature: 's', answeredTime: asked, day: 130 },
    });
    const disputed = { ...of, record: { ...of.record, disputeIds: [open.disputeId, rejected.disputeId] } };
    await deliver(disputed);
    await model.fold(open, rejected);
    const { read, evaluated } = institution({
      texts: textsOf(of),
      said: {
        statement: { text: canaries.statement, unreadableFor: ['OrchardMSP'] },
        answer: { text: 'It was paid late.', unreadableFor: [] },
      },
    });
    const [first] = (await read(queryId, 'officer')).answers;
    expect(first).toMatchObject({ disputed: true });
    expect(first?.disputes).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ statement: canaries.statement, statementUnreadableFor: ['OrchardMSP'] }),
        expect.objectContaining({ verdict: 'REJECTED', answer: 'It was paid late.' }),
      ]),
    );
    const before = evaluated.length;
    const [again] = (await read(queryId, 'officer')).answers;
    expect(again).toEqual(first);
    expect(evaluated).toHaveLength(before);

    await model.fold({ ...open, status: 'REJECTED' });
    expect((await read(queryId, 'officer')).answers[0]).not.toHaveProperty('disputed');
  });

  it('lifts the mark of an upheld dispute once the record is corrected', async () => {
    const upheld = dispute(of, 'upheld', { status: 'UPHELD' });
    await deliver({ ...of, record: { ...of.record, disputeIds: [upheld.disputeId] } });
    await model.fold(upheld);
    const { read } = institution({ texts: textsOf(of) });
    expect((await read(queryId, 'officer')).answers[0]).toMatchObject({ disputed: true });

    const correctedBy = 'ee'.repeat(16);
    await model.fold({ ...of.record, disputeIds: [upheld.disputeId], correctedBy });
    const [first] = (await read(queryId, 'officer')).answers;
    expect(first).toMatchObject({ correctedBy });
    expect(first).not.toHaveProperty('disputed');
  });
});

describe('what was opened', () => {
  it('lies sealed in the database and goes with the consent, whatever ends it', async () => {
    const of = loan({ name: 'A' });
    await deliver(of);
    const { judgeAll } = institution({ texts: textsOf(of) });
    const { queries } = model.store;
    const kept = async () => (await queries.opened([`${queryId}.0`])).length;

    await judgeAll();
    expect(await kept()).toBe(2);
    const bytes = readFileSync(join(model.directory, 'store.db'), 'latin1');
    expect(bytes + readFileSync(join(model.directory, 'store.db-wal'), 'latin1')).not.toContain('987654321');

    await queries.dropOpened(asked, 100);
    expect(await kept()).toBe(2);
    await queries.dropOpened(asked, 101);
    expect(await kept()).toBe(0);

    await judgeAll();
    await queries.dropOpened('2099-01-01T00:00:00.001Z', 0);
    expect(await kept()).toBe(0);

    await judgeAll();
    await model.fold(consent({ revokedTime: asked }));
    await queries.dropOpened(asked, 0);
    expect(await kept()).toBe(0);
    await judgeAll();
    expect(await kept()).toBe(0);

    await model.fold(consent());
    await judgeAll();
    expect(await kept()).toBe(2);
    await model.fold(subjectKey({ revokedTime: asked }));
    await queries.dropOpened(asked, 0);
    expect(await kept()).toBe(0);
    await judgeAll();
    expect(await kept()).toBe(0);
  });
});

describe('the job that drops details', () => {
  const kept = async () => (await model.store.queries.opened([`${queryId}.0`])).length;

  it("drops what is past retention by the ledger's day, and what is past its consent by the clock", async () => {
    const of = loan({ name: 'A' });
    await deliver(of);
    await model.foldDay(100 + 1_826);
    const { deps, judgeAll } = institution({ texts: textsOf(of) });
    await judgeAll();
    expect(await dropDetails(deps)).toBe(10_000);
    expect(await kept()).toBe(2);
    await model.foldDay(101 + 1_826);
    await dropDetails(deps);
    expect(await kept()).toBe(0);

    await model.foldDay(100);
    await judgeAll();
    expect(await kept()).toBe(2);
    await dropDetails(depsWith({ now: () => Date.parse('2099-01-01T00:00:00.001Z') }));
    expect(await kept()).toBe(0);
  });

  it('waits for the founding', async () => {
    const deps = depsWith({ alliance: async () => undefined });
    expect(await dropDetails(deps)).toBe(10_000);
  });
});

describe('the audit of reads', () => {
  it('has a row for each of many reads at once', async () => {
    await model.fold(consent(), query(0));
    const { read } = institution();
    const { queries } = model.store;
    await Promise.all(Array.from({ length: 40 }, (_, index) => read(queryId, `user-${index}`)));
    const first = await queries.reads(queryId, { limit: 25 });
    const second = await queries.reads(queryId, { limit: 25, cursor: first.nextCursor });
    const names = [...first.items, ...second.items].map(({ userName }) => userName);
    expect(new Set(names).size).toBe(40);
    expect(second.nextCursor).toBeUndefined();
  });

  it('fails the read that cannot be noted', async () => {
    await model.fold(consent(), query(0));
    const noteReads = () => Promise.reject(new Error('no space'));
    const read = newQueryReader(depsWith({ noteRead: newAudit({ store: { queries: { noteReads } }, now: Date.now }) }));
    await expect(read(queryId, 'officer')).rejects.toThrow('no space');
  });
});
