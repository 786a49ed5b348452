/** The routes of disputes, of income and of the ledger's day: forms, codes, repetition. */
import type { PayoutRecord, SubjectKeyRecord } from '../../../chaincode/api/records';
import { disputeText, identifierFrom } from '../../../chaincode/api/signatures';
import type { OutboxRow } from '../../../gateway/outbox/store';
import type { OwnRecord } from '../../../gateway/records/own-records';
import type { Store } from '../../../gateway/stores';
import { signer } from '../../chaincode/credit-builders';
import {
  FakeLedger,
  fakeStore,
  fakeSubjects,
  noon,
  refuse,
  type Seams,
  type Served,
  self,
  startGateway,
} from '../http/fakes';
import { dispute as aDispute, answer as anAnswer, loan } from '../queries/world';
import { recordedKey } from '../subjects/people';

const subjectId = 'ab'.repeat(32);
const recordId = 'cd'.repeat(16);
const disputeId = 'ef'.repeat(16);
const path = `/v1/credit-records/${recordId}`;
const statement = '我没有逾期。CANARY-STATEMENT';
const key = signer('borrower');
const recorded = recordedKey(subjectId, key);
const disputed = loan({ name: 'disputed', changes: { recordId, subjectId } });
const { record } = disputed;
const open = aDispute(disputed, 'open', { disputeId, disputedTime: noon, answerByDay: 7 });

const gateways: Served[] = [];
afterEach(async () => {
  for (const gateway of gateways.splice(0)) await gateway.stop();
});

interface Situation extends Omit<Seams, 'store'> {
  readonly keyChanges?: Partial<SubjectKeyRecord>;
  readonly records?: Partial<Store['records']>;
  readonly store?: Partial<Store>;
}

/** The subject is verified here and its key is known; drafts and outbox are kept in memory. */
async function start({ records, store, keyChanges, ...seams }: Situation = {}) {
  const outbox: OutboxRow[] = [];
  const drafts = new Map<string, { disputeId: string; created: string; sealed: string }>();
  const subjects = fakeSubjects();
  const known = { identityKind: 'ID_CARD', fingerprint: 'f', sealed: 's', created: noon } as const;
  await subjects.keep({ ...known, blindIndex: subjectId, subjectId });
  const empty = fakeStore('CREDITOR_ORG');
  const gateway = await startGateway({
    ...seams,
    store: {
      ledgerDay: async () => 8,
      subjects,
      subjectKey: async (_subject, keyId) => (keyId === key.keyId ? { ...recorded, ...keyChanges } : undefined),
      outbox: {
        ...empty.outbox,
        read: async (item) => {
          const row = outbox.find(({ key }) => key === item);
          return row && { ...row, handOvers: 0, givenUp: false };
        },
        add: async (rows) => void outbox.push(...rows),
      },
      records: {
        ...empty.records,
        creditRecord: async (id) => (id === recordId ? record : undefined),
        keepDisputeDraft: async (draft) => {
          if (!drafts.has(draft.disputeId)) drafts.set(draft.disputeId, draft);
        },
        disputeDraft: async (id) => drafts.get(id),
        ...records,
      },
      ...store,
    },
  });
  gateways.push(gateway);
  return { gateway, outbox };
}

describe('a dispute', () => {
  it('takes two steps: what is to be signed, then the signature', async () => {
    const { gateway, outbox } = await start();
    const first = await gateway.send('POST', `${path}/disputes`, { body: { subjectId, statement } });
    expect(first).toMatchObject({ status: 200, body: { toSign: [{ role: 'SUBJECT' }] } });
    expect(outbox).toEqual([]);
    const { disputeId, toSign } = first.body;
    const [{ message, opening, words }] = toSign;
    expect(message).toBe(disputeText({ channel: 'alliance', recordId }, JSON.parse(message)));
    expect(disputeId).toBe(identifierFrom(message));
    expect(opening.commitments.statementCommitment.content).toBe(statement);
    expect(words.en).toContain(statement);

    const signed = { disputeId, subjectId, statement, keyId: key.keyId, signature: key.sign(message) };
    for (const hit of [null, 'true']) {
      const second = await gateway.send('POST', `${path}/disputes`, { body: signed });
      expect(second).toMatchObject({ status: 201, body: { disputeId, status: 'HANDED_OVER' } });
      expect(second.headers.get('idempotency-hit')).toBe(hit);
    }
    expect(outbox.map((row) => row.key)).toEqual([`creditDispute ${disputeId}`]);
    expect(gateway.logged.join()).not.toContain('CANARY');
  });

  it.each([
    [400, 'REQUEST_MALFORMED', { statement: '' }],
    [400, 'REQUEST_MALFORMED', { statement: 'a mark that turns text \u202Edegral ni' }],
    [400, 'REQUEST_MALFORMED', { statement: '字'.repeat(2_001) }],
    [400, 'REQUEST_MALFORMED', { disputeId, keyId: key.keyId }],
    [400, 'REQUEST_MALFORMED', { keyId: key.keyId, signature: 'AA' }],
    [404, 'SUBJECT_NOT_VERIFIED_HERE', { subjectId: 'ee'.repeat(32) }],
    [404, 'CREDIT_DISPUTE_NOT_FOUND', { disputeId, keyId: key.keyId, signature: 'AA' }],
  ])('answers %d %s', async (status, code, changes) => {
    const { gateway } = await start();
    const body = { subjectId, statement, ...changes };
    const answer = await gateway.send('POST', `${path}/disputes`, { body });
    expect(answer).toMatchObject({ status, body: { code } });
    expect(answer.text).not.toContain('CANARY');
  });

  it('is refused where the record has as many as it may have', async () => {
    const disputeIds = new Array(20).fill(disputeId);
    const { gateway } = await start({ records: { creditRecord: async () => ({ ...record, disputeIds }) } });
    expect(await gateway.send('POST', `${path}/disputes`, { body: { subjectId, statement } })).toMatchObject({
      status: 409,
      body: { code: 'CREDIT_DISPUTES_EXHAUSTED' },
    });
  });
});

