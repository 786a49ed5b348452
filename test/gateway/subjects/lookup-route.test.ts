/** Looking up a subject by its number over REST. */
import { sealLookup } from '../../../gateway/subjects/identity';
import { block, FakeLedger, type Seams, type Served, startGateway } from '../http/fakes';
import { citizenNumber } from './people';

const lookup = '/v1/subjects/lookup';
const body = { identityKind: 'ID_CARD', identityNumber: citizenNumber(1) };
const subjectId = 'ab'.repeat(32);

const served: Served[] = [];
afterEach(async () => {
  for (const gateway of served.splice(0)) await gateway.stop();
});

async function start(seams: Seams = {}): Promise<Served> {
  const gateway = await startGateway(seams);
  served.push(gateway);
  return gateway;
}

/** With a gateway that looked the number up before. */
async function startKnowing(seams: Seams = {}): Promise<Served> {
  const gateway = await start(seams);
  const {
    vault,
    gateway: { store },
  } = gateway;
  const index = vault.subjects.indexOf(`ID_CARD:${citizenNumber(1)}`);
  await store.subjects.keepLookup(index, sealLookup(vault, index, subjectId));
  return gateway;
}

describe('looking up a subject', () => {
  it('answers from what was found before without asking, and attaches nobody', async () => {
    const gateway = await startKnowing();
    expect(await gateway.send('POST', lookup, { body })).toMatchObject({ status: 200, body: { subjectId } });
    expect(gateway.ledger.sent).toEqual([]);
    expect(await gateway.send('GET', `/v1/subjects/${subjectId}`)).toMatchObject({
      status: 404,
      body: { code: 'SUBJECT_NOT_VERIFIED_HERE' },
    });
  });

  it('asks the evaluators for whoever is not known, and can be repeated where they are slow', async () => {
    const ledger = new FakeLedger();
    const gateway = await start({ ledger, evaluationWaitMs: 50 });
    ledger.push(block(0));
    expect(await gateway.send('POST', lookup, { body })).toMatchObject({
      status: 503,
      body: { code: 'EVALUATION_PENDING' },
    });
    expect(ledger.sent.map(({ name }) => name)).toEqual(['subject:ask']);
    expect(gateway.logged.join()).not.toContain(citizenNumber(1));
  });

  it('refuses what is no number, without repeating it', async () => {
    const gateway = await start();
    const identityNumber = '110101199003070000';
    const answered = await gateway.send('POST', lookup, { body: { ...body, identityNumber } });
    expect(answered).toMatchObject({ status: 422, body: { code: 'IDENTITY_NUMBER_INVALID' } });
    expect(answered.text).not.toContain(identityNumber);
  });

  it.each([
    ['minute', { perMinute: 2, perDay: 100 }, 60],
    ['day', { perMinute: 100, perDay: 2 }, 86_400],
  ])('is limited by the %s for all callers of the institution together', async (_window, lookups, seconds) => {
    const gateway = await startKnowing({ lookups });
    await gateway.gateway.store.createUser({ userName: 'second', role: 'officer' }, 'second-token');
    const statuses: number[] = [];
    for (let count = 0; count < 2; count++) statuses.push((await gateway.send('POST', lookup, { body })).status);
    const third = await gateway.send('POST', lookup, { token: 'second-token', body });
    expect(statuses).toEqual([200, 200]);
    expect(third).toMatchObject({ status: 429, body: { code: 'TOO_MANY_LOOKUPS' } });
    const wait = Number(third.headers.get('retry-after'));
    expect(wait).toBeGreaterThan(seconds / 2);
    expect(wait).toBeLessThanOrEqual(seconds);
    expect(await gateway.send('GET', '/v1/credit-queries')).toMatchObject({ status: 200 });
  });
});
