/** `tallystick network logs [PROCESS]`: the end of a process's log, and on request what comes after. */
import { closeSync, existsSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { Compose, readComposed } from '../../network/compose/command';
import { type ExitCode, exitCodes, refuse } from './ended';
import { findFolder } from './network';
import type { Surroundings } from './surroundings';

export interface LogsOptions {
  readonly directory?: string;
  readonly lines: number;
  readonly follow?: boolean;
}

const pollMs = 250;
const maxTailBytes = 1024 * 1024;

export function addLogs(network: Command): Command {
  return network
    .command('logs')
    .description("the end of a process's log; without a name, which there are")
    .argument('[PROCESS]', 'such as orderer0, peer0.harbour, chaincode-peer0.harbour, gateway-harbour, supervisor')
    .option('--directory <DIRECTORY>', 'where the network lies (default: the one that runs)')
    .option('--lines <COUNT>', 'how many', Number, 40)
    .option('--follow', 'go on until interrupted');
}

export async function logs(
  process: string | undefined,
  { directory, lines, follow }: LogsOptions,
  { stdout, env, interrupted, pause }: Surroundings,
): Promise<ExitCode> {
  const network = findFolder(directory);
  const composed = readComposed(network);
  if (composed !== undefined) {
    await new Compose(network, composed, env).logs(process, { lines, follow: follow === true });
    return exitCodes.done;
  }
  const folder = join(network, 'logs');
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.log')) : [];
  if (process === undefined) {
    stdout.write(
      names
        .map((name) => `${name.slice(0, -'.log'.length)}\n`)
        .sort()
        .join(''),
    );
    return exitCodes.done;
  }
  if (!names.includes(`${process}.log`)) refuse(`no log of ${process} lies in ${folder}`);
  const file = join(folder, `${process}.log`);
  let offset = Math.max(0, statSync(file).size - maxTailBytes);
  const tail = textFrom(file, offset);
  offset += tail.length;
  stdout.write(`${tail.toString().trimEnd().split('\n').slice(-lines).join('\n')}\n`);
  while (follow === true && !interrupted.aborted) {
    await pause(pollMs).catch(() => {});
    const more = textFrom(file, offset);
    offset += more.length;
    stdout.write(more);
  }
  return exitCodes.done;
}

function textFrom(file: string, offset: number): Buffer {
  const bytes = Buffer.alloc(Math.max(0, statSync(file).size - offset));
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, bytes, 0, bytes.length, offset);
  } finally {
    closeSync(descriptor);
  }
  return bytes;
}
