/** From when on a subject's key counts, and for what. */
import { keystone, meadow, orchard } from './builders';
import { aKey, aLoan, anObjection, aRevocation, keyOf, type Signer } from './credit-builders';
import { aRegistry, keyRecord, register, tryRegister } from './credit-scenario';
import { LedgerDouble } from './ledger-double';
import { aConsentRevocation } from './query-builders';
import { advance, grant, ledgerDay, tryDispute, tryGrant } from './query-scenario';
import { accepted, documentWith, refused, type Scenario } from './scenario';

const parameters = { keyWaitDays: 7 };
const late = '2029-01-01T00:00:00.000Z';
const [li, li2, li3] = [keyOf('li'), keyOf('li', 2), keyOf('li', 3)];

const add = (s: Scenario, key: Signer, by?: Signer) => s.act(keystone, 'subject:addKey', aKey('li', key, by && { by }));
const daysOf = (s: Scenario, key: Signer) => {
  const { countsFromDay, reportsFromDay } = keyRecord(s, key);
  return [countsFromDay, reportsFromDay].map((day) => day - ledgerDay(s));
};

/** The refusals of a key of Li's, by its use; undefined where the key is accepted. */
async function refusalsOf(s: Scenario, key: Signer): Promise<Readonly<Record<string, string | undefined>>> {
  const name = `${key.keyId} ${s.ledger.nowMs}`;
  const spare = keyOf('li', s.ledger.nowMs);
  await grant(s, { name: `given ${name}`, uses: 1 });
  const loan = await register(s, { name: `lent ${name}`, signBy: late, mandate: true });
  const { consentId } = s.ledger.records('consent').at(-1) ?? { consentId: '' };
  const outcomes = {
    loan: await tryRegister(s, aLoan({ name: `new ${name}`, borrowerKey: key, signBy: late })),
    consent: await tryGrant(s, { name: `new ${name}`, key }),
    takenBack: await s.act(orchard, 'consent:revoke', aConsentRevocation({ consentId, key })),
    another: await add(s, spare, key),
    revoked: await s.act(keystone, 'subject:revokeKey', aRevocation('li', spare, { by: key })),
    report: await tryGrant(s, { name: `own ${name}`, purpose: 'OWN_REPORT', key }),
    dispute: await tryDispute(s, loan, { name, key }),
  };
  return Object.fromEntries(
    Object.entries(outcomes).map(([use, outcome]) => [use, outcome.status === 'REFUSED' ? outcome.code : undefined]),
  );
}

const nothing = { loan: undefined, consent: undefined, takenBack: undefined, another: undefined, revoked: undefined };
const waiting = 'SUBJECT_KEY_WAITING';

describe('the first key of a subject', () => {
  it('counts at once for what the subject signs, and for its report and disputes when everybody could see it', async () => {
    const s = await aRegistry({ parameters });
    expect(daysOf(s, li)).toEqual([0, 7]);
    const signs = { ...nothing, report: waiting, dispute: waiting };
    expect(await refusalsOf(s, li)).toEqual(signs);
    await advance(s, 6);
    expect(await refusalsOf(s, li)).toEqual(signs);
    await advance(s, 1);
    expect(await refusalsOf(s, li)).toEqual({ ...nothing, report: undefined, dispute: undefined });
  });

  it('is one: of two that come at once the other waits', async () => {
    const s = await aRegistry({ parameters, subjects: [], unkeyed: ['li'] });
    await s.ledger.submit('subject:addKey', [aKey('li', li), aKey('li', li2)], { by: keystone });
    expect([daysOf(s, li), daysOf(s, li2)]).toEqual([
      [0, 7],
      [7, 7],
    ]);
  });
});

describe('a further key', () => {
  it('for which no key of the subject signs waits for everything, and tells until when', async () => {
    const s = await aRegistry({ parameters });
    accepted(await add(s, li2));
    expect(daysOf(s, li2)).toEqual([7, 7]);
    await advance(s, 6);
    const all = Object.values(await refusalsOf(s, li2)).filter((code) => code !== 'SUBJECT_KEY_NOT_FOUND');
    expect(new Set(all)).toEqual(new Set([waiting]));
    expect(await tryGrant(s, { key: li2 })).toMatchObject({
      code: waiting,
      detail: { keyId: li2.keyId, fromDay: ledgerDay(s) + 1 },
    });
    await advance(s, 1);
    expect(await refusalsOf(s, li2)).toEqual({ ...nothing, report: undefined, dispute: undefined });
  });

  it('for which one signs counts at once, and for reports as soon as that one does', async () => {
    const s = await aRegistry({ parameters });
    await advance(s, 3);
    accepted(await add(s, li2, li));
    expect(daysOf(s, li2)).toEqual([0, 4]);
    await advance(s, 5);
    accepted(await add(s, li3, li2));
    expect(daysOf(s, li3)).toEqual([0, 0]);
    expect(await refusalsOf(s, li3)).toEqual({ ...nothing, report: undefined, dispute: undefined });
  });

  it('waits also where all keys of the subject are revoked, whoever revoked them', async () => {
    for (const revocation of [aRevocation('li'), anObjection('li')]) {
      const s = await aRegistry({ parameters });
      accepted(await s.act(keystone, 'subject:revokeKey', revocation));
      accepted(await add(s, li2));
      expect(daysOf(s, li2)).toEqual([7, 7]);
      expect(refused(await tryGrant(s, { key: li2 }))).toBe(waiting);
    }
  });

  it('gains nothing by a ledger whose day is behind', async () => {
    const s = await aRegistry({ parameters });
    s.ledger.passSeconds(10 * 86_400);
    accepted(await add(s, li2));
    expect(daysOf(s, li2)).toEqual([17, 17]);
    await advance(s);
    expect(refused(await tryGrant(s, { key: li2 }))).toBe(waiting);
  });

  it('waits as long as the alliance said when it was added', async () => {
    const s = await aRegistry({ parameters });
    accepted(await add(s, li2));
    await s.change({ type: 'PARAMETERS', parameters: { keyWaitDays: 1 } }, [meadow, orchard, keystone]);
    await advance(s, 6);
    expect(refused(await tryGrant(s, { key: li2 }))).toBe(waiting);
    accepted(await add(s, li3));
    expect(daysOf(s, li3)).toEqual([1, 1]);
  });

  it('counts days of the ledger, however short they are', async () => {
    const s = await aRegistry({ ledger: new LedgerDouble({ ...documentWith(parameters), daySeconds: 1 }) });
    accepted(await add(s, li2));
    const { countsFromDay } = keyRecord(s, li2);
    for (const [seconds, code] of [
      [6, waiting],
      [1, undefined],
    ] as const) {
      s.ledger.passSeconds(seconds);
      const day = ledgerDay(s) + seconds;
      accepted(await s.act('WatchtowerMSP', 'alliance:advanceDay', { day }));
      const outcome = await tryGrant(s, { key: li2 });
      expect(outcome.status === 'REFUSED' ? outcome.code : undefined).toBe(code);
    }
    expect(ledgerDay(s)).toBe(countsFromDay);
  });
});
