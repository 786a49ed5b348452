/**
 * A chaincode's way onto the channel: installed at peers, approved by each organisation, committed by a majority. Every step
 * asks what is there, so that it can be repeated.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { countMajority, listEndorsers, soleChannel } from '../topology';
import { replaceWhole } from '../whole-file';
import type { ChaincodePackage } from './chaincode-package';
import { adminSettings } from './node-settings';
import { fabricFiles, listPeers, type OrdererNode, type PeerNode } from './nodes';
import { channelMetric } from './operations';
import type { Fabric } from './ordering';
import { CommandFailed, run } from './run';

/** A definition of a chaincode, which organisations approve and commit. */
export interface Definition {
  readonly name: string;
  readonly version: string;
  readonly sequence: number;
  readonly package: ChaincodePackage;
  /** As `collectionsOf` makes them; empty where the chaincode has none. */
  readonly collections: readonly object[];
}

export async function joinPeer(fabric: Fabric, peer: PeerNode): Promise<void> {
  const { name: channel } = soleChannel(fabric.plan.topology);
  if ((await channelMetric(peer, 'ledger_blockchain_height', channel)) !== undefined) return;
  await peerCommand(fabric, peer, ['channel', 'join', '-b', fabricFiles.genesisBlock(fabric.plan.layout)]).catch(
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
  const file = await packageFile(fabric, definition);
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
    ...(await definitionArgs(fabric, definition)),
  ]);
  return (JSON.parse(output) as { approvals: Record<string, boolean> }).approvals;
}

/** In the name of the peer's organisation; at the leader, since BFT followers hold requests back before they forward them. */
export async function approve(
  fabric: Fabric,
  peer: PeerNode,
  { definition, leader }: { readonly definition: Definition; readonly leader: OrdererNode },
): Promise<void> {
  await peerCommand(fabric, peer, [
    ...['lifecycle', 'chaincode', 'approveformyorg', '--package-id', definition.package.id],
    ...(await definitionArgs(fabric, definition)),
    ...ordererArgs(leader),
  ]).catch(unless(/attempted to redefine uncommitted sequence .* with unchanged content/));
}

/** With the endorsements of a majority's first peers. */
export async function commit(fabric: Fabric, definition: Definition, leader: OrdererNode): Promise<void> {
  const { plan } = fabric;
  const endorsers = listEndorsers(plan.topology)
    .slice(0, countMajority(plan.topology))
    .map((organisation) => firstPeer(fabric, organisation.name));
  const [peer] = endorsers;
  if (peer === undefined) throw new Error('no organisation endorses');
  await peerCommand(fabric, peer, [
    ...['lifecycle', 'chaincode', 'commit'],
    ...(await definitionArgs(fabric, definition)),
    ...ordererArgs(leader),
    ...endorsers.flatMap(({ address, owner }) => ['--peerAddresses', address, '--tlsRootCertFiles', owner.tlsRoot]),
  ]);
}

/** An organisation's first peer, at which its administrator acts. */
export function firstPeer({ plan }: Fabric, organisation: string): PeerNode {
  const [peer] = listPeers(plan, { name: organisation, mspId: '' });
  if (peer === undefined) throw new Error(`${organisation} has no peer`);
  return peer;
}

function peerCommand(fabric: Fabric, peer: PeerNode, args: readonly string[]): Promise<string> {
  const { files, plan, signal } = fabric;
  return run({ file: files.programs.peer, args, env: adminSettings(plan, peer), deadlineMs: 60_000, signal });
}

async function definitionArgs({ plan }: Fabric, definition: Definition): Promise<string[]> {
  const { name, version, sequence, collections } = definition;
  const file = join(fabricFiles.folder(plan.layout), `${name}_${sequence}.collections.json`);
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

function ordererArgs({ address, owner }: OrdererNode): string[] {
  return ['-o', address, '--tls', '--cafile', owner.tlsRoot];
}

async function packageFile({ plan }: Fabric, { name, sequence, package: { bytes } }: Definition): Promise<string> {
  const file = join(fabricFiles.folder(plan.layout), `${name}_${sequence}.tar.gz`);
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
