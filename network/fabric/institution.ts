/**
 * The acts of one institution in its own folder, with its own keys and with public files of the others. A whole alliance on one machine is
 * founded by these functions, for one institution after the other. Each asks what is there, so that it can be repeated.
 */
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sameContent } from '../../chaincode/api/canonical';
import { type ChannelFile, channelFile, newChannelFile } from '../institution/channel-file';
import { type DefinitionFile, definitionFile, findDifference } from '../institution/definition-file';
import { findEnded, type MemberFile, memberFile } from '../institution/member-file';
import { readFormat, readPublicFile, writePublicFile } from '../institution/public-file';
import { writeInstitutionSettings } from '../institution/settings';
import { ignore, type PeerAddress, prepareGateway, writeJson } from '../local/gateways';
import { files, type LocalOptions } from '../local/layout';
import { makePrivateFolder } from '../local/private-folder';
import { SettingsWrong } from '../settings-file';
import { makeFoundingDocument, type Topology } from '../topology';
import { replaceWhole } from '../whole-file';
import type { FabricFiles } from './binaries';
import { ownDefinition, writeDefinition } from './deployment';
import { prepareOwnIdentities, readMemberFile } from './identities';
import type { Definition } from './lifecycle';
import { writeNodeFiles } from './node-settings';
import { type FabricPlan, fabricFiles, listPeers, type Owner, type OwnNodes } from './nodes';
import { ownChannelFile, readOwnChannel, requireChannel } from './others';
import type { Release } from './release';

/** The folder, its settings, and identities of what the settings ask for. */
export async function initInstitution(owner: Owner, options: LocalOptions = {}): Promise<void> {
  const { directory } = owner.layout;
  await makePrivateFolder(directory, options);
  await makePrivateFolder(join(directory, 'logs'), options);
  await writeInstitutionSettings(directory, owner.settings);
  await prepareOwnIdentities(owner);
}

/** Keeps a file that another institution sent. Throws SettingsWrong, or an Error, where it is refused. */
export async function importFile(nodes: OwnNodes, file: string): Promise<Imported> {
  const { owner } = nodes;
  const format = readFormat(file);
  switch (format) {
    case 'tallystick-member/1':
      return { format, content: importMember(owner, file, readPublicFile(file, memberFile)) };
    case 'tallystick-channel/1': {
      const content = readPublicFile(file, channelFile);
      await keepChannel(nodes, content);
      return { format, content };
    }
    case 'tallystick-definition/1':
      return { format, content: importDefinition(owner, file) };
    default:
      throw new SettingsWrong(file, 'is no file of another institution', `its format is ${format ?? 'not named'}`);
  }
}

export type Imported =
  | { readonly format: 'tallystick-member/1'; readonly content: MemberFile }
  | { readonly format: 'tallystick-channel/1'; readonly content: ChannelFile }
  | { readonly format: 'tallystick-definition/1'; readonly content: DefinitionFile };

function importMember({ layout, name }: Owner, file: string, member: MemberFile): MemberFile {
  if (member.name === name)
    throw new SettingsWrong(file, 'is of this institution itself', 'import those of the others');
  const ended = findEnded(member, new Date());
  if (ended !== undefined) throw new SettingsWrong(file, `is out of date (${ended})`, 'ask its sender for a new one');
  const folder = join(layout.directory, 'members');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writePublicFile(join(folder, `${member.name}.json`), member);
  return member;
}

/** The channel that follows from the topology, this institution's own material, and the member files that it imported. */
export async function createChannel(
  nodes: OwnNodes,
  { topology, capability, now }: { topology: Topology; capability: Release['channelCapability']; now: Date },
): Promise<ChannelFile> {
  const { layout, name } = nodes.owner;
  if (readOwnChannel(layout) !== undefined) throw new Error(`${name} has a channel: ${ownChannelFile(layout)}`);
  const members = [await readMemberFile(nodes), ...readMembers(nodes.owner)];
  const [ended] = members.flatMap((member) => findEnded(member, now) ?? []);
  if (ended !== undefined) throw new Error(`${ended}: import its member file anew`);
  const channel = newChannelFile({ createdTime: now.toISOString(), capability, topology, members });
  await keepChannel(nodes, channel);
  return channel;
}

