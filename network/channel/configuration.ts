/**
 * A channel's first configuration: who is a member, who orders, and whose agreement changes what. It follows from public material
 * alone, so that every member can compute it. Pure; reasons for each setting are in fabric/README.md.
 */
import { common, msp, orderer, peer } from '@hyperledger/fabric-protos';
import { serializeIdentity } from '../identity/identity';
import { countMajority, listEndorsers, type Topology } from '../topology';
import {
  anyRole,
  type MspRoots,
  memberPolicies,
  metaPolicies,
  newBatchValues,
  newCapabilities,
  newGroup,
  newMspValue,
  newPolicy,
  newRootGroup,
  signaturePolicy,
} from './groups';

/** An organisation's public material, as the channel's configuration holds it. */
export interface ChannelOrganisation extends Required<Omit<MspRoots, 'intermediateCertificates'>> {
  readonly intermediateCertificates?: readonly string[];
  /** Every peer is an anchor. */
  readonly peers: readonly Endpoint[];
  readonly orderers: readonly Consenter[];
}

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

export interface Consenter extends Endpoint {
  /** PEM. */
  readonly tlsCertificate: string;
  /** PEM; SmartBFT orderers are known by it. */
  readonly certificate: string;
}

/** The part of a topology that the first configuration fixes. */
export type ChannelTerms = Pick<Topology, 'organisations' | 'batch' | 'orderers'>;

export type ChannelCapability = 'V2_0' | 'V3_0';

/** Throws where the topology names an organisation whose material is missing. */
export function newChannelGroup(
  terms: ChannelTerms,
  material: readonly ChannelOrganisation[],
  capability: ChannelCapability,
): common.ConfigGroup {
  const groups = { Application: newApplicationGroup(terms, material), Orderer: newOrdererGroup(terms, material) };
  return newRootGroup(groups, capability);
}

/** A majority of the endorsing organisations, spelt out: an implicit majority would count regulators, who endorse nothing. */
export function outOfEndorsers(terms: Pick<Topology, 'organisations'>, role: 'peer' | 'admin'): string {
  const principals = listEndorsers(terms).map(({ mspId }) => `'${mspId}.${role}'`);
  return `OutOf(${countMajority(terms)}, ${principals.join(', ')})`;
}

/** A member, as `/Channel/Application` has it. */
function newMemberGroup(organisation: ChannelOrganisation): common.ConfigGroup {
  const { mspId, peers } = organisation;
  return newGroup({
    values: { MSP: newMspValue(organisation), AnchorPeers: newAnchors(peers) },
    policies: memberPolicies(mspId),
  });
}

function newAnchors(peers: readonly Endpoint[]): peer.AnchorPeers {
  const anchors = new peer.AnchorPeers();
  anchors.setAnchorPeersList(
    peers.map(({ host, port }) => {
      const anchor = new peer.AnchorPeer();
      anchor.setHost(host);
      anchor.setPort(port);
      return anchor;
    }),
  );
  return anchors;
}

function newApplicationGroup(terms: ChannelTerms, material: readonly ChannelOrganisation[]): common.ConfigGroup {
  const members = terms.organisations.map(({ mspId }) => [mspId, newMemberGroup(findMaterial(material, mspId))]);
  return newGroup({
    groups: Object.fromEntries(members),
    values: { Capabilities: newCapabilities('V2_5') },
    policies: {
      ...metaPolicies(),
      Admins: signaturePolicy(outOfEndorsers(terms, 'admin')),
      LifecycleEndorsement: signaturePolicy(outOfEndorsers(terms, 'peer')),
      Endorsement: signaturePolicy(outOfEndorsers(terms, 'peer')),
    },
  });
}

interface OwnedConsenter extends Consenter {
  readonly mspId: string;
}

function newOrdererGroup(terms: ChannelTerms, material: readonly ChannelOrganisation[]): common.ConfigGroup {
  const { orderers, batch } = terms;
  const owners = material.filter((organisation) => organisation.orderers.length > 0);
  const consenters = owners.flatMap(({ mspId, orderers }) => orderers.map((each) => ({ ...each, mspId })));
  const isBft = orderers.consensus === 'BFT';
  return newGroup({
    groups: Object.fromEntries(owners.map((owner) => [owner.mspId, newOwnerGroup(owner)])),
    values: {
      ConsensusType: newConsensusType(terms, consenters),
      ...newBatchValues(batch, orderers.batchTimeoutMs),
      ChannelRestrictions: new orderer.ChannelRestrictions(),
      Capabilities: newCapabilities('V2_0'),
      ...(isBft && { Orderers: newConsenterMapping(consenters) }),
    },
    policies: {
      ...metaPolicies(),
      BlockValidation: isBft ? quorumPolicy(consenters) : anyOrderer(owners),
    },
  });
}

