/**
 * The channel's configuration as configtxgen reads it: who is a member, who orders, and whose agreement changes what. Pure;
 * reasons for each setting are in the README.
 */
import { join } from 'node:path';
import { stringify } from 'yaml';
import { countMajority, listEndorsers, type Topology } from '../topology';
import { type FabricPlan, listPeers, type OrdererNode, type Owner } from './nodes';
import type { Release } from './release';

export const profile = 'Alliance';

export function writeConfigtx(plan: FabricPlan, { channelCapability }: Release): string {
  const { topology } = plan;
  const configuration = {
    Profiles: {
      [profile]: {
        Policies: { ...readersAndWriters, Admins: meta('MAJORITY Admins') },
        Capabilities: { [channelCapability]: true },
        Orderer: ordererSection(plan),
        Application: {
          Organizations: topology.organisations.map((organisation) => configureMember(plan, organisation.name)),
          Policies: {
            ...readersAndWriters,
            Admins: signature(outOfEndorsers(topology, 'admin')),
            LifecycleEndorsement: signature(outOfEndorsers(topology, 'peer')),
            Endorsement: signature(outOfEndorsers(topology, 'peer')),
          },
          Capabilities: { V2_5: true },
        },
      },
    },
  };
  return stringify(configuration, { aliasDuplicateObjects: false, lineWidth: 0 });
}

const readersAndWriters = { Readers: meta('ANY Readers'), Writers: meta('ANY Writers') };

/** A majority of the endorsing organisations, spelt out: an implicit majority would count regulators, who endorse nothing. */
export function outOfEndorsers(topology: Topology, role: 'peer' | 'admin'): string {
  const principals = listEndorsers(topology).map(({ mspId }) => `'${mspId}.${role}'`);
  return `OutOf(${countMajority(topology)}, ${principals.join(', ')})`;
}

function configureMember(plan: FabricPlan, name: string) {
  const owner = ownerNamed(plan, name);
  return {
    ...configureOrganisation(owner),
    Policies: {
      Readers: requireAnyRole(owner, 'admin', 'peer', 'client'),
      Writers: requireAnyRole(owner, 'admin', 'client'),
      Admins: requireAnyRole(owner, 'admin'),
      Endorsement: requireAnyRole(owner, 'peer'),
    },
    AnchorPeers: listPeers(plan, owner).map(({ announcedHost, port }) => ({ Host: announcedHost, Port: port })),
  };
}

function ordererSection(plan: FabricPlan) {
  const { batch, orderers } = plan.topology;
  const owners = plan.owners.filter(({ name }) => orderers.nodes.some(({ organisation }) => organisation === name));
  return {
    OrdererType: orderers.consensus,
    BatchTimeout: `${orderers.batchTimeoutMs}ms`,
    BatchSize: {
      MaxMessageCount: batch.maxMessageCount,
      AbsoluteMaxBytes: batch.absoluteMaxBytes,
      PreferredMaxBytes: batch.preferredMaxBytes,
    },
    Organizations: owners.map((owner) => ({
      ...configureOrganisation(owner),
      Policies: {
        Readers: requireAnyRole(owner, 'member'),
        Writers: requireAnyRole(owner, 'orderer', 'admin'),
        Admins: requireAnyRole(owner, 'admin'),
      },
      OrdererEndpoints: plan.orderers.filter((each) => each.owner === owner).map(({ announced }) => announced),
    })),
    Policies: {
      ...readersAndWriters,
      Admins: meta('MAJORITY Admins'),
      // Only orderers sign blocks; on BFT Fabric puts a quorum of the consenters in its place.
      BlockValidation: signature(`OR(${owners.map(({ mspId }) => `'${mspId}.orderer'`).join(', ')})`),
    },
    Capabilities: { V2_0: true },
    ...(orderers.consensus === 'BFT' ? bftSection(plan) : { EtcdRaft: raftSection(plan) }),
  };
}

/** A follower stands for election after one to two seconds without the leader. */
function raftSection(plan: FabricPlan) {
  return {
    Consenters: plan.orderers.map(configureConsenter),
    Options: {
      TickInterval: '100ms',
      ElectionTick: 10,
      HeartbeatTick: 1,
      MaxInflightBlocks: 5,
      SnapshotIntervalSize: '16 MB',
    },
  };
}

/** A request that the leader leaves lying costs a forward, then a complaint, then a change of view. */
function bftSection(plan: FabricPlan) {
  return {
    SmartBFT: {
      RequestBatchMaxInterval: `${plan.topology.orderers.batchTimeoutMs}ms`,
      RequestForwardTimeout: '500ms',
      RequestComplainTimeout: '2s',
      RequestAutoRemoveTimeout: '3m0s',
      ViewChangeResendInterval: '1s',
      ViewChangeTimeout: '4s',
      LeaderHeartbeatTimeout: '2s',
      CollectTimeout: '1s',
      IncomingMessageBufferSize: 200,
      RequestPoolSize: 100_000,
      LeaderHeartbeatCount: 10,
    },
    ConsenterMapping: plan.orderers.map((orderer, index) => ({
      ID: index + 1,
      ...configureConsenter(orderer),
      MSPID: orderer.owner.mspId,
      Identity: join(orderer.folder, 'msp', 'signcerts', `${orderer.hostName}-cert.pem`),
    })),
  };
}

function configureConsenter({ announcedHost, port, folder }: OrdererNode) {
  const certificate = join(folder, 'tls', 'server.crt');
  return { Host: announcedHost, Port: port, ClientTLSCert: certificate, ServerTLSCert: certificate };
}

function configureOrganisation({ mspId, folder }: Owner) {
  return { Name: mspId, ID: mspId, MSPDir: join(folder, 'msp') };
}

function ownerNamed({ owners }: FabricPlan, name: string): Owner {
  const owner = owners.find((each) => each.name === name);
  if (owner === undefined) throw new Error(`no organisation is named ${name}`);
  return owner;
}

function requireAnyRole({ mspId }: Owner, ...roles: readonly string[]) {
  return signature(`OR(${roles.map((role) => `'${mspId}.${role}'`).join(', ')})`);
}

function signature(rule: string) {
  return { Type: 'Signature', Rule: rule };
}

function meta(rule: string) {
  return { Type: 'ImplicitMeta', Rule: rule };
}
