/**
 * A chaincode's way onto the channel: installed at peers, approved by each organisation, committed by a majority. Every step
 * asks what is there, so that it can be repeated.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DefinitionFile } from '../institution/definition-file';
import type { Layout } from '../local/layout';
import { soleChannel } from '../topology';
import { replaceWhole } from '../whole-file';
import type { ChaincodePackage } from './chaincode-package';
import { adminSettings } from './node-settings';
import { type FabricPlan, fabricFiles, listPeers, type PeerNode } from './nodes';
import { channelMetric } from './operations';
import type { Fabric } from './ordering';
import { listEndorsingPeers, type Reached } from './others';
import { CommandFailed, run } from './run';

/** A definition of a chaincode, which organisations approve and commit. */
export interface Definition {
  readonly name: string;
  readonly version: string;
  readonly sequence: number;
  readonly package: ChaincodePackage;
  /** As `collectionsOf` makes them; empty where the chaincode has none. */
  readonly collections: DefinitionFile['collections'];
}

export async function joinPeer(fabric: Fabric, peer: PeerNode): Promise<void> {
  const { name: channel } = soleChannel(fabric.plan.topology);
  if ((await channelMetric(peer, 'ledger_blockchain_height', channel)) !== undefined) return;
  await peerCommand(fabric, peer, ['channel', 'join', '-b', fabricFiles.genesisBlock(peer.owner.layout)]).catch(
    unless(/already exists/),
  );
}

/** True where the peer still has its blocks. A peer whose files are gone goes on answering from memory. */
export async function readsBlocks(fabric: Fabric, peer: PeerNode): Promise<boolean> {
  const { name: channel } = soleChannel(fabric.plan.topology);
  const question = JSON.stringify({ Args: ['GetBlockByNumber', channel, '0'] });
  const args = ['chaincode', 'query', '-C', channel, '-n', 'qscc', '-c', question, '--hex'];
  return peerCommand(fabric, peer, args).then(
    () => true,
    () => false,
  );
}

export async function installAt(fabric: Fabric, peer: PeerNode, definition: Definition): Promise<void> {
  const file = packageFile(peer.owner.layout, definition);
  await peerCommand(fabric, peer, ['lifecycle', 'chaincode', 'install', file]).catch(
    unless(/already successfully installed/),
  );
}

/** The sequence that the channel has committed; 0 where it does not know the chaincode. */
export async function committedSequence(fabric: Fabric, peer: PeerNode, name: string): Promise<number> {
  const { name: channel } = soleChannel(fabric.plan.topology);
  const output = await peerCommand(fabric, peer, [
    ...['lifecycle', 'chaincode', 'querycommitted', '-C', channel, '-n', name, '-O', 'json'],
  ]).catch(unless(/not defined|not found/));
  return output === undefined ? 0 : ((JSON.parse(output) as { sequence?: number }).sequence ?? 0);
}

/** Says of each organisation (MSP id) whether it has approved this definition. */
export async function readiness(
  fabric: Fabric,
  peer: PeerNode,
  definition: Definition,
): Promise<Readonly<Record<string, boolean>>> {
  const output = await peerCommand(fabric, peer, [
    ...['lifecycle', 'chaincode', 'checkcommitreadiness', '-O', 'json'],
    ...definitionArgs(fabric, peer, definition),
  ]);
  return (JSON.parse(output) as { approvals: Record<string, boolean> }).approvals;
}

/** In the name of the peer's organisation; best at the leader, since BFT followers hold requests back before they forward them. */
export async function approve(
  fabric: Fabric,
  peer: PeerNode,
  { definition, orderer }: { readonly definition: Definition; readonly orderer: Reached },
): Promise<void> {
  await peerCommand(fabric, peer, [
    ...['lifecycle', 'chaincode', 'approveformyorg', '--package-id', definition.package.id],
    ...definitionArgs(fabric, peer, definition),
    ...ordererArgs(orderer),
  ]).catch(unless(/attempted to redefine uncommitted sequence .* with unchanged content/));
}

/** In the name of the peer's organisation, with the endorsements of a majority's first peers. */
export async function commit(
  fabric: Fabric,
  peer: PeerNode,
  { definition, orderer }: { readonly definition: Definition; readonly orderer: Reached },
): Promise<void> {
  const endorsers = listEndorsingPeers(fabric.plan, peer.owner);
  await peerCommand(fabric, peer, [
    ...['lifecycle', 'chaincode', 'commit'],
    ...definitionArgs(fabric, peer, definition),
    ...ordererArgs(orderer),
    ...endorsers.flatMap(({ address, tlsRoot }) => ['--peerAddresses', address, '--tlsRootCertFiles', tlsRoot]),
  ]);
}

/** The first peer of each institution that has one: its administrator acts there. */
export function firstPeers(plan: FabricPlan): readonly PeerNode[] {
  return plan.owners.flatMap((owner) => listPeers(plan, owner).slice(0, 1));
}

function peerCommand(fabric: Fabric, peer: PeerNode, args: readonly string[]): Promise<string> {
  const { files, signal } = fabric;
  return run({ file: files.programs.peer, args, env: adminSettings(peer), deadlineMs: 60_000, signal });
}

function definitionArgs({ plan }: Fabric, { owner }: PeerNode, definition: Definition): string[] {
  const { name, version, sequence, collections } = definition;
  const file = join(fabricFiles.folder(owner.layout), `${name}_${sequence}.collections.json`);
  if (collections.length > 0) replaceWhole(file, JSON.stringify(collections, undefined, 2));
  return [
    ...[
      '--channelID',
      soleChannel(plan.topology).name,
      '--name',
      name,
      '--version',
      version,
      '--sequence',
      String(sequence),
    ],
    ...(collections.length > 0 ? ['--collections-config', file] : []),
  ];
}

function ordererArgs({ address, tlsRoot }: Reached): string[] {
  return ['-o', address, '--tls', '--cafile', tlsRoot];
}

function packageFile(layout: Layout, { name, sequence, package: { bytes } }: Definition): string {
  const file = join(fabricFiles.folder(layout), `${name}_${sequence}.tar.gz`);
  if (!isThere(file, bytes)) replaceWhole(file, bytes);
  return file;
}

function isThere(file: string, bytes: Buffer): boolean {
  try {
    return readFileSync(file).equals(bytes);
  } catch {
    return false;
  }
}

/** Done already is done. */
function unless(harmless: RegExp): (error: unknown) => undefined {
  return (error) => {
    if (error instanceof CommandFailed && harmless.test(error.output)) return undefined;
    throw error;
  };
}
