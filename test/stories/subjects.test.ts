/**
 * W-0A, step 1, over REST: a person verified by two institutions is one subject, and nobody learns who was first. Then its keys:
 * whoever knows the number can add one, and has to wait while everybody sees it.
 */
import { createHash } from 'node:crypto';
import { citizenNumber, person } from '../gateway/subjects/people';
import type { GatewayClient } from '../run/rest-client';
import { signConsent } from './consents';
import { keyed, type Signing, withAnotherKey } from './people-sign';
import { beginMs, beginStory, type Story, until } from './running';

let story: Story;
let harbour: GatewayClient;
let meadow: GatewayClient;
let orchard: GatewayClient;

beforeAll(async () => {
  story = await beginStory({ parameters: { evaluationsPerDay: 6, packagePeriodSeconds: 1, packageBytes: 16_384 } });
  [harbour, meadow, orchard] = [story.client('harbour'), story.client('meadow'), story.client('orchard')];
}, beginMs);

afterAll(() => story?.end(), 30_000);

const register = (client: GatewayClient, body: object) => client.send('POST', '/v1/subjects', body);

describe('verifying people', () => {
  it('gives the same person the same subject at two institutions, in answers that do not differ', async () => {
    const first = await until('the evaluators are registered', async () => {
      const answer = await register(harbour, person(1));
      return answer.status === 201 && answer;
    });
    const second = await register(meadow, person(1, { name: 'another spelling' }));
    const other = await register(meadow, person(2));
    expect(first.body).toEqual({ subjectId: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect([second.status, second.body]).toEqual([first.status, first.body]);
    expect(other.body).not.toEqual(first.body);
    const plainly = [citizenNumber(1), `ID_CARD:${citizenNumber(1)}`].map((text) =>
      createHash('sha256').update(text).digest('hex'),
    );
    expect(plainly).not.toContain((first.body as { subjectId: string }).subjectId);
  });

  it('answers a repetition without asking, and refuses other content of the same institution', async () => {
    expect((await register(harbour, person(1))).status).toBe(201);
    expect(await register(harbour, person(1, { name: '别人' }))).toMatchObject({
      status: 409,
      body: { code: 'SUBJECT_EXISTS_WITH_OTHER_CONTENT' },
    });
    expect(await register(harbour, person(3, { identityNumber: '110101199003074515' }))).toMatchObject({
      status: 422,
      body: { code: 'IDENTITY_NUMBER_INVALID' },
    });
  });

  it('takes a list as one question, and no more numbers a day than the alliance allows', async () => {
    const list = [11, 12, 13, 14, 15].map((sequence) => person(sequence));
    const { status, body } = await register(harbour, { subjects: list });
    const { outcomes } = body as {
      readonly outcomes: readonly { readonly status: string; readonly subjectId: string }[];
    };
    expect(status).toBe(201);
    expect(new Set(outcomes.map(({ subjectId }) => subjectId)).size).toBe(5);
    expect(await register(harbour, person(16))).toMatchObject({ status: 409, body: { code: 'ALLOWANCE_EXHAUSTED' } });
    expect((await register(meadow, person(16))).status).toBe(201);
    expect((await register(harbour, { subjects: list })).status).toBe(201);
  });
});

describe('the keys of a person whom Harbour verified', () => {
  interface KeySeen {
    readonly keyId: string;
    readonly shownHere: boolean;
    readonly waiting?: boolean;
    readonly countsFromDay?: number;
    readonly reportsFromDay?: number;
    readonly revokedTime?: string;
  }

  let borrower: Signing;
  /** Meadow's own, on the person's subject. */
  let taken: Signing;

  const keySeen = async (at: GatewayClient, { subjectId, keyId }: Signing): Promise<KeySeen | undefined> => {
    const { keys } = await at.get<{ keys: KeySeen[] }>(`/v1/subjects/${subjectId}`);
    return keys.find((key) => key.keyId === keyId);
  };
  const consentBy = async (key: Signing, changes: object = {}) => {
    const { body } = await signConsent(meadow, key, { uses: 1, ...changes });
    return meadow.send<{ code?: string }>('POST', '/v1/consents', body);
  };
  const ownReport = { purpose: 'OWN_REPORT' };
  const revoke = (at: GatewayClient, { subjectId, keyId }: Signing) =>
    at.send<{ code?: string }>('POST', `/v1/subjects/${subjectId}/keys/${keyId}/revoke`);
  const conflict = (code: string) => ({ status: 409, body: { code } });

  it('count at once if they are the first, but not for its own report', async () => {
    const { subjectId } = await harbour.post<{ subjectId: string }>('/v1/subjects', person(1));
    borrower = await withAnotherKey(harbour, subjectId);
    await keyed(harbour, borrower);
    const { countsFromDay = 0, reportsFromDay } = (await keySeen(harbour, borrower)) ?? {};
    expect(reportsFromDay).toBeGreaterThanOrEqual(countsFromDay + 7);
    await until('Meadow sees the key', async () => (await consentBy(borrower)).status === 201);
    expect(await consentBy(borrower, ownReport)).toMatchObject(conflict('SUBJECT_KEY_WAITING'));
  }, 60_000);

  it('wait if a member that knows the number adds its own, and are seen by the institution of the person', async () => {
    taken = await withAnotherKey(meadow, borrower.subjectId);
    await keyed(meadow, taken);
    const seen = await until('Harbour sees the key', () => keySeen(harbour, taken));
    expect(seen).toMatchObject({ shownHere: false, waiting: true });
    for (const changes of [{}, ownReport]) {
      expect(await consentBy(taken, changes)).toMatchObject(conflict('SUBJECT_KEY_WAITING'));
    }
  }, 60_000);

  it('are objected to by who had verified the person before, and by nobody who did it later', async () => {
    await orchard.post('/v1/subjects', person(1));
    expect(await revoke(orchard, taken)).toMatchObject(conflict('ATTACHMENT_TOO_LATE'));
    expect((await revoke(harbour, taken)).status).toBe(201);
    await until('the key is revoked', async () => (await keySeen(meadow, taken))?.revokedTime);
    expect(await consentBy(taken)).toMatchObject(conflict('SUBJECT_KEY_REVOKED'));
  }, 60_000);

  it('count at once where one that counts signs for them', async () => {
    const another = await withAnotherKey(harbour, borrower.subjectId, borrower);
    await keyed(harbour, another);
    expect(await keySeen(harbour, another)).toMatchObject({ waiting: false });
    await until('Meadow sees the key', async () => (await consentBy(another)).status === 201);
  }, 60_000);
});
