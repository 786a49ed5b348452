/** The alliance and the directory over HTTP. */
import type { AllianceRecord } from '../../../chaincode/api/records';
import { allianceWith, block, FakeLedger, type Request, refuse, type Seams, self, startGateway } from '../http/fakes';

async function ask(method: string, path: string, request?: Request, seams?: Seams) {
  const gateway = await startGateway(seams);
  const answer = await gateway.send(method, path, request);
  await gateway.stop();
  return { answer, ledger: gateway.ledger };
}

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
