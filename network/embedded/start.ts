/** Puts the embedded ledger together from its configuration, starts it, and takes it down again. */
import { join } from 'node:path';
import { closeTreeToOthers, makeClosedFolder } from '../file-modes';
import { Msps } from '../identity/msp';
import { ChaincodeStream } from './chaincode/stream';
import type { Channel } from './channel/channel';
import { CommitWaiters } from './channel/commit-waiters';
import { newEndorsementRules, unmetPolicies } from './channel/endorsement-rules';
import { BlockEvents } from './channel/events';
import { genesisBlock } from './channel/genesis';
import { Membership } from './channel/membership';
import { Orderer } from './channel/orderer';
import type { Peer } from './channel/peer';
import { validateBatch } from './channel/validation';
import { type ChannelConfig, type EmbeddedConfig, findMembers } from './config';
import { type Enrolled, enrolAll } from './credentials';
import { openLedger } from './ledger/ledger';
import type { ChaincodeDefinition } from './ledger/types';
import { newProposalCheck } from './peer/checks';
import type { Log } from './rpc/log';
import { type PeerServer, startPeerServer } from './server';

export interface Embedded {
  /** The address of each organisation's peer, by MSP id. */
  readonly addresses: Readonly<Record<string, string>>;
  /** Resolves once every configured chaincode has been connected. */
  chaincodesConnected(): Promise<void>;
  /** Commits what was accepted, ends all calls, and closes the ledgers. */
  stop(): Promise<void>;
}

export interface StartOptions {
  readonly log: Log;
  /** The ledger cannot go on; the process should end. */
  readonly onFailure: (error: Error) => void;
}

const unmetAdvice =
  'all peers of the channel together do not satisfy these policies, so nothing under them will be endorsed';
const openAdvice =
  'these modes cannot be changed here, so others on this machine may read the ledger: put its directory on a disk that keeps modes, owned by this user';

export async function startEmbedded(config: EmbeddedConfig, options: StartOptions): Promise<Embedded> {
  const organisations = enrolAll(config.organisations);
  const chaincodes = new ChaincodeWatch(options.log);
  const peers = new Map(organisations.map((each) => [each.mspId, newPeer(each, config, chaincodes)]));
  const channels = new Map<string, Channel>();
  const servers: PeerServer[] = [];
  const addresses: Record<string, string> = {};
  const stop = async () => {
    await Promise.all([...channels.values()].map(({ orderer }) => orderer.stop()));
    await Promise.all(servers.map((server) => server.stop()));
    for (const { chaincodes: streams } of peers.values()) for (const stream of streams.values()) stream.close();
    for (const { waiters } of channels.values()) waiters.close();
    await Promise.all([...channels.values()].map(({ ledger }) => ledger.close()));
  };
  try {
    for (const each of config.channels) {
      const channel = await openChannel(each, config.directory, { organisations, peers, ...options });
      channels.set(each.name, channel);
      tellUnmetPolicies(channel, options.log);
    }
    // After the opening, because LevelDB makes files by the umask.
    const paths = await closeFolders(config.directory, [...channels.keys()]);
    if (paths.length > 0) options.log('open-to-others', { advice: openAdvice, paths });
    const checks = new Map([...channels.values()].map((each) => [each, newProposalCheck(each, config.timeWindowMs)]));
    for (const { mspId, listen, advertise, credentials } of organisations) {
      const peer = peers.get(mspId);
      if (!peer) throw new Error(`no peer of ${mspId}`);
      const common = { timeWindowMs: config.timeWindowMs, log: options.log, tls: credentials.tls };
      const server = await startPeerServer({ peer, channels, checks, listen, ...common });
      servers.push(server);
      addresses[mspId] = `${listen.slice(0, listen.lastIndexOf(':'))}:${server.port}`;
      peer.address = advertise ?? addresses[mspId];
    }
    for (const { chaincodes: streams } of peers.values()) for (const stream of streams.values()) stream.open();
  } catch (error) {
    await stop();
    throw error;
  }
  return { addresses, chaincodesConnected: () => chaincodes.all(), stop };
}

/** Tells of chaincode processes as they come and go. */
class ChaincodeWatch {
  readonly #missing = new Set<string>();
  readonly #waiting: (() => void)[] = [];

  constructor(readonly log: Log) {}

