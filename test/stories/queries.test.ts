/** Credit queries over REST: W-0A steps 2 and 6 of the requirements with their variants, to the fen. */

import { setTimeout as sleep } from 'node:timers/promises';
import { dayIn } from '../../chaincode/api/time-zones';
import type { ToSign } from '../../gateway/client/words';
import { person } from '../gateway/subjects/people';
import type { GatewayClient } from '../run/rest-client';
import { consent, type QuerySeen, revoke, sendQuery, sendSummary, signConsent } from './consents';
import { effective, file, loanSent, notice, type Outcome, report, type Sides } from './loans';
import { keyed, type Signing, verified, withAnotherKey } from './people-sign';
import { accountOf, freshId, inSeconds, recharge } from './plans';
import { beginMs, beginStory, onFabric, type Story, until } from './running';

/** Long enough for the periods of a package, short enough to wait for in vain. */
const deliverWithinSeconds = onFabric ? 20 : 10;
const amountRmb = 7_654_321;

let story: Story;
let keystone: GatewayClient;
let harbour: GatewayClient;
let meadow: GatewayClient;
let orchard: GatewayClient;
let watchtower: GatewayClient;
/** A, B and somebody else; A is a customer of Orchard, too. */
let borrower: Signing;
let borrowerAtOrchard: Signing;
let lender: Signing;
let stranger: Signing;
/** What Meadow was told, to look for the lenders in it. */
const told: string[] = [];

const extendedTo = inSeconds(3_600);
const loans = {
  performed: { outcome: 'PERFORMED', level: 'PAID', priceFen: 500 },
  extended: { outcome: 'EXTENDED', level: 'PAID', priceFen: 500, newMaturityTime: extendedTo },
  breached: { outcome: 'BREACHED', level: 'PAID', priceFen: 500, notice: notice() },
  free: { outcome: 'PERFORMED', level: 'PUBLIC' },
  encrypted: { outcome: 'PERFORMED', level: 'ENCRYPTED' },
  another: { outcome: 'PERFORMED', level: 'PAID', priceFen: 300 },
} as const satisfies Record<string, Outcome>;
type LoanName = keyof typeof loans | 'running';
const recordIds = {} as Record<LoanName, string>;
const borrowedOn = {} as Record<LoanName, string>;
const offered = ['performed', 'extended', 'breached', 'free', 'another'] as const;
const totalFen = 1_800;

beforeAll(async () => {
  story = await beginStory({
    daySeconds: 5,
    parameters: {
      packagePeriodSeconds: 1,
      packageBytes: 16_384,
      deliverWithinSeconds,
      expiryGraceSeconds: 1,
      payoutDays: 1,
      keyWaitDays: 1,
    },
    logLevel: 'debug',
  });
  [keystone, harbour, meadow, orchard, watchtower] = ['keystone', 'harbour', 'meadow', 'orchard', 'watchtower'].map(
    (name) => story.client(name),
  ) as [GatewayClient, GatewayClient, GatewayClient, GatewayClient, GatewayClient];
  meadow = listeningTo(meadow, told);
  borrower = await until('the evaluators are registered', () => verified(harbour, 1).catch(() => undefined));
  [lender, stranger] = await Promise.all([
    verified(harbour, 2),
    verified(harbour, 3),
    orchard.post('/v1/subjects', person(1)),
  ]);
  await Promise.all([keyed(harbour, borrower), keyed(harbour, lender), keyed(harbour, stranger)]);
  borrowerAtOrchard = await withAnotherKey(orchard, borrower.subjectId, borrower);
  await keyed(orchard, borrowerAtOrchard);
  await recharge(keystone, meadow, 'MeadowMSP', 10_000);
  await lendAll();
}, beginMs + 60_000);

afterAll(() => story?.end(), 30_000);

