/**
 * One alliance twice: on Fabric and on the embedded ledger, with the same identities and the same chaincode process, so that one signed
 * proposal can be handed to both. Everything lies in a folder of its own.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ChannelCredentials, credentials } from '@grpc/grpc-js';
import { newPackage, oneForAll } from '../../../network/fabric/chaincode-package';
import { deploy } from '../../../network/fabric/deployment';
import { firstPeers } from '../../../network/fabric/lifecycle';
import { awaitLeader } from '../../../network/fabric/ordering';
import { type RunningFabric, startFabric } from '../../../network/fabric/start';
import { Steps } from '../../../network/fabric/steps';
import { packageRoot } from '../../../network/local/alliance';
import { identityFiles } from '../../../network/local/gateways';
import { institutionLayout, type Layout } from '../../../network/local/layout';
import { readTopology, type Topology } from '../../../network/topology';
import { end, freePorts, type LedgerProcess, startLedger } from '../../network/embedded/foreign/processes';
import { freePorts as freePortBase } from '../../stories/running';
import { collections, type Member, members, mspIds } from './operations';

export const channel = 'alliance';
export const chaincodeName = 'differential';
const version = '1';
const batchTimeoutMs = 100;

export interface PeerPlace {
  readonly address: string;
  readonly credentials: ChannelCredentials;
  readonly hostName?: string;
}

export interface Person {
  readonly mspId: string;
  readonly certificate: string;
  readonly privateKey: string;
}

export interface Ground {
  readonly people: Readonly<Record<Member, Person>>;
  readonly peers: Readonly<Record<Member, Person>>;
  readonly fabric: Readonly<Record<Member, PeerPlace>>;
  readonly embedded: Readonly<Record<Member, PeerPlace>>;
  clear(): Promise<void>;
}

export async function layGround(): Promise<Ground> {
  const directory = mkdtempSync(join(tmpdir(), 'tallystick-differential-'));
  const ending = [async () => rmSync(directory, { recursive: true, force: true })];
  const clear = async () => {
    for (const step of ending.splice(0).reverse()) await step();
  };
  try {
    const layout = { directory: join(directory, 'fabric'), portBase: await freePortBase(100) };
    const topology = smallTopology();
    const alliance = await startFabric({ layout, topology });
    ending.push(() => alliance.stop());
    await alliance.end(Object.keys(alliance.describe().processes).filter((name) => /^(gateway|chaincode)-/.test(name)));
    const [chaincodePort, ...peerPorts] = await freePorts(members.length + 1);
    const address = `127.0.0.1:${chaincodePort}`;
    const chaincode = newPackage(`${chaincodeName}_1`, oneForAll(address));
    const process = startChaincode(chaincode.id, address);
    ending.push(() => end(process).then(() => undefined));
    await deployOnFabric(alliance, chaincode);
    const config = embeddedConfig({ layout, topology, peerPorts, address, packageId: chaincode.id });
    const ledger = await startEmbedded(join(directory, 'embedded.json'), config);
    ending.push(() => end(ledger.child).then(() => undefined));
    return {
      people: each((member) => personOf(layout, member, 'client', 'User1')),
      peers: each((member) => personOf(layout, member, 'peer', 'peer0')),
      fabric: each((member) => {
        const peer = firstPeers(alliance.fabric.plan).find(({ owner }) => owner.name === member);
        if (peer === undefined) throw new Error(`${member} has no peer`);
        const { address, hostName, owner } = peer;
        return { address, hostName, credentials: credentials.createSsl(readFileSync(owner.tlsRoot)) };
      }),
      embedded: each((_, index) => ({
        address: `127.0.0.1:${peerPorts[index]}`,
        credentials: credentials.createInsecure(),
      })),
      clear,
    };
  } catch (error) {
    await clear();
    throw error;
  }
}

/** Two that endorse and one that does not, a peer each, one orderer. */
function smallTopology(): Topology {
  const topology = readTopology(join(packageRoot, 'network', 'topologies', 'two-organisations.yaml'));
  const outsider = {
    name: 'meadow',
    partyName: 'Meadow',
    mspId: mspIds.meadow,
    partyOrgType: 'DATA_SERVICE_PROVIDER' as const,
    endorses: false,
    peers: 1,
  };
  return {
    ...topology,
    channels: topology.channels.map((each) => ({ ...each, name: channel })),
    organisations: [...topology.organisations.map((organisation) => ({ ...organisation, peers: 1 })), outsider],
    orderers: { ...topology.orderers, batchTimeoutMs, nodes: topology.orderers.nodes.slice(0, 1) },
  };
}

