/** Folds strange transactions among honest ones, and beside that the same blocks without those that were passed over. */
import { StatusCode } from '@hyperledger/fabric-gateway';
import fc from 'fast-check';
import Sqlite from 'libsql';
import { Client } from 'pg';
import { decodeBlock } from '../../gateway/ledger/decode-block';
import type { LedgerBlock } from '../../gateway/ledger/types';
import type { StoreLocation } from '../../gateway/store/open';
import { openStore } from '../../gateway/stores';
import { drawFor } from '../campaign/draw';
import { history } from '../chaincode/histories';
import type { Envelope } from '../chaincode/ledger-double';
import { envelopesOf } from '../chaincode/watched';
import { blockFrom, envelopeOf, type TransactionParts } from '../gateway/ledger/block-builder';
import { drawStrange, type StrangeTransaction } from './strange-transactions';

const blockSize = 100;
const honestShare = 0.1;
const tables = { blocks: 'number', records: 'key', events: 'position', movements: 'position' } as const;

interface Placed {
  readonly envelope: Uint8Array;
  /** Undefined where it is honest. */
  readonly strange?: StrangeTransaction;
}

type Fate = 'read' | 'passed over' | 'ignored';

/** What became of the transactions, and what must not have become of them. */
export class Tally {
  readonly faults: string[] = [];
  /** How many, by kind and fate. */
  readonly strange = new Map<string, number>();
  honest = 0;

  count(placed: readonly Placed[], { number, transactions, passedOver }: LedgerBlock): void {
    const fates = new Map<number, Fate>([
      ...transactions.map(({ index }) => [index, 'read'] as const),
      ...passedOver.map(({ index }) => [index, 'passed over'] as const),
    ]);
    for (const [index, { strange }] of placed.entries()) {
      const fate = fates.get(index) ?? 'ignored';
      if (strange === undefined) this.honest++;
      else this.strange.set(`${strange.kind}: ${fate}`, (this.strange.get(`${strange.kind}: ${fate}`) ?? 0) + 1);
      if (strange === undefined && fate !== 'read') this.faults.push(`an honest one was ${fate} in block ${number}`);
      if (strange?.flawed && fate === 'read') this.faults.push(`${strange.kind} was read in block ${number}`);
    }
  }
}

interface Places {
  readonly seed: number;
  /** Of strange transactions. */
  readonly count: number;
  /** For the blocks as they are. */
  readonly all: StoreLocation;
  /** For the blocks without what was passed over. */
  readonly cleaned: StoreLocation;
}

/** Throws where a store does not fold a block. */
export async function foldAmongHonest({ seed, count, ...places }: Places): Promise<Tally> {
  const draw = drawFor(seed, 'strange');
  const honest = await honestTransactions(seed);
  const tally = new Tally();
  const [all, cleaned] = [await openStore(places.all), await openStore(places.cleaned)];
  let [strangers, previous] = [0, Buffer.alloc(0)];
  for (let number = 0; strangers < count; number++) {
    const placed = Array.from({ length: blockSize }, (): Placed => {
      const parts = draw.one(honest);
      if (strangers >= count || draw.chance(honestShare)) return { envelope: envelopeOf(parts).serializeBinary() };
      strangers++;
      const strange = drawStrange(draw, parts, strangers % 150 === 0);
      return { envelope: strange.envelope, strange };
    });
    const block = decoded(number, placed, previous);
    tally.count(placed, block);
    const refused = await all.applyBlock(block);
    if (refused.length > 0) tally.faults.push(`the database refused ${refused.length} in block ${number}`);
    await cleaned.applyBlock(decoded(number, placed, previous, new Set(block.transactions.map(({ index }) => index))));
    previous = Buffer.from(block.hash, 'hex');
  }
  await Promise.all([all.close(), cleaned.close()]);
  return tally;
}

/** All are valid, or those at the places. */
function decoded(
  number: number,
  placed: readonly Placed[],
  previous: Buffer,
  valid?: ReadonlySet<number>,
): LedgerBlock {
  const { VALID, ENDORSEMENT_POLICY_FAILURE } = StatusCode;
  const judged = placed.map(({ envelope }, index) => {
    return { envelope, code: valid?.has(index) === false ? ENDORSEMENT_POLICY_FAILURE : VALID };
  });
  return decodeBlock(blockFrom(number, judged, previous), 'tallystick');
}

/** What a gateway folds: they write at least one record publicly. */
async function honestTransactions(seed: number): Promise<readonly TransactionParts[]> {
  const envelopes = await Promise.all(fc.sample(history(), { seed, numRuns: 5 }).map(envelopesOf));
  return envelopes
    .flat()
    .map(partsOf)
    .filter(({ writes }) => Object.values(writes?.tallystick ?? {}).some(Boolean));
}

function partsOf({ transactionId, atMs, writes, eventPayload }: Envelope): TransactionParts {
  const puts = writes.flatMap((write) => {
    if (write.type === 'purge' || (write.type === 'put' && write.collection !== undefined)) return [];
    return [[write.key, write.type === 'put' ? Buffer.from(write.value).toString() : undefined] as const];
  });
  return {
    txId: transactionId,
    timestamp: { seconds: Math.floor(atMs / 1_000), nanos: (atMs % 1_000) * 1e6 },
    writes: { tallystick: Object.fromEntries(puts) },
    ...(eventPayload !== undefined && { event: { payload: eventPayload } }),
  };
}

/** Everything that was folded from blocks, in the order of the keys. */
export async function foldedTables(location: StoreLocation): Promise<Readonly<Record<keyof typeof tables, unknown>>> {
  const ask = await asker(location);
  const read: (readonly [string, unknown])[] = [];
  for (const [table, key] of Object.entries(tables)) {
    read.push([table, await ask.rows(`select * from ${table} order by ${key}`)]);
  }
  await ask.close();
  return Object.fromEntries(read) as Readonly<Record<keyof typeof tables, unknown>>;
}

async function asker(location: StoreLocation) {
  if ('file' in location) {
    const database = new Sqlite(location.file);
    return { rows: async (text: string) => database.prepare(text).all(), close: async () => void database.close() };
  }
  const client = new Client({ connectionString: location.databaseUrl });
  await client.connect();
  return { rows: async (text: string) => (await client.query(text)).rows, close: () => client.end() };
}
