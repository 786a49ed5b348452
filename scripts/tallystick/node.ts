/** `tallystick node up | down | status`: the processes of one institution on this machine, which run on when the command ends. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { bringUp } from '../../network/detached/control';
import { networkStatus } from '../../network/detached/status';
import type { Acting } from './acting';
import { type ExitCode, exitCodes, interruption } from './ended';
import { down, status } from './network';
import { writeLines } from './network-report';
import { addFolder, type FolderOptions, readNodes } from './org';
import type { Surroundings } from './surroundings';

export function addNode(program: Command, acting: Acting): void {
  const node = program
    .command('node')
    .description("one institution's orderers, peers, chaincode processes and gateway");
  addFolder(
    node.command('up').description('start them; chaincode and gateway follow once the channel has them'),
  ).action(acting(up));
  addFolder(node.command('down').description('end them; all data stay')).action(acting(down));
  addFolder(node.command('status').description('nodes, heights, gateway, certificates')).action(acting(status));
}

async function up(options: FolderOptions, around: Surroundings): Promise<ExitCode> {
  const { owner } = readNodes(options);
  const directory = resolve(options.directory);
  const say = (line: string) => (options.json ? undefined : around.stderr.write(`${line}\n`));
  const state = await bringUp({
    directory,
    ledger: 'fabric',
    portBase: owner.layout.portBase,
    signal: around.interrupted,
    onStep: ({ name, ms }) => say(`${`${ms} ms`.padStart(9)}  ${name}`),
    onNote: say,
  }).catch((error) => {
    throw around.interrupted.aborted ? interruption() : error;
  });
  const seen = await networkStatus(directory, around.env);
  if (options.json) around.stdout.write(`${JSON.stringify({ ...state, status: seen })}\n`);
  else around.stdout.write(`${(seen ? writeLines(seen) : []).join('\n')}\n`);
  return exitCodes.done;
}
