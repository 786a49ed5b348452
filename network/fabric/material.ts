/**
 * A whole alliance on this machine before its first node starts: every institution makes its own folder, the first one makes the channel
 * of what all others show it, and each takes the channel's file over.
 */
import { existsSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import type { ChannelFile } from '../institution/channel-file';
import { newChannelFile } from '../institution/channel-file';
import type { MemberFile } from '../institution/member-file';
import { files, type LocalOptions } from '../local/layout';
import { makeAllianceFolder } from '../local/private-folder';
import { makeFoundingDocument, soleChannel, type Topology } from '../topology';
import { readVersion } from './binaries';
import { readMemberFile } from './identities';
import { initInstitution, keepChannel, prepareInstitution } from './institution';
import { type FabricPlan, listOwnNodes } from './nodes';
import type { Fabric } from './ordering';
import { readOwnChannel } from './others';
import { type Release, release3, releaseFor } from './release';
import type { Steps } from './steps';

const advice = "choose another --directory, or forget it with 'tallystick network reset'";

export async function prepareFabric(fabric: Fabric, options: LocalOptions, steps: Steps): Promise<void> {
  const { plan } = fabric;
  const { topology, layout } = plan;
  const release = releaseFor(topology, await readVersion(fabric.files.programs.peer));
  const founded = findChannel(plan);
  refuseAnotherLedger(plan, release, founded);
  await makeAllianceFolder(layout, options);
  await steps.take('institutions', async () => {
    for (const owner of plan.owners) await initInstitution(owner, options);
  });
  const channel = await steps.take('channel', async () => {
    const members = await Promise.all(listOwnNodes(plan).map(readMemberFile));
    if (founded === undefined) return newChannel(topology, members, release);
    refuseAnotherFounding(plan, founded, members);
    return founded;
  });
  await steps.take('settings', async () => {
    for (const nodes of listOwnNodes(plan)) {
      await keepChannel(nodes, channel);
      await prepareInstitution(plan, nodes.owner, { fabric: fabric.files, release, options });
    }
  });
}

/** As the first institution has it that was founded: a start may have been interrupted before the others had it. */
function findChannel({ owners }: FabricPlan): ChannelFile | undefined {
  for (const { layout } of owners) {
    const channel = readOwnChannel(layout);
    if (channel !== undefined) return channel;
  }
  return undefined;
}

function newChannel(topology: Topology, members: readonly MemberFile[], release: Release): ChannelFile {
  const { channelCapability: capability } = release;
  return newChannelFile({ createdTime: new Date().toISOString(), capability, topology, members: [...members] });
}

/** A folder holds one ledger of one founding; whatever else it holds would be taken for this one's. */
function refuseAnotherLedger({ layout }: FabricPlan, release: Release, channel: ChannelFile | undefined): void {
  const { directory } = layout;
  if (existsSync(files.ledgerConfig(layout))) {
    throw new Error(`${directory} holds an alliance on the embedded ledger: ${advice}`);
  }
  if (release !== release3 && channel?.capability === release3.channelCapability) {
    throw new Error(`the network in ${directory} was founded with Fabric 3, and 2.5 cannot run it: ${advice}`);
  }
}

function refuseAnotherFounding({ topology, layout }: FabricPlan, founded: ChannelFile, members: readonly MemberFile[]) {
  const before: Record<string, unknown> = pickFoundedPart(founded.topology, founded.members);
  const now: Record<string, unknown> = pickFoundedPart(topology, members);
  const differing = Object.keys(now).filter((key) => !isDeepStrictEqual(now[key], before[key]));
  // Other nodes have other addresses.
  const changed = differing.length > 1 ? differing.filter((key) => key !== 'addresses') : differing;
  if (changed.length === 0) return;
  throw new Error(
    `the network in ${layout.directory} was founded with another topology (${changed.join(', ')}): ${advice}`,
  );
}

/** The part of a topology that the first block and the founding document fix, so that editing the file cannot change it. */
function pickFoundedPart(topology: Topology, members: readonly MemberFile[]) {
  const { organisations, orderers, endorsement } = topology;
  const { consensus, nodes, organisations: others } = orderers;
  return {
    channel: soleChannel(topology).name,
    organisations: organisations.map(({ name, mspId, endorses, peers }) => ({ name, mspId, endorses, peers })),
    orderers: { consensus, nodes, organisations: others },
    endorsement,
    parameters: makeFoundingDocument(topology),
    addresses: members.map((member) =>
      [...member.peers, ...member.orderers].map(({ host, port }) => `${host}:${port}`),
    ),
  };
}
