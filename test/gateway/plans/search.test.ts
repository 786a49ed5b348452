/** Searching plans and confirms over HTTP: what is asked of the store, and what is refused before. */
import type { PlanFilter, PlanStore } from '../../../gateway/plans/store';
import { confirm, plan, type Seams, self, startGateway } from '../http/fakes';

async function ask(path: string, store: Seams['store'] = {}) {
  const gateway = await startGateway({ store });
  const answer = await gateway.send('GET', path);
  await gateway.stop();
  return answer;
}

describe('a list of plans', () => {
  it('is filtered by ranges, and a time with another zone is the same time', async () => {
    const asked: PlanFilter[] = [];
    const plans: PlanStore['plans'] = async (filter) => {
      asked.push(filter);
      return { items: [{ plan: plan(), confirms: [] }] };
    };
    const query = [
      'form=JOINT',
      'assetIdPrefix=HarbourMSP:2026-',
      'publishedFrom=2026-03-01T08:00:00%2B08:00',
      'publishedTo=2026-04-01T00:00:00Z',
      'amountFromRmb=1000',
      'amountToRmb=150000',
    ].join('&');
    const answer = await ask(`/v1/plans?${query}`, { plans });

    expect(answer.body.items).toMatchObject([{ assetId: `${self}:A1` }]);
    expect(asked).toEqual([
      {
        form: 'JOINT',
        assetIdPrefix: 'HarbourMSP:2026-',
        publishedFrom: '2026-03-01T00:00:00.000Z',
        publishedTo: '2026-04-01T00:00:00.000Z',
        amountFromRmb: 1_000,
        amountToRmb: 150_000,
      },
    ]);
  });

  it.each([
    ['', { by: 'position', direction: 'desc' }],
    ['?sort=published', { by: 'position', direction: 'asc' }],
    ['?sort=-published', { by: 'position', direction: 'desc' }],
    ['?sort=amount', { by: 'amount', direction: 'asc' }],
    ['?sort=-amount', { by: 'amount', direction: 'desc' }],
  ])('is sorted as %p says', async (query, order) => {
    const plans = jest.fn(async () => ({ items: [] }));
    await ask(`/v1/plans${query}`, { plans });
    expect(plans).toHaveBeenCalledWith({}, { cursor: undefined, limit: 100, order });
  });

  it('does not go on with the cursor of another order', async () => {
    const gateway = await startGateway({ store: { plans: async () => ({ items: [], nextCursor: 'abc' }) } });
    const { nextCursor } = (await gateway.send('GET', '/v1/plans?sort=amount')).body;
    const same = await gateway.send('GET', `/v1/plans?sort=amount&cursor=${nextCursor}`);
    const other = await gateway.send('GET', `/v1/plans?sort=-amount&cursor=${nextCursor}`);
    await gateway.stop();
    expect([same.status, other.status, other.body.code]).toEqual([200, 422, 'CURSOR_UNKNOWN']);
  });

  it.each([
    'sort=name',
    'amountFromRmb=-1',
    'amountFromRmb=1e3',
    'publishedFrom=yesterday',
    'publishedFrom=2026-03-01',
    "assetIdPrefix='",
    'assetIdPrefix=%25',
  ])('refuses %s', async (query) => {
    expect((await ask(`/v1/plans?${query}`)).body.code).toBe('REQUEST_MALFORMED');
  });

  it.each([
    '/v1/plans?assetIdPrefix',
    '/v1/plan-counts?assetIdPrefix',
    '/v1/confirms?confirmIdPrefix',
    '/v1/confirms?assetId',
  ])("does not search for a person's number: %s", async (path) => {
    const answer = await ask(`${path}=110101199003074514`);
    expect(answer).toMatchObject({ status: 422, body: { code: 'IDENTIFIER_PERSONAL' } });
    expect(answer.text).not.toContain('110101199003074514');
  });

  it('is counted by status and altogether', async () => {
    const countPlans = jest.fn(async () => ({ OPEN: 3, FILLED: 0, CLOSED: 1, WITHDRAWN: 0 }));
    const answer = await ask('/v1/plan-counts?contributor=MeadowMSP', { countPlans });
    const byStatus = { OPEN: 3, FILLED: 0, CLOSED: 1, WITHDRAWN: 0 };
    expect(answer.body).toEqual({ total: 4, byStatus, asOfBlock: -1 });
    expect(countPlans).toHaveBeenCalledWith({ contributor: 'MeadowMSP' });
  });
});

describe('a list of confirms', () => {
  it('shows each with its plan and both sides, and takes an own plan by its local part', async () => {
    const confirms = jest.fn(async () => ({ items: [confirm()] }));
    const answer = await ask('/v1/confirms?assetId=A1&status=HELD&sort=amount', { confirms });
    expect(answer.body.items).toMatchObject([
      { confirmId: 'MeadowMSP:C1', assetId: `${self}:A1`, contributor: self, partyId: 'MeadowMSP' },
    ]);
    const order = { by: 'amount', direction: 'asc' };
    expect(confirms).toHaveBeenCalledWith(
      { assetId: `${self}:A1`, status: 'HELD' },
      { cursor: undefined, limit: 100, order },
    );
  });

  it('is counted by status and altogether', async () => {
    const countConfirms = async () => ({ HELD: 2, DELIVERED: 0, PAID: 5, REFUNDED: 1 });
    const answer = await ask('/v1/confirm-counts', { countConfirms });
    expect(answer.body).toMatchObject({ total: 8, byStatus: { HELD: 2, PAID: 5 } });
  });
});
