/** How fresh answers are, and what the smaller resources answer. */
import { ledgerEventNames } from '../../../chaincode/api/events';
import type { AllianceRecord, PartyOrgType } from '../../../chaincode/api/records';
import { operations } from '../../../gateway/api/operations';
import {
  allianceWith,
  answering,
  block,
  FakeLedger,
  type Request,
  redemption,
  refuse,
  type Seams,
  self,
  startGateway,
} from './fakes';

async function ask(method: string, path: string, request?: Request, seams?: Seams) {
  const gateway = await startGateway(seams);
  const answer = await gateway.send(method, path, request);
  await gateway.stop();
  return { answer, ledger: gateway.ledger };
}

describe('a read', () => {
  it("waits for the gateway's own last write, and says which block it is as of", async () => {
    const gateway = await startGateway();
    gateway.ledger.push(block(6));
    const written = await gateway.send('POST', '/v1/plans/A1/withdraw');
    const order: string[] = [];
    const read = gateway.send('GET', '/v1/plans').then((answer) => {
      order.push('answered');
      return answer;
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    order.push('folded');
    gateway.ledger.push(block(7));
    const answer = await read;
    await gateway.stop();

    expect(written.headers.get('block-height')).toBe('7');
    expect(order).toEqual(['folded', 'answered']);
    expect(answer.headers.get('block-height')).toBe('7');
    expect(answer.body.asOfBlock).toBe(7);
  });

  it.each([
    ['GET', '/v1/plans?minBlock=9', 200],
    ['POST', '/v1/plans/A1/withdraw?minBlock=9', 201],
  ])('waits for the block that the caller names: %s %s', async (method, path, status) => {
    const gateway = await startGateway();
    const answered = gateway.send(method, path);
    gateway.ledger.push(block(8));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(gateway.ledger.sent).toEqual([]);
    gateway.ledger.push(block(9));
    expect((await answered).status).toBe(status);
    await gateway.stop();
  });

  it('gives up after ten seconds with the block that it has', async () => {
    const { answer } = await ask('GET', '/v1/plans?minBlock=9');
    expect(answer).toMatchObject({ status: 503, body: { code: 'NOT_CAUGHT_UP', asOfBlock: -1 } });
    expect(answer.headers.get('retry-after')).toBe('2');
  }, 15_000);

  it('of a list carries the block that it is as of, wherever there is a list', async () => {
    const lists = ['/v1/plans', '/v1/parties', '/v1/alliance/proposals', '/v1/tokens/accounts/X/entries'];
    const gateway = await startGateway({ partyOrgType: 'TOKEN_ISSUER' });
    for (const path of [...lists, '/v1/tokens/recharges', '/v1/tokens/redemptions']) {
      expect((await gateway.send('GET', path)).body).toMatchObject({ items: expect.any(Array), asOfBlock: -1 });
    }
    await gateway.stop();
  });
});

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

describe('the alliance', () => {
  it('shows members, parameters and open proposals', async () => {
    const { docType: _, format: _format, ...alliance } = allianceWith('REGULATOR') as AllianceRecord;
    const { answer } = await ask('GET', '/v1/alliance', { role: 'auditor' }, { partyOrgType: 'REGULATOR' });
    expect(answer.body).toEqual({ ...alliance, openProposals: [], asOfBlock: -1 });
  });

  it('takes proposals and votes of an administrator', async () => {
    const change = { type: 'PARAMETERS', parameters: { minConfirmRmb: 20_000 } };
    const proposed = await ask('POST', '/v1/alliance/proposals', { role: 'admin', body: { proposalId: 'P1', change } });
    const voted = await ask('POST', '/v1/alliance/proposals/MeadowMSP:P1/vote', {
      role: 'admin',
      body: { approve: true },
    });
    expect(proposed.ledger.sent).toMatchObject([{ name: 'alliance:propose', command: { change } }]);
    expect(voted.ledger.sent).toMatchObject([
      { name: 'alliance:vote', command: { proposalId: 'MeadowMSP:P1', approve: true } },
    ]);
  });

  it('is read again once a block has changed it, and not before', async () => {
    const alliance = jest.fn(async () => allianceWith('CREDITOR_ORG'));
    const gateway = await startGateway({ store: { alliance } });
    await gateway.send('GET', '/v1/plans');
    await gateway.send('GET', '/v1/plans');
    const before = alliance.mock.calls.length;
    const write = { key: 'alliance', record: allianceWith('CREDITOR_ORG'), text: '{}' };
    const transaction = { index: 0, transactionId: 't', time: '2026-03-01T12:00:00.000Z', writes: [write], events: [] };
    gateway.ledger.push(block(1, { transactions: [transaction] }));
    await gateway.send('GET', '/v1/plans?minBlock=1');
    await gateway.stop();
    expect([before, alliance.mock.calls.length]).toEqual([1, 2]);
  });
});

describe('the directory', () => {
  const store = {
    party: async (partyId: string) => ({ docType: 'party', partyId, keyVersion: partyId === self ? 2 : 0 }) as const,
    partyKey: async (partyId: string, version: number) =>
      ({ docType: 'partyKey', partyId, version, publicKey: `key ${version}`, registeredTime: 't' }) as const,
  };

  it('shows each institution with its current key, page by page', async () => {
    const first = (await ask('GET', '/v1/parties?limit=1', {}, { store })).answer.body;
    const second = (await ask('GET', `/v1/parties?limit=1&cursor=${first.nextCursor}`, {}, { store })).answer.body;
    expect(first.items).toMatchObject([{ partyId: self, keyVersion: 2, publicKey: 'key 2' }]);
    expect(second.items).toMatchObject([{ partyId: 'MeadowMSP', keyVersion: 0 }]);
    expect(second.nextCursor).toBeUndefined();
  });

  it('does not know an institution that is no member', async () => {
    const { answer } = await ask('GET', '/v1/parties/NobodyMSP');
    expect(answer).toMatchObject({ status: 404, body: { code: 'PARTY_NOT_FOUND' } });
  });

  it('takes the next key of the vault, and seals with it once the ledger has it', async () => {
    const activate = jest.fn(async () => undefined);
    const { answer, ledger } = await ask(
      'POST',
      '/v1/parties/self/keys',
      { role: 'admin' },
      {
        store,
        vault: { activate },
      },
    );
    expect(answer.status).toBe(201);
    expect(ledger.sent).toMatchObject([
      { name: 'party:registerKey', command: { version: 3, publicKey: 'public key 3' } },
    ]);
    expect(activate).toHaveBeenCalledWith(3, 'key 3');
  });

  it('does not fall back to an older key where an old registration is repeated', async () => {
    const activate = jest.fn(async () => undefined);
    const request = { role: 'admin', body: { version: 1 } } as const;
    await ask('POST', '/v1/parties/self/keys', request, { store, vault: { activate } });
    expect(activate).toHaveBeenCalledWith(2, 'key 2');
  });

  it.each([4, 1_000, 4_294_967_296, Number.MAX_SAFE_INTEGER])(
    'makes no key for version %d, which is not the next',
    async (version) => {
      const prepareKey = jest.fn();
      const request = { role: 'admin', body: { version } } as const;
      const { answer, ledger } = await ask('POST', '/v1/parties/self/keys', request, { store, vault: { prepareKey } });
      expect(answer).toMatchObject({ body: { code: 'KEY_VERSION_NOT_NEXT', keyVersion: 2 } });
      expect([prepareKey.mock.calls, ledger.sent]).toEqual([[], []]);
    },
  );

  it('leaves the key as it is where the ledger refuses the new one', async () => {
    const activate = jest.fn(async () => undefined);
    const ledger = new FakeLedger({ submit: refuse('KEY_VERSION_NOT_NEXT') });
    const { answer } = await ask(
      'POST',
      '/v1/parties/self/keys',
      { role: 'admin' },
      {
        store,
        ledger,
        vault: { activate },
      },
    );
    expect(answer.body.code).toBe('KEY_VERSION_NOT_NEXT');
    expect(activate).not.toHaveBeenCalled();
  });
});

describe('users', () => {
  it('are added with a token that is shown once, listed without it, and gone when they are removed', async () => {
    const gateway = await startGateway();
    const admin = { role: 'admin' } as const;
    const added = await gateway.send('POST', '/v1/users', { ...admin, body: { userName: 'reader', role: 'auditor' } });
    const { token } = added.body;
    const asReader = () => gateway.send('GET', '/v1/plans', { token });

    expect(added).toMatchObject({ status: 201, body: { userName: 'reader', role: 'auditor' } });
    expect((await asReader()).status).toBe(200);
    const listed = await gateway.send('GET', '/v1/users?limit=2', admin);
    expect(listed.body).toMatchObject({
      items: [{ userName: 'admin' }, { userName: 'auditor' }],
      nextCursor: expect.stringMatching(/\.auditor$/),
    });
    expect(listed.text).not.toContain(token);

    expect((await gateway.send('DELETE', '/v1/users/reader', admin)).status).toBe(204);
    expect((await asReader()).status).toBe(401);
    expect(await gateway.send('DELETE', '/v1/users/reader', admin)).toMatchObject({ body: { code: 'USER_NOT_FOUND' } });
    await gateway.stop();
  });

  it('have an administrator whatever becomes of them', async () => {
    const gateway = await startGateway();
    const admin = { role: 'admin' } as const;
    const last = await gateway.send('DELETE', '/v1/users/admin', admin);
    expect(last).toMatchObject({ status: 409, body: { code: 'LAST_ADMINISTRATOR' } });
    await gateway.send('POST', '/v1/users', { ...admin, body: { userName: 'second', role: 'admin' } });
    expect((await gateway.send('DELETE', '/v1/users/admin', admin)).status).toBe(204);
    await gateway.stop();
  });

  it('are not replaced by adding them again', async () => {
    const body = { userName: 'officer', role: 'admin' };
    const { answer } = await ask('POST', '/v1/users', { role: 'admin', body });
    expect(answer).toMatchObject({ status: 409, body: { code: 'USER_EXISTS' } });
  });

  it('can be kept before the alliance is founded', async () => {
    const { answer } = await ask('GET', '/v1/users', { role: 'admin' }, { store: { alliance: async () => undefined } });
    expect(answer.status).toBe(200);
  });
});

describe('the OpenAPI document', () => {
  // biome-ignore lint/suspicious/noExplicitAny: a document of any form
  let document: any;
  beforeAll(async () => {
    document = (await ask('GET', '/openapi.json', { role: undefined })).answer.body;
  });

  it('is of version 3.1 and holds every route with its parameters, answers and problems', () => {
    expect(document.openapi).toBe('3.1.0');
    for (const route of operations) {
      const operation = document.paths[route.path]?.[route.method];
      expect(operation).toMatchObject({ summary: route.summary, operationId: expect.any(String) });
      const named = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const inPath = operation.parameters.filter((parameter: { in: string }) => parameter.in === 'path');
      expect(inPath.map(({ name }: { name: string }) => name)).toEqual(named);
      expect(inPath.every(({ required }: { required: boolean }) => required)).toBe(true);
      expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(Object.keys(route.answers)));
      if (route.access !== 'OPEN')
        expect(operation).toMatchObject({ security: [{ token: [] }], responses: { 401: {} } });
    }
  });

  it('names every operation once, and refers to nothing that it does not hold', () => {
    const text = JSON.stringify(document);
    const operations = Object.values<Record<string, { operationId: string }>>(document.paths).flatMap(Object.values);
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const references = [...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name ?? '');
    expect(references.length).toBeGreaterThan(20);
    expect(references.filter((name) => document.components.schemas[name] === undefined)).toEqual([]);
  });

  it('says what a request takes: amounts are integers, times have a zone, pages have bounds', () => {
    const { parameters } = document.paths['/v1/plans'].get;
    const limit = parameters.find(({ name }: { name: string }) => name === 'limit');
    expect(limit).toMatchObject({ in: 'query', schema: { type: 'integer', minimum: 1, maximum: 500 } });
    expect(limit.required).not.toBe(true);
    const { properties } = document.components.schemas.PlanAsSent;
    expect(properties.joinLimit.properties.startTime).toMatchObject({ type: 'string', format: 'date-time' });
    expect(document.paths['/v1/events'].get.parameters[0]).toMatchObject({ name: 'types', in: 'query' });
    expect(ledgerEventNames.length).toBeGreaterThan(0);
  });
});