/** Each was taken on a day of its own; the last one has long to run. */
async function lendAll(): Promise<void> {
  const names = [...Object.keys(loans), 'running'] as LoanName[];
  const maturityTime = inSeconds(onFabric ? 12 : 8);
  await Promise.all(
    names.map(async (name, index) => {
      const startTime = inSeconds(-86_400 * (index + 1));
      borrowedOn[name] = dayIn('Asia/Shanghai', startTime);
      const sides: Sides =
        name === 'another' ? { at: orchard, borrower: borrowerAtOrchard } : { at: harbour, borrower, lender };
      const terms = {
        amountRmb,
        startTime,
        maturityTime: name === 'running' ? inSeconds(3_600) : maturityTime,
        relationKind: name === 'another' ? 'B2C' : 'C2C',
      };
      recordIds[name] = await file(sides, loanSent(terms));
      await effective(sides, recordIds[name]);
      if (name !== 'running') await report(sides, recordIds[name], loans[name]);
    }),
  );
}

/** Keeps the bodies of all answers. */
function listeningTo(client: GatewayClient, heard: string[]): GatewayClient {
  const hear = <T>(body: T): T => {
    heard.push(JSON.stringify(body) ?? '');
    return body;
  };
  return {
    ...client,
    get: async <T>(path: string) => hear(await client.get<T>(path)),
    post: async <T>(path: string, body?: unknown) => hear(await client.post<T>(path, body)),
    send: async <T>(method: string, path: string, body?: unknown) => {
      const answer = await client.send<T>(method, path, body);
      hear(answer.body);
      return answer;
    },
  };
}

const refused = (status: number, code: string) => ({ status, body: { code } });
const record = (name: LoanName, priceFen: number) => ({ recordId: recordIds[name], priceFen });

function complete(asker: GatewayClient, queryId: string): Promise<QuerySeen> {
  return until(
    'the answers are complete',
    async () => {
      const query = await asker.get<QuerySeen>(`/v1/credit-queries/${queryId}`);
      return query.status === 'COMPLETE' && query;
    },
    40_000,
  );
}

/** Meadow's account is the same before and after. */
async function unmoved<T>(attempt: () => Promise<T>): Promise<T> {
  const before = await accountOf(meadow, 'MeadowMSP');
  const result = await attempt();
  expect(await accountOf(meadow, 'MeadowMSP')).toEqual(before);
  return result;
}

describe('W-0A, step 2: B queries A', () => {
  it('gets the dates and the one word 借入, and nothing else', async () => {
    const consentId = await consent(harbour, borrower);
    const { status, body } = await sendSummary(harbour, borrower.subjectId, { queryId: 'before-lending', consentId });
    const days = Object.values(borrowedOn).sort();
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        subjectId: borrower.subjectId,
        queryId: 'HarbourMSP:before-lending',
        entries: days.map((day) => ({ borrowedOn: day, entry: '借入' })),
      },
    });
  });

  it('gets the same again for the same query, and spends no further use of the consent on it', async () => {
    const consentId = await consent(harbour, borrower, { uses: 1 });
    const ask = (queryId: string) => sendSummary(harbour, borrower.subjectId, { queryId, consentId });
    const first = await ask('repeated');
    expect(await ask('repeated')).toMatchObject({ status: 200, body: first.body });
    expect(await ask('another')).toMatchObject(refused(403, 'CONSENT_USED_UP'));
  });
});

