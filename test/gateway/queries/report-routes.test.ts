/** The own report over REST: complete, and for the subject alone. */
import { openReport } from '../../../gateway/viewer/report';
import { FakeLedger, type Served, self, startGateway } from '../http/fakes';
import {
  answer,
  asked,
  borrower,
  canaries,
  consent,
  consentId,
  dispute,
  loan,
  query,
  queryId,
  ReadModel,
  subjectId,
  subjectKey,
  textsOf,
  vault,
} from './world';

const hidden = loan({ name: 'hidden', changes: { level: 'ENCRYPTED' } });
const unasked = loan({ name: 'unasked', changes: { level: 'PAID', priceFen: 300 } });
const over = loan({ name: 'over', feedbacks: [{ fields: { outcome: 'BREACHED' }, day: 1 }] });
/** Stands for the key that a person keeps. */
const reportOf = { queryId: `${self}:report`, recordId: 'ab'.repeat(16) };
const reportKey = vault.credit.answerKey(reportOf);
const path = `/v1/subjects/${subjectId}/report?queryId=Q1`;

let model: ReadModel;
let gateway: Served;

beforeEach(async () => {
  model = await ReadModel.open();
  const disputed = dispute(hidden, 'open');
  await model.foldLoans(hidden, unasked, over);
  await model.fold(
    { ...hidden.record, disputeIds: [disputed.disputeId] },
    disputed,
    { docType: 'ledgerDay', day: 1_900, advancedTime: asked },
    subjectKey({ countsFromDay: 1_890, reportsFromDay: 1_897, report: { publicKey: reportKey, possession: 'sig' } }),
    subjectKey({ keyId: 'ee'.repeat(32), countsFromDay: 1_905, reportsFromDay: 1_905, revokedTime: asked }),
    consent({ purpose: 'OWN_REPORT', used: 1 }),
    consent({ consentId: 'd0'.repeat(16), partyId: 'MeadowMSP' }),
    query(1, { purpose: 'OWN_REPORT' }),
    query(3, { queryId: 'MeadowMSP:Q7', partyId: 'MeadowMSP' }),
    answer(hidden, 0, { oneOffPublicKey: reportKey }),
  );
  const texts = textsOf(hidden, unasked, over);
  gateway = await startGateway({
    ledger: new FakeLedger({ evaluate: async (_name, argument) => texts.get(argument) ?? null }),
    store: {
      ledgerDay: model.store.ledgerDay,
      queries: model.store.queries,
      subjectKeys: model.store.subjectKeys,
      subjectKey: model.store.subjectKey,
    },
    vault,
  });
});
afterEach(async () => {
  await gateway.stop();
  await model.close();
});

function jwkOf(name: typeof reportOf) {
  const point = Buffer.from(vault.credit.answerKey(name), 'base64url');
  const [x, y] = [point.subarray(1, 33).toString('base64url'), point.subarray(33).toString('base64url')];
  return { kty: 'EC', crv: 'P-256', x, y, d: vault.credit.revealAnswerKey(name) };
}

describe('the own report', () => {
  it('holds all that is told of the subject, who asked, and what was agreed to', async () => {
    const { status, body, text } = await gateway.send('GET', path);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      subjectId,
      queryId,
      ledgerDay: 1_900,
      reportKey,
      records: [
        {
          record: { ...hidden.record, disputeIds: [expect.any(String)] },
          feedbacks: [{ number: 1 }],
          disputed: true,
          disputes: [{ disputeId: dispute(hidden, 'open').disputeId }],
          answer: {},
        },
        { record: unasked.record, feedbacks: [{ number: 1 }] },
      ],
      queries: [
        { queryId: 'MeadowMSP:Q7', partyId: 'MeadowMSP', purpose: 'LOAN_APPLICATION', askedTime: asked, records: 3 },
        { queryId, partyId: self, purpose: 'OWN_REPORT' },
      ],
      consents: [{ partyId: 'MeadowMSP' }, { consentId, partyId: self, used: 1 }],
      keys: [
        { keyId: borrower.keyId, countsFromDay: 1_890, reportsFromDay: 1_897 },
        { keyId: 'ee'.repeat(32), countsFromDay: 1_905, reportsFromDay: 1_905, revokedTime: asked },
      ],
    });
    expect(text).not.toContain(String(canaries.amountRmb));
  });

  it('opens with the key of the subject, also what nobody else is shown', async () => {
    const { body } = await gateway.send('GET', path);
    const opened = await openReport(body, jwkOf(reportOf));
    expect(opened.map(({ recordId, parts }) => [recordId, Object.fromEntries(parts)])).toMatchObject([
      [hidden.record.recordId, { 0: { amountRmb: canaries.amountRmb }, 1: { outcome: 'PERFORMED' } }],
      [unasked.record.recordId, {}],
    ]);
  });

  it('has one form, whatever a browser would rather have', async () => {
    const accepted = await gateway.send('GET', path, { headers: { accept: 'text/html,application/xhtml+xml' } });
    expect(accepted.headers.get('content-type')).toContain('application/json');
    expect(await gateway.send('GET', `${path}&format=html`)).toMatchObject({ status: 400 });
  });

  it('is noted as a read, and ends with the consent', async () => {
    await gateway.send('GET', path, { role: 'auditor' });
    expect((await gateway.send('GET', '/v1/credit-queries/Q1/reads')).body.items).toMatchObject([
      { userName: 'auditor' },
    ]);
    await model.fold(consent({ purpose: 'OWN_REPORT', revokedTime: asked }));
    expect(await gateway.send('GET', path)).toMatchObject({ status: 403, body: { code: 'CONSENT_REVOKED' } });
  });

  it('is made for no other query, subject or institution', async () => {
    await model.fold(query(0, { queryId: `${self}:Q2` }));
    const others = [
      `/v1/subjects/${subjectId}/report?queryId=Q2`,
      `/v1/subjects/${'00'.repeat(32)}/report?queryId=Q1`,
      `/v1/subjects/${subjectId}/report?queryId=MeadowMSP:Q7`,
    ];
    for (const other of others) {
      expect(await gateway.send('GET', other)).toMatchObject({ status: 404, body: { code: 'CREDIT_QUERY_NOT_FOUND' } });
    }
  });
});
