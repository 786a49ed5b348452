/**
 * Settings of each node: the stock core.yaml and orderer.yaml with the environment on top. Pure, but for the two files that
 * are copied. Reasons for the settings that differ from Fabric's defaults are in the README.
 */
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Document, parseDocument } from 'yaml';
import { z } from 'zod';
import { ignore } from '../local/gateways';
import { rewrite } from '../local/kept-edits';
import type { Layout } from '../local/layout';
import { readSettings } from '../settings-file';
import { soleChannel } from '../topology';
import type { FabricFiles } from './binaries';
import { type FabricPlan, fabricFiles, listPeers, type OrdererNode, type PeerNode } from './nodes';
import type { Release } from './release';

export type Settings = Readonly<Record<string, string>>;

/** Fabric's log specification; at `info` a peer writes gigabytes under load. */
export const defaultNodeLogging = 'warning';

const timeWindow = '5m';

/** core.yaml with what no environment variable can say: the builder for chaincode as a service, the filters, and that there is no Docker. */
export async function writeNodeFiles(
  layout: Layout,
  fabric: FabricFiles,
  { authFilters }: Release,
  tell: (note: string) => void = ignore,
): Promise<void> {
  const folder = fabricFiles.config(layout);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const core = readStock(fabric, 'core.yaml');
  core.setIn(
    ['chaincode', 'externalBuilders'],
    [
      {
        name: 'ccaas_builder',
        path: fabric.builderFolder,
        propagateEnvironment: [builderSetting],
      },
    ],
  );
  core.setIn(
    ['peer', 'handlers', 'authFilters'],
    authFilters.map((name) => ({ name })),
  );
  // Fabric 2.5 takes no empty variable for an answer, and a peer that looks for Docker is not healthy.
  core.setIn(['vm', 'endpoint'], '');
  rewrite(join(folder, 'core.yaml'), core.toString(), tell);
  rewrite(join(folder, 'orderer.yaml'), readStock(fabric, 'orderer.yaml').toString(), tell);
}

/** Settings as the official archive has them, with their comments. Throws SettingsWrong. */
export function readStock({ configFolder }: Pick<FabricFiles, 'configFolder'>, name: string): Document {
  let document = new Document();
  const parse = (text: string): unknown => {
    document = parseDocument(text);
    const [error] = document.errors;
    if (error !== undefined) throw error;
    return document.toJS();
  };
  readSettings(join(configFolder, name), {
    form: z.record(z.string(), z.unknown()),
    what: `Fabric's ${name}`,
    repair: "unpack the official archive's folder 'config' again",
    parse,
  });
  return document;
}