describe('W-0A, step 6: C queries A', () => {
  let consentId: string;
  const queryId = freshId('paid');

  it('finds A by its number, without becoming its verifier', async () => {
    const { identityKind, identityNumber } = person(1);
    const look = () => meadow.send('POST', '/v1/subjects/lookup', { identityKind, identityNumber });
    const found = await look();
    expect(found).toMatchObject({ status: 200, body: { subjectId: borrower.subjectId } });
    expect((await look()).body).toEqual(found.body);
    expect((await meadow.send('GET', `/v1/subjects/${borrower.subjectId}`)).status).toBe(404);
  });

  it('sees with A’s consent what is to be had, at which price, and that the encrypted one is not', async () => {
    consentId = await consent(meadow, borrower, { uses: 3 });
    const { offers } = await meadow.get<{ offers: { recordId: string }[] }>(
      `/v1/subjects/${borrower.subjectId}/offers?consentId=${consentId}`,
    );
    expect(byRecord(offers)).toEqual(
      byRecord(
        offered.map((name) => {
          const { level } = loans[name];
          const priceFen = level === 'PAID' ? loans[name].priceFen : 0;
          return { recordId: recordIds[name], borrowedOn: borrowedOn[name], level, priceFen };
        }),
      ),
    );
  });

  it('spends no more than it said that it would', async () => {
    const { subjectId } = borrower;
    expect(await unmoved(() => sendQuery(meadow, subjectId, { consentId }))).toMatchObject({
      status: 409,
      body: { code: 'PRICE_ABOVE_MAX', totalFen },
    });
    const short = { consentId, maxTotalFen: totalFen - 1 };
    expect(await unmoved(() => sendQuery(meadow, subjectId, short))).toMatchObject(refused(409, 'PRICE_ABOVE_MAX'));
  });

  it('pays 500 fen for each of (a), (b) and (c), nothing for the public one, and gets the details of all', async () => {
    const before = await accountOf(meadow, 'MeadowMSP');
    const asked = await sendQuery(meadow, borrower.subjectId, { queryId, consentId, maxTotalFen: totalFen });
    expect(asked).toMatchObject({ status: 201, body: { queryId: `MeadowMSP:${queryId}`, status: 'PENDING' } });
    const { answers, ...query } = await complete(meadow, queryId);
    expect(query).toMatchObject({ subjectId: borrower.subjectId, purpose: 'LOAN_APPLICATION' });
    expect(byRecord(answers)).toMatchObject(
      byRecord(
        offered.map((name) => {
          const { outcome, level } = loans[name];
          const maturity = outcome === 'EXTENDED' ? { newMaturityTime: extendedTo } : {};
          return {
            recordId: recordIds[name],
            borrowedOn: borrowedOn[name],
            tokenFen: level === 'PAID' ? loans[name].priceFen : 0,
            status: 'PAID',
            details: { terms: { amountRmb, rateBps: 1_500 }, feedbacks: [{ number: 1, outcome, ...maturity }] },
          };
        }),
      ),
    );
    expect(await accountOf(meadow, 'MeadowMSP')).toEqual({ balanceFen: before.balanceFen - totalFen, heldFen: 0 });
  }, 60_000);

  it('(c) gets nothing but the summary of the encrypted one, whatever it would pay, and nothing of one still running', async () => {
    for (const [name, priceFen] of [
      ['encrypted', 500],
      ['encrypted', 0],
      ['running', 0],
    ] as const) {
      const sent = { consentId, records: [record(name, priceFen)], maxTotalFen: 500 };
      const attempt = await unmoved(() => sendQuery(meadow, borrower.subjectId, sent));
      expect(attempt).toMatchObject(refused(409, 'DETAILS_NOT_RELEASED'));
    }
    const { body } = await sendSummary(meadow, borrower.subjectId, { consentId });
    expect(body.entries).toContainEqual({ borrowedOn: borrowedOn.encrypted, entry: '借入' });
  });

  it('reads the query again, each time after a row that says who did', async () => {
    const auditor = story.client('meadow', 'auditor');
    const begun = inSeconds(0);
    const first = await meadow.get<QuerySeen>(`/v1/credit-queries/${queryId}`);
    expect(await auditor.get<QuerySeen>(`/v1/credit-queries/${queryId}`)).toMatchObject({ answers: first.answers });
    const { items } = await auditor.get<{ items: { userName: string; time: string }[] }>(
      `/v1/credit-queries/${queryId}/reads`,
    );
    const since = items.filter(({ time }) => time >= begun).map(({ userName }) => userName);
    expect(since.sort()).toEqual(['auditor', 'officer']);
  });

  it('is the only one that reads it', async () => {
    const path = `/v1/credit-queries/MeadowMSP:${queryId}`;
    for (const other of [harbour, orchard, keystone]) {
      expect(await other.send('GET', path)).toMatchObject(refused(404, 'CREDIT_QUERY_NOT_FOUND'));
    }
    expect((await watchtower.send('GET', path)).status).toBe(403);
  });

  it('is not told who B is, nor which institution lent', () => {
    const lenders = [lender.subjectId, lender.keyId, 'HarbourMSP', 'OrchardMSP', 'harbour', 'orchard'];
    expect(told.length).toBeGreaterThan(20);
    for (const name of lenders) expect(told.filter((text) => text.includes(name))).toEqual([]);
  });

  it('pays the lenders: the registrar passes on what it was paid for them, to each in one sum', async () => {
    await until(
      'the income is passed on',
      async () => {
        const accounts = await Promise.all([accountOf(harbour, 'HarbourMSP'), accountOf(orchard, 'OrchardMSP')]);
        return accounts[0].balanceFen === 1_500 && accounts[1].balanceFen === 300;
      },
      60_000,
    );
    expect(await accountOf(keystone, 'KeystoneMSP')).toEqual({ balanceFen: 0, heldFen: 0 });
    const income = await harbour.get<{ sales: { recordId: string; tokenFen: number }[] }>('/v1/credit-income');
    expect(byRecord(income.sales)).toMatchObject(
      byRecord((['performed', 'extended', 'breached'] as const).map((name) => record(name, 500))).map(
        ({ recordId, priceFen: tokenFen }) => ({ recordId, tokenFen }),
      ),
    );
  }, 90_000);
});

