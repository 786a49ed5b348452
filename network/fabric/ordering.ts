/** The ordering service: its first block, its orderers' part in the channel, its leader, and what it really runs. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { orderer as ordererMessages } from '@hyperledger/fabric-protos';
import { readConfigBlock } from '../channel/genesis';
import { soleChannel } from '../topology';
import type { FabricFiles } from './binaries';
import { adminSettings } from './node-settings';
import { type FabricPlan, fabricFiles, type OrdererNode, type PeerNode } from './nodes';
import { channelMetric } from './operations';
import { CommandFailed, run } from './run';
import { until } from './waiting';

export interface Fabric {
  readonly plan: FabricPlan;
  readonly files: FabricFiles;
  readonly signal?: AbortSignal | undefined;
}

export interface OrdererStatus {
  /** `active` once it takes part; `onboarding` while it fetches blocks. */
  readonly status: string;
  readonly height: number;
}

const leaderDeadlineMs = 30_000;

/** Joins the orderer where it has not joined yet. It answers once its admin endpoint is up. */
export async function joinOrderer(fabric: Fabric, orderer: OrdererNode): Promise<void> {
  if ((await ordererStatus(fabric, orderer)) !== undefined) return;
  await osnadmin(fabric, orderer, 'join', '--config-block', fabricFiles.genesisBlock(orderer.owner.layout));
}

/** Undefined where it has not joined the channel; throws where it does not answer. */
export async function ordererStatus(fabric: Fabric, orderer: OrdererNode): Promise<OrdererStatus | undefined> {
  const output = await osnadmin(fabric, orderer, 'list');
  const answer = JSON.parse(output) as { status?: string; height?: number; error?: string };
  if (answer.status === undefined) return undefined;
  return { status: answer.status, height: answer.height ?? 0 };
}

async function osnadmin({ plan, files, signal }: Fabric, orderer: OrdererNode, verb: string, ...more: string[]) {
  const { tlsRoot, admin } = orderer.owner;
  const args = [
    ...['channel', verb, '--no-status', '--channelID', soleChannel(plan.topology).name, '-o', orderer.adminAddress],
    ...['--ca-file', tlsRoot, '--client-cert', admin.tlsCertificate, '--client-key', admin.tlsKey],
    ...more,
  ];
  const output = await run({ file: files.programs.osnadmin, args, deadlineMs: 10_000, signal });
  const isRefused = verb === 'join' && /"error"/.test(output);
  if (isRefused) throw new CommandFailed('osnadmin channel join', 'was refused', output);
  return output;
}

/** The orderer that says it leads; undefined while none does. */
export async function findLeader({ plan }: Fabric): Promise<OrdererNode | undefined> {
  const { orderers } = plan.topology;
  const { name: channel } = soleChannel(plan.topology);
  const metric = orderers.consensus === 'BFT' ? 'consensus_BFT_is_leader' : 'consensus_etcdraft_is_leader';
  const leads = await Promise.all(plan.orderers.map((orderer) => channelMetric(orderer, metric, channel)));
  return plan.orderers.find((_, index) => leads[index] === 1);
}

export function awaitLeader(fabric: Fabric): Promise<OrdererNode> {
  return until('an orderer leads', () => findLeader(fabric), { deadlineMs: leaderDeadlineMs, signal: fabric.signal });
}

/** The consensus that the running channel's configuration names, as a peer has it: what was asked for proves nothing. */
export async function runningConsensus(fabric: Fabric, peer: PeerNode): Promise<string> {
  const { plan, files, signal } = fabric;
  const file = join(fabricFiles.folder(peer.owner.layout), `config-${process.pid}-${peer.name}.block`);
  try {
    const args = ['channel', 'fetch', 'config', file, '-c', soleChannel(plan.topology).name];
    await run({ file: files.programs.peer, args, env: adminSettings(peer), signal });
    return consensusIn(readFileSync(file));
  } finally {
    rmSync(file, { force: true });
  }
}

function consensusIn(configBlock: Uint8Array): string {
  const { config } = readConfigBlock(configBlock);
  const value = config.getChannelGroup()?.getGroupsMap().get('Orderer')?.getValuesMap().get('ConsensusType');
  if (value === undefined) throw new Error('the config block names no consensus');
  return ordererMessages.ConsensusType.deserializeBinary(value.getValue_asU8()).getType();
}