export function ordererSettings(plan: FabricPlan, orderer: OrdererNode, logging = defaultNodeLogging): Settings {
  const { owner, port, folder, dataFolder, operationsPort, adminPort } = orderer;
  const { listenHost, besideHost } = plan.runtime;
  const tls = locateTls(folder);
  return {
    FABRIC_CFG_PATH: fabricFiles.config(owner.layout),
    FABRIC_LOGGING_SPEC: logging,
    FABRIC_LOGGING_FORMAT: 'json',
    ORDERER_GENERAL_LISTENADDRESS: listenHost,
    ORDERER_GENERAL_LISTENPORT: String(port),
    ORDERER_GENERAL_LOCALMSPID: owner.mspId,
    ORDERER_GENERAL_LOCALMSPDIR: join(folder, 'msp'),
    ORDERER_GENERAL_BOOTSTRAPMETHOD: 'none',
    ORDERER_CHANNELPARTICIPATION_ENABLED: 'true',
    ORDERER_GENERAL_TLS_ENABLED: 'true',
    ORDERER_GENERAL_TLS_CERTIFICATE: tls.certificate,
    ORDERER_GENERAL_TLS_PRIVATEKEY: tls.key,
    ORDERER_GENERAL_TLS_ROOTCAS: `[${owner.tlsRoot}]`,
    // A follower that forwards to a dead leader waits this long.
    ORDERER_GENERAL_CLUSTER_RPCTIMEOUT: '1s',
    // Peers ask their orderer more often than the stock orderer bears.
    ORDERER_GENERAL_KEEPALIVE_SERVERMININTERVAL: '1s',
    ORDERER_FILELEDGER_LOCATION: dataFolder,
    ORDERER_CONSENSUS_WALDIR: join(dataFolder, 'wal'),
    ORDERER_CONSENSUS_SNAPDIR: join(dataFolder, 'snap'),
    ORDERER_OPERATIONS_LISTENADDRESS: `${besideHost}:${operationsPort}`,
    ORDERER_METRICS_PROVIDER: 'prometheus',
    ORDERER_ADMIN_LISTENADDRESS: `${besideHost}:${adminPort}`,
    ORDERER_ADMIN_TLS_ENABLED: 'true',
    ORDERER_ADMIN_TLS_CERTIFICATE: tls.certificate,
    ORDERER_ADMIN_TLS_PRIVATEKEY: tls.key,
    ORDERER_ADMIN_TLS_CLIENTAUTHREQUIRED: 'true',
    ORDERER_ADMIN_TLS_CLIENTROOTCAS: `[${owner.tlsRoot}]`,
  };
}

export interface PeerTuning {
  /** Fabric's log specification. */
  readonly logging?: string | undefined;
  /** After how many blocks what was purged leaves the stores. */
  readonly purgeInterval?: number | undefined;
}

export function peerSettings(plan: FabricPlan, peer: PeerNode, tuning: PeerTuning = {}): Settings {
  return { ...ownPeerSettings(plan, peer, tuning), [builderSetting]: describeChaincodes(peer) };
}

/** Which environment variable fills in the template of the chaincode's package. */
export const builderSetting = 'CHAINCODE_AS_A_SERVICE_BUILDER_CONFIG';

/** Holds the TLS root, so it exists only once identities do. */
export function describeChaincodes({ chaincode: { odd, even } }: PeerNode): string {
  return JSON.stringify({
    odd: odd.announced,
    even: even.announced,
    rootCertificate: readFileSync(join(odd.tlsFolder, 'ca.crt'), 'utf8'),
  });
}

/** All but the setting for chaincode: it follows from the topology alone. */
export function ownPeerSettings(plan: FabricPlan, peer: PeerNode, tuning: PeerTuning = {}): Settings {
  const { logging = defaultNodeLogging, purgeInterval } = tuning;
  const { owner, announced, folder, dataFolder, operationsPort } = peer;
  const { listenHost, besideHost } = plan.runtime;
  const tls = locateTls(folder);
  return {
    FABRIC_CFG_PATH: fabricFiles.config(owner.layout),
    FABRIC_LOGGING_SPEC: logging,
    FABRIC_LOGGING_FORMAT: 'json',
    CORE_PEER_ID: peer.hostName,
    CORE_PEER_NETWORKID: soleChannel(plan.topology).name,
    CORE_PEER_LOCALMSPID: owner.mspId,
    CORE_PEER_MSPCONFIGPATH: join(folder, 'msp'),
    CORE_PEER_LISTENADDRESS: `${listenHost}:${peer.port}`,
    CORE_PEER_ADDRESS: announced,
    CORE_PEER_CHAINCODELISTENADDRESS: `${besideHost}:${peer.chaincodePort}`,
    // No chaincode connects to it; it has to be an address all the same.
    CORE_PEER_CHAINCODEADDRESS: `${plan.runtime.resolveBeside(peer.hostName)}:${peer.chaincodePort}`,
    CORE_PEER_TLS_ENABLED: 'true',
    CORE_PEER_TLS_CERT_FILE: tls.certificate,
    CORE_PEER_TLS_KEY_FILE: tls.key,
    CORE_PEER_TLS_ROOTCERT_FILE: owner.tlsRoot,
    CORE_PEER_FILESYSTEMPATH: dataFolder,
    CORE_LEDGER_SNAPSHOTS_ROOTDIR: join(dataFolder, 'snapshots'),
    ...(purgeInterval === undefined ? {} : { CORE_LEDGER_PVTDATASTORE_PURGEINTERVAL: String(purgeInterval) }),
    CORE_OPERATIONS_LISTENADDRESS: `${besideHost}:${operationsPort}`,
    CORE_METRICS_PROVIDER: 'prometheus',
    CORE_PEER_AUTHENTICATION_TIMEWINDOW: timeWindow,
    ...gossipSettings(plan, peer),
    ...patienceSettings,
  };
}

