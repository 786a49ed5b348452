/** `tallystick network compose`: the compose file that follows from the topology. */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { shippedFile, shippedText } from '../../network/compose/command';
import { type ExitCode, exitCodes } from './ended';
import type { Surroundings } from './surroundings';

export interface ComposeOptions {
  readonly write?: boolean;
}

export function addCompose(network: Command): Command {
  return network
    .command('compose')
    .description('print docker-compose.yaml as it follows from network/topology.yaml')
    .option('--write', 'put it in its place');
}

export async function compose({ write }: ComposeOptions, { stdout }: Surroundings): Promise<ExitCode> {
  const text = shippedText();
  if (write !== true) {
    stdout.write(text);
    return exitCodes.done;
  }
  const before = readFileSync(shippedFile, { encoding: 'utf8', flag: 'a+' });
  if (before !== text) writeFileSync(shippedFile, text);
  stdout.write(before === text ? `${shippedFile} was current.\n` : `${shippedFile} is written.\n`);
  return exitCodes.done;
}