async function deployOnFabric({ fabric }: RunningFabric, chaincode: ReturnType<typeof newPackage>): Promise<void> {
  const definition = {
    name: chaincodeName,
    version,
    sequence: 1,
    package: chaincode,
    collections: collections.map(({ members: owners, endorsementPolicy, ...collection }) => ({
      ...collection,
      ...(endorsementPolicy && { endorsementPolicy: { signaturePolicy: endorsementPolicy } }),
      policy: `OR(${owners.map((mspId) => `'${mspId}.member'`).join(', ')})`,
      requiredPeerCount: 0,
      maxPeerCount: 2,
      blockToLive: 0,
    })),
  };
  await deploy(fabric, definition, { steps: new Steps(), leader: await awaitLeader(fabric) });
}

function startChaincode(packageId: string, address: string): ChildProcess {
  const program = join(packageRoot, 'test', 'campaign', 'differential', 'chaincode', 'index.js');
  const env = { ...process.env, CORE_CHAINCODE_LOGGING_LEVEL: 'ERROR' };
  return spawn(process.execPath, [program, packageId, address], { env, stdio: ['ignore', 'ignore', 'inherit'] });
}

interface EmbeddedPlace {
  readonly layout: Layout;
  readonly topology: Topology;
  readonly peerPorts: readonly number[];
  readonly address: string;
  readonly packageId: string;
}

function embeddedConfig({ layout, topology, peerPorts, address, packageId }: EmbeddedPlace) {
  return {
    directory: 'embedded',
    timeWindowMs: 300_000,
    channels: [
      {
        name: channel,
        batch: { ...topology.batch, timeoutMs: batchTimeoutMs },
        chaincodes: [{ name: chaincodeName, version, packageId, collections }],
      },
    ],
    organisations: topology.organisations.map((organisation, index) => {
      const { authority, certificate, privateKey } = identityFiles(
        institutionLayout(layout, organisation.name),
        organisation,
        'peer',
        'peer0',
      );
      return {
        mspId: organisation.mspId,
        endorses: organisation.endorses,
        listen: `127.0.0.1:${peerPorts[index]}`,
        caCertificates: [authority],
        peer: { certificate, privateKey },
        chaincodes: { [chaincodeName]: address },
      };
    }),
  };
}

async function startEmbedded(file: string, config: object): Promise<LedgerProcess> {
  writeFileSync(file, JSON.stringify(config));
  const ledger = startLedger(file);
  await ledger.state('chaincodes-connected');
  await ledger.state('ready');
  return ledger;
}

function personOf(layout: Layout, member: Member, role: 'client' | 'peer', name: string): Person {
  const named = { name: member, mspId: mspIds[member] };
  const { certificate, privateKey } = identityFiles(institutionLayout(layout, member), named, role, name);
  return {
    mspId: named.mspId,
    certificate: readFileSync(certificate, 'utf8'),
    privateKey: readFileSync(privateKey, 'utf8'),
  };
}

export function each<T>(make: (member: Member, index: number) => T): Readonly<Record<Member, T>> {
  const entries = members.map((member, index) => [member, make(member, index)]);
  return Object.fromEntries(entries) as Record<Member, T>;
}
