/**
 * Every node that a topology asks for, with its names, ports and folders: what settings, processes and status are made from.
 * Pure. The plan of an alliance on one machine is that of its institutions side by side, each in its own folder.
 */
import { join } from 'node:path';
import { makeFullName } from '../identity/organisation';
import { memberFolder, organisationFolder, serverFolder } from '../identity/organisation-folder';
import { deriveSettings, type InstitutionSettings, portsEach } from '../institution/settings';
import type { GatewayPlace } from '../local/gateways';
import { files, institutionLayout, type Layout } from '../local/layout';
import { makeDomain, type Named, type Topology } from '../topology';
import { loopback, native, newNative, type Runtime } from './runtime';

/** An institution with a folder of its own, in which all its keys lie. */
export interface Owner extends Named {
  readonly domain: string;
  readonly layout: Layout;
  readonly settings: InstitutionSettings;
  /** The folder of its identities. */
  readonly folder: string;
  /** The root of its TLS certificates (PEM file). */
  readonly tlsRoot: string;
  readonly admin: AdminFiles;
  /** Absent where it only orders. */
  readonly gateway: GatewayPlace | undefined;
}

export interface AdminFiles {
  readonly msp: string;
  readonly tlsCertificate: string;
  readonly tlsKey: string;
}

interface Node {
  /** The name of its process and its log: `orderer0`, `peer0.harbour`. */
  readonly name: string;
  readonly owner: Owner;
  readonly hostName: string;
  /** `host:port` of its gRPC services, as this machine reaches them. */
  readonly address: string;
  /** The same, as other nodes reach them. */
  readonly announced: string;
  readonly announcedHost: string;
  readonly port: number;
  readonly operationsPort: number;
  /** `host:port` of its own report, which only this machine reaches. */
  readonly operationsAddress: string;
  /** `msp` and `tls` lie here. */
  readonly folder: string;
  readonly dataFolder: string;
}

export interface OrdererNode extends Node {
  readonly adminPort: number;
  /** As this machine reaches it. */
  readonly adminAddress: string;
}

export interface PeerNode extends Node {
  /** The port for chaincode that connects to it; none does, since chaincode runs as a service. */
  readonly chaincodePort: number;
  /** Definitions take turns, so that the one in force and the next one run side by side. */
  readonly chaincode: Readonly<Record<Turn, ChaincodeServer>>;
}

export type Turn = 'odd' | 'even';

/** The process that runs the contracts for one peer. */
export interface ChaincodeServer {
  readonly name: string;
  readonly hostName: string;
  readonly address: string;
  readonly announced: string;
  readonly listen: string;
  /** Certificate, key and root of its TLS. */
  readonly tlsFolder: string;
}

export interface FabricPlan {
  readonly topology: Topology;
  /** The supervisor's place: logs, and the description of what runs. */
  readonly layout: Layout;
  readonly runtime: Runtime;
  /** Members first, then the organisations that only order. */
  readonly owners: readonly Owner[];
  readonly orderers: readonly OrdererNode[];
  readonly peers: readonly PeerNode[];
}

/** Files of one institution. */
export const fabricFiles = {
  folder: ({ directory }: Layout) => join(directory, 'fabric'),
  config: (layout: Layout) => join(fabricFiles.folder(layout), 'config'),
  /** Addresses of a peer's chaincode processes, where its settings cannot hold them. */
  besidePeer: (layout: Layout, peer: string) => join(fabricFiles.folder(layout), 'beside', `${peer}.json`),
  genesisBlock: (layout: Layout) => join(fabricFiles.folder(layout), 'genesis.block'),
  /** Another organisation's, from its member file. */
  tlsRoot: (layout: Layout, mspId: string) => join(fabricFiles.folder(layout), 'tls-roots', `${mspId}.pem`),
  data: (layout: Layout, node: string) => join(fabricFiles.folder(layout), 'data', node),
} as const;

/** A whole alliance on this machine. */
export function planNodes(topology: Topology, layout: Layout, runtime: Runtime = native): FabricPlan {
  const host = runtime.name === 'native' ? { host: loopback } : {};
  const settings = deriveSettings(topology, { listen: runtime.listenHost, ...host, portBase: layout.portBase });
  const parts = settings.map((each) => {
    return planInstitution(each, institutionLayout(layout, each.name), runtime);
  });
  return { topology, layout, runtime, ...joinParts(parts) };
}

/** The nodes of one institution, in its folder, on a machine of its own. */
export function planOwnNodes(settings: InstitutionSettings, directory: string): OwnNodes {
  return planInstitution(settings, ownLayout(settings, directory), newNative(settings));
}

/** The same, as the plan of a network of which this machine sees no other nodes. */
export function planOwnNetwork(topology: Topology, settings: InstitutionSettings, directory: string): FabricPlan {
  const layout = ownLayout(settings, directory);
  return { topology, layout, runtime: newNative(settings), ...joinParts([planOwnNodes(settings, directory)]) };
}

function ownLayout({ gatewayPort = 0 }: InstitutionSettings, directory: string): Layout {
  return { directory, portBase: gatewayPort };
}

/** Each institution of a plan by itself. */
export function listOwnNodes({ owners, orderers, peers }: FabricPlan): readonly OwnNodes[] {
  return owners.map((owner) => ({
    owner,
    orderers: orderers.filter((each) => each.owner === owner),
    peers: peers.filter((each) => each.owner === owner),
  }));
}

/** The nodes of one institution. */
export type OwnNodes = Pick<FabricPlan, 'orderers' | 'peers'> & { readonly owner: Owner };

