/** `tallystick network up | down | status | reset | logs`: a whole alliance on this machine, which runs on when the command ends. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { type Command, Option } from 'commander';
import { composeDown, readComposed } from '../../network/compose/command';
import { composeUp } from '../../network/compose/start';
import { composedStatus } from '../../network/compose/status';
import { bringUp, takeDown } from '../../network/detached/control';
import { type LedgerKind, readState } from '../../network/detached/state';
import { type NetworkStatus, networkStatus } from '../../network/detached/status';
import { isInstitution } from '../../network/institution/settings';
import { devFile } from '../../network/local/alliance';
import { findHolder, whileLocked } from '../../network/local/folder-lock';
import { defaultFolders, folderFor } from '../../network/local/folders';
import { forgetAlliance } from '../../network/local/layout';
import { type Acting, parsePort } from './acting';
import { Ended, type ExitCode, exitCodes, interruption, refuse } from './ended';
import { addCompose, compose } from './network-compose';
import { writeLines } from './network-report';
import type { Surroundings } from './surroundings';

export interface NetworkOptions {
  /** Default: that of the network that runs here. */
  readonly directory?: string;
  readonly json?: boolean;
}

export interface UpOptions extends NetworkOptions {
  readonly ledger: LedgerKind;
  readonly runtime: 'native' | 'compose';
  readonly topology?: string;
  readonly portBase?: number;
  readonly filesOpenToOthers?: boolean;
}

export interface ResetOptions extends NetworkOptions {
  readonly yes?: boolean;
}

const wellWithinMs = 45_000;
const wellEveryMs = 1_000;

const afterHelp = `
Exit codes: 0 done, or all is well; 2 refused: the options, or what lies in the directory; 3 it did not come up or go down;
4 status: nothing runs, or something is not well; 130 interrupted.`;

export function addNetwork(program: Command, acting: Acting): Command {
  const network = program
    .command('network')
    .description('stand a whole alliance up on this machine, look after it, take it down')
    .addHelpText('after', afterHelp);
  const sub = (name: string, description: string) =>
    network
      .command(name)
      .description(description)
      .option(
        '--directory <DIRECTORY>',
        `where the network lies (default: ${defaultFolders.fabric}, or the one that runs)`,
      )
      .option('--json', 'print one JSON document at the end, and nothing else');
  sub('up', 'start it; an interrupted start goes on where it stands')
    .addOption(
      new Option('--ledger <KIND>', 'what answers the gateways').choices(['fabric', 'embedded']).default('fabric'),
    )
    .addOption(
      new Option('--runtime <KIND>', "how Fabric's nodes run").choices(['native', 'compose']).default('native'),
    )
    .option('--topology <FILE>', 'who takes part (default: network/topology.yaml)')
    .option('--port-base <PORT>', "the first port (default: the topology's)", parsePort)
    .option('--files-open-to-others', "go on where the directory's file system keeps no file modes: for trials only")
    .action(acting(up));
  sub('down', 'end every process; what is on the ledger stays').action(acting(down));
  sub('status', 'nodes, heights, leader, consensus, gateways, certificates').action(acting(status));
  sub('reset', 'end it and forget everything: ledger, identities, vaults')
    .option('--yes', 'do not ask')
    .action(acting(reset));
  addCompose(network).action(acting(compose));
  return network;
}

export async function up(options: UpOptions, around: Surroundings): Promise<ExitCode> {
  const directory = resolve(options.directory ?? defaultFolders[options.ledger]);
  refuseInstitution(directory);
  const say = (line: string) => (options.json ? undefined : around.stderr.write(`${line}\n`));
  const begun = around.nowMs();
  const common = {
    directory,
    topology: options.topology && resolve(options.topology),
    portBase: options.portBase,
    signal: around.interrupted,
    onStep: ({ name, ms }: { readonly name: string; readonly ms: number }) => say(`${`${ms} ms`.padStart(9)}  ${name}`),
  };
  if (options.runtime === 'compose' && options.ledger === 'embedded')
    refuse('the embedded ledger runs in no container');
  const rising =
    options.runtime === 'compose'
      ? whileLocked(directory, () => composeUp({ ...common, env: around.env, onNote: say }))
      : bringUp({
          ...common,
          ledger: options.ledger,
          filesOpenToOthers: options.filesOpenToOthers === true,
          onNote: say,
        });
  const state = await rising.catch((error) => {
    throw around.interrupted.aborted ? interruption() : error;
  });
  const seen = await seenWell(directory, around).catch((error) => {
    throw around.interrupted.aborted ? interruption() : error;
  });
  const seconds = (around.nowMs() - begun) / 1000;
  const end = seen?.well ? `ready after ${seconds.toFixed(1)} s` : `NOT WELL after ${seconds.toFixed(1)} s: see above`;
  if (options.json) around.stdout.write(`${JSON.stringify({ ...state, readySeconds: seconds, status: seen })}\n`);
  else around.stdout.write(`${[...(seen ? writeLines(seen) : []), end].join('\n')}\n`);
  return seen?.well ? exitCodes.done : exitCodes.notDone;
}

