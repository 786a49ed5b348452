/**
 * What is left of a credit record's details when their time is over: nothing that a peer answers or delivers, and nothing in its
 * files once they are compacted. Compaction comes with writing, so here it is asked for while the peers are down.
 */
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { person } from '../../gateway/subjects/people';
import { searchFor } from '../../stories/canaries';
import { loanSent, report } from '../../stories/loans';
import { answersOfPeers, privateDataDelivered } from '../../stories/peers';
import type { Signing } from '../../stories/people-sign';
import { beginStory, type Story, until } from '../../stories/running';
import { describeOnFabric } from './on-fabric';

const institutions = ['keystone', 'harbour', 'meadow', 'orchard', 'watchtower'] as const;
const daySeconds = 3;
const retentionDays = 10;

describeOnFabric('the details of a credit record', () => {
  let story: Story;
  let recordId: string;

  beforeAll(async () => {
    const parameters = { packagePeriodSeconds: 1, packageBytes: 16_384, retentionDays };
    story = await beginStory({ ledger: 'fabric', daySeconds, purgeInterval: 1, parameters });
    recordId = await lentAndReported();
  }, 300_000);

  afterAll(() => story?.end(), 60_000);

  async function lentAndReported(): Promise<string> {
    const harbour = story.client('harbour');
    const { subjectId } = await until('the evaluators are registered', () =>
      harbour.post<{ subjectId: string }>('/v1/subjects', person(1)).catch(() => undefined),
    );
    const { recordId: filed } = await harbour.post<{ recordId: string }>('/v1/credit-records', {
      ...loanSent({ relationKind: 'B2C' }),
      borrower: { subjectId },
      mandateSha256: 'ab'.repeat(32),
    });
    const confirmed = { role: 'LENDER', approvalReference: 'board' };
    await harbour.post(`/v1/credit-records/${filed}/signatures`, confirmed);
    const nobody = {} as Signing;
    await report({ at: harbour, borrower: nobody }, filed, { outcome: 'PERFORMED', level: 'PUBLIC' });
    return filed;
  }

  const lastBlock = async () => (await story.client('meadow').get<{ asOfBlock: number }>('/v1/alliance')).asOfBlock;
  const sealed = async (number: number) => {
    const request = { name: 'credit:sealed', argument: `${recordId}:${number}` } as const;
    return (await Promise.all(institutions.map((name) => answersOfPeers(story, name, request)))).flat();
  };
  const delivered = async () => {
    const last = await lastBlock();
    return (await Promise.all(institutions.map((name) => privateDataDelivered(story, name, last)))).flat();
  };

  it('leave every peer’s answers, deliveries and files', async () => {
    const texts = (await Promise.all([sealed(0), sealed(1)])).map(([text]) => ciphertextOf(text));
    expect((await delivered()).map((data) => texts.map((text) => data.includes(text)))).toEqual(
      Array(9).fill([true, true]),
    );
    expect(folderNames(searchFor(texts, story.directory).found)).toHaveLength(9);

    const isGone = async (number: number) => (await sealed(number)).every((text) => text === null);
    await until('all is purged', async () => (await isGone(0)) && (await isGone(1)), 120_000);
    // The stores are rid of it by the blocks that follow; the ledger's days make them.
    await until('nobody delivers it', async () =>
      (await delivered()).every((data) => !texts.some((t) => data.includes(t))),
    );

    const databases = databasesUnder(join(story.directory, 'institutions'));
    await story.alliance.stop();
    expect(databases.length).toBeGreaterThan(18);
    for (const database of databases) await compact(database);
    expect(searchFor(texts, story.directory).found).toEqual([]);
  }, 300_000);
});

/** Of the middle of what only the sealed text holds: an envelope's name stands in many. */
function ciphertextOf(text: unknown): string {
  const { ciphertext } = JSON.parse(text as string) as { readonly ciphertext: string };
  return ciphertext.slice(20, 60);
}

function folderNames(paths: readonly string[]): readonly string[] {
  return [...new Set(paths.map((path) => /peer\d\.[a-z]+/.exec(path)?.[0] ?? path))];
}

function databasesUnder(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter(({ name }) => name === 'CURRENT').map((entry) => entry.parentPath);
}

async function compact(folder: string): Promise<void> {
  if (!existsSync(join(folder, 'CURRENT'))) throw new Error(`${dirname(folder)} holds no database`);
  const database = new ClassicLevel<Buffer, Buffer>(folder, { keyEncoding: 'buffer', valueEncoding: 'buffer' });
  await database.open({ createIfMissing: false });
  await database.compactRange(Buffer.alloc(0), Buffer.alloc(16, 0xff));
  await database.close();
}
