/** W-0A, step 1, over REST: a person verified by two institutions is one subject, and nobody learns who was first. */
import { createHash } from 'node:crypto';
import type { GatewayClient } from '../../gateway/client/client';
import { citizenNumber, person } from '../gateway/subjects/people';
import { beginMs, beginStory, type Story, until } from './running';

let story: Story;
let harbour: GatewayClient;
let meadow: GatewayClient;

beforeAll(async () => {
  story = await beginStory({ parameters: { evaluationsPerDay: 6 } });
  [harbour, meadow] = [story.client('harbour'), story.client('meadow')];
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
