/** `tallystick report-copy`: the typed tables that a gateway keeps for reports, described, hashed and built anew. */
import type { Command } from 'commander';
import type * as ReportCopy from '../../gateway/report-copy';
import { Ended, type ExitCode, exitCodes } from './ended';
import type { Surroundings } from './surroundings';

/** Only when it is called, because the other commands need no database. */
const load = () => require('../../gateway/report-copy') as typeof ReportCopy;

interface StoreOptions {
  readonly config: string;
}

type Act<O> = (options: O, around: Surroundings) => Promise<ExitCode>;

const afterHelp = `
hash and rebuild read the gateway's settings and print one JSON document: the state of each table, and one hash over all that
are kept. On SQLite, stop the gateway before a rebuild. gateway/reports/README.md describes the tables.
Exit codes: 0 done; 2 the options or settings are refused; 3 the store cannot serve, or a table is still being filled.`;

/** `acting` runs what a subcommand does, and minds how it ends. */
export function addReportCopy(
  program: Command,
  acting: <O extends object>(act: Act<O>) => (options: O) => Promise<void>,
): void {
  const group = program
    .command('report-copy')
    .description('the typed tables that a gateway keeps for reports')
    .addHelpText('after', afterHelp);
  group.command('describe').description('print tables and columns as JSON').action(acting(describe));
  addConfig(group.command('hash').description('print one hash over all that is kept')).action(acting(hash));
  addConfig(group.command('rebuild').description("fill all tables anew from the gateway's store")).action(
    acting(rebuild),
  );
}

function addConfig(command: Command): Command {
  return command.requiredOption('--config <FILE>', "the gateway's settings");
}

async function describe(_options: object, { stdout }: Surroundings): Promise<ExitCode> {
  stdout.write(`${JSON.stringify(load().describeReportCopy(), undefined, 2)}\n`);
  return exitCodes.done;
}

async function hash({ config }: StoreOptions, around: Surroundings): Promise<ExitCode> {
  return show(await load().hashReportCopy(config, around.env), around);
}

async function rebuild({ config }: StoreOptions, around: Surroundings): Promise<ExitCode> {
  let chunks = 0;
  const onChunk = () => {
    if (++chunks % 100 === 0) around.stderr.write(`${chunks} chunks\n`);
  };
  return show(await load().rebuildReportCopy(config, around.env, onChunk), around);
}

function show(dump: ReportCopy.Dump, { stdout }: Surroundings): ExitCode {
  stdout.write(`${JSON.stringify(dump, undefined, 2)}\n`);
  const filling = dump.tables.filter(({ state }) => state !== 'KEPT').map(({ name }) => name);
  if (filling.length === 0) return exitCodes.done;
  throw new Ended(exitCodes.notDone, `The hash leaves out what is being filled or emptied: ${filling.join(', ')}.`);
}
