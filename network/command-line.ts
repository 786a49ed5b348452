/**
 * The options of a program, by one rule for all programs: --help prints the usage and ends with 0; what cannot be understood ends with 2
 * and one line. No program shows a stack trace for a word that was typed wrongly.
 */
import { type ParseArgsConfig, parseArgs } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;
type Values<O extends Options> = ReturnType<typeof parseArgs<{ options: O }>>['values'];

/** `usage` is printed as it is. Ends the process for --help and for what it does not know. */
export function readOptions<O extends Options>(options: O, usage: string): Values<O> {
  const { values } = parse({ ...options, help: { type: 'boolean', short: 'h' } });
  if (values.help !== true) return values as Values<O>;
  process.stdout.write(`${usage}\n`);
  process.exit(0);
}

/** Ends the process: the command line asks for what cannot be done. */
export function refuseCommandLine(reason: string): never {
  process.stderr.write(`${reason}; --help shows what can be given\n`);
  process.exit(2);
}

function parse(options: Options) {
  try {
    return parseArgs({ options });
  } catch (error) {
    // The sentences after the first one are advice about arguments that no program here takes.
    const [reason = ''] = (error as Error).message.split('. ');
    return refuseCommandLine(reason);
  }
}

/** For processes that serve: whoever reads their output may go away, and its disk may fill up; they go on without it. */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
}
