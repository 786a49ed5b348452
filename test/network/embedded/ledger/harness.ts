/** Opens ledgers in temporary directories and runs transactions on them as the peer side would, without signatures. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LedgerOptions, openLedger } from '../../../../network/embedded/ledger/ledger';
import type {
  ChaincodeDefinition,
  Collection,
  CommittedBlock,
  KeyModification,
  KeyValue,
  Ledger,
  OrderedTransaction,
  RangeIterator,
  Simulation,
  SimulationResults,
} from '../../../../network/embedded/ledger/types';

export const CHAINCODE = 'stick';

export function newCollection(settings: Partial<Collection> = {}): Collection {
  return {
    name: 'sealed',
    members: ['Harbour', 'Meadow'],
    memberOnlyRead: false,
    memberOnlyWrite: false,
    blockToLive: 0,
    ...settings,
  };
}

export function newDefinition(settings: Partial<ChaincodeDefinition> = {}): ChaincodeDefinition {
  return { name: CHAINCODE, version: '1', collections: [newCollection()], ...settings };
}

/** The options of a ledger with three organisations and one chaincode, in a directory that goes with the test file. */
export function newOptions(settings: Partial<LedgerOptions> & { collections?: Collection[] } = {}): LedgerOptions {
  const { collections = [newCollection()], ...options } = settings;
  const definition = newDefinition({ collections });
  return {
    directory: newDirectory(),
    channelId: 'alliance',
    organisations: ['Harbour', 'Meadow', 'Orchard'],
    chaincode: (name) => (name === CHAINCODE || name === 'other' ? { ...definition, name } : undefined),
    verify: 'all',
    ...options,
  };
}

const directories: string[] = [];
const ledgers: Ledger[] = [];

export function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'ledger-'));
  directories.push(directory);
  return directory;
}

export async function newLedger(settings: Parameters<typeof newOptions>[0] = {}): Promise<Ledger> {
  return reopened(newOptions(settings));
}

export async function reopened(options: LedgerOptions): Promise<Ledger> {
  const ledger = await openLedger(options);
  ledgers.push(ledger);
  return ledger;
}

afterAll(async () => {
  await Promise.all(ledgers.map((ledger) => ledger.close()));
  for (const directory of directories) {
    rmSync(directory, { recursive: true, force: true });
  }
});

export const bytes = (text: string): Buffer => Buffer.from(text);

export const NOW = { seconds: 1_700_000_000, nanos: 5 };

let count = 0;

export interface Task {
  readonly txId?: string;
  readonly mspId?: string;
  readonly code?: OrderedTransaction['code'];
  readonly seconds?: number;
  /** Whether private writes reach the members. */
  readonly keeps?: boolean;
}

export type Work = (simulation: Simulation) => unknown;

/** Simulates without endorsing: what an evaluation does. */
export async function simulate(ledger: Ledger, work: Work, task: Task = {}): Promise<SimulationResults> {
  const snapshot = ledger.snapshot();
  try {
    const simulation = ledger.simulate(snapshot, task.mspId ?? 'Harbour', task.txId);
    await work(simulation);
    return simulation.results();
  } finally {
    snapshot.close();
  }
}

/** Simulates on the committed state as it is now, and gives the transaction to be ordered. */
export async function endorse(ledger: Ledger, work: Work, task: Task = {}): Promise<OrderedTransaction> {
  const txId = task.txId ?? `tx${++count}`;
  const { publicResults, privateResults } = await simulate(ledger, work, { ...task, txId });
  if (privateResults !== undefined && task.keeps !== false) {
    await ledger.keepPrivate(txId, task.mspId ?? 'Harbour', privateResults);
  }
  return ordered({ ...task, txId }, publicResults);
}

export function ordered(task: Task & { txId: string }, publicResults: Buffer): OrderedTransaction {
  const { txId, code = 0, seconds = NOW.seconds } = task;
  const timestamp = { seconds, nanos: NOW.nanos };
  return { envelope: bytes(`${txId}:${publicResults.toString('hex')}`), txId, code, publicResults, timestamp };
}

/** Simulates and commits in a block of its own. */
export async function submit(ledger: Ledger, work: Work, task: Task = {}): Promise<CommittedBlock> {
  return ledger.commit([await endorse(ledger, work, task)]);
}

export const codes = (block: CommittedBlock): number[] => block.transactions.map(({ code }) => code);

/** What a simulation sees, read and then dropped. */
export async function read<T>(
  ledger: Ledger,
  query: (simulation: Simulation) => Promise<T>,
  mspId = 'Harbour',
): Promise<T> {
  const snapshot = ledger.snapshot();
  try {
    return await query(ledger.simulate(snapshot, mspId, 'query'));
  } finally {
    snapshot.close();
  }
}

export const readText = async (ledger: Ledger, key: string): Promise<string> =>
  (await read(ledger, (simulation) => simulation.getState(CHAINCODE, key))).toString();

/** All results, in batches of 100 as a chaincode gets them. */
export async function drain<T>(iterator: RangeIterator<T>): Promise<T[]> {
  const all: T[] = [];
  for (;;) {
    const { results, more } = await iterator.next(100);
    all.push(...results);
    if (!more) {
      iterator.close();
      return all;
    }
  }
}

/** All of a range, as one organisation sees it. */
export const rangeOf = (ledger: Ledger, start = '', end = ''): Promise<KeyValue[]> =>
  read(ledger, async (simulation) => drain(await simulation.getRange(CHAINCODE, start, end)));

export const keysOf = async (ledger: Ledger, start = '', end = ''): Promise<string[]> =>
  (await rangeOf(ledger, start, end)).map(({ key }) => key);

export const historyOf = (ledger: Ledger, key: string): Promise<KeyModification[]> =>
  read(ledger, async (simulation) => drain(await simulation.getHistory(CHAINCODE, key)));

export const put =
  (...entries: [key: string, value: string][]): Work =>
  (simulation) => {
    for (const [key, value] of entries) {
      simulation.putState(CHAINCODE, key, bytes(value));
    }
  };

export const numbered = (index: number): string => `k${String(index).padStart(5, '0')}`;
