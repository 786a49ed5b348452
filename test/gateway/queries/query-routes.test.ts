/** Queries over REST: the summary, offers, asking for details at a price, and reading them. */
import type { LedgerRecord, PartyOrgType } from '../../../chaincode/api/records';
import { FakeLedger, refuse, type Served, self, startGateway } from '../http/fakes';
import {
  answer,
  asked,
  consent,
  consentId,
  dispute,
  type Loan,
  loan,
  query,
  queryId,
  ReadModel,
  sentOf,
  subjectId,
  textsOf,
  vault,
} from './world';

const path = '/v1/credit-queries';
const free = loan({ name: 'free' });
const paid = loan({ name: 'paid', changes: { level: 'PAID', priceFen: 300, borrowedOn: '2024-12-31' } });
const hidden = loan({ name: 'hidden', changes: { level: 'ENCRYPTED' } });
const unended = loan({ name: 'unended', feedbacks: [], changes: { borrowedOn: '2026-01-15' } });
const over = loan({ name: 'over', feedbacks: [{ fields: { outcome: 'BREACHED' }, day: 1 }] });
const all = [free, paid, hidden, unended, over];
/** On which `over` is told no longer. */
const today = 1_900;

let model: ReadModel;
const served: Served[] = [];

beforeEach(async () => {
  model = await ReadModel.open();
});
afterEach(async () => {
  for (const gateway of served.splice(0)) await gateway.stop();
  await model.close();
});

interface Situation {
  readonly loans?: readonly Loan[];
  readonly ledger?: FakeLedger;
  readonly type?: PartyOrgType;
}

async function start({ loans = all, ledger = ledgerWith(loans), type = 'CREDITOR_ORG' }: Situation = {}) {
  const { ledgerDay, queries, subjectKey, applyBlock, checkpoint } = model.store;
  const store = { ledgerDay, queries, subjectKey, applyBlock, checkpoint };
  const gateway = await startGateway({ partyOrgType: type, ledger, store, vault });
  served.push(gateway);
  return gateway;
}

function ledgerWith(loans: readonly Loan[], changes = {}): FakeLedger {
  const texts = textsOf(...loans);
  return new FakeLedger({ evaluate: async (_name, argument) => texts.get(argument) ?? null, ...changes });
}

async function foldAll(...more: readonly LedgerRecord[]): Promise<void> {
  await model.foldLoans(...all);
  await model.fold({ docType: 'ledgerDay', day: today, advancedTime: asked }, ...more);
}

describe('the summary', () => {
  const summary = `/v1/subjects/${subjectId}/summary`;
  const of = (name: string) => `${summary}?queryId=${name}&purpose=LOAN_APPLICATION&consentId=${consentId}`;

  it('is dates and one word, by date, after the query is on the ledger', async () => {
    const marked = dispute(free, 'open');
    await foldAll(consent(), { ...free.record, disputeIds: [marked.disputeId] }, marked);
    const gateway = await start();
    const answered = await gateway.send('GET', of('Q1'));
    expect(answered).toMatchObject({ status: 200 });
    expect(answered.body).toEqual({
      subjectId,
      queryId,
      entries: [
        { borrowedOn: '2024-12-31', entry: '借入' },
        { borrowedOn: '2025-03-01', entry: '借入', disputed: true },
        { borrowedOn: '2025-03-01', entry: '借入' },
        { borrowedOn: '2026-01-15', entry: '借入' },
      ],
    });
    expect(gateway.ledger.sent).toMatchObject([
      { name: 'credit:query', command: { queryId, subjectId, consentId, records: [] } },
    ]);
    expect(gateway.ledger.sent[0]?.command).not.toHaveProperty('oneOffPublicKey');
  });

  it('tells nothing where the ledger refuses the query', async () => {
    await foldAll();
    const gateway = await start({ ledger: ledgerWith(all, { submit: refuse('CONSENT_MISSING') }) });
    const answered = await gateway.send('GET', `${summary}?queryId=Q1&purpose=GUARANTEE`);
    expect(answered).toMatchObject({ status: 403, body: { code: 'CONSENT_MISSING' } });
    expect(answered.text).not.toContain('借入');
  });

  it('is told again without another use, but not as another query nor after the consent', async () => {
    await foldAll(consent(), query(0));
    const gateway = await start();
    expect(await gateway.send('GET', of('Q1'))).toMatchObject({ status: 200, body: { queryId } });
    expect(gateway.ledger.sent).toEqual([]);
    const reads = await gateway.send('GET', `${path}/Q1/reads`);
    expect(reads.body.items).toEqual([{ queryId, userName: 'officer', time: expect.any(String) }]);
    const other = `${summary}?queryId=Q1&purpose=GUARANTEE&consentId=${consentId}`;
    expect(await gateway.send('GET', other)).toMatchObject({ body: { code: 'QUERY_EXISTS_WITH_OTHER_CONTENT' } });
    await model.fold(consent({ revokedTime: asked }));
    expect(await gateway.send('GET', of('Q1'))).toMatchObject({ status: 403, body: { code: 'CONSENT_REVOKED' } });
  });
});

