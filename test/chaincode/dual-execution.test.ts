/**
 * Every endorser runs the same transaction for itself, and all must come to the same bytes. The corpus runs in processes
 * whose time zone, locale, clock and random numbers differ, in a fresh one and in a used one.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { history, type Step } from './histories';
import { traceOf } from './trace';

const run = promisify(execFile);
const seed = Number(process.env.CORPUS_SEED ?? 20_260_301);
const corpus = fc.sample(history(), { seed, numRuns: Number(process.env.NUM_RUNS ?? 40) });

interface Surroundings {
  readonly env: Readonly<Record<string, string>>;
  readonly flags: readonly string[];
  readonly shiftMs: number;
  readonly randomSeed: number;
  /** Whether the process has run the corpus before, the other way round. */
  readonly isUsed: boolean;
}

interface Report {
  readonly lines: readonly string[];
  /** The surroundings as the process sees them. */
  readonly sees: { readonly year: number; readonly hour: number; readonly locale: string; readonly random: number };
}

const here: Surroundings = {
  env: { TZ: 'UTC', LANG: 'C', LC_ALL: 'C' },
  flags: [],
  shiftMs: 0,
  randomSeed: 1,
  isUsed: false,
};
const elsewhere: Surroundings = {
  env: { TZ: 'Asia/Kathmandu', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' },
  flags: ['--random-seed=7', '--stack-size=900'],
  shiftMs: 3 * 365 * 24 * 3_600_000,
  randomSeed: 99,
  isUsed: false,
};

/** Compiles sources as it loads them, and puts other surroundings in place before the first of them. */
const program = (inputFile: string, { shiftMs, randomSeed, isUsed }: Surroundings) => `
  const { readFileSync } = require('node:fs');
  const { transformSync } = require('@swc/core');
  require.extensions['.ts'] = (module, filename) => {
    const jsc = { target: 'es2022', parser: { syntax: 'typescript' } };
    const { code } = transformSync(readFileSync(filename, 'utf8'), { filename, jsc, module: { type: 'commonjs' } });
    module._compile(code, filename);
  };
  const RealDate = Date;
  globalThis.Date = class extends RealDate {
    constructor(...parts) {
      if (parts.length === 0) super(RealDate.now() + ${shiftMs});
      else super(...parts);
    }
    static now() {
      return RealDate.now() + ${shiftMs};
    }
  };
  let state = ${randomSeed};
  Math.random = () => (state = (state * 48271) % 2147483647) / 2147483647;
  (async () => {
    const { traceOf } = require(${JSON.stringify(join(__dirname, 'trace.ts'))});
    const corpus = JSON.parse(readFileSync(${JSON.stringify(inputFile)}, 'utf8'));
    if (${isUsed}) await traceOf([...corpus].reverse());
    const sees = {
      year: new Date().getFullYear(),
      hour: new Date(0).getHours(),
      locale: Intl.DateTimeFormat().resolvedOptions().locale,
      random: Math.random(),
    };
    process.stdout.write(JSON.stringify({ lines: await traceOf(corpus), sees }));
  })();
`;

async function report(steps: readonly (readonly Step[])[], surroundings: Surroundings): Promise<Report> {
  const folder = await mkdtemp(join(tmpdir(), 'tallystick-corpus-'));
  try {
    const inputFile = join(folder, 'corpus.json');
    await writeFile(inputFile, JSON.stringify(steps));
    const { stdout } = await run(process.execPath, [...surroundings.flags, '-e', program(inputFile, surroundings)], {
      cwd: join(__dirname, '../..'),
      env: { PATH: process.env.PATH, ...surroundings.env },
      maxBuffer: 2 ** 30,
    });
    return JSON.parse(stdout) as Report;
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe(`the corpus of seed ${seed}`, () => {
  let reference: Report;
  beforeAll(async () => {
    reference = await report(corpus, here);
  }, 120_000);

  it('is the same to the byte under another time zone, locale, clock and random seed', async () => {
    const other = await report(corpus, elsewhere);
    expect(other.sees.year).toBe(reference.sees.year + 3);
    expect(other.sees.hour).not.toBe(reference.sees.hour);
    expect(other.sees.locale).not.toBe(reference.sees.locale);
    expect(other.sees.random).not.toBe(reference.sees.random);
    expectSame(other.lines, reference.lines);
  }, 120_000);

  it('is the same to the byte in a process that has run it before, the other way round', async () => {
    const used = await report(corpus, { ...here, isUsed: true });
    expectSame(used.lines, reference.lines);
  }, 120_000);

  it('is the same to the byte in this process', async () => {
    expectSame(await traceOf(corpus), reference.lines);
  }, 120_000);

  it('has enough in it to say something', () => {
    const accepted = reference.lines.filter((line) => line.includes('\\"status\\":\\"ACCEPTED\\"'));
    expect(accepted.length).toBeGreaterThan(200);
  });
});

/** The first line that differs says more than two heaps of them. */
function expectSame(lines: readonly string[], reference: readonly string[]): void {
  const index = lines.findIndex((line, at) => line !== reference[at]);
  expect(lines[index]).toBe(index < 0 ? undefined : reference[index]);
  expect(lines).toHaveLength(reference.length);
}