/** An organisation that orders, as `/Channel/Orderer` has it. Its orderers submit what the channel's Writers may. */
function newOwnerGroup(owner: ChannelOrganisation): common.ConfigGroup {
  const { mspId } = owner;
  const addresses = new common.OrdererAddresses();
  addresses.setAddressesList(owner.orderers.map(({ host, port }) => `${host}:${port}`));
  return newGroup({
    values: { MSP: newMspValue(owner), Endpoints: addresses },
    policies: {
      Readers: anyRole(mspId, 'member'),
      Writers: anyRole(mspId, 'orderer', 'admin'),
      Admins: anyRole(mspId, 'admin'),
    },
  });
}

/** Only orderers sign blocks, and no other client of the organisations that order. */
function anyOrderer(owners: readonly ChannelOrganisation[]): common.Policy {
  return signaturePolicy(`OR(${owners.map(({ mspId }) => `'${mspId}.orderer'`).join(', ')})`);
}

/** With SmartBFT a block bears the signatures of a quorum, each of a known certificate: with n of n = 3f + 1, of 2f + 1. */
function quorumPolicy(consenters: readonly OwnedConsenter[]): common.Policy {
  const faults = Math.floor((consenters.length - 1) / 3);
  const outOf = new common.SignaturePolicy.NOutOf();
  outOf.setN(Math.ceil((consenters.length + faults + 1) / 2));
  outOf.setRulesList(
    consenters.map((_, index) => {
      const rule = new common.SignaturePolicy();
      rule.setSignedBy(index);
      return rule;
    }),
  );
  const rule = new common.SignaturePolicy();
  rule.setNOutOf(outOf);
  const envelope = new common.SignaturePolicyEnvelope();
  envelope.setRule(rule);
  envelope.setIdentitiesList(
    consenters.map(({ mspId, certificate }) => {
      const principal = new msp.MSPPrincipal();
      principal.setPrincipalClassification(msp.MSPPrincipal.Classification.IDENTITY);
      principal.setPrincipal(serializeIdentity(mspId, certificate));
      return principal;
    }),
  );
  return newPolicy(common.Policy.PolicyType.SIGNATURE, envelope.serializeBinary());
}

function newConsensusType({ orderers }: ChannelTerms, consenters: readonly Consenter[]): orderer.ConsensusType {
  const type = new orderer.ConsensusType();
  type.setType(orderers.consensus);
  const metadata = orderers.consensus === 'BFT' ? bftOptions(orderers.batchTimeoutMs) : raftMetadata(consenters);
  type.setMetadata(metadata.serializeBinary());
  return type;
}

/** A follower stands for election after one to two seconds without the leader. */
function raftMetadata(consenters: readonly Consenter[]): orderer.etcdraft.ConfigMetadata {
  const options = new orderer.etcdraft.Options();
  options.setTickInterval('100ms');
  options.setElectionTick(10);
  options.setHeartbeatTick(1);
  options.setMaxInflightBlocks(5);
  options.setSnapshotIntervalSize(16 * 1024 * 1024);
  const metadata = new orderer.etcdraft.ConfigMetadata();
  metadata.setOptions(options);
  metadata.setConsentersList(
    consenters.map(({ host, port, tlsCertificate }) => {
      const consenter = new orderer.etcdraft.Consenter();
      consenter.setHost(host);
      consenter.setPort(port);
      consenter.setClientTlsCert(Buffer.from(tlsCertificate));
      consenter.setServerTlsCert(Buffer.from(tlsCertificate));
      return consenter;
    }),
  );
  return metadata;
}

/** A request that the leader leaves lying costs a forward, then a complaint, then a change of view. */
function bftOptions(batchTimeoutMs: number): orderer.smartbft.Options {
  const options = new orderer.smartbft.Options();
  options.setRequestBatchMaxInterval(`${batchTimeoutMs}ms`);
  options.setRequestForwardTimeout('500ms');
  options.setRequestComplainTimeout('2s');
  options.setRequestAutoRemoveTimeout('3m0s');
  options.setViewChangeResendInterval('1s');
  options.setViewChangeTimeout('4s');
  options.setLeaderHeartbeatTimeout('2s');
  options.setCollectTimeout('1s');
  options.setIncomingMessageBufferSize(200);
  options.setRequestPoolSize(100_000);
  options.setLeaderHeartbeatCount(10);
  return options;
}

function newConsenterMapping(consenters: readonly OwnedConsenter[]): common.Orderers {
  const mapping = new common.Orderers();
  mapping.setConsenterMappingList(
    consenters.map(({ host, port, mspId, certificate, tlsCertificate }, index) => {
      const consenter = new common.Consenter();
      consenter.setId(index + 1);
      consenter.setHost(host);
      consenter.setPort(port);
      consenter.setMspId(mspId);
      consenter.setIdentity(Buffer.from(certificate));
      consenter.setClientTlsCert(Buffer.from(tlsCertificate));
      consenter.setServerTlsCert(Buffer.from(tlsCertificate));
      return consenter;
    }),
  );
  return mapping;
}

function findMaterial(material: readonly ChannelOrganisation[], mspId: string): ChannelOrganisation {
  const found = material.find((each) => each.mspId === mspId);
  if (found === undefined) throw new Error(`the public material of ${mspId} is missing`);
  return found;
}
