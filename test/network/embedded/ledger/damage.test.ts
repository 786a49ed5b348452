/** Flips and cuts bytes of a closed ledger's files: what then opens must be the ledger that was closed, and else be named damaged. */
import { cpSync, readdirSync, readFileSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { LedgerDamaged } from '../../../../network/embedded/ledger/damage';
import { type LedgerOptions, openLedger } from '../../../../network/embedded/ledger/ledger';
import type { Ledger } from '../../../../network/embedded/ledger/types';
import {
  bytes,
  CHAINCODE,
  drain,
  historyOf,
  newDirectory,
  newOptions,
  numbered,
  put,
  rangeOf,
  read,
  readText,
  reopened,
  submit,
} from './harness';

const BLOCKS = 30;
const seal = newOptions();

/** A ledger of which some lies in tables, and the rest in the log. */
async function write(options: LedgerOptions): Promise<string> {
  for (let session = 0; session < 3; session++) {
    const ledger = await openLedger(options);
    for (let i = 0; i < BLOCKS / 3; i++) {
      const index = session * (BLOCKS / 3) + i;
      await submit(ledger, put([numbered(index), `value ${index} `.repeat(20)], ['last', String(index)]));
      await submit(ledger, (simulation) =>
        simulation.putPrivate(CHAINCODE, 'sealed', numbered(index), bytes(`s${index}`)),
      );
    }
    await ledger.close();
  }
  const ledger = await openLedger(options);
  const state = await contents(ledger);
  await ledger.close();
  return state;
}

/** Everything that a ledger answers, as text. */
async function contents(ledger: Ledger): Promise<string> {
  const blocks = [];
  const held = [];
  for (let number = 0; number < ledger.height; number++) {
    blocks.push((await ledger.block(number))?.toString('hex'));
    held.push([...(await ledger.privateData(number, 'Harbour'))].map(([tx, set]) => [tx, set.toString('hex')]));
  }
  const sealed = await read(ledger, async (simulation) =>
    drain(await simulation.getPrivateRange(CHAINCODE, 'sealed', '', '')),
  );
  return JSON.stringify([ledger.height, blocks, held, await rangeOf(ledger), sealed, await historyOf(ledger, 'last')]);
}

/** The same after one change to a copy of the files: its contents, or the error. */
async function afterwards(change: (directory: string) => void): Promise<string | Error> {
  const directory = newDirectory();
  cpSync(seal.directory, directory, { recursive: true });
  change(directory);
  try {
    const ledger = await openLedger({ ...seal, directory, verify: 1 });
    try {
      return await contents(ledger);
    } finally {
      await ledger.close();
    }
  } catch (error) {
    return error as Error;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const isOfLevel = (name: string) => /^(\d+\.(log|ldb)|MANIFEST-\d+|CURRENT)$/.test(name);

function filesOf(directory: string): string[] {
  return [
    'WITNESS',
    ...readdirSync(join(directory, 'records'))
      .filter(isOfLevel)
      .map((name) => join('records', name)),
  ];
}

/** A sequence that looks random and is the same in every run. */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

function flip(file: string, offset: number, mask = 0x10): void {
  const content = readFileSync(file);
  content[offset] = (content[offset] as number) ^ mask;
  writeFileSync(file, content);
}

describe('a ledger on a disk that loses bits', () => {
  let intact: string;
  beforeAll(async () => {
    intact = await write(seal);
  });

  test('opens as it was where nothing happened', async () => {
    expect(await afterwards(() => undefined)).toBe(intact);
  });

  test('has parts in tables and parts in the log', () => {
    const files = filesOf(seal.directory);
    expect(files.filter((name) => name.endsWith('.ldb')).length).toBeGreaterThan(1);
  });

  test('names the damage after any one flipped bit, or is as it was', async () => {
    const random = numbers(7);
    const found: Record<string, [damaged: number, harmless: number]> = {};
    for (const file of filesOf(seal.directory)) {
      const kind = /\w+$/.exec(file)?.[0].replace(/^\d+$/, 'MANIFEST') ?? '';
      const size = statSync(join(seal.directory, file)).size;
      for (let trial = 0; trial < 15; trial++) {
        const [offset, bit] = [Math.floor(random.next().value * size), Math.floor(random.next().value * 8)];
        const outcome = await afterwards((directory) => flip(join(directory, file), offset, 1 << bit));
        found[kind] ??= [0, 0];
        if (outcome instanceof Error) {
          expect([file, offset, bit, outcome.name]).toEqual([file, offset, bit, 'LedgerDamaged']);
          found[kind][0]++;
        } else {
          expect([file, offset, bit, outcome === intact]).toEqual([file, offset, bit, true]);
          found[kind][1]++;
        }
      }
    }
    for (const kind of ['ldb', 'MANIFEST', 'WITNESS']) {
      expect(found[kind]?.[0]).toBeGreaterThan((found[kind]?.[1] ?? 0) * 4);
    }
  }, 120_000);

  test('names the damage after any truncation, or is as it was', async () => {
    const random = numbers(11);
    let damaged = 0;
    for (const file of filesOf(seal.directory)) {
      const size = statSync(join(seal.directory, file)).size;
      for (const length of [0, size - 1, ...Array.from({ length: 6 }, () => Math.floor(random.next().value * size))]) {
        const outcome = await afterwards((directory) => truncateSync(join(directory, file), Math.max(0, length)));
        if (outcome instanceof Error) {
          expect([file, length, outcome.name]).toEqual([file, length, 'LedgerDamaged']);
          damaged++;
        } else {
          expect([file, length, outcome === intact]).toEqual([file, length, true]);
        }
      }
    }
    expect(damaged).toBeGreaterThan(20);
  }, 120_000);

  test('names the damage when a file is missing', async () => {
    for (const file of filesOf(seal.directory)) {
      const outcome = await afterwards((directory) => rmSync(join(directory, file)));
      expect([file, (outcome as Error).name]).toEqual([file, 'LedgerDamaged']);
    }
    const outcome = await afterwards((directory) =>
      renameSync(join(directory, 'records'), join(directory, 'elsewhere')),
    );
    expect(outcome).toBeInstanceOf(LedgerDamaged);
  });
});

describe('the log of a ledger that was not closed in time', () => {
  /** Ten blocks that lie in the log alone, because the ledger was never opened again. */
  async function written(): Promise<{ options: LedgerOptions; log: string }> {
    const options = newOptions();
    const ledger = await openLedger(options);
    for (let i = 0; i < 10; i++) {
      await submit(ledger, put([numbered(i), 'x'.repeat(500)]));
    }
    await ledger.close();
    const records = join(options.directory, 'records');
    return { options, log: join(records, readdirSync(records).find((name) => name.endsWith('.log')) as string) };
  }

  test('names the first acknowledged block that was cut off', async () => {
    const { options, log } = await written();
    truncateSync(log, Math.floor(statSync(log).size * 0.65));
    const opening = openLedger(options);
    await expect(opening).rejects.toThrow(LedgerDamaged);
    await expect(opening).rejects.toThrow(/^the ledger is damaged: block [567]: it was acknowledged and is missing/);
  });

  test('keeps all acknowledged blocks when only the end of an unfinished record is there', async () => {
    const { options, log } = await written();
    writeFileSync(log, Buffer.concat([readFileSync(log), Buffer.from([1, 2, 3, 4, 200, 0, 1, 9, 9, 9])]));
    const ledger = await reopened(options);
    expect(ledger.height).toBe(10);
    expect(await readText(ledger, numbered(9))).toBe('x'.repeat(500));
  });

  test('names the file and the place of a flipped bit', async () => {
    const { options, log } = await written();
    flip(log, Math.floor(statSync(log).size / 2));
    await expect(openLedger(options)).rejects.toThrow(`the ledger is damaged: file ${log}, offset`);
  });
});

describe('a record that changed though every file is sound', () => {
  /** Changes one record behind the ledger's back, with all of LevelDB's checksums right. */
  async function tampered(options: LedgerOptions, key: string, change: (record: Buffer) => Buffer | undefined) {
    const level = new ClassicLevel<string, Buffer>(join(options.directory, 'records'), {
      valueEncoding: 'buffer',
      compression: false,
    });
    const record = (await level.get(key)) as Buffer;
    expect(record).toBeDefined();
    const changed = change(record);
    await (changed === undefined ? level.del(key) : level.put(key, changed));
    await level.close();
  }

  async function written(): Promise<LedgerOptions> {
    const options = newOptions({ verify: 1000 });
    const ledger = await openLedger(options);
    for (let i = 0; i < 5; i++) {
      await submit(ledger, put(['a', String(i)]));
    }
    await ledger.close();
    return options;
  }

  const flipped = (record: Buffer): Buffer => {
    const copy = Buffer.from(record);
    copy[copy.length - 1] = (copy.at(-1) as number) ^ 1;
    return copy;
  };

  test('is never served: a value is named when it is read', async () => {
    const options = await written();
    await tampered(options, `s${CHAINCODE}\0a`, flipped);
    const ledger = await reopened(options);
    await expect(readText(ledger, 'a')).rejects.toThrow(LedgerDamaged);
    await expect(rangeOf(ledger)).rejects.toThrow(
      'the ledger is damaged: record "sstick\\u0000a": its checksum differs',
    );
  });

  test('is found on opening where all records are to be checked', async () => {
    const options = await written();
    await tampered(options, `s${CHAINCODE}\0a`, flipped);
    await expect(openLedger({ ...options, verify: 'all' })).rejects.toThrow(LedgerDamaged);
  });

  test('is found on opening where it is a block, or lacks', async () => {
    for (const change of [flipped, () => undefined]) {
      const options = await written();
      await tampered(options, 'b000000000002', change);
      await expect(openLedger(options)).rejects.toThrow(/^the ledger is damaged: (record "b000000000002"|block 2): /);
    }
  });

  test('cannot be another record in its place', async () => {
    const options = await written();
    let other: Buffer = Buffer.alloc(0);
    await tampered(options, 'b000000000003', (record) => {
      other = record;
      return record;
    });
    await tampered(options, 'b000000000002', () => other);
    await expect(openLedger(options)).rejects.toThrow(LedgerDamaged);
  });

  test('keeps the witness from being set back', async () => {
    const options = await written();
    const old = readFileSync(join(options.directory, 'WITNESS'));
    const ledger = await openLedger(options);
    await submit(ledger, put(['a', 'new']));
    await ledger.close();
    writeFileSync(join(options.directory, 'WITNESS'), old);
    expect((await reopened(options)).height).toBe(6);
  });
});
