/**
 * An institution's knowledge of the others: their nodes' addresses and TLS roots, as the channel's file names them. It needs nothing of
 * their folders.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type ChannelFile, channelFile } from '../institution/channel-file';
import { readPublicFile } from '../institution/public-file';
import type { Layout } from '../local/layout';
import { countMajority, listEndorsers } from '../topology';
import { type FabricPlan, fabricFiles, type Owner } from './nodes';

/** A node, as an institution's commands reach it. */
export interface Reached {
  readonly address: string;
  /** PEM file. */
  readonly tlsRoot: string;
}

export function ownChannelFile({ directory }: Layout): string {
  return join(directory, 'channel.json');
}

/** Undefined where the institution has no channel yet. Throws SettingsWrong. */
export function readOwnChannel(layout: Layout): ChannelFile | undefined {
  const file = ownChannelFile(layout);
  return existsSync(file) ? readPublicFile(file, channelFile) : undefined;
}

/** Throws where the institution has no channel yet. */
export function requireChannel(layout: Layout): ChannelFile {
  const channel = readOwnChannel(layout);
  if (channel !== undefined) return channel;
  const how = "import its file with 'tallystick org import', or make it with 'tallystick channel create'";
  throw new Error(`${layout.directory} has no channel yet: ${how}`);
}

/** Every orderer of the channel, the institution's own first. */
export function listOrderers(plan: FabricPlan, owner: Owner): readonly Reached[] {
  return ownFirst(plan, owner, (member) => member.orderers);
}

/** The first peers of as many endorsing organisations as a majority takes, its own first. */
export function listEndorsingPeers(plan: FabricPlan, owner: Owner): readonly Reached[] {
  const endorsing = listEndorsers(plan.topology).map(({ mspId }) => mspId);
  const peers = ownFirst(plan, owner, ({ mspId, peers }) => (endorsing.includes(mspId) ? peers.slice(0, 1) : []));
  return peers.slice(0, countMajority(plan.topology));
}

function ownFirst(
  { runtime }: FabricPlan,
  { mspId: own, layout }: Owner,
  pick: (member: ChannelFile['members'][number]) => readonly { readonly host: string; readonly port: number }[],
): readonly Reached[] {
  const members = readOwnChannel(layout)?.members ?? [];
  const isOwn = ({ mspId }: { readonly mspId: string }) => mspId === own;
  return [...members.filter(isOwn), ...members.filter((member) => !isOwn(member))].flatMap((member) =>
    pick(member).map(({ host, port }) => ({
      address: `${runtime.reach(host)}:${port}`,
      tlsRoot: fabricFiles.tlsRoot(layout, member.mspId),
    })),
  );
}
