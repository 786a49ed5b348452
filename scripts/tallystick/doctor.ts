/** `tallystick doctor`: whether this machine can run the network, what is wrong with it, and how to repair that. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { thisMachine } from '../../network/detached/machine';
import { examine, type Finding } from '../../network/fabric/doctor';
import { planNodes } from '../../network/fabric/nodes';
import { defaultTopology } from '../../network/local/alliance';
import { defaultFolders } from '../../network/local/folders';
import { readTopology } from '../../network/topology';
import { type ExitCode, exitCodes } from './ended';
import type { Surroundings } from './surroundings';

export interface DoctorOptions {
  readonly directory: string;
  readonly topology?: string;
  readonly portBase?: string;
  readonly json?: boolean;
}

const signs = { good: 'good    ', doubtful: 'DOUBTFUL', wrong: 'WRONG   ' } as const;

export function addDoctor(program: Command): Command {
  return program
    .command('doctor')
    .description('whether this machine can run a network on Fabric, what is wrong, and how to repair it')
    .option('--directory <DIRECTORY>', 'where the network lies, or is to lie', defaultFolders.fabric)
    .option('--topology <FILE>', 'who takes part (default: network/topology.yaml)')
    .option('--port-base <PORT>', "the first port (default: the topology's)")
    .option('--json', 'print one JSON document, and nothing else')
    .addHelpText('after', '\nExit codes: 0 nothing is wrong; 2 the options are refused; 4 something is wrong.');
}

export async function doctor(options: DoctorOptions, { stdout, env }: Surroundings): Promise<ExitCode> {
  const topology = options.topology === undefined ? defaultTopology() : readTopology(options.topology);
  const portBase = Number(options.portBase ?? topology.portBase);
  const plan = planNodes(topology, { directory: resolve(options.directory), portBase });
  const findings = examine(await thisMachine(plan, env), plan);
  const isWrong = findings.some(({ state }) => state === 'wrong');
  stdout.write(`${options.json ? JSON.stringify({ well: !isWrong, findings }) : findings.map(writeLine).join('\n')}\n`);
  return isWrong ? exitCodes.unwell : exitCodes.done;
}

function writeLine({ about, state, detail, repair }: Finding): string {
  const line = `${signs[state]}  ${about.padEnd(12)}  ${detail}`;
  return repair === undefined ? line : `${line}\n${' '.repeat(24)}→ ${repair}`;
}