describe('offers', () => {
  const offers = `/v1/subjects/${subjectId}/offers?consentId=${consentId}`;

  it('are what has a feedback, is not encrypted and is still told', async () => {
    await foldAll(consent());
    const gateway = await start();
    const { body } = await gateway.send('GET', offers, { role: 'auditor' });
    expect(body.offers).toEqual([
      { recordId: free.record.recordId, borrowedOn: '2025-03-01', level: 'PUBLIC', priceFen: 0 },
      { recordId: paid.record.recordId, borrowedOn: '2024-12-31', level: 'PAID', priceFen: 300 },
    ]);
  });

  it.each([
    ['CONSENT_NOT_FOUND', { partyId: 'MeadowMSP' }],
    ['CONSENT_DIFFERS', { subjectId: '00'.repeat(32) }],
    ['CONSENT_DIFFERS', { purpose: 'OWN_REPORT' as const }],
    ['CONSENT_REVOKED', { revokedTime: asked }],
    ['CONSENT_EXPIRED', { notAfter: '2020-01-01T00:00:00.000Z' }],
    ['CONSENT_USED_UP', { used: 5 }],
  ])('are refused as %s', async (code, changes) => {
    await foldAll(consent(changes));
    const gateway = await start();
    expect(await gateway.send('GET', offers)).toMatchObject({ body: { code } });
  });
});

describe('asking for details', () => {
  const body = { queryId: 'Q1', subjectId, purpose: 'LOAN_APPLICATION', consentId };

  it('asks for all that is offered, with terms and all feedbacks that are told', async () => {
    await foldAll(consent());
    const gateway = await start();
    const answered = await gateway.send('POST', path, { body: { ...body, maxTotalFen: 300 } });
    expect(answered).toMatchObject({
      status: 201,
      body: {
        queryId,
        status: 'PENDING',
        answers: [
          { recordId: free.record.recordId, tokenFen: 0, status: 'HELD' },
          { recordId: paid.record.recordId, tokenFen: 300, status: 'HELD' },
        ],
      },
    });
    expect(gateway.ledger.sent[0]).toMatchObject({
      name: 'credit:query',
      command: {
        queryId,
        records: [free, paid].map(({ record: { recordId } }) => ({
          recordId,
          priceFen: recordId === paid.record.recordId ? 300 : 0,
          numbers: [0, 1],
          oneOffPublicKey: vault.credit.answerKey({ queryId, recordId }),
        })),
      },
    });
  });

  it.each([
    ['CONSENT_NOT_FOUND', { partyId: 'MeadowMSP' }],
    ['CONSENT_DIFFERS', { subjectId: '00'.repeat(32) }],
    ['CONSENT_DIFFERS', { purpose: 'GUARANTEE' as const }],
    ['CONSENT_REVOKED', { revokedTime: asked }],
    ['CONSENT_EXPIRED', { notAfter: '2020-01-01T00:00:00.000Z' }],
    ['CONSENT_USED_UP', { used: 5 }],
  ])('is refused as %s before anything is told of what there is and what it costs', async (code, changes) => {
    await foldAll(consent(changes));
    const gateway = await start();
    expect(await gateway.send('POST', path, { body })).toMatchObject({ body: { code } });
    expect(gateway.ledger.sent).toEqual([]);
  });

  it('refuses a total above what the caller is ready to pay, and says what it is', async () => {
    await foldAll(consent());
    const gateway = await start();
    const answered = await gateway.send('POST', path, { body });
    expect(answered).toMatchObject({ status: 409, body: { code: 'PRICE_ABOVE_MAX', totalFen: 300, maxTotalFen: 0 } });
    const { recordId } = paid.record;
    const named = { ...body, records: [{ recordId, priceFen: 200 }], maxTotalFen: 199 };
    expect(await gateway.send('POST', path, { body: named })).toMatchObject({ body: { totalFen: 200 } });
    expect(gateway.ledger.sent).toEqual([]);
  });

  it('pays for nothing that its own peer does not hold', async () => {
    await foldAll(consent());
    const gateway = await start({ loans: [free] });
    const answered = await gateway.send('POST', path, { body: { ...body, maxTotalFen: 300 } });
    expect(answered).toMatchObject({ status: 409, body: { code: 'RECORD_UNAVAILABLE' } });
    const { recordId } = free.record;
    const some = { ...body, records: [{ recordId, priceFen: 0 }] };
    expect(await gateway.send('POST', path, { body: some })).toMatchObject({ status: 201 });
    expect(sentOf(gateway.ledger)).toEqual(['credit:query']);
  });

  it('leaves what is named and not to be had to the ledger', async () => {
    await foldAll(consent());
    const gateway = await start({ ledger: ledgerWith(all, { submit: refuse('CREDIT_RECORD_NOT_FOUND') }) });
    const records = [{ recordId: '00'.repeat(16), priceFen: 0 }];
    const answered = await gateway.send('POST', path, { body: { ...body, records } });
    expect(answered).toMatchObject({ status: 404, body: { code: 'CREDIT_RECORD_NOT_FOUND' } });
  });

  it('asks in no way that would be taken for a summary', async () => {
    await model.foldLoans(hidden);
    await model.fold(consent());
    const gateway = await start();
    expect(await gateway.send('POST', path, { body })).toMatchObject({
      status: 409,
      body: { code: 'NOTHING_OFFERED' },
    });
    const none = { ...body, records: [] };
    expect(await gateway.send('POST', path, { body: none })).toMatchObject({ status: 400 });
  });

  it('asks for an own report for all that is told, free, and names no key: the ledger knows that of the subject', async () => {
    await foldAll(consent({ purpose: 'OWN_REPORT' }));
    const gateway = await start({ loans: [] });
    const answered = await gateway.send('POST', path, { body: { ...body, purpose: 'OWN_REPORT' } });
    expect(answered).toMatchObject({ status: 201 });
    expect(gateway.ledger.sent[0]?.command).toEqual(
      expect.objectContaining({
        records: [
          { recordId: free.record.recordId, priceFen: 0, numbers: [0, 1] },
          { recordId: paid.record.recordId, priceFen: 0, numbers: [0, 1] },
          { recordId: hidden.record.recordId, priceFen: 0, numbers: [0, 1] },
          { recordId: unended.record.recordId, priceFen: 0, numbers: [0] },
        ],
      }),
    );
  });

  it('answers a query that is there as it stands, whatever it would cost now', async () => {
    await foldAll(consent(), query(1), answer(paid, 0, { tokenFen: 250, status: 'PAID' }));
    const gateway = await start();
    const again = await gateway.send('POST', path, { body });
    expect(again).toMatchObject({ status: 201, body: { status: 'COMPLETE', answers: [{ tokenFen: 250 }] } });
    expect(again.headers.get('idempotency-hit')).toBe('true');
    const other = { ...body, records: [{ recordId: free.record.recordId, priceFen: 0 }] };
    expect(await gateway.send('POST', path, { body: other })).toMatchObject({
      body: { code: 'QUERY_EXISTS_WITH_OTHER_CONTENT' },
    });
    expect(gateway.ledger.sent).toEqual([]);
  });

  it('is no repetition of a summary', async () => {
    await foldAll(consent(), query(0));
    const gateway = await start();
    expect(await gateway.send('POST', path, { body })).toMatchObject({
      body: { code: 'QUERY_EXISTS_WITH_OTHER_CONTENT' },
    });
  });

  it('takes no identifier that leaves the ledger no room, and none of another institution', async () => {
    await foldAll(consent());
    const gateway = await start();
    const long = { ...body, queryId: 'Q'.repeat(61) };
    expect(await gateway.send('POST', path, { body: long })).toMatchObject({ status: 400 });
    const others = { ...body, queryId: 'MeadowMSP:Q1' };
    expect(await gateway.send('POST', path, { body: others })).toMatchObject({ body: { code: 'IDENTIFIER_NOT_OWN' } });
  });
});