describe('without the right consent', () => {
  const ask = (sent: { consentId: string; purpose?: string }) =>
    unmoved(() => sendQuery(meadow, borrower.subjectId, { ...sent, records: [record('free', 0)] }));

  it('nothing is told: none, another institution’s, another person’s, for another purpose', async () => {
    expect(await sendSummary(meadow, borrower.subjectId, {})).toMatchObject(refused(403, 'CONSENT_MISSING'));
    const unknown = { consentId: 'ab'.repeat(16) };
    expect(await ask(unknown)).toMatchObject(refused(404, 'CONSENT_NOT_FOUND'));
    const foreign = await consent(harbour, borrower);
    expect(await sendSummary(meadow, borrower.subjectId, { consentId: foreign })).toMatchObject(
      refused(403, 'CONSENT_DIFFERS'),
    );
    const other = await consent(meadow, stranger);
    expect(await sendSummary(meadow, borrower.subjectId, { consentId: other })).toMatchObject(
      refused(403, 'CONSENT_DIFFERS'),
    );
    const guarantee = { consentId: await consent(meadow, borrower), purpose: 'GUARANTEE' };
    expect(await ask(guarantee)).toMatchObject(refused(403, 'CONSENT_DIFFERS'));
    expect(await sendSummary(meadow, borrower.subjectId, guarantee)).toMatchObject(refused(403, 'CONSENT_DIFFERS'));
  });

  it('nothing is told when it is used up or has expired', async () => {
    const notAfter = inSeconds(6);
    const [once, soon] = await Promise.all([
      consent(meadow, borrower, { uses: 1 }),
      consent(meadow, borrower, { notAfter }),
    ]);
    await sendSummary(meadow, borrower.subjectId, { consentId: once });
    expect(await ask({ consentId: once })).toMatchObject(refused(403, 'CONSENT_USED_UP'));
    const read = { queryId: 'before-expiry', consentId: soon };
    expect((await sendSummary(meadow, borrower.subjectId, read)).status).toBe(200);
    await sleep(Date.parse(notAfter) + 100 - Date.now());
    expect(await ask({ consentId: soon })).toMatchObject(refused(403, 'CONSENT_EXPIRED'));
    expect(await sendSummary(meadow, borrower.subjectId, read)).toMatchObject(refused(403, 'CONSENT_EXPIRED'));
  });

  it('nothing is told after A took it back through whichever institution, not even what was told before', async () => {
    const consentId = await consent(meadow, borrower);
    const queryId = freshId('revoked');
    const sent = { queryId, consentId, records: [record('free', 0)] };
    expect((await sendQuery(meadow, borrower.subjectId, sent)).status).toBe(201);
    await complete(meadow, queryId);
    await revoke(orchard, borrowerAtOrchard, consentId);
    const reread = () => meadow.send<QuerySeen>('GET', `/v1/credit-queries/${queryId}`);
    const gone = await until('Meadow sees it', async () => (await reread()).status !== 200 && reread());
    expect(gone).toMatchObject(refused(403, 'CONSENT_REVOKED'));
    expect(await ask({ consentId })).toMatchObject(refused(403, 'CONSENT_REVOKED'));
  }, 60_000);

  it('a consent that A signed and Meadow has not posted is of no use once A took it back through another institution', async () => {
    const { consentId, body } = await signConsent(meadow, borrower);
    await revoke(orchard, borrowerAtOrchard, consentId);
    expect(await meadow.send('POST', '/v1/consents', body)).toMatchObject(refused(403, 'CONSENT_REVOKED'));
    expect(await ask({ consentId })).toMatchObject(refused(404, 'CONSENT_NOT_FOUND'));
  }, 60_000);

  it('nothing is told under consents of a key that A has revoked, and what another key signed goes on', async () => {
    const lost = await withAnotherKey(orchard, borrower.subjectId, borrowerAtOrchard);
    await keyed(orchard, lost);
    const [consentId, kept] = [await consent(meadow, lost), await consent(meadow, borrower)];
    const sent = { queryId: freshId('lost'), consentId, records: [record('free', 0)] };
    expect((await sendQuery(meadow, borrower.subjectId, sent)).status).toBe(201);
    await complete(meadow, sent.queryId);
    const path = `/v1/subjects/${lost.subjectId}/keys/${lost.keyId}/revoke`;
    const signedBy = { keyId: lost.keyId };
    const { toSign } = await orchard.post<{ toSign: readonly ToSign[] }>(path, { signedBy });
    await orchard.post(path, { signedBy: await lost.signShown(toSign, 'SUBJECT') });
    const reread = () => meadow.send<QuerySeen>('GET', `/v1/credit-queries/${sent.queryId}`);
    const gone = await until('Meadow sees it', async () => (await reread()).status !== 200 && reread());
    expect(gone).toMatchObject(refused(403, 'CONSENT_REVOKED'));
    expect(await ask({ consentId })).toMatchObject(refused(403, 'CONSENT_REVOKED'));
    expect((await ask({ consentId: kept })).status).toBe(201);
    const { revokedTime } = await meadow.get<{ revokedTime?: string }>(`/v1/consents/${consentId}`);
    expect(revokedTime).toBeDefined();
  }, 60_000);

  it('a consent is taken only as the person signed it, and within what the alliance allows', async () => {
    const { body } = await signConsent(meadow, borrower, { purpose: 'GUARANTEE', notAfter: inSeconds(60), uses: 1 });
    const grant = (changes: object) => meadow.send('POST', '/v1/consents', { ...body, ...changes });
    expect(await grant({ uses: 2 })).toMatchObject(refused(422, 'SIGNATURE_INVALID'));
    expect(await grant({ purpose: 'LOAN_MANAGEMENT' })).toMatchObject(refused(422, 'SIGNATURE_INVALID'));
    expect(await grant({ keyId: lender.keyId })).toMatchObject(refused(404, 'SUBJECT_KEY_NOT_FOUND'));
    expect(await harbour.send('POST', '/v1/consents', body)).toMatchObject(refused(422, 'SIGNATURE_INVALID'));
    expect((await grant({})).status).toBe(201);
    await expect(consent(meadow, borrower, { uses: 101 })).rejects.toMatchObject({
      problem: { status: 409, code: 'CONSENT_ABOVE_CEILING' },
    });
  });

  it('another price than the lender’s is refused, and nothing is paid', async () => {
    const consentId = await consent(meadow, borrower);
    for (const priceFen of [499, 501, 0]) {
      const sent = { consentId, records: [record('performed', priceFen)], maxTotalFen: 1_000 };
      const attempt = await unmoved(() => sendQuery(meadow, borrower.subjectId, sent));
      expect(attempt).toMatchObject(refused(409, 'PRICE_DIFFERS'));
    }
  });

  it('a record of somebody else is refused', async () => {
    const consentId = await consent(meadow, stranger);
    const sent = { consentId, records: [record('free', 0)] };
    const attempt = await unmoved(() => sendQuery(meadow, stranger.subjectId, sent));
    expect(attempt).toMatchObject(refused(422, 'RECORD_NOT_OF_SUBJECT'));
  });

  it('the balance has to cover the whole', async () => {
    const poor = await consent(orchard, borrowerAtOrchard);
    const sent = { consentId: poor, records: [record('performed', 500)], maxTotalFen: 500 };
    expect(await sendQuery(orchard, borrower.subjectId, sent)).toMatchObject(refused(409, 'BALANCE_INSUFFICIENT'));
  });
});