describe('an answer to a dispute', () => {
  const body = { disputeId, verdict: 'REJECTED', text: '记录无误。CANARY-ANSWER' };
  const sealed = `sealed credit record ${recordId} {"filingId":"f1"}`;
  const signed = { created: noon, status: 'EFFECTIVE', version: 1, signBy: noon } as const;
  const marks = { due: { mark: 'd', sealed: 'd' }, borrowerMark: 'b', lenderMark: 'm' };
  const lent = { ownRecord: async (): Promise<OwnRecord> => ({ recordId, ...signed, ...marks, sealed }) };
  const dispute = async () => open;

  it('is on its way, and the same again as a repetition', async () => {
    const { gateway, outbox } = await start({ records: { ...lent, dispute } });
    for (const hit of [null, 'true']) {
      const answer = await gateway.send('POST', `${path}/dispute-answers`, { body });
      expect(answer).toMatchObject({ status: 201, body: { disputeId, status: 'HANDED_OVER' } });
      expect(answer.headers.get('idempotency-hit')).toBe(hit);
    }
    expect(outbox.map((row) => row.key)).toEqual([`creditDispute ${disputeId} answered`]);
    expect(
      await gateway.send('POST', `${path}/dispute-answers`, { body: { ...body, verdict: 'UPHELD' } }),
    ).toMatchObject({
      status: 409,
      body: { code: 'CREDIT_DISPUTE_ANSWERED' },
    });
    expect(gateway.logged.join()).not.toContain('CANARY');
  });

  it.each([
    [404, 'CREDIT_RECORD_NOT_FOUND', body, {}],
    [404, 'CREDIT_DISPUTE_NOT_FOUND', { ...body, disputeId: 'aa'.repeat(16) }, lent],
    [400, 'REQUEST_MALFORMED', { ...body, verdict: 'OPEN' }, lent],
  ])('answers %d %s', async (status, code, sent, records) => {
    const { gateway } = await start({ records });
    expect(await gateway.send('POST', `${path}/dispute-answers`, { body: sent })).toMatchObject({
      status,
      body: { code },
    });
  });
});

describe('the list of disputes', () => {
  const lists = (partyOrgType: Seams['partyOrgType']) => {
    const disputes = jest.fn(async () => ({ items: [open] }));
    return { disputes, started: start({ records: { disputes }, store: {}, ...(partyOrgType && { partyOrgType }) }) };
  };

  it.each([
    ['REGULATOR', '?overdue=true', { whose: 'ALL', overdue: { is: true, day: 8 } }],
    ['CREDITOR_ORG', '?status=OPEN', { whose: 'KNOWN_HERE', status: 'OPEN' }],
    ['CREDITOR_ORG', '?role=lender', { whose: 'LENT_HERE' }],
  ] as const)('is what a %s may see: %s', async (type, query, filter) => {
    const { disputes, started } = lists(type);
    const { gateway } = await started;
    const answer = await gateway.send('GET', `/v1/credit-disputes${query}`, { role: 'auditor' });
    expect(answer.body.items).toMatchObject([{ disputeId, status: 'OPEN', answerByDay: 7, overdue: true }]);
    expect(disputes).toHaveBeenCalledWith(expect.objectContaining(filter), expect.anything());
  });
});

describe('income', () => {
  it('is the sales of own records and what was passed on to this institution', async () => {
    const sale = { answerId: 'MeadowMSP:Q1.0', recordId, tokenFen: 500, endedTime: noon };
    const paid = anAnswer(disputed, 0, { ...sale, partyId: 'MeadowMSP', status: 'PAID' });
    const payout: PayoutRecord = {
      docType: 'payout',
      period: 3,
      partyId: 'KeystoneMSP',
      payoutTime: noon,
      transfers: [
        { partyId: 'MeadowMSP', amountFen: 700 },
        { partyId: self, amountFen: 500 },
      ],
    };
    const sales = async () => ({ items: [paid] });
    const others = { ...payout, period: 2, transfers: payout.transfers.slice(0, 1) };
    const { gateway } = await start({ records: { sales, payouts: async () => [payout, others] } });
    const answer = await gateway.send('GET', '/v1/credit-income');
    expect(answer).toMatchObject({ status: 200 });
    expect(answer.body.sales).toEqual([sale]);
    expect(answer.body.payouts).toEqual([{ period: 3, amountFen: 500, payoutTime: noon }]);
  });
});

describe("the ledger's day", () => {
  it('is shown, and advanced by hand as far as the ledger lets', async () => {
    const { gateway } = await start();
    expect((await gateway.send('GET', '/v1/alliance')).body.ledgerDay).toBe(8);
    const advanced = await gateway.send('POST', '/v1/alliance/days', { body: { day: 9 } });
    expect(advanced).toMatchObject({ status: 201, body: { day: 9 } });
    expect(gateway.ledger.sent).toMatchObject([{ name: 'alliance:advanceDay', command: { day: 9 } }]);

    const submit = refuse('DAY_NOT_YOURS', { day: 8 });
    const refused = await start({ ledger: new FakeLedger({ submit }) });
    expect(await refused.gateway.send('POST', '/v1/alliance/days', { body: { day: 9 } })).toMatchObject({
      status: 403,
      body: { code: 'DAY_NOT_YOURS', day: 8 },
    });
  });
});