function readMembers({ layout }: Owner): readonly MemberFile[] {
  const folder = join(layout.directory, 'members');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => readPublicFile(join(folder, name), memberFile));
}

/** The institution takes part in one channel, for good, and finds its own material in the channel's file. */
export async function keepChannel(nodes: OwnNodes, channel: ChannelFile): Promise<void> {
  const { layout } = nodes.owner;
  const before = readOwnChannel(layout);
  const file = ownChannelFile(layout);
  if (before === undefined) await refuseForeignMaterial(nodes, channel);
  else if (!sameContent(before, channel))
    throw new SettingsWrong(file, 'is of another channel', 'choose another folder');
  for (const { mspId, tlsRootCertificates } of channel.members) {
    const root = fabricFiles.tlsRoot(layout, mspId);
    mkdirSync(dirname(root), { recursive: true, mode: 0o700 });
    replaceWhole(root, tlsRootCertificates.join(''));
  }
  replaceWhole(fabricFiles.genesisBlock(layout), Buffer.from(channel.genesisBlock, 'base64'));
  await writeJson(files.foundingDocument(layout), makeFoundingDocument(channel.topology));
  writePublicFile(file, channel);
}

async function refuseForeignMaterial(nodes: OwnNodes, { members }: ChannelFile): Promise<void> {
  const { owner } = nodes;
  const own = await readMemberFile(nodes);
  const named = members.find(({ mspId }) => mspId === owner.mspId);
  if (named !== undefined && sameContent(named, own)) return;
  const fault = named === undefined ? 'does not name' : 'has other certificates or addresses of';
  throw new Error(`the channel ${fault} ${owner.name}: send its creator the member file as 'org export' writes it now`);
}

function importDefinition({ layout }: Owner, file: string): DefinitionFile {
  const definition = readPublicFile(file, definitionFile);
  const { topology } = requireChannel(layout);
  const difference = findDifference(
    definition,
    writeDefinition(topology, ownDefinition(topology, definition.sequence)),
  );
  if (difference !== undefined) {
    const repair = "compare the version of tallystick, and the channel's file, with its sender's";
    throw new SettingsWrong(file, `has another ${difference} than this institution computes`, repair);
  }
  writePublicFile(ownDefinitionFile(layout), definition);
  return definition;
}

/** The definition file of the alliance's chaincode at a sequence, which every member computes alike. It is kept as the last one. */
export function defineChaincode({ layout }: Owner, sequence: number): DefinitionFile {
  const { topology } = requireChannel(layout);
  const definition = writeDefinition(topology, ownDefinition(topology, sequence));
  writePublicFile(ownDefinitionFile(layout), definition);
  return definition;
}

/** The definition that was imported or written last; undefined where there is none yet. Throws SettingsWrong. */
export function readOwnDefinition({ layout }: Owner): Definition | undefined {
  const file = ownDefinitionFile(layout);
  if (!existsSync(file)) return undefined;
  return ownDefinition(requireChannel(layout).topology, readPublicFile(file, definitionFile).sequence);
}

function ownDefinitionFile({ directory }: Owner['layout']): string {
  return join(directory, 'definition.json');
}

/** Settings of nodes and of the gateway, as the channel's file has everything else. Edits of the gateway's settings stay. */
export async function prepareInstitution(
  plan: FabricPlan,
  owner: Owner,
  { fabric, release, options }: { fabric: FabricFiles; release: Release; options: LocalOptions },
): Promise<void> {
  if (owner.gateway !== undefined) {
    await prepareGateway(plan.topology, owner.gateway, options, listPeerAddresses(plan, owner));
  }
  await writeNodeFiles(owner.layout, fabric, release, options.onNote ?? ignore);
}

/** All of the institution's peers, the first preferred; the certificate must bear that very peer's name. */
function listPeerAddresses(plan: FabricPlan, owner: Owner): readonly PeerAddress[] {
  return listPeers(plan, owner).map(({ announced, hostName }) => ({
    endpoint: announced,
    tlsRootCertificate: owner.tlsRoot,
    hostAlias: hostName,
  }));
}