function joinParts(parts: readonly OwnNodes[]): Pick<FabricPlan, 'owners' | 'orderers' | 'peers'> {
  return {
    owners: parts.map(({ owner }) => owner),
    orderers: parts.flatMap(({ orderers }) => orderers),
    peers: parts.flatMap(({ peers }) => peers),
  };
}

function planInstitution(settings: InstitutionSettings, layout: Layout, runtime: Runtime): OwnNodes {
  const owner = newOwner(settings, layout, runtime);
  return {
    owner,
    orderers: settings.orderers.map(({ name, port }) => planOrderer(owner, runtime, { name, port })),
    peers: settings.peers.map(({ name, port }) => planPeer(owner, runtime, { shortName: name, port })),
  };
}

/** How many ports a plan takes. */
export function portsTaken({ owners }: Pick<FabricPlan, 'owners'>): number[] {
  return owners.flatMap(({ settings: { gatewayPort, orderers, peers } }) => [
    ...(gatewayPort === undefined ? [] : [gatewayPort]),
    ...orderers.flatMap(({ port }) => range(port, portsEach.orderer)),
    ...peers.flatMap(({ port }) => range(port, portsEach.peer)),
  ]);
}

/** The gateways of all institutions that have one. */
export function listGateways({ owners }: FabricPlan): readonly GatewayPlace[] {
  return owners.flatMap(({ gateway }) => gateway ?? []);
}

/** Whose turn a chaincode definition's sequence is. */
export function findTurn(sequence: number): Turn {
  return sequence % 2 === 1 ? 'odd' : 'even';
}

export function listPeers({ peers }: FabricPlan, organisation: Named): readonly PeerNode[] {
  return peers.filter(({ owner }) => owner.name === organisation.name);
}

function newOwner(settings: InstitutionSettings, layout: Layout, runtime: Runtime): Owner {
  const { name, mspId, gatewayPort } = settings;
  const domain = makeDomain({ name });
  const folder = organisationFolder(
    files.organizations(layout),
    settings.peers.length > 0 ? 'peer' : 'orderer',
    domain,
  );
  const admin = memberFolder(folder, { role: 'admin', name: `Admin@${domain}` });
  const { besideHost: host, gatewayState: state } = runtime;
  return {
    name,
    mspId,
    domain,
    layout,
    settings,
    folder,
    tlsRoot: join(folder, 'msp', 'tlscacerts', `tlsca.${domain}-cert.pem`),
    admin: {
      msp: join(admin, 'msp'),
      tlsCertificate: join(admin, 'tls', 'client.crt'),
      tlsKey: join(admin, 'tls', 'client.key'),
    },
    gateway:
      gatewayPort === undefined ? undefined : { organisation: { name, mspId }, layout, host, port: gatewayPort, state },
  };
}

/** The part that an orderer and a peer have in common. */
function planNode(owner: Owner, runtime: Runtime, hostName: string, ports: { port: number; operationsPort: number }) {
  const { port, operationsPort } = ports;
  const announcedHost = runtime.resolveHost(hostName);
  return {
    owner,
    hostName,
    address: `${runtime.reach(announcedHost)}:${port}`,
    announced: `${announcedHost}:${port}`,
    announcedHost,
    port,
    operationsPort,
    operationsAddress: `${reachBeside(runtime)}:${operationsPort}`,
  };
}

/** The host of servers that listen to this machine only. */
function reachBeside({ reach, besideHost }: Runtime): string {
  return reach(besideHost);
}

function planOrderer(owner: Owner, runtime: Runtime, { name, port }: { name: string; port: number }): OrdererNode {
  const hostName = makeFullName({ name, role: 'orderer' }, owner.domain);
  const node = planNode(owner, runtime, hostName, { port, operationsPort: port + 2 });
  return {
    ...node,
    name,
    adminPort: port + 1,
    adminAddress: `${reachBeside(runtime)}:${port + 1}`,
    folder: memberFolder(owner.folder, { role: 'orderer', name: hostName }),
    dataFolder: fabricFiles.data(owner.layout, name),
  };
}

function planPeer(owner: Owner, runtime: Runtime, { shortName, port }: { shortName: string; port: number }): PeerNode {
  const name = `${shortName}.${owner.name}`;
  const hostName = makeFullName({ name: shortName, role: 'peer' }, owner.domain);
  const node = planNode(owner, runtime, hostName, { port, operationsPort: port + 2 });
  const chaincodeAt = (server: string, serverPort: number): ChaincodeServer => {
    const serverHost = `${chaincodeHost(shortName)}.${owner.domain}`;
    return {
      name: server,
      hostName: serverHost,
      address: `${reachBeside(runtime)}:${serverPort}`,
      announced: `${runtime.resolveBeside(serverHost)}:${serverPort}`,
      listen: `${runtime.besideHost}:${serverPort}`,
      tlsFolder: serverFolder(owner.folder, chaincodeHost(shortName), owner.domain),
    };
  };
  return {
    ...node,
    name,
    chaincodePort: port + 1,
    folder: memberFolder(owner.folder, { role: 'peer', name: hostName }),
    dataFolder: fabricFiles.data(owner.layout, name),
    chaincode: {
      odd: chaincodeAt(`chaincode-${name}`, port + 3),
      even: chaincodeAt(`chaincode-${name}-even`, port + 4),
    },
  };
}

/** The chaincode process beside a peer, in its certificate. */
export function chaincodeHost(peer: string): string {
  return `chaincode-${peer}`;
}

function range(first: number, length: number): number[] {
  return Array.from({ length }, (_, index) => first + index);
}
