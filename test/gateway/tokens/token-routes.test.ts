/** Recharges, accounts and redemptions over HTTP. */
import type { PartyOrgType } from '../../../chaincode/api/records';
import { answering, FakeLedger, type Request, redemption, refuse, type Seams, self, startGateway } from '../http/fakes';

async function ask(method: string, path: string, request?: Request, seams?: Seams) {
  const gateway = await startGateway(seams);
  const answer = await gateway.send(method, path, request);
  await gateway.stop();
  return { answer, ledger: gateway.ledger };
}

describe('a single command', () => {
  const recharge = { rechargeId: 'R1', partyId: 'MeadowMSP', amountFen: 100, paymentReference: 'P1' };
  const issuer: Seams = { partyOrgType: 'TOKEN_ISSUER' };

  it('that is repeated answers as the first did, and says so', async () => {
    const { answer } = await ask(
      'POST',
      '/v1/tokens/recharges',
      { body: recharge },
      {
        ...issuer,
        ledger: new FakeLedger({ submit: answering({ rechargeId: 'R' }, true) }),
      },
    );
    expect(answer).toMatchObject({ status: 201, body: { rechargeId: 'R' } });
    expect(answer.headers.get('idempotency-hit')).toBe('true');
    expect(answer.headers.get('block-height')).toBeNull();
  });

  it.each([
    ['AMOUNT_NOT_POSITIVE', 422],
    ['CALLER_NOT_MEMBER', 403],
    ['PARTY_NOT_FOUND', 404],
    ['PAYMENT_REFERENCE_USED', 409],
  ])('that is refused with %s has its status', async (code, status) => {
    const ledger = new FakeLedger({ submit: refuse(code) });
    const { answer } = await ask('POST', '/v1/tokens/recharges', { body: recharge }, { ...issuer, ledger });
    expect(answer).toMatchObject({ status, body: { code, status } });
  });
});

describe('an account', () => {
  it.each<[PartyOrgType, string, number]>([
    ['CREDITOR_ORG', self, 200],
    ['CREDITOR_ORG', 'MeadowMSP', 403],
    ['DATA_SERVICE_PROVIDER', 'MeadowMSP', 403],
    ['TOKEN_ISSUER', 'MeadowMSP', 200],
    ['REGULATOR', 'MeadowMSP', 200],
  ])('is seen by a %s of %s with %i', async (partyOrgType, partyId, status) => {
    const account = async () => ({ balanceFen: 9_200, heldFen: 800 });
    const gateway = await startGateway({ partyOrgType, store: { account } });
    const answers = [
      await gateway.send('GET', `/v1/tokens/accounts/${partyId}`),
      await gateway.send('GET', `/v1/tokens/accounts/${partyId}/entries`),
    ];
    await gateway.stop();

    expect(answers.map((answer) => answer.status)).toEqual([status, status]);
    if (status === 200) expect(answers[0]?.body).toMatchObject({ partyId, balanceFen: 9_200, heldFen: 800 });
    else expect(answers[0]?.body.code).toBe('ACCOUNT_NOT_VISIBLE');
  });
});

describe('all accounts', () => {
  it.each<[PartyOrgType, number]>([
    ['TOKEN_ISSUER', 200],
    ['REGULATOR', 200],
    ['CREDITOR_ORG', 403],
    ['DATA_SERVICE_PROVIDER', 403],
  ])('are listed to a %s with %i', async (partyOrgType, status) => {
    const { answer } = await ask('GET', '/v1/tokens/accounts', {}, { partyOrgType });
    expect(answer.status).toBe(status);
  });

  it('come by institution, page by page', async () => {
    const accounts = ['MeadowMSP', 'HarbourMSP', 'OrchardMSP'].map((partyId) => ({
      partyId,
      balanceFen: 5,
      heldFen: 3,
    }));
    const gateway = await startGateway({ partyOrgType: 'REGULATOR', store: { accounts: async () => accounts } });
    const first = await gateway.send('GET', '/v1/tokens/accounts?limit=2');
    const second = await gateway.send('GET', `/v1/tokens/accounts?limit=2&cursor=${first.body.nextCursor}`);
    await gateway.stop();
    expect(first.body.items).toEqual([accounts[1], accounts[0]]);
    expect(second.body).toEqual({ items: [accounts[2]], asOfBlock: -1 });
  });
});

describe('redemptions', () => {
  it.each<[PartyOrgType, string | undefined]>([
    ['CREDITOR_ORG', self],
    ['TOKEN_ISSUER', undefined],
    ['REGULATOR', self],
  ])('are listed to a %s as far as they concern it', async (partyOrgType, partyId) => {
    const redemptions = jest.fn(async () => ({ items: [redemption()] }));
    const { answer } = await ask(
      'GET',
      '/v1/tokens/redemptions?status=REQUESTED',
      {},
      {
        partyOrgType,
        store: { redemptions },
      },
    );
    expect(redemptions).toHaveBeenCalledWith({ status: 'REQUESTED', partyId }, { cursor: undefined, limit: 100 });
    expect(answer.body.items).toMatchObject([{ redemptionId: `${self}:R1` }]);
  });

  it.each<[string, PartyOrgType, object | undefined]>([
    ['settle', 'TOKEN_ISSUER', { paymentReference: 'P1' }],
    ['reject', 'TOKEN_ISSUER', undefined],
    ['acknowledge', 'CREDITOR_ORG', undefined],
    ['object', 'CREDITOR_ORG', undefined],
    ['cancel', 'CREDITOR_ORG', undefined],
    ['expire', 'CREDITOR_ORG', undefined],
    ['object', 'REGULATOR', undefined],
  ])('take the step %s by their whole identifier', async (step, partyOrgType, body) => {
    const request = body === undefined ? {} : { body };
    const { ledger } = await ask('POST', `/v1/tokens/redemptions/MeadowMSP:R1/${step}`, request, { partyOrgType });
    expect(ledger.sent).toMatchObject([{ name: `token:${step}`, command: { redemptionId: 'MeadowMSP:R1', ...body } }]);
  });

  it('are asked for without naming the credits, which the ledger client fills in', async () => {
    const { ledger } = await ask('POST', '/v1/tokens/redemptions', { body: { redemptionId: 'R1', amountFen: 800 } });
    expect(ledger.sent).toEqual([{ name: 'token:redeem', command: { redemptionId: 'R1', amountFen: 800 } }]);
  });
});