describe('reading', () => {
  it('answers details, notes the read, and names it in no log', async () => {
    await foldAll(consent(), query(1), answer(free));
    const gateway = await start();
    const read = await gateway.send('GET', `${path}/Q1`, { role: 'auditor' });
    expect(read).toMatchObject({
      status: 200,
      body: { queryId, answers: [{ status: 'DELIVERED', details: { terms: { amountRmb: 987_654_321 } } }] },
    });
    const reads = await gateway.send('GET', `${path}/Q1/reads`);
    expect(reads.body.items).toEqual([{ queryId, userName: 'auditor', time: expect.any(String) }]);
    expect(gateway.logged.join()).not.toContain('987654321');
  });

  it('lists own queries, and all for a regulator, who reads no details', async () => {
    await foldAll(query(0), query(0, { queryId: 'MeadowMSP:Q1', partyId: 'MeadowMSP' }));
    const own = await (await start()).send('GET', `${path}?subjectId=${subjectId}`);
    expect(own.body.items).toMatchObject([{ queryId, partyId: self, purpose: 'LOAN_APPLICATION', askedTime: asked }]);
    const regulator = await start({ type: 'REGULATOR' });
    expect((await regulator.send('GET', path)).body.items).toHaveLength(2);
    expect(await regulator.send('GET', `${path}/MeadowMSP:Q1`)).toMatchObject({ status: 403 });
  });

  it('finds no query of somebody else', async () => {
    await foldAll(query(0, { queryId: 'MeadowMSP:Q1', partyId: 'MeadowMSP' }));
    const gateway = await start();
    for (const address of [`${path}/MeadowMSP:Q1`, `${path}/MeadowMSP:Q1/reads`, `${path}/Q9`]) {
      expect(await gateway.send('GET', address)).toMatchObject({
        status: 404,
        body: { code: 'CREDIT_QUERY_NOT_FOUND' },
      });
    }
  });
});