function gossipSettings(plan: FabricPlan, peer: PeerNode): Settings {
  const siblings = listPeers(plan, peer.owner).filter(({ name }) => name !== peer.name);
  return {
    CORE_PEER_GOSSIP_BOOTSTRAP: (siblings.length > 0 ? siblings : [peer]).map(({ announced }) => announced).join(' '),
    CORE_PEER_GOSSIP_EXTERNALENDPOINT: peer.announced,
    // Organisations meet, and meet again, at this interval.
    CORE_PEER_GOSSIP_RECONNECTINTERVAL: '2s',
    // A block waits this long for private data that no peer has.
    CORE_PEER_GOSSIP_PVTDATA_PULLRETRYTHRESHOLD: '2s',
    // Nobody has the data of a transaction that was sent twice: the first copy's commit took them out of every transient store.
    CORE_PEER_GOSSIP_PVTDATA_SKIPPULLINGINVALIDTRANSACTIONSDURINGCOMMIT: 'true',
  };
}

/** How soon a peer gives up on what does not answer: a stopped process keeps its connections, and only asking shows that it is gone. */
const patienceSettings: Settings = {
  CORE_PEER_GATEWAY_DIALTIMEOUT: '5s',
  CORE_PEER_GATEWAY_ENDORSEMENTTIMEOUT: '10s',
  CORE_PEER_GATEWAY_BROADCASTTIMEOUT: '1s',
  CORE_PEER_DELIVERYCLIENT_CONNTIMEOUT: '1s',
  CORE_PEER_DELIVERYCLIENT_RECONNECTBACKOFFTHRESHOLD: '2s',
  // In seconds, without a unit. What lies between forgets a connection that is idle, and gRPC itself asks every 60 s + 20 s only.
  CORE_CHAINCODE_KEEPALIVE: '4',
  CORE_PEER_KEEPALIVE_MININTERVAL: '1s',
  CORE_PEER_KEEPALIVE_CLIENT_INTERVAL: '10s',
  CORE_PEER_KEEPALIVE_CLIENT_TIMEOUT: '3s',
  CORE_PEER_KEEPALIVE_DELIVERYCLIENT_INTERVAL: '10s',
  CORE_PEER_KEEPALIVE_DELIVERYCLIENT_TIMEOUT: '3s',
};

/** Settings with which the `peer` command can act as the organisation's administrator at one of its peers. */
export function adminSettings(peer: PeerNode): Settings {
  const { owner, address } = peer;
  return {
    FABRIC_CFG_PATH: fabricFiles.config(owner.layout),
    FABRIC_LOGGING_SPEC: 'error',
    CORE_PEER_TLS_ENABLED: 'true',
    CORE_PEER_LOCALMSPID: owner.mspId,
    CORE_PEER_MSPCONFIGPATH: owner.admin.msp,
    CORE_PEER_ADDRESS: address,
    CORE_PEER_TLS_ROOTCERT_FILE: owner.tlsRoot,
  };
}

function locateTls(folder: string) {
  return { certificate: join(folder, 'tls', 'server.crt'), key: join(folder, 'tls', 'server.key') };
}
