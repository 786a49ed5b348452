/** Blocks, transactions and histories over HTTP: what is shown, and what stays away. */
import type { LedgerRecord } from '../../../chaincode/api/records';
import type { ChainStore } from '../../../gateway/chain/store';
import { confirm, plan, self, startGateway, wrap } from '../http/fakes';
import { loan } from '../queries/world';

async function ask(path: string, chain: Partial<ChainStore> = {}) {
  const unknown = () => Promise.resolve(undefined);
  const empty = () => Promise.resolve({ items: [] });
  const store = { chain: { blocks: empty, block: unknown, transaction: unknown, history: empty, ...chain } };
  const gateway = await startGateway({ store });
  const answer = await gateway.send('GET', path);
  await gateway.stop();
  return answer;
}

const time = '2026-03-01T12:00:00.000Z';
const transactionId = 'cd'.repeat(32);

/** One state of the record. */
function historyWith(record: LedgerRecord): ChainStore['history'] {
  const state = { transactionId, block: 7, time, record };
  return (async () => ({ items: [state] })) as unknown as ChainStore['history'];
}

describe('the chain', () => {
  it('is listed block by block', async () => {
    const block = { number: 7, hash: 'aa', time, transactions: 2, passedOver: 0 };
    const answer = await ask('/v1/blocks', { blocks: async () => ({ items: [block] }) });
    expect(answer.body).toEqual({ items: [block], asOfBlock: -1 });
  });

  it.each([
    ['/v1/blocks/9', 404, 'BLOCK_NOT_FOUND'],
    ['/v1/blocks/latest', 400, 'REQUEST_MALFORMED'],
    [`/v1/transactions/${transactionId}`, 404, 'TRANSACTION_NOT_FOUND'],
    ['/v1/transactions/a_b', 400, 'REQUEST_MALFORMED'],
    ['/v1/plans/A9/history', 404, 'PLAN_NOT_FOUND'],
    ['/v1/plans/A9/confirms/C9/history', 404, 'CONFIRM_NOT_FOUND'],
    [`/v1/credit-records/${'ab'.repeat(16)}/history`, 404, 'CREDIT_RECORD_NOT_FOUND'],
  ])('refuses %s', async (path, status, code) => {
    expect(await ask(path)).toMatchObject({ status, body: { code } });
  });

  it('shows a transaction with the events that the stream shows', async () => {
    const event = { name: 'PartyKeyEvent', partyId: self, version: 2 } as const;
    const found = { transactionId, block: 7, index: 0, time, writes: 3, events: [{ id: '7.0.0', event }] };
    const answer = await ask(`/v1/transactions/${transactionId}`, { transaction: async () => found });
    expect(answer.body).toEqual(found);
  });
});

describe('the history', () => {
  it('of a plan shows its public members, and no commitment', async () => {
    const answer = await ask('/v1/plans/A1/history', { history: historyWith(plan()) });
    expect(answer.body.items).toMatchObject([{ transactionId, block: 7, time, plan: { status: 'OPEN' } }]);
    expect(answer.text).not.toMatch(/ommitment|sealed/);
  });

  it('of a confirm is shown under its own plan only, without its keys', async () => {
    const history = historyWith(confirm({ status: 'DELIVERED', wrap }));
    const answer = await ask('/v1/plans/A1/confirms/MeadowMSP:C1/history', { history });
    expect(answer.body.items).toMatchObject([
      { block: 7, confirm: { confirmId: 'MeadowMSP:C1', status: 'DELIVERED' } },
    ]);
    expect(answer.text).not.toMatch(/oneOff|wrap/);
    expect((await ask('/v1/plans/A2/confirms/MeadowMSP:C1/history', { history })).status).toBe(404);
  });

  it('of a credit record tells neither its subject nor what was signed', async () => {
    const { record } = loan({ name: 'A' });
    const answer = await ask(`/v1/credit-records/${record.recordId}/history`, { history: historyWith(record) });
    expect(answer.body.items).toEqual([
      {
        transactionId,
        block: 7,
        time,
        creditRecord: { feedbackCount: 1, level: 'PUBLIC', priceFen: 0, disputeIds: [], purged: false },
      },
    ]);
    expect(answer.text).not.toContain(record.subjectId);
  });
});
