/**
 * `tallystick upload FILE`: sends a loan book to the institution's gateway, watches the import to its end, and says what came of
 * it.
 */
import { existsSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { addConnectionOptions, type ConnectionOptions, readConnection } from './connection';
import { Ended, type ExitCode, endedBy, exitCodes } from './ended';
import { freePath, writeWhole } from './files';
import { type LoanBook, makeFingerprint, readLoanBook, rejectedPathFor } from './loan-book';
import { type BookKind, bookKinds, newPlanImports, type PlanImport, type PlanImports } from './plan-imports';
import { newProgress, type Progress } from './progress';
import { RememberedImport } from './remembered-imports';
import { counts, noteLines, writeTable } from './report';
import type { Surroundings } from './surroundings';

export interface UploadOptions extends ConnectionOptions {
  readonly kind?: BookKind;
  readonly conditions?: string;
  readonly rejected?: string;
  readonly json?: boolean;
  readonly again?: boolean;
  readonly timeout: number;
}

/** Why an import fails where it is not the file. */
const gatewayFailures: readonly string[] = [
  'UPLOAD_LOST',
  'LEDGER_UNAVAILABLE',
  'ALLOWANCE_EXHAUSTED',
  'EVALUATION_INVALID',
  'IMPORT_FAILED',
];

const afterHelp = `
The same command after Ctrl-C, a lost connection or a restart of the gateway goes on watching the import that it began.
Repeating an upload is safe: plans that are on the ledger are recognised.

Exit codes: 0 all rows are on the ledger; 1 some rows are rejected; 2 the options, the file or the request are refused;
3 the gateway was not reached, failed, or took longer than --timeout; 130 interrupted.`;

export function kindOption(): Option {
  return new Option('--kind <KIND>', 'what the rows become').choices(bookKinds).default('plans');
}

export function addUpload(program: Command): Command {
  return addConnectionOptions(program.command('upload').argument('<FILE>', 'a workbook (.xlsx) or .csv, at most 20 MB'))
    .description("share a loan book's rows as plans, through the institution's gateway")
    .addOption(kindOption())
    .option('--conditions <JSON>', 'what holds for all rows (of plans: a joinLimit), or @FILE; a row’s own wins')
    .option(
      '--rejected <FILE>',
      'where rejected rows go, with reasons (default: FILE with .rejected.xlsx); a file that exists is kept',
    )
    .option('--json', 'print one JSON document at the end, and nothing else')
    .option('--again', 'upload even where an import of this file is under way')
    .option('--timeout <SECONDS>', 'how long to wait for the end', Number, 1_800)
    .addHelpText('after', afterHelp);
}

export async function upload(file: string, options: UploadOptions, around: Surroundings): Promise<ExitCode> {
  if (!(options.timeout > 0)) throw new Ended(exitCodes.refused, '--timeout takes a number of seconds above 0');
  const connection = readConnection(options, around);
  const book = readLoanBook(file, options.conditions);
  const rejectedPath = rejectedPathFor(file, options.rejected);
  const remembered = new RememberedImport(around.env, makeFingerprint(book, connection.url));
  const progress = newProgress(around, options.json === true);
  const patience = { deadlineMs: around.nowMs() + options.timeout * 1_000, waiting: progress.waiting };
  const imports = newPlanImports(connection, patience, around, options.kind);
  if (options.again === true) remembered.forget();
  try {
    const { state, resumed } = await seeThrough(book, { imports, remembered, progress, around });
    const { rejected, importId } = state;
    if (state.status === 'FAILED') throw newFailure(state, remembered);
    if (state.status === 'CANCELLED') throw newCancellation(state, remembered);
    const errors = rejected > 0 ? await imports.errors(importId) : [];
    const workbook = rejected > 0 ? await imports.rejected(importId) : undefined;
    const rejectedFile = workbook === undefined ? undefined : freePath(rejectedPath);
    if (workbook !== undefined && rejectedFile !== undefined) writeWhole(rejectedFile, workbook);
    progress.end();
    const lines = options.json
      ? [JSON.stringify({ ...state, nextCursor: undefined, errors, rejectedFile, resumed })]
      : [
          ...noteLines(state.notes),
          ...writeTable(errors),
          `${counts(state)}.`,
          ...(rejected > 0 ? [whereabouts(rejectedFile)] : []),
          ...(rejected === 0 && existsSync(rejectedPath) ? [`${rejectedPath} is of an earlier upload.`] : []),
        ];
    around.stdout.write(`${lines.join('\n')}\n`);
    remembered.forget();
    return rejected > 0 ? exitCodes.someRejected : exitCodes.done;
  } catch (error) {
    throw withAdvice(endedBy(error), remembered.read());
  } finally {
    progress.end();
  }
}

interface Means {
  readonly imports: PlanImports;
  readonly remembered: RememberedImport;
  readonly progress: Progress;
  readonly around: Surroundings;
}

/** Goes on with a remembered import; uploads where there is none, or the gateway does not know it. */
async function seeThrough(
  book: LoanBook,
  { imports, remembered, progress, around }: Means,
): Promise<{ readonly state: PlanImport; readonly resumed: boolean }> {
  const known = remembered.read();
  const resumed = known === undefined ? undefined : await imports.watch(known, progress.show);
  if (resumed !== undefined) return { state: resumed, resumed: true };
  const begun = await imports.begin(book);
  progress.show(begun);
  try {
    remembered.write(begun.importId);
  } catch (error) {
    around.stderr.write(`Warning: this import cannot be resumed: ${(error as Error).message}\n`);
  }
  const state = await imports.watch(begun.importId, progress.show);
  if (state !== undefined) return { state, resumed: false };
  remembered.forget();
  throw new Ended(exitCodes.notDone, 'The gateway does not know the import that it began.');
}

/** It has ended; the next upload is a new one. */
function newFailure({ code = '', reason = '', ...state }: PlanImport, remembered: RememberedImport): Ended {
  remembered.forget();
  const exitCode = gatewayFailures.includes(code) ? exitCodes.notDone : exitCodes.refused;
  return new Ended(exitCode, `The import failed: ${code} ${reason} (${counts(state)})`, { ...state, code, reason });
}

function newCancellation(state: PlanImport, remembered: RememberedImport): Ended {
  remembered.forget();
  return new Ended(exitCodes.notDone, `The import was cancelled (${counts(state)}); what is accepted stays.`, {
    ...state,
  });
}

function withAdvice({ exitCode, message, members }: Ended, importId: string | undefined): Ended {
  if (exitCode === exitCodes.refused) return new Ended(exitCode, message, members);
  return importId === undefined
    ? new Ended(exitCode, `${message} The same command uploads the file again, which is safe.`, members)
    : new Ended(exitCode, `${message} The same command goes on watching import ${importId}.`, { ...members, importId });
}

function whereabouts(rejectedFile: string | undefined): string {
  return rejectedFile === undefined
    ? 'The gateway keeps no workbook of the rejected rows any more.'
    : `Rejected rows, with reasons: ${rejectedFile}`;
}
