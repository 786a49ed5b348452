/** `tallystick verify-audit FILE`: whether an export of the audit log is a whole chain. Asks no gateway. */
import { createReadStream, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { type Command, InvalidArgumentError } from 'commander';
import { ChainBroken, type Link, verifyExport } from '../../gateway/audit/chain';
import { Ended, type ExitCode, exitCodes, refuse } from './ended';
import type { Surroundings } from './surroundings';

interface VerifyOptions {
  readonly known: readonly Link[];
  readonly json?: boolean;
}

export function addVerifyAudit(program: Command): Command {
  return program
    .command('verify-audit')
    .argument('<FILE>', 'what GET /v1/audit/export answered')
    .description('whether an export of the audit log is whole and unchanged')
    .option<Link[]>(
      '--known <NUMBER:HASH>',
      'an entry that was noted earlier and must be in the file; may be repeated',
      (text, links) => [...links, parseLink(text)],
      [],
    )
    .option('--json', 'print one JSON document, and nothing else')
    .addHelpText('after', '\nExit codes: 0 the chain holds; 2 the options are refused; 4 the chain is broken.');
}

export async function verifyAudit(file: string, options: VerifyOptions, { stdout }: Surroundings): Promise<ExitCode> {
  if (!existsSync(file)) refuse(`${file} does not exist`);
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
  try {
    const { first, number, hash } = await verifyExport(lines, options.known);
    const range = { after: first.number, until: number, hash };
    stdout.write(
      options.json
        ? `${JSON.stringify({ whole: true, ...range })}\n`
        : `The chain holds from entry ${first.number + 1} to ${number}. Note its end, and name it the next time: --known ${number}:${hash}\n`,
    );
    return exitCodes.done;
  } catch (error) {
    if (!(error instanceof ChainBroken)) throw error;
    throw new Ended(exitCodes.unwell, `The chain is broken at ${error.message}.`, { whole: false, line: error.line });
  }
}

function parseLink(text: string): Link {
  const [, number, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (number === undefined || hash === undefined) throw new InvalidArgumentError('is no NUMBER:HASH');
  return { number: Number(number), hash };
}
