/** Values that must not leave: none of them in answers (other than the borrower's), logs or metrics, whatever fails. */
import { Rejection } from '../../../chaincode/api/refusals';
import { LedgerUnavailable } from '../../../gateway/ledger/types';
import type { Vault } from '../../../gateway/vault/types';
import { FakeLedger, plan, planSent, refuse, type Seams, self, startGateway, tokens } from './fakes';

const canaries = {
  partyName: 'canary-name',
  loanIdent: '11010519491231002X',
  loanMobile: '13999999917',
  licensePlateNumber: 'canary-plate',
  engineNumber: 'canary-engine',
  url: 'https://canary.example/data',
};
const { url, licensePlateNumber, engineNumber, ...borrower } = canaries;
const secrets = [...Object.values(canaries), 'canary-token', 'canary-in-an-error', ...Object.values(tokens)];

const sent = planSent(
  {
    carMortgageInfo: { licensePlateNumber, engineNumber, mileageKm: 1, timeToBuy: '2023-05-01T00:00:00Z' },
    assetData: { violationFineDataUrl: url, phoneRecordDataUrl: url, medicalRecordDataUrl: url },
  },
  borrower,
);
const failure = new Error('canary-in-an-error', { cause: new Error('canary-in-an-error') });
const failing = (seal: Vault['seal']): Seams => ({ vault: { seal } });
const submitting = (error: Error): Seams => ({ ledger: new FakeLedger({ submit: () => Promise.reject(error) }) });
const spoilt = (change: object) => ({ plans: [{ ...sent, ...change }] });

const kinds: readonly (readonly [string, number, Seams, unknown])[] = [
  ['is accepted', 201, {}, { plans: [sent] }],
  [
    'is refused by the ledger',
    409,
    { ledger: new FakeLedger({ submit: refuse('PLAN_EXISTS_WITH_OTHER_CONTENT') }) },
    { plans: [sent] },
  ],
  ['is refused in part', 207, {}, { plans: [sent, { ...sent, assetId: canaries.loanMobile }] }],
  ['is named by a mobile number', 422, {}, spoilt({ assetId: canaries.loanMobile })],
  [
    'does not reach the ledger',
    503,
    submitting(new LedgerUnavailable('endorse', 'tx', { cause: failure })),
    { plans: [sent] },
  ],
  ['concerns a whole transaction', 503, submitting(new Rejection('CLOCK_OUT_OF_WINDOW')), { plans: [sent] }],
  ['makes the ledger client fail', 500, submitting(failure), { plans: [sent] }],
  ['makes the vault fail', 500, failing(() => Promise.reject(failure)), { plans: [sent] }],
  [
    'has a form that is not documented',
    400,
    {},
    spoilt({ 'canary-name': 'canary-name', score: { [canaries.loanMobile]: 1 } }),
  ],
  ['has every field of another type', 400, {}, spoilt({ borrowerPerson: Object.values(canaries), assetData: url })],
  [
    'has a number with one digit too many',
    400,
    {},
    { plans: [planSent({}, { ...borrower, loanMobile: `${canaries.loanMobile}1` })] },
  ],
  ['has a name that is too long', 400, {}, { plans: [planSent({}, { partyName: 'canary-name'.repeat(30) })] }],
  ['holds a lone surrogate', 400, {}, { plans: [planSent({}, { ...borrower, partyName: 'canary-name\ud800' })] }],
  ['is no JSON', 400, {}, JSON.stringify({ plans: [sent] }).slice(0, -2)],
];

describe('a plan with secrets in every sensitive field', () => {
  it.each(kinds)('leaves none of them anywhere when it %s', async (_what, status, seams, body) => {
    const gateway = await startGateway(seams);
    const answer = await gateway.send('POST', '/v1/plans', { body });
    const queried = await gateway.send('GET', `/v1/plans?cursor=${canaries.loanMobile}&partyName=canary-name`);
    const named = await gateway.send('GET', `/v1/plans/${self}:${canaries.loanIdent}/borrower`);
    const unknown = await gateway.send('GET', '/v1/canary-name');
    const stranger = await gateway.send('GET', '/v1/plans', { token: 'canary-token' });
    const metrics = await gateway.send('GET', '/metrics', { role: 'auditor' });
    await gateway.stop();

    expect(answer.status).toBe(status);
    const answers = [answer, queried, named, unknown, stranger, metrics];
    const written =
      answers.map(({ text, headers }) => text + JSON.stringify([...headers])).join() + gateway.logged.join();
    expect(gateway.logged.length).toBeGreaterThan(5);
    expect(secrets.filter((secret) => written.includes(secret))).toEqual([]);
  });

  it('is shown by /borrower to who may read it, and not in what is logged of that', async () => {
    const gateway = await startGateway({
      store: { plan: async () => ({ plan: plan(), confirms: [] }) },
      vault: { openOwn: async () => ({ ...borrower, assetData: { violationFineDataUrl: url } }) },
    });
    const answer = await gateway.send('GET', '/v1/plans/A1/borrower');
    const metrics = await gateway.send('GET', '/metrics', { role: 'auditor' });
    await gateway.stop();

    expect(answer.body).toMatchObject(borrower);
    expect(secrets.filter((secret) => (metrics.text + gateway.logged.join()).includes(secret))).toEqual([]);
  });
});
