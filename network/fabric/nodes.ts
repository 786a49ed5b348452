/**
 * Every node that a topology asks for, with its names, ports and folders: what settings, processes and status are made from.
 * Pure. A node keeps its ports when organisations or orderers are added behind it.
 */
import { join } from 'node:path';
import { makeFullName } from '../identity/organisation';
import { memberFolder, organisationFolder, serverFolder } from '../identity/organisation-folder';
import { files, type Layout } from '../local/layout';
import { makeDomain, type Named, type Organisation, type Topology } from '../topology';
import { host, native, type Runtime } from './runtime';

/** An organisation with a folder of identities. */
export interface Owner extends Named {
  readonly domain: string;
  readonly folder: string;
  /** The root of its TLS certificates (PEM file). */
  readonly tlsRoot: string;
  readonly admin: AdminFiles;
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
  readonly organisation: Organisation;
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
  readonly layout: Layout;
  readonly runtime: Runtime;
  /** Members first, then the organisations that only order. */
  readonly owners: readonly Owner[];
  readonly orderers: readonly OrdererNode[];
  readonly peers: readonly PeerNode[];
}

const portsBefore = { orderers: 10, peers: 40 } as const;
const portsEach = { orderer: 3, peer: 5 } as const;

export const fabricFiles = {
  folder: ({ directory }: Layout) => join(directory, 'fabric'),
  config: (layout: Layout) => join(fabricFiles.folder(layout), 'config'),
  /** Addresses of a peer's chaincode processes, where its settings cannot hold them. */
  besidePeer: (layout: Layout, peer: string) => join(fabricFiles.folder(layout), 'beside', `${peer}.json`),
  genesisBlock: (layout: Layout) => join(fabricFiles.folder(layout), 'genesis.block'),
  foundedWith: (layout: Layout) => join(fabricFiles.folder(layout), 'founded-with.json'),
  foundingDocument: ({ directory }: Layout, organisation: string) =>
    join(directory, 'chaincode', organisation, 'alliance.json'),
  data: (layout: Layout, node: string) => join(fabricFiles.folder(layout), 'data', node),
} as const;

export function planNodes(topology: Topology, layout: Layout, runtime: Runtime = native): FabricPlan {
  const where = { layout, runtime };
  const owners = [
    ...topology.organisations.map((organisation) => newOwner(layout, organisation, 'peer')),
    ...topology.orderers.organisations.map((organisation) => newOwner(layout, organisation, 'orderer')),
  ];
  const named = (name: string): Owner => {
    const owner = owners.find((each) => each.name === name);
    if (owner === undefined) throw new Error(`no organisation is named ${name}`);
    return owner;
  };
  const peerNames = topology.organisations.flatMap((organisation) =>
    Array.from({ length: organisation.peers }, (_, number) => ({ organisation, shortName: `peer${number}` })),
  );
  return {
    topology,
    layout,
    runtime,
    owners,
    orderers: topology.orderers.nodes.map(({ name, organisation }, index) =>
      planOrderer(where, named(organisation), { name, index }),
    ),
    peers: peerNames.map(({ organisation, shortName }, index) =>
      planPeer(where, organisation, { owner: named(organisation.name), shortName, index }),
    ),
  };
}

/** How many ports a plan takes, from the layout's base. */
export function portsTaken(
  { topology, peers }: Pick<FabricPlan, 'topology' | 'peers'>,
  { portBase }: Layout,
): number[] {
  const gateways = topology.organisations.map((_, index) => portBase + index);
  const orderers = topology.orderers.nodes.flatMap((_, index) =>
    range(portBase + portsBefore.orderers + index * portsEach.orderer, portsEach.orderer),
  );
  return [
    ...gateways,
    ...orderers,
    ...peers.flatMap((_, index) => range(portBase + portsBefore.peers + index * portsEach.peer, portsEach.peer)),
  ];
}

/** Whose turn a chaincode definition's sequence is. */
export function findTurn(sequence: number): Turn {
  return sequence % 2 === 1 ? 'odd' : 'even';
}

export function listPeers({ peers }: FabricPlan, organisation: Named): readonly PeerNode[] {
  return peers.filter(({ owner }) => owner.name === organisation.name);
}

function newOwner(layout: Layout, organisation: Named, kind: 'peer' | 'orderer'): Owner {
  const domain = makeDomain(organisation);
  const folder = organisationFolder(files.organizations(layout), kind, domain);
  const admin = memberFolder(folder, { role: 'admin', name: `Admin@${domain}` });
  return {
    name: organisation.name,
    mspId: organisation.mspId,
    domain,
    folder,
    tlsRoot: join(folder, 'msp', 'tlscacerts', `tlsca.${domain}-cert.pem`),
    admin: {
      msp: join(admin, 'msp'),
      tlsCertificate: join(admin, 'tls', 'client.crt'),
      tlsKey: join(admin, 'tls', 'client.key'),
    },
  };
}

function planOrderer(
  { layout, runtime }: Where,
  owner: Owner,
  { name, index }: { name: string; index: number },
): OrdererNode {
  const port = layout.portBase + portsBefore.orderers + index * portsEach.orderer;
  const hostName = makeFullName({ name, role: 'orderer' }, owner.domain);
  return {
    name,
    owner,
    hostName,
    address: `${host}:${port}`,
    announced: `${runtime.resolveHost(hostName)}:${port}`,
    announcedHost: runtime.resolveHost(hostName),
    port,
    adminPort: port + 1,
    adminAddress: `${host}:${port + 1}`,
    operationsPort: port + 2,
    folder: memberFolder(owner.folder, { role: 'orderer', name: hostName }),
    dataFolder: fabricFiles.data(layout, name),
  };
}

interface Where {
  readonly layout: Layout;
  readonly runtime: Runtime;
}

interface PeerPlace {
  readonly owner: Owner;
  readonly shortName: string;
  readonly index: number;
}

function planPeer(
  { layout, runtime }: Where,
  organisation: Organisation,
  { owner, shortName, index }: PeerPlace,
): PeerNode {
  const port = layout.portBase + portsBefore.peers + index * portsEach.peer;
  const name = `${shortName}.${organisation.name}`;
  const hostName = makeFullName({ name: shortName, role: 'peer' }, owner.domain);
  const chaincodeAt = (server: string, serverPort: number): ChaincodeServer => {
    const serverHost = `${chaincodeHost(shortName)}.${owner.domain}`;
    return {
      name: server,
      hostName: serverHost,
      address: `${host}:${serverPort}`,
      announced: `${runtime.resolveHost(serverHost)}:${serverPort}`,
      listen: `${runtime.listenHost}:${serverPort}`,
      tlsFolder: serverFolder(owner.folder, chaincodeHost(shortName), owner.domain),
    };
  };
  return {
    name,
    owner,
    organisation,
    hostName,
    address: `${host}:${port}`,
    announced: `${runtime.resolveHost(hostName)}:${port}`,
    announcedHost: runtime.resolveHost(hostName),
    port,
    chaincodePort: port + 1,
    operationsPort: port + 2,
    folder: memberFolder(owner.folder, { role: 'peer', name: hostName }),
    dataFolder: fabricFiles.data(layout, name),
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
