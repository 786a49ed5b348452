/** `tallystick channel create | join`: one institution's part in the founding of a channel. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { findFabric, readVersion } from '../../network/fabric/binaries';
import { joinChannel } from '../../network/fabric/bring-up';
import { createChannel } from '../../network/fabric/institution';
import { releaseFor } from '../../network/fabric/release';
import { openInstitution } from '../../network/fabric/start-institution';
import { readOutId, writePublicFile } from '../../network/institution/public-file';
import { readTopology, soleChannel } from '../../network/topology';
import type { Acting } from './acting';
import type { ExitCode } from './ended';
import { addFolder, addOut, type FolderOptions, type OutOptions, readNodes, tell } from './org';
import type { Surroundings } from './surroundings';

interface CreateOptions extends OutOptions {
  readonly topology: string;
}

export function addChannel(program: Command, acting: Acting): void {
  const channel = program.command('channel').description("one institution's part in the founding of a channel");
  addOut(channel.command('create').description('make the channel file, from the topology and all member files'))
    .requiredOption('--topology <FILE>', 'who takes part, as all institutions agreed')
    .action(acting(create));
  addFolder(
    channel.command('join').description("have the institution's running nodes take part in the channel"),
  ).action(acting(join));
}

async function create(options: CreateOptions, around: Surroundings): Promise<ExitCode> {
  const nodes = readNodes(options);
  const topology = readTopology(resolve(options.topology));
  const release = releaseFor(topology, await readVersion(findFabric(around.env).programs.peer));
  const founding = { topology, capability: release.channelCapability, now: new Date() };
  const channel = await createChannel(nodes, founding);
  writePublicFile(resolve(options.out), channel);
  const id = readOutId(channel);
  const words = `${options.out} is the file of channel ${soleChannel(topology).name}, id ${id}: every member imports it.`;
  return tell(options, around, { words, facts: { id } });
}

async function join(options: FolderOptions, around: Surroundings): Promise<ExitCode> {
  const { directory } = readNodes(options).owner.layout;
  const fabric = openInstitution(directory, around.env, around.interrupted);
  await joinChannel(fabric);
  const { name } = soleChannel(fabric.plan.topology);
  return tell(options, around, { words: `All nodes take part in ${name}.`, facts: { channel: name } });
}
