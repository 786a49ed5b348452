/** The business that the linker looks at: three creditors verify customers and lend to them, at times drawn from a seed. */
import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { common } from '@hyperledger/fabric-protos';
import { readConfig, readConnectionSettings } from '../../../gateway/config';
import { newConnection } from '../../../gateway/ledger/connection';
import { noObserver } from '../../../gateway/ledger/observer';
import { files, institutionLayout } from '../../../network/local/layout';
import { person } from '../../gateway/subjects/people';
import type { GatewayClient } from '../../run/rest-client';
import { type Story, until } from '../../stories/running';
import type { Draw } from '../draw';
import { creditors } from '../history';
import { type Business, drawBusiness } from './business';
import type { Habit } from './habits';
import { lastTimeOf, type Trace, traceOf } from './trace';

export const lenderIds = { harbour: 'HarbourMSP', meadow: 'MeadowMSP', orchard: 'OrchardMSP' } as const;
type Lender = keyof typeof lenderIds;

export interface Customer {
  readonly lender: Lender;
  /** Tells people apart. */
  readonly sequence: number;
}

export interface Loan {
  readonly customer: Customer;
  readonly afterMs: number;
  /** A feedback, then another level; or a renewal. */
  readonly isReported: boolean;
  /** How its lender does it; the mandate, at every lender, is one document for the whole book. */
  readonly business: Business;
}

/** By recordId. */
export type Truth = ReadonlyMap<string, string>;

export interface Lending {
  readonly story: Story;
  readonly periodMs: number;
}

interface Listed {
  readonly outcomes: readonly { readonly subjectId: string }[];
}

const matureAfterMs = 8_000;
const dayMs = 86_400_000;

interface Wanted {
  readonly count: number;
  readonly ms: number;
  /** The earliest are. */
  readonly reported: number;
  readonly habits: readonly Habit[];
}

export function drawLoans(draw: Draw, customers: readonly Customer[], { count, ms, reported, habits }: Wanted) {
  return Array.from({ length: count }, (): Loan => {
    const afterMs = draw.next() * ms;
    const customer = draw.one(customers);
    const business = drawBusiness(draw, creditors.indexOf(customer.lender), habits);
    return { customer, afterMs, isReported: afterMs < ms * reported, business };
  });
}

export function drawCustomers(draw: Draw, count: number, firstSequence: number): readonly Customer[] {
  return Array.from({ length: count }, (_, index) => ({
    lender: draw.one(creditors),
    sequence: firstSequence + index,
  }));
}

/** Subjects by sequence; each institution's customers as one list, in the quiet time before a period's packages. */
export async function verifyLists(
  { story, periodMs }: Lending,
  customers: readonly Customer[],
): Promise<ReadonlyMap<number, string>> {
  await sleep(periodMs - (Date.now() % periodMs) - periodMs * 0.18);
  const lists = creditors.map(async (lender) => {
    const own = customers.filter((each) => each.lender === lender);
    const subjects = own.map(({ sequence }) => person(sequence));
    const outcomes = await until(
      'the list is verified',
      async () => {
        const { status, body } = await story.client(lender).send<Listed>('POST', '/v1/subjects', { subjects });
        return status === 201 && body.outcomes;
      },
      90_000,
    );
    return own.map(({ sequence }, index) => [sequence, outcomes[index]?.subjectId ?? ''] as const);
  });
  return new Map((await Promise.all(lists)).flat());
}

/** Until everything is on the ledger; answers who lent. Without `subjects` a customer is verified when it borrows. */
export async function lend(
  { story, periodMs }: Lending,
  loans: readonly Loan[],
  subjects?: ReadonlyMap<number, string>,
): Promise<Truth> {
  const lent = await Promise.all(
    loans.map(async ({ customer, afterMs, isReported, business }, index) => {
      await sleep(afterMs);
      const client = story.client(customer.lender);
      const subjectId = subjects?.get(customer.sequence) ?? (await verify(client, customer));
      const filing = { client, customer, subjectId, business };
      const recordId = await file(filing);
      if (!isReported) return [{ recordId, customer }];
      await sleep(matureAfterMs + (business.toldAfterPeriods + ((index * 0.618) % 1)) * periodMs);
      await effective(client, recordId);
      if (business.isRenewed)
        return [
          { recordId, customer },
          { recordId: await file(filing, recordId), customer },
        ];
      await report(client, { recordId, business }, periodMs);
      return [{ recordId, customer }];
    }),
  );
  await Promise.all(lent.flat().map(({ recordId, customer }) => effective(story.client(customer.lender), recordId)));
  return new Map(lent.flat().map(({ recordId, customer }) => [recordId, lenderIds[customer.lender]]));
}