/** Waits until all is well. A process that dies again and again is started every half a minute, so waiting is of use. */
async function seenWell(directory: string, around: Surroundings): Promise<NetworkStatus | undefined> {
  const giveUpAt = around.nowMs() + wellWithinMs;
  for (;;) {
    const seen = await seenIn(directory, around.env);
    if (seen?.well || around.nowMs() > giveUpAt) return seen;
    await around.pause(wellEveryMs);
  }
}

/** Undefined where nothing was brought up in the folder. */
async function seenIn(directory: string, env: Surroundings['env']): Promise<NetworkStatus | undefined> {
  const composed = readComposed(directory);
  if (composed !== undefined && !existsSync(devFile({ directory, portBase: 0 }))) return undefined;
  return composed === undefined ? networkStatus(directory, env) : composedStatus(directory, composed, env);
}

export async function down({ directory, json }: NetworkOptions, { stdout, env }: Surroundings): Promise<ExitCode> {
  const folder = findFolder(directory);
  const isComposed = readState(folder) === undefined && readComposed(folder) !== undefined;
  const ran = isComposed ? await whileLocked(folder, () => composeDown(folder, env)) : await takeDown(folder);
  stdout.write(json ? `${JSON.stringify({ ran })}\n` : ran ? 'The network is down.\n' : 'No network ran here.\n');
  return exitCodes.done;
}

export async function status({ directory, json }: NetworkOptions, { stdout, env }: Surroundings): Promise<ExitCode> {
  const folder = findFolder(directory);
  const seen = await seenIn(folder, env);
  if (seen === undefined) throw new Ended(exitCodes.unwell, whyNone(folder), { well: false });
  stdout.write(json ? `${JSON.stringify(seen)}\n` : `${writeLines(seen).join('\n')}\n`);
  return seen.well ? exitCodes.done : exitCodes.unwell;
}

export async function reset({ directory, json, yes }: ResetOptions, around: Surroundings): Promise<ExitCode> {
  const folder = findFolder(directory);
  refuseInstitution(folder);
  if (yes !== true) await askBefore(folder, around);
  if (readState(folder) !== undefined) await takeDown(folder);
  const forget = async () => {
    await composeDown(folder, around.env, { forget: true });
    forgetAlliance({ directory: folder, portBase: 0 });
  };
  if (existsSync(folder)) await whileLocked(folder, forget);
  around.stdout.write(json ? `${JSON.stringify({ forgotten: folder })}\n` : `${folder} is empty of the network.\n`);
  return exitCodes.done;
}

/** Its keys are not for a network's commands to forget, and it has no network of its own. */
function refuseInstitution(folder: string): void {
  if (isInstitution(folder)) refuse(`${folder} is one institution's folder: use 'tallystick node' for it`);
}

export function findFolder(directory: string | undefined): string {
  return resolve(folderFor(directory, 'fabric'));
}

function whyNone(folder: string): string {
  const holder = findHolder(folder);
  if (holder === undefined) return `no network runs in ${folder}`;
  return `no network runs in ${folder}, but process ${holder} is at work there (npm start?): it is not for 'network' to look after`;
}

async function askBefore(folder: string, { stderr }: Surroundings): Promise<void> {
  if (stderr.isTTY !== true) refuse('reset forgets ledger, identities and vaults: repeat it with --yes');
  const asking = createInterface({ input: process.stdin, output: stderr });
  const answer = await asking.question(`Forget ledger, identities and vaults in ${folder}? [y/N] `);
  asking.close();
  if (!/^y(es)?$/i.test(answer.trim())) refuse('nothing was forgotten');
}
