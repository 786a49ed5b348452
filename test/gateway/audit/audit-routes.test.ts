/** The audit log over HTTP: what leaves an entry, when it is written, and who reads it. */
import { isAudited } from '../../../gateway/api/operation';
import { operations } from '../../../gateway/api/operations';
import { StoreUnavailable } from '../../../gateway/store/types';
import { fakeAudit, fields, plan, planSent, self, startGateway } from '../http/fakes';
import { lines } from './entries';

const borrower = '/v1/plans/A1/borrower';
const ownPlan = {
  store: { plan: async () => ({ plan: plan(), confirms: [] }) },
  vault: { openOwn: async () => fields },
};
const auditor = { role: 'auditor' } as const;

async function entriesOf(audit: ReturnType<typeof fakeAudit>) {
  return (await audit.after(0, 1_000)).map(({ number: _n, time: _t, previous: _p, hash: _h, ...entry }) => entry);
}

describe('the table of operations', () => {
  it('has every write noted, every file with data, and the reads that show a person', () => {
    const reads = operations.filter((one) => one.method === 'get' && isAudited(one)).map(({ id }) => id);
    expect(reads.sort()).toEqual([
      'exportAuditLog',
      'listOffers',
      'querySummary',
      'readApproval',
      'readBorrower',
      'readCreditQuery',
      'readRejectedCreditRecords',
      'readRejectedPlans',
      'readReport',
    ]);
    const unnoted = operations.filter((one) => !isAudited(one));
    expect(unnoted.filter(({ method }) => method !== 'get')).toEqual([]);
    const files = unnoted.filter(({ answers }) => /^(application|text\/csv)/.test(answers[200]?.type ?? ''));
    expect(files.map(({ id }) => id)).toEqual(['readCreditRecordTemplate', 'readPlanTemplate']);
  });
});

describe('an entry', () => {
  it('says who revealed the borrower of which plan, and nothing of the borrower', async () => {
    const audit = fakeAudit();
    const gateway = await startGateway({ ...ownPlan, store: { ...ownPlan.store, audit } });
    await gateway.send('GET', borrower);
    await gateway.send('GET', `/v1/plans/${self}:A1/borrower`);
    await gateway.stop();

    const entry = { operation: 'readBorrower', userName: 'officer', role: 'officer', about: ['A1'], status: 200 };
    expect(await entriesOf(audit)).toEqual([entry, entry]);
    expect(JSON.stringify(await entriesOf(audit))).not.toContain(fields.partyName);
  });

  it('is written before the answer: where it cannot be kept, nothing is revealed', async () => {
    const append = () => Promise.reject(new StoreUnavailable({ cause: new Error('full') }));
    const gateway = await startGateway({ ...ownPlan, store: { ...ownPlan.store, audit: { ...fakeAudit(), append } } });
    const answer = await gateway.send('GET', borrower);
    await gateway.stop();

    expect(answer).toMatchObject({ status: 503, body: { code: 'STORE_UNAVAILABLE' } });
    expect(answer.text).not.toContain(fields.partyName);
  });

  it('tells of refusals, with their code and as much as was understood', async () => {
    const audit = fakeAudit();
    const gateway = await startGateway({ store: { audit } });
    await gateway.send('GET', borrower);
    await gateway.send('GET', borrower, auditor);
    await gateway.send('POST', '/v1/users', { role: 'admin', body: { userName: 'x', role: 'nobody' } });
    await gateway.stop();

    expect(await entriesOf(audit)).toMatchObject([
      { operation: 'readBorrower', userName: 'officer', about: ['A1'], status: 404, code: 'PLAN_NOT_FOUND' },
      { operation: 'readBorrower', userName: 'auditor', about: [], status: 403, code: 'ROLE_NOT_ALLOWED' },
      { operation: 'addUser', userName: 'admin', about: [], status: 400, code: 'REQUEST_MALFORMED' },
    ]);
  });

  it('names all plans of a request, but for an identifier that is a number of a person', async () => {
    const audit = fakeAudit();
    const gateway = await startGateway({ store: { audit } });
    const plans = ['A1', `${self}:A2`, fields.loanMobile].map((assetId) => planSent({ assetId }));
    expect((await gateway.send('POST', '/v1/plans', { body: { plans } })).status).toBe(207);
    await gateway.stop();

    expect(await entriesOf(audit)).toMatchObject([{ operation: 'publishPlans', about: ['A1', 'A2'], status: 207 }]);
    const written = JSON.stringify(await entriesOf(audit));
    for (const value of [fields.partyName, fields.loanIdent, fields.loanMobile]) expect(written).not.toContain(value);
  });

  it('is left by no read of the list, and by none who asks too often', async () => {
    const audit = fakeAudit();
    const gateway = await startGateway({ requestsPerMinute: 1, store: { audit } });
    await gateway.send('GET', '/v1/plans');
    expect((await gateway.send('POST', '/v1/plans/A1/withdraw')).status).toBe(429);
    await gateway.stop();
    expect(await entriesOf(audit)).toEqual([]);
  });

  it('counts who is refused without a valid token', async () => {
    const audit = fakeAudit();
    const gateway = await startGateway({ store: { audit } });
    for (const token of ['guess-1', 'guess-2', 'guess-3']) await gateway.send('GET', borrower, { token });
    await gateway.send('GET', '/v1/audit', auditor);
    await gateway.stop();

    const counts = (await entriesOf(audit)).map(({ operation, code, count }) => [operation, code, count]);
    // Where a minute ends between them, there are more entries.
    expect(counts.reduce((sum, [, , count]) => sum + Number(count), 0)).toBe(3);
    expect(new Set(counts.map(([operation, code]) => `${operation} ${code}`))).toEqual(
      new Set(['signIn NOT_SIGNED_IN']),
    );
    expect(JSON.stringify(await entriesOf(audit))).not.toContain('guess');
  });
});

describe('the audit log', () => {
  it('is listed for auditors and administrators, also before the alliance is founded', async () => {
    const gateway = await startGateway({ store: { alliance: async () => undefined } });
    await gateway.send('POST', '/v1/users', { role: 'admin', body: { userName: 'anna', role: 'officer' } });
    const listed = await gateway.send('GET', '/v1/audit?operation=addUser&about=anna', auditor);
    const refused = await gateway.send('GET', '/v1/audit');
    await gateway.stop();

    expect(listed.body.items).toMatchObject([{ number: 1, operation: 'addUser', userName: 'admin', about: ['anna'] }]);
    expect(refused).toMatchObject({ status: 403, body: { code: 'ROLE_NOT_ALLOWED' } });
  });

  it('is exported line by line, the export itself included', async () => {
    const gateway = await startGateway();
    await gateway.send('POST', '/v1/users', { role: 'admin', body: { userName: 'anna', role: 'officer' } });
    const answer = await gateway.send('GET', '/v1/audit/export', auditor);
    const later = await gateway.send('GET', '/v1/audit/export?after=1', auditor);
    await gateway.stop();

    expect(answer.headers.get('content-type')).toBe('application/x-ndjson');
    const parsed = lines(answer.text).map((line) => JSON.parse(line));
    expect(parsed).toMatchObject([{ operation: 'addUser' }, { operation: 'exportAuditLog' }, { end: true, number: 2 }]);
    expect(lines(later.text).map((line) => JSON.parse(line).number)).toEqual([2, 3, 3]);
  });
});
