/** Consents over REST: two steps, own ones only, and what is sent to the ledger. */
import type { PartyOrgType } from '../../../chaincode/api/records';
import { consentRevocationText, consentText } from '../../../chaincode/api/signatures';
import { FakeLedger, refuse, type Served, self, startGateway } from '../http/fakes';
import { borrower, channel, consent, consentId, ReadModel, subjectId, subjectKey } from '../queries/world';

const path = '/v1/consents';
const meadows = consent({ consentId: 'd0'.repeat(16), partyId: 'MeadowMSP' });
let model: ReadModel;
const served: Served[] = [];

beforeEach(async () => {
  model = await ReadModel.open();
});
afterEach(async () => {
  for (const gateway of served.splice(0)) await gateway.stop();
  await model.close();
});

async function start(ledger = new FakeLedger(), partyOrgType: PartyOrgType = 'CREDITOR_ORG') {
  const { queries, lending, subjectKey: readKey } = model.store;
  const gateway = await startGateway({ partyOrgType, ledger, store: { queries, lending, subjectKey: readKey } });
  served.push(gateway);
  return gateway;
}

const content = { subjectId, purpose: 'LOAN_APPLICATION', notAfter: '2026-12-31T20:00:00+08:00', uses: 3 };
const signed = { keyId: borrower.keyId, signature: borrower.sign('anything') };

describe('granting', () => {
  it('tells first what the subject signs, and keeps nothing', async () => {
    const gateway = await start();
    const first = await gateway.send('POST', path, { body: content });
    expect(first).toMatchObject({ status: 200, body: { consentId: expect.stringMatching(/^[0-9a-f]{32}$/) } });
    const { consentId: made, toSign } = first.body;
    const notAfter = '2026-12-31T12:00:00.000Z';
    const whole = { subjectId, purpose: 'LOAN_APPLICATION', uses: 3, notAfter, partyId: self } as const;
    expect(toSign).toEqual([{ role: 'SUBJECT', message: consentText(channel, made, whole) }]);
    expect(gateway.ledger.sent).toEqual([]);
  });

  it('posts it signed, in the own name', async () => {
    const gateway = await start();
    const posted = await gateway.send('POST', path, { body: { ...content, ...signed, consentId } });
    expect(posted).toMatchObject({ status: 201, body: { consentId } });
    expect(gateway.ledger.sent).toMatchObject([
      { name: 'consent:grant', command: { consentId, notAfter: '2026-12-31T12:00:00.000Z', ...signed } },
    ]);
    expect(gateway.ledger.sent[0]?.command).not.toHaveProperty('partyId');
  });

  it.each([
    ['a signature without its key', { consentId, signature: signed.signature }, 'signature'],
    ['a signature over nobody knows which consent', signed, 'consentId'],
    ['no uses at all', { uses: 0 }, 'uses'],
    ['a member that nobody documented', { partyId: self }, 'partyId'],
  ])('refuses %s', async (_what, changes, field) => {
    const gateway = await start();
    const answer = await gateway.send('POST', path, { body: { ...content, ...changes } });
    expect(answer).toMatchObject({ status: 400, body: { code: 'REQUEST_MALFORMED', errors: [{ path: field }] } });
  });

  it.each([
    ['SUBJECT_KEY_REVOKED', { revokedTime: '2025-01-01T00:00:00.000Z' }, {}],
    ['SUBJECT_KEY_WAITING', { countsFromDay: 10, reportsFromDay: 10 }, {}],
    ['SUBJECT_KEY_WAITING', { reportsFromDay: 10 }, { purpose: 'OWN_REPORT', reportKey: borrower.publicKey }],
  ])('refuses with %s before anything is sent', async (code, key, changes) => {
    await model.fold(subjectKey(key));
    await model.foldDay(9);
    const gateway = await start();
    const answer = await gateway.send('POST', path, { body: { ...content, ...changes, ...signed, consentId } });
    expect(answer).toMatchObject({ status: 409, body: { code } });
    expect(gateway.ledger.sent).toEqual([]);
  });

  it('asks the ledger about a consent that is there, whatever became of its key', async () => {
    await model.fold(subjectKey({ revokedTime: '2025-01-01T00:00:00.000Z' }), consent());
    const gateway = await start();
    expect(await gateway.send('POST', path, { body: { ...content, ...signed, consentId } })).toMatchObject({
      status: 201,
    });
  });

  it('passes the refusal of the ledger on', async () => {
    const gateway = await start(new FakeLedger({ submit: refuse('CONSENT_ABOVE_CEILING') }));
    const answer = await gateway.send('POST', path, { body: { ...content, ...signed, consentId } });
    expect(answer).toMatchObject({ status: 409, body: { code: 'CONSENT_ABOVE_CEILING' } });
  });
});

describe('reading', () => {
  beforeEach(() => model.fold(consent({ used: 2 }), meadows));

  it('shows own ones, with how often they were used', async () => {
    const gateway = await start();
    expect((await gateway.send('GET', `${path}?subjectId=${subjectId}`)).body.items).toMatchObject([
      { consentId, uses: 5, used: 2 },
    ]);
    expect((await gateway.send('GET', `${path}?subjectId=${'00'.repeat(32)}`)).body.items).toEqual([]);
    expect(await gateway.send('GET', `${path}/${consentId}`, { role: 'auditor' })).toMatchObject({ status: 200 });
    expect(await gateway.send('GET', `${path}/${meadows.consentId}`)).toMatchObject({
      status: 404,
      body: { code: 'CONSENT_NOT_FOUND' },
    });
  });

  it('shows a regulator all', async () => {
    const gateway = await start(new FakeLedger(), 'REGULATOR');
    expect((await gateway.send('GET', path)).body.items).toHaveLength(2);
    expect(await gateway.send('GET', `${path}/${meadows.consentId}`)).toMatchObject({ status: 200 });
  });
});

describe('taking back', () => {
  it("works in the same two steps, through any institution, for another's too", async () => {
    await model.fold(meadows);
    const gateway = await start();
    const revoke = `${path}/${meadows.consentId}/revoke`;
    expect(await gateway.send('POST', revoke)).toMatchObject({
      status: 200,
      body: { toSign: [{ role: 'SUBJECT', message: consentRevocationText(channel, meadows.consentId) }] },
    });
    expect(await gateway.send('POST', revoke, { body: signed })).toMatchObject({ status: 201 });
    expect(gateway.ledger.sent).toMatchObject([
      { name: 'consent:revoke', command: { consentId: meadows.consentId, ...signed } },
    ]);
  });

  it('is refused before anything is sent where the key does not count yet', async () => {
    await model.fold(meadows, subjectKey({ countsFromDay: 10, reportsFromDay: 10 }));
    await model.foldDay(9);
    const gateway = await start();
    const answer = await gateway.send('POST', `${path}/${meadows.consentId}/revoke`, { body: signed });
    expect(answer).toMatchObject({ status: 409, body: { code: 'SUBJECT_KEY_WAITING', fromDay: 10 } });
    expect(gateway.ledger.sent).toEqual([]);
  });

  it('has nothing to sign for a consent that is not there', async () => {
    const gateway = await start();
    const answer = await gateway.send('POST', `${path}/${consentId}/revoke`);
    expect(answer).toMatchObject({ status: 404, body: { code: 'CONSENT_NOT_FOUND' } });
  });
});
