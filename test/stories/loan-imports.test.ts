/** A company's loan book becomes credit records: what is good takes effect, what is bad comes back with its reason. */

import { loanConditions, loanCsvOf, loanDefects, loanRow } from '../gateway/imports/loans';
import { citizenNumber, person } from '../gateway/subjects/people';
import type { GatewayClient } from '../run/rest-client';
import { searchFor } from './canaries';
import type { ImportSeen } from './loan-book';
import { beginMs, beginStory, type Story, until } from './running';

const path = '/v1/credit-record-imports';
const rows = 120;
const every = rows / loanDefects.length;

/** The last row of each stretch is bad. */
const book = Array.from({ length: rows }, (_, index) => {
  const [changes] = index % every === every - 1 ? (loanDefects[Math.floor(index / every)] ?? []) : [];
  return loanRow(1_000 + index, { relationKind: 'B2C', ...changes });
});

let story: Story;
let harbour: GatewayClient;

beforeAll(async () => {
  const parameters = { packagePeriodSeconds: 1, evaluationsPerDay: 1_000 };
  story = await beginStory({ parameters, logLevel: 'debug' });
  harbour = story.client('harbour');
  await until('the evaluators are registered', async () => {
    return (await harbour.send('POST', '/v1/subjects', person(1))).status === 201;
  });
}, beginMs);

afterAll(() => story?.end(), 30_000);

async function upload(csv: string): Promise<string> {
  const { url = '', tokens } = story.alliance.describe().institutions.harbour ?? {};
  const form = new FormData();
  form.set('file', new Blob([csv]), 'book.csv');
  form.set('conditions', JSON.stringify(loanConditions));
  const headers = { authorization: `Bearer ${tokens?.officer}` };
  const response = await fetch(url + path, { method: 'POST', headers, body: form });
  expect(response.status).toBe(202);
  return ((await response.json()) as ImportSeen).importId;
}

async function seen(importId: string): Promise<ImportSeen | undefined> {
  const answer = await harbour.send<ImportSeen>('GET', `${path}/${importId}`).catch(() => undefined);
  return answer?.status === 200 ? answer.body : undefined;
}

async function ended(importId: string): Promise<ImportSeen> {
  return until(
    'the import ends',
    async () => {
      const state = await seen(importId);
      return state?.status !== 'RUNNING' && state;
    },
    90_000,
  );
}

interface Listed {
  readonly items: readonly { readonly recordId: string; readonly status: string }[];
  readonly nextCursor?: string;
}

async function records(): Promise<Listed['items']> {
  const found: Listed['items'][number][] = [];
  for (let cursor = ''; ; ) {
    const page = await harbour.get<Listed>(`/v1/credit-records?limit=100${cursor}`);
    found.push(...page.items);
    if (page.nextCursor === undefined) return found;
    cursor = `&cursor=${page.nextCursor}`;
  }
}

describe('an import of loans', () => {
  jest.setTimeout(180_000);
  const good = rows - loanDefects.length;

  it('goes on where it was after a kill -9, files every good row once, and tells of each bad one why', async () => {
    const importId = await upload(loanCsvOf(book));
    await until('some records are filed', async () => (await records()).length > 0);
    process.kill(story.alliance.describe().processes['gateway-harbour'] ?? 0, 'SIGKILL');
    const state = await ended(importId);
    expect(state).toMatchObject({ status: 'DONE', rows, accepted: good, rejected: rows - good, unchanged: 0 });
    expect(state.errors.map(({ column }) => column)).toEqual(loanDefects.map(([, column]) => column));
    for (const [index, { row, reason }] of state.errors.entries()) {
      expect(row).toBe((index + 1) * every + 1);
      expect(reason).toMatch(loanDefects[index]?.[2] ?? /$^/);
    }
    expect(await records()).toHaveLength(good);
  });

  it('finds every row unchanged in a second upload', async () => {
    expect(await ended(await upload(loanCsvOf(book)))).toMatchObject({
      accepted: 0,
      rejected: rows - good,
      unchanged: good,
    });
  });

  it('has every record on the ledger in the end', async () => {
    const effective = async () => (await records()).filter(({ status }) => status === 'EFFECTIVE').length === good;
    await until('all take effect', effective, 120_000);
  });

  it('leaves no condition of the upload and no maturity in any file', () => {
    const days = ['2036-06-30', '2036-07-01'];
    expect(searchFor([loanConditions.mandateSha256, ...days], story.directory).found).toEqual([]);
  });

  it('leaves no name and no number of a borrower in any file', () => {
    const { found } = searchFor([citizenNumber(1_000), citizenNumber(1_060), '某人1000', '某人1060'], story.directory);
    expect(found).toEqual([]);
  });
});