  watch(mspId: string, chaincode: string): (connected: boolean) => void {
    const key = `${mspId}/${chaincode}`;
    this.#missing.add(key);
    return (connected) => {
      this.log('chaincode', { mspId, chaincode, connected });
      if (!connected || !this.#missing.delete(key) || this.#missing.size > 0) return;
      this.log('chaincodes-connected');
      for (const resume of this.#waiting.splice(0)) resume();
    };
  }

  all(): Promise<void> {
    return this.#missing.size === 0 ? Promise.resolve() : new Promise((resolve) => this.#waiting.push(resolve));
  }
}

type MutablePeer = { -readonly [K in keyof Peer]: Peer[K] };

function newPeer(organisation: Enrolled, config: EmbeddedConfig, watch: ChaincodeWatch): MutablePeer {
  const { mspId, chaincodes, credentials } = organisation;
  const packageIds = new Map(
    config.channels.flatMap((each) => each.chaincodes.map((one) => [one.name, one.packageId])),
  );
  const { identity, sign } = credentials;
  const streams = Object.entries(chaincodes).map(([name, address]) => {
    const onChange = watch.watch(mspId, name);
    const { offerBatches, executeTimeoutMs } = config;
    const packageId = packageIds.get(name) ?? '';
    const log: Log = (state, details) => watch.log(state, { mspId, chaincode: name, ...details });
    const stream = new ChaincodeStream({
      address,
      packageId,
      offersBatches: offerBatches,
      executeTimeoutMs,
      log,
      onChange,
    });
    return [name, stream] as const;
  });
  return { mspId, address: organisation.listen, identity, sign, chaincodes: new Map(streams) };
}

interface ChannelContext extends StartOptions {
  readonly organisations: readonly Enrolled[];
  readonly peers: ReadonlyMap<string, Peer>;
}

async function openChannel(channel: ChannelConfig, directory: string, context: ChannelContext): Promise<Channel> {
  const members = findMembers(channel, context);
  const organisations = members.map(({ mspId, credentials: { rootCertificates } }) => ({ mspId, rootCertificates }));
  const membership = new Membership(channel.name, new Msps(organisations));
  const peers = members.flatMap(({ mspId }) => context.peers.get(mspId) ?? []);
  const definitions = new Map(readDefinitions(channel).map((each) => [each.name, each]));
  const endorsers = members.filter(({ endorses }) => endorses).map(({ mspId }) => mspId);
  const ledger = await openLedger({
    directory: join(directory, channel.name),
    channelId: channel.name,
    organisations: members.map(({ mspId }) => mspId),
    chaincode: (name) => definitions.get(name),
    genesis: genesisBlock({ channelId: channel.name, organisations, batch: channel.batch }),
  });
  const commit = async (batch: readonly Buffer[]) => {
    await ledger.commit(await validateBatch(batch, opened));
  };
  const opened: Channel = {
    name: channel.name,
    ledger,
    definitions,
    membership,
    rules: newEndorsementRules({ definitions, endorsers, members: members.map(({ mspId }) => mspId) }),
    orderer: new Orderer({
      channelId: channel.name,
      batch: channel.batch,
      membership,
      commit,
      onFailure: context.onFailure,
    }),
    waiters: new CommitWaiters(ledger),
    events: new BlockEvents(),
    peers,
  };
  return opened;
}

/** Answers the paths that others can still reach. Everything else in the directory is not the ledger's. */
async function closeFolders(directory: string, channels: readonly string[]): Promise<readonly string[]> {
  const isClosed = await makeClosedFolder(directory).catch(() => false);
  const inside = await Promise.all(channels.map((channel) => closeTreeToOthers(join(directory, channel))));
  return [...(isClosed ? [] : [directory]), ...inside.flat()];
}

/** Such a policy may be wanted; where it is not, nobody would find the reason later. */
function tellUnmetPolicies(channel: Channel, log: Log): void {
  const principals = channel.peers.map(({ mspId }) => ({ mspId, roles: ['member', 'peer'] as const }));
  const unmet = unmetPolicies(channel, principals);
  if (unmet.length > 0) log('policies-unmet', { advice: unmetAdvice, channel: channel.name, unmet });
}

/** zod leaves out what is absent, but its types do not say so. */
function readDefinitions({ chaincodes }: ChannelConfig): ChaincodeDefinition[] {
  return chaincodes as ChaincodeDefinition[];
}
