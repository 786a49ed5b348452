/** Consents over REST: two steps, own ones only, and what is sent to the ledger. */
import type { PartyOrgType } from '../../../chaincode/api/records';
import { consentRevocationText, consentText, identifierFrom } from '../../../chaincode/api/signatures';
import { verify } from '../../../gateway/client/verifier';
import { FakeLedger, refuse, type Served, self, startGateway } from '../http/fakes';
import { borrower, channel, consent, consentId, ReadModel, subjectId, subjectKey } from './world';

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
  const { queries, ledgerDay, subjectKey: readKey } = model.store;
  const gateway = await startGateway({ partyOrgType, ledger, store: { queries, ledgerDay, subjectKey: readKey } });
  served.push(gateway);
  return gateway;
}

const { keyId } = borrower;
const content = {
  subjectId,
  keyId,
  purpose: 'LOAN_APPLICATION' as const,
  notAfter: '2026-12-31T20:00:00+08:00',
  uses: 3,
};
const signature = borrower.sign('anything');
const signedTime = '2026-03-01T12:00:00.000Z';
const whole = { ...content, notAfter: '2026-12-31T12:00:00.000Z', signedTime };
const text = consentText(channel, { ...whole, partyId: self });

describe('granting', () => {
  it('tells first what the subject signs, and keeps nothing', async () => {
    const gateway = await start();
    const before = new Date().toISOString();
    const first = await gateway.send('POST', path, { body: content });
    const { consentId: made, signedTime: now, toSign } = first.body;
    expect(first.status).toBe(200);
    expect(now >= before && now <= new Date().toISOString()).toBe(true);
    const message = consentText(channel, { ...whole, signedTime: now, partyId: self });
    expect(toSign).toMatchObject([{ role: 'SUBJECT', keyId, message }]);
    expect(made).toBe(identifierFrom(message));
    const words = await verify(toSign[0]);
    for (const said of [subjectId, self, '2026-12-31 12:00:00 UTC']) expect(words.en).toContain(said);
    expect(gateway.ledger.sent).toEqual([]);
  });

  it('tells the same again for the time that it told', async () => {
    const gateway = await start();
    const again = await gateway.send('POST', path, { body: { ...content, signedTime } });
    expect(again.body).toMatchObject({ consentId: identifierFrom(text), signedTime, toSign: [{ message: text }] });
  });

  it('posts it signed, in the own name', async () => {
    const gateway = await start();
    const posted = await gateway.send('POST', path, { body: { ...content, signedTime, signature } });
    expect(posted).toMatchObject({ status: 201 });
    expect(gateway.ledger.sent).toMatchObject([{ name: 'consent:grant' }]);
    expect(gateway.ledger.sent[0]?.command).toEqual({ ...whole, signature });
  });

  it.each([
    ['a consent by nobody knows which key', { keyId: undefined }, 'keyId'],
    ['a signature over nobody knows which time', { signature }, 'signedTime'],
    ['an identifier that a client chose', { consentId }, '?'],
    ['no uses at all', { uses: 0 }, 'uses'],
    ['a member that nobody documented', { partyId: self }, '?'],
  ])('refuses %s', async (_what, changes, field) => {
    const gateway = await start();
    const answer = await gateway.send('POST', path, { body: { ...content, ...changes } });
    expect(answer).toMatchObject({ status: 400, body: { code: 'REQUEST_MALFORMED', errors: [{ path: field }] } });
  });

  it.each([
    ['SUBJECT_KEY_REVOKED', { revokedTime: '2025-01-01T00:00:00.000Z' }, {}],
    ['SUBJECT_KEY_WAITING', { countsFromDay: 10, reportsFromDay: 10 }, {}],
    ['SUBJECT_KEY_WAITING', { reportsFromDay: 10 }, { purpose: 'OWN_REPORT' }],
  ])('refuses with %s before anything is sent', async (code, key, changes) => {
    await model.fold(subjectKey(key));
    await model.foldDay(9);
    const gateway = await start();
    const answer = await gateway.send('POST', path, { body: { ...content, ...changes, signedTime, signature } });
    expect(answer).toMatchObject({ status: 409, body: { code } });
    expect(gateway.ledger.sent).toEqual([]);
  });

  it('asks the ledger about a consent that is there, whatever became of its key', async () => {
    const there = consent({ consentId: identifierFrom(text) });
    await model.fold(subjectKey({ revokedTime: '2025-01-01T00:00:00.000Z' }), there);
    const gateway = await start();
    expect(await gateway.send('POST', path, { body: { ...content, signedTime, signature } })).toMatchObject({
      status: 201,
    });
  });

  it('passes the refusal of the ledger on', async () => {
    const gateway = await start(new FakeLedger({ submit: refuse('CONSENT_ABOVE_CEILING') }));
    const answer = await gateway.send('POST', path, { body: { ...content, signedTime, signature } });
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

  it.each([
    ['that of its key, where it was not taken back itself', {}, '2026-03-02T00:00:00.000Z'],
    ['that of its key, where that is earlier', { revokedTime: '2026-03-03T00:00:00.000Z' }, '2026-03-02T00:00:00.000Z'],
    ['its own, where that is earlier', { revokedTime: '2026-03-01T00:00:00.000Z' }, '2026-03-01T00:00:00.000Z'],
  ])('shows since when it counts no more: %s', async (_what, changes, revokedTime) => {
    await model.fold(subjectKey({ revokedTime: '2026-03-02T00:00:00.000Z' }), consent(changes));
    const gateway = await start();
    expect(await gateway.send('GET', `${path}/${consentId}`)).toMatchObject({ body: { revokedTime } });
    const listed = await gateway.send('GET', path);
    expect(listed.body.items).toMatchObject([{ consentId, revokedTime }]);
  });

  it('shows a regulator all', async () => {
    const gateway = await start(new FakeLedger(), 'REGULATOR');
    expect((await gateway.send('GET', path)).body.items).toHaveLength(2);
    expect(await gateway.send('GET', `${path}/${meadows.consentId}`)).toMatchObject({ status: 200 });
  });
});

describe('taking back', () => {
  const signed = { keyId, signature };

  it("works in the same two steps, through any institution, for another's too", async () => {
    await model.fold(meadows);
    const gateway = await start();
    const revoke = `${path}/${meadows.consentId}/revoke`;
    expect(await gateway.send('POST', revoke)).toMatchObject({
      status: 200,
      body: { toSign: [{ role: 'SUBJECT', message: consentRevocationText(channel, meadows) }] },
    });
    expect(await gateway.send('POST', revoke, { body: signed })).toMatchObject({ status: 201 });
    expect(gateway.ledger.sent).toMatchObject([
      { name: 'consent:revoke', command: { consentId: meadows.consentId, subjectId, ...signed } },
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

  it('works for a consent that is not on the ledger, where the subject is named', async () => {
    const gateway = await start();
    const revoke = `${path}/${consentId}/revoke`;
    const asked = await gateway.send('POST', revoke, { body: { subjectId } });
    expect(asked).toMatchObject({ status: 200, body: { consentId } });
    expect(asked.body.toSign).toMatchObject([{ message: consentRevocationText(channel, { subjectId, consentId }) }]);
    expect((await verify(asked.body.toSign[0])).en).toContain(consentId);
    expect(await gateway.send('POST', revoke, { body: { subjectId, ...signed } })).toMatchObject({ status: 201 });
    expect(gateway.ledger.sent).toMatchObject([
      { name: 'consent:revoke', command: { consentId, subjectId, ...signed } },
    ]);
  });

  it('has nothing to sign for a consent that is not there and nobody says whose it is', async () => {
    const gateway = await start();
    const answer = await gateway.send('POST', `${path}/${consentId}/revoke`);
    expect(answer).toMatchObject({ status: 404, body: { code: 'CONSENT_NOT_FOUND' } });
  });
});