/** One lender's gateway after the other stands still from a period's beginning until near its end, or the next one's. */
export async function standStill({ story, periodMs }: Lending, draw: Draw, signal: AbortSignal): Promise<void> {
  const { processes } = story.alliance.describe();
  const pause = (ms: number) => sleep(ms, undefined, { signal }).catch(() => undefined);
  while (!signal.aborted) {
    await pause(periodMs - (Date.now() % periodMs));
    const pid = processes[`gateway-${draw.one(creditors)}`];
    if (pid === undefined) throw new Error('a gateway has no process');
    process.kill(pid, 'SIGSTOP');
    await pause(draw.one([0.9, 1.9]) * periodMs);
    process.kill(pid, 'SIGCONT');
  }
}

/** A gateway that waits for evaluators too long is asked again. */
async function verify(client: GatewayClient, { sequence }: Customer): Promise<string> {
  return until('the customer is verified', async () => {
    const { status, body } = await client.send<{ readonly subjectId?: string }>(
      'POST',
      '/v1/subjects',
      person(sequence),
    );
    return status === 201 && body.subjectId;
  });
}

interface Filing {
  readonly client: GatewayClient;
  readonly customer: Customer;
  readonly subjectId: string;
  readonly business: Business;
}

/** Answers the recordId. */
async function file({ client, customer, subjectId, business }: Filing, renews?: string): Promise<string> {
  const { filedAfterDays, signBy, level, priceFen } = business;
  const nowMs = Date.now();
  const loan = {
    filingId: randomBytes(16).toString('hex'),
    relationKind: 'B2C',
    borrower: { subjectId },
    amountRmb: 10_000,
    rateBps: 1_500,
    startTime: new Date(nowMs - filedAfterDays * dayMs - 60_000).toISOString(),
    maturityTime: new Date(nowMs + matureAfterMs).toISOString(),
    mandateSha256: createHash('sha256').update(`conditions of ${customer.lender}`).digest('hex'),
    ...(signBy === undefined ? {} : { signBy: signBy(nowMs) }),
    ...(renews === undefined ? {} : { renews: { recordId: renews, level, priceFen } }),
  };
  const filed = () => client.post<{ readonly recordId: string }>('/v1/credit-records', loan);
  const { recordId } = await again(`a loan of ${customer.lender} is filed`, filed);
  const signature = { role: 'LENDER', approvalReference: 'board' };
  await again(`${recordId} is signed`, () => client.post(`/v1/credit-records/${recordId}/signatures`, signature));
  return recordId;
}

async function effective(client: GatewayClient, recordId: string): Promise<void> {
  const read = () => client.get<{ readonly status: string }>(`/v1/credit-records/${recordId}`);
  const isEffective = async () => (await read().catch(() => undefined))?.status === 'EFFECTIVE';
  await until(`${recordId} takes effect`, isEffective, 240_000);
}

/** A gateway that stood still resets connections that it should have closed meanwhile. */
function again<T>(what: string, ask: () => Promise<T>): Promise<T> {
  return until(what, () => ask().catch(() => undefined), 60_000);
}

async function report(
  client: GatewayClient,
  { recordId, business: { level, priceFen } }: { readonly recordId: string; readonly business: Business },
  pauseMs: number,
): Promise<void> {
  const path = `/v1/credit-records/${recordId}`;
  const taken = (what: string, body: object) =>
    until(
      what,
      async () => (await client.send('POST', `${path}/${what}`, body).catch(() => undefined))?.status === 201,
      240_000,
    );
  await taken('feedback', { outcome: 'PERFORMED', level, priceFen });
  await sleep(pauseMs);
  await taken('level', { level: 'ENCRYPTED' });
  await sleep(pauseMs);
}

/** As Watchtower, which lends nothing, reads the blocks up to now; with packages in every period there is always a later one. */
export async function readTrace({ story, periodMs }: Lending): Promise<Trace> {
  const layout = { directory: story.directory, portBase: 0 };
  const config = readConfig(['--config', files.gatewayConfig(institutionLayout(layout, 'watchtower'))], {});
  const connection = newConnection(readConnectionSettings(config), noObserver);
  const blocks: common.Block[] = [];
  const stream = await connection.openBlocks(0);
  const untilMs = Date.now();
  try {
    for await (const block of stream) {
      blocks.push(block);
      if (lastTimeOf(block) > untilMs) break;
    }
  } finally {
    stream.close();
    connection.close();
  }
  return traceOf(blocks, periodMs);
}
