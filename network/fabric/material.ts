/** All that lies in the folder before the first node starts: identities, settings, founding documents, the first block. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { listCapabilities } from '../channel/groups';
import { type PeerAddress, prepareGateways, writeJson } from '../local/gateways';
import { files, type LocalOptions } from '../local/layout';
import { makePrivateFolder } from '../local/private-folder';
import { readSettings } from '../settings-file';
import { makeFoundingDocument, type Organisation, soleChannel } from '../topology';
import { readVersion } from './binaries';
import { prepareIdentities } from './identities';
import { writeNodeFiles } from './node-settings';
import { type FabricPlan, fabricFiles, listPeers } from './nodes';
import { type Fabric, makeGenesisBlock, readGenesisBlock } from './ordering';
import { type Release, release3, releaseFor } from './release';
import type { Steps } from './steps';

export async function prepareFabric(fabric: Fabric, options: LocalOptions, steps: Steps): Promise<void> {
  const { plan } = fabric;
  const { topology, layout } = plan;
  const release = releaseFor(topology, await readVersion(fabric.files.programs.peer));
  refuseAnotherLedger(plan, release);
  await makePrivateFolder(layout.directory, options);
  await makePrivateFolder(join(layout.directory, 'logs'), options);
  await steps.take('identities', () => prepareIdentities(plan));
  await steps.take('settings', async () => {
    const document = makeFoundingDocument(topology);
    await writeJson(files.foundingDocument(layout), document);
    for (const { name } of topology.organisations) {
      const own = fabricFiles.foundingDocument(layout, name);
      if (!existsSync(own)) await writeJson(own, document);
    }
    await prepareGateways(topology, layout, { ...options, ...describePlace(plan) }, (organisation) =>
      listPeerAddresses(plan, organisation),
    );
    await writeNodeFiles(plan, fabric.files, release, options.onNote);
  });
  await steps.take('genesis block', () => makeGenesisBlock(fabric, release));
  await writeJson(fabricFiles.foundedWith(layout), pickFoundedPart(plan));
}

function describePlace({ runtime: { listenHost, gatewayState } }: FabricPlan) {
  return { listenHost, gatewayState };
}

/** Both of the organisation's peers, the first preferred; the certificate must bear that very peer's name. */
function listPeerAddresses(plan: FabricPlan, organisation: Organisation): readonly PeerAddress[] {
  return listPeers(plan, organisation).map(({ announced, hostName, owner }) => ({
    endpoint: announced,
    tlsRootCertificate: owner.tlsRoot,
    hostAlias: hostName,
  }));
}

/** A folder holds one ledger of one founding; whatever else it holds would be taken for this one's. */
function refuseAnotherLedger(plan: FabricPlan, release: Release): void {
  const { layout } = plan;
  const advice = "choose another --directory, or forget it with 'tallystick network reset'";
  if (existsSync(files.ledgerConfig(layout))) {
    throw new Error(`${layout.directory} holds an alliance on the embedded ledger: ${advice}`);
  }
  const block = fabricFiles.genesisBlock(layout);
  if (release !== release3 && existsSync(block) && asksForFabric3(block)) {
    throw new Error(`the network in ${layout.directory} was founded with Fabric 3, and 2.5 cannot run it: ${advice}`);
  }
  const file = fabricFiles.foundedWith(layout);
  if (!existsSync(file)) return;
  const before = readSettings(file, {
    form: z.record(z.string(), z.unknown()),
    what: 'the record of a founding',
    repair: `restore it from a copy; without one ${advice}`,
  });
  const now: Record<string, unknown> = pickFoundedPart(plan);
  const changed = Object.keys(now).filter((key) => JSON.stringify(now[key]) !== JSON.stringify(before[key]));
  if (changed.length === 0) return;
  throw new Error(
    `the network in ${layout.directory} was founded with another topology (${changed.join(', ')}): ${advice}`,
  );
}

function asksForFabric3(block: string): boolean {
  return listCapabilities(readGenesisBlock(block).config.getChannelGroup()).includes(release3.channelCapability);
}

/** The part of a topology that the first block and the founding document fix, so that editing the file cannot change it. */
function pickFoundedPart({ topology, layout: { portBase }, runtime }: FabricPlan) {
  const { organisations, orderers, endorsement } = topology;
  const members = organisations.map(({ name, mspId, endorses, peers }) => ({ name, mspId, endorses, peers }));
  const { consensus, nodes, organisations: others } = orderers;
  return {
    portBase,
    // The first block holds the nodes' addresses.
    runtime: runtime.name === 'native' ? undefined : runtime.name,
    channel: soleChannel(topology).name,
    organisations: members,
    orderers: { consensus, nodes, organisations: others },
    endorsement,
    parameters: makeFoundingDocument(topology),
  };
}