describe('what a lender does not answer in time', () => {
  it('is refunded, and tells nothing', async () => {
    const gateway = story.alliance.describe().processes['gateway-orchard'] ?? 0;
    const before = await accountOf(meadow, 'MeadowMSP');
    const consentId = await consent(meadow, borrower);
    process.kill(gateway, 'SIGSTOP');
    try {
      const queryId = freshId('late');
      const sent = { queryId, consentId, records: [record('another', 300)], maxTotalFen: 300 };
      expect((await sendQuery(meadow, borrower.subjectId, sent)).status).toBe(201);
      expect(await accountOf(meadow, 'MeadowMSP')).toEqual({ balanceFen: before.balanceFen - 300, heldFen: 300 });
      const { answers } = await complete(meadow, queryId);
      expect(answers).toMatchObject([{ recordId: recordIds.another, status: 'REFUNDED' }]);
      expect(answers[0]).not.toHaveProperty('details');
      expect(await accountOf(meadow, 'MeadowMSP')).toEqual(before);
    } finally {
      process.kill(gateway, 'SIGCONT');
    }
  }, 90_000);
});

describe('who asked', () => {
  it('is listed for the regulator, every query with its purpose and without what was told', async () => {
    const { items } = await watchtower.get<{ items: { queryId: string; partyId: string; purpose: string }[] }>(
      `/v1/credit-queries?subjectId=${borrower.subjectId}&limit=100`,
    );
    const find = (queryId: string) => items.find((query) => query.queryId === queryId);
    expect(find('HarbourMSP:before-lending')).toMatchObject({ partyId: 'HarbourMSP', purpose: 'LOAN_APPLICATION' });
    expect(new Set(items.map(({ partyId }) => partyId))).toEqual(new Set(['HarbourMSP', 'MeadowMSP']));
    for (const word of ['PERFORMED', 'EXTENDED', 'BREACHED', String(amountRmb)]) {
      expect(JSON.stringify(items)).not.toContain(word);
    }
  });

  it('is listed for an institution as far as it asked itself', async () => {
    const { items } = await harbour.get<{ items: { partyId: string }[] }>('/v1/credit-queries?limit=100');
    expect(new Set(items.map(({ partyId }) => partyId))).toEqual(new Set(['HarbourMSP']));
  });
});

function byRecord<T extends { readonly recordId: string }>(all: readonly T[]): readonly T[] {
  return all.toSorted((one, other) => one.recordId.localeCompare(other.recordId));
}
