/** `tallystick chaincode deploy`: the contracts as they are built now, as the next version on the running network. */
import type { Command } from 'commander';
import { upgrade } from '../../network/detached/upgrade';
import { Ended, type ExitCode, exitCodes, interruption } from './ended';
import { findFolder, type NetworkOptions } from './network';
import type { Surroundings } from './surroundings';

const afterHelp = `
Build first (npm run build). The new version's processes run beside those in force until the channel has it; then these end.
Repeating it after a failure goes on where it stands. Exit codes: 0 in force; 3 it failed, and the old version is in force;
130 interrupted, while the network goes on with it.`;

export function addChaincode(program: Command): Command {
  return program.command('chaincode').description("the alliance's contracts on the running network");
}

/** On a network whose institutions all run on this machine. */
export function addDeploy(chaincode: Command): Command {
  return chaincode
    .command('deploy')
    .description('package, install, approve for every organisation, check readiness, commit')
    .option('--directory <DIRECTORY>', 'where the network lies (default: the one that runs)')
    .option('--json', 'print one JSON document at the end, and nothing else')
    .addHelpText('after', afterHelp);
}

export async function deploy({ directory, json }: NetworkOptions, around: Surroundings): Promise<ExitCode> {
  const onStep = ({ name, ms }: { readonly name: string; readonly ms: number }) => {
    if (!json) around.stderr.write(`${`${ms} ms`.padStart(9)}  ${name}\n`);
  };
  const ended = await upgrade(findFolder(directory), { signal: around.interrupted, onStep }).catch((error) => {
    throw around.interrupted.aborted ? interruption() : error;
  });
  if (ended.phase === 'failed') throw new Ended(exitCodes.notDone, ended.reason ?? 'it failed', { ...ended });
  around.stdout.write(json ? `${JSON.stringify(ended)}\n` : `Sequence ${ended.sequence} is in force.\n`);
  return exitCodes.done;
}
