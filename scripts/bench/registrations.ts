/**
 * Registrations of a company's loan book: from POST until every record is effective on the ledger, against plans that are
 * imported in the same run. They go to the registrar in packages, one in a period, so the alliance's setting bounds them.
 */
import { createHash } from 'node:crypto';
import type { Page } from '../../gateway/client/call';
import type { CreditRecord, LoanImportConditions } from '../../gateway/client/emitted';
import { type BookRow, newBook } from './book';
import { importBook } from './imported-book';
import { interleaved, ratios, spread } from './interleaved';
import { median, readCpuMs } from './measure';
import { type BenchNetwork, cpuMsOfAll } from './network';
import { until } from './until';

export interface RegistrationsOptions {
  readonly rounds: number;
  readonly rows: number;
  readonly seed: string;
  readonly packages: PackageSettings;
}

export interface PackageSettings {
  readonly packagePeriodSeconds: number;
  readonly packageBytes: number;
}

interface Cell {
  readonly perSecond: number;
  /** The CPU time of all processes for one record. */
  readonly cpuMsEach: number;
}

interface Registered extends Cell {
  /** From the POST to DONE: signed, and waiting for the registrar. */
  readonly doneMs: number;
  /** The CPU time of the registrar's gateway for one record. */
  readonly registrarMsEach: number;
}

const warmUpRows = 100;
const conditions: LoanImportConditions = {
  relationKind: 'B2C',
  method: 'COUNTER',
  mandateSha256: 'cd'.repeat(32),
  approvalReference: 'board 7',
  startTime: '2026-01-01T00:00:00.000Z',
  maturityTime: '2036-01-01T00:00:00.000Z',
  rateBps: 1_500,
  identityKind: 'ID_CARD',
};

export async function benchRegistrations(network: BenchNetwork, options: RegistrationsOptions): Promise<void> {
  const { rounds, rows, seed, packages } = options;
  let books = 0;
  const nextBook = (count: number) => newBook(`${seed}-${books++}`, count);
  await registered(network, nextBook(warmUpRows));
  await published(network, nextBook(warmUpRows));
  const { ours, theirs } = await interleaved(
    rounds,
    () => registered(network, nextBook(rows)),
    () => published(network, nextBook(rows)),
  );
  const { packageBytes, packagePeriodSeconds } = packages;
  console.log(
    `\nregistrations, packages of ${packageBytes} bytes every ${packagePeriodSeconds} s, books of ${rows} rows`,
  );
  const of = <T>(cells: readonly T[], value: (cell: T) => number) => cells.map(value);
  const print = (title: string, cells: readonly Cell[]) => {
    const cpu = median(of(cells, ({ cpuMsEach }) => cpuMsEach)).toFixed(2);
    console.log(
      `  ${title}: ${spread(
        of(cells, ({ perSecond }) => perSecond),
        1,
      )} a second, CPU ${cpu} ms each`,
    );
  };
  print('loans, POST to effective', ours);
  console.log(`    until DONE ${median(of(ours, ({ doneMs }) => doneMs)).toFixed(0)} ms`);
  const registrar = median(of(ours, ({ registrarMsEach }) => registrarMsEach)).toFixed(2);
  console.log(`    the registrar's gateway: CPU ${registrar} ms each`);
  print('plans, POST to readable at Meadow', theirs);
  const pairs = (value: (cell: Cell) => number) => spread(ratios(of(ours, value), of(theirs, value)), 3);
  console.log(`  ratio of rows/s: ${pairs(({ perSecond }) => perSecond)}`);
  console.log(`  ratio of CPU a row: ${pairs(({ cpuMsEach }) => cpuMsEach)}`);
}

async function registered(network: BenchNetwork, book: readonly BookRow[]): Promise<Registered> {
  const registrarPid = network.findGatewayPid('keystone');
  const [allBefore, registrarBefore] = [cpuMsOfAll(network), readCpuMs(registrarPid)];
  const harbour = network.findClient('harbour');
  const file = new Blob([writeCsv(book)]);
  const begun = performance.now();
  const { importId } = await harbour.creditRecordImports.upload(file, { conditions });
  await until('the import ends', async () => {
    const { status, accepted } = await harbour.creditRecordImports.read({ importId, limit: 1 });
    if (status !== 'RUNNING' && accepted !== book.length) throw new Error(`${accepted} of ${book.length}: ${status}`);
    return status !== 'RUNNING';
  });
  const doneMs = performance.now() - begun;
  // The last row's record is handed over last, and stands first in the list.
  const readPage = (limit: number, cursor?: string) => harbour.creditRecords.list({ limit, cursor }).page();
  const isEffective = ({ items }: Page<CreditRecord>) => items.every(({ status }) => status === 'EFFECTIVE');
  await until('the last takes effect', async () => isEffective(await readPage(1)));
  let cursor: string | undefined;
  for (let left = book.length; left > 0; left -= pageRows) {
    const at = cursor;
    const read = () => readPage(Math.min(left, pageRows), at);
    await until('all take effect', async () => isEffective(await read()));
    cursor = (await read()).nextCursor;
  }
  const effectiveMs = performance.now() - begun;
  return {
    perSecond: (book.length * 1_000) / effectiveMs,
    doneMs,
    cpuMsEach: (cpuMsOfAll(network) - allBefore) / book.length,
    registrarMsEach: (readCpuMs(registrarPid) - registrarBefore) / book.length,
  };
}

const pageRows = 500;

async function published(network: BenchNetwork, book: readonly BookRow[]): Promise<Cell> {
  const cpuBefore = cpuMsOfAll(network);
  const { readableMs } = await importBook(network, book);
  return {
    perSecond: (book.length * 1_000) / readableMs,
    cpuMsEach: (cpuMsOfAll(network) - cpuBefore) / book.length,
  };
}

function makeFilingId({ assetId }: BookRow): string {
  return createHash('sha256').update(assetId).digest('hex').slice(0, 32);
}

function writeCsv(book: readonly BookRow[]): string {
  const evidence = 'ab'.repeat(32);
  const lines = book.map((row) => [makeFilingId(row), row.loanIdent, row.partyName, evidence, row.amountRmb].join(','));
  return ['filingId,identityNumber,name,evidenceSha256,amountRmb', ...lines, ''].join('\n');
}
