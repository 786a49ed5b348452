/** `tallystick org init | export | import`: one institution's folder, and the files that institutions send one another. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { readMemberFile } from '../../network/fabric/identities';
import { importFile, initInstitution } from '../../network/fabric/institution';
import { type OwnNodes, planOwnNodes } from '../../network/fabric/nodes';
import { memberFile } from '../../network/institution/member-file';
import { readOutId, writePublicFile } from '../../network/institution/public-file';
import { deriveSettings, hostForm, isInstitution, readInstitutionSettings } from '../../network/institution/settings';
import { whileLocked } from '../../network/local/folder-lock';
import { readTopology } from '../../network/topology';
import { type Acting, parsePort } from './acting';
import { type ExitCode, exitCodes, refuse } from './ended';
import type { Surroundings } from './surroundings';

export interface FolderOptions {
  readonly directory: string;
  readonly json?: boolean;
}

interface InitOptions extends FolderOptions {
  readonly topology: string;
  readonly name: string;
  readonly listen: string;
  readonly host?: string;
  readonly portBase?: number;
}

export interface OutOptions extends FolderOptions {
  readonly out: string;
}

interface ImportOptions extends FolderOptions {
  readonly file: string;
}

const afterHelp = `
Everything secret stays in the folder. The files hold public material only; compare the ids that export and import print on the
telephone. Exit codes: 0 done; 2 refused: the options, a file, or what lies in the folder; 3 it failed.`;

export function addOrg(program: Command, acting: Acting): void {
  const org = program
    .command('org')
    .description("one institution's folder: its keys, and what it shows to the others")
    .addHelpText('after', afterHelp);
  addFolder(org.command('init').description('make the folder: settings, authorities, identities of its nodes'))
    .requiredOption('--topology <FILE>', 'who takes part, as all institutions agreed')
    .requiredOption('--name <NAME>', "the institution's name in the topology")
    .option('--listen <ADDRESS>', 'the address on which its nodes listen', '0.0.0.0')
    .option('--host <NAME>', "the name or address by which others reach them (default: each node's own name)")
    .option('--port-base <PORT>', "the alliance's first port (default: the topology's)", parsePort)
    .action(acting(init));
  addOut(org.command('export').description("write the institution's member file, for all others")).action(
    acting(exportMember),
  );
  addFolder(org.command('import').description("take over another institution's file: of a member, channel, definition"))
    .requiredOption('--file <FILE>', 'the file')
    .action(acting(importOne));
}

/** Options that every verb of one institution has. */
export function addFolder(command: Command): Command {
  return command
    .requiredOption('--directory <DIRECTORY>', "the institution's folder")
    .option('--json', 'print one JSON document at the end, and nothing else');
}

export function addOut(command: Command): Command {
  return addFolder(command).requiredOption('--out <FILE>', 'where to write it');
}

/** Refuses a folder that is no institution's. */
export function readNodes({ directory }: FolderOptions): OwnNodes {
  const folder = resolve(directory);
  if (!isInstitution(folder)) refuse(`${folder} is no institution's folder: make one with 'tallystick org init'`);
  return planOwnNodes(readInstitutionSettings(folder), folder);
}

export function tell(
  { json }: FolderOptions,
  { stdout }: Surroundings,
  { words, facts }: { readonly words: string; readonly facts: object },
): ExitCode {
  stdout.write(json ? `${JSON.stringify(facts)}\n` : `${words}\n`);
  return exitCodes.done;
}

async function init(options: InitOptions, around: Surroundings): Promise<ExitCode> {
  const { topology: file, name, listen, host } = options;
  const directory = resolve(options.directory);
  const topology = readTopology(resolve(file));
  if (host !== undefined && !hostForm.safeParse(host).success) refuse(`${host} is no address and no host name`);
  const place = { listen, ...(host === undefined ? {} : { host }), portBase: options.portBase ?? topology.portBase };
  const settings = deriveSettings(topology, place).find((each) => each.name === name);
  if (settings === undefined) refuse(`${name} is no organisation of ${file}`);
  if (isInstitution(directory) && readInstitutionSettings(directory).name !== name)
    refuse(`${directory} is the folder of ${readInstitutionSettings(directory).name}: choose another`);
  await whileLocked(directory, () => initInstitution(planOwnNodes(settings, directory).owner));
  const words = `${directory} is the folder of ${name}. Look at organisation.json in it, then 'tallystick org export'.`;
  return tell(options, around, { words, facts: { directory, name } });
}

async function exportMember(options: OutOptions, around: Surroundings): Promise<ExitCode> {
  const nodes = readNodes(options);
  // The form refuses here already what others would refuse.
  const member = memberFile.form.parse(await readMemberFile(nodes));
  writePublicFile(resolve(options.out), member);
  const id = readOutId(member);
  return tell(options, around, {
    words: `${options.out} is the member file of ${member.name}, id ${id}.`,
    facts: { id },
  });
}

async function importOne(options: ImportOptions, around: Surroundings): Promise<ExitCode> {
  const nodes = readNodes(options);
  const { format, content } = await importFile(nodes, resolve(options.file));
  const id = readOutId(content);
  const words = `${options.file} (${format}) is taken over, id ${id}: compare it with its sender's.`;
  return tell(options, around, { words, facts: { format, id } });
}
