import { common, orderer, peer } from '@hyperledger/fabric-protos';
import {
  type ChannelCapability,
  type ChannelOrganisation,
  newChannelGroup,
  outOfEndorsers,
} from '../../../network/channel/configuration';
import { readConfigBlock, writeGenesisBlock } from '../../../network/channel/genesis';
import { findRelease } from '../../../network/fabric/release';
import { decodePolicy } from '../../../network/identity/policy-envelope';
import { parsePolicy } from '../../../network/identity/policy-text';
import { shippedPlan } from '../fabric/plans';
import { listCapabilities } from './capabilities';

const createdTime = new Date('2026-12-01T00:00:00Z');

/** Made-up certificates: a configuration takes them as they are. */
function materialFor(name?: string): readonly ChannelOrganisation[] {
  const { owners, peers, orderers } = shippedPlan(name);
  return owners.map((owner) => ({
    mspId: owner.mspId,
    rootCertificates: [`root of ${owner.mspId}`],
    tlsRootCertificates: [`TLS root of ${owner.mspId}`],
    peers: peers
      .filter((each) => each.owner === owner)
      .map(({ announcedHost, port }) => ({ host: announcedHost, port })),
    orderers: orderers
      .filter((each) => each.owner === owner)
      .map(({ announcedHost, port, name }) => ({
        ...{ host: announcedHost, port },
        ...{ certificate: `certificate of ${name}`, tlsCertificate: `TLS certificate of ${name}` },
      })),
  }));
}

function groupFor(name?: string, capability: ChannelCapability = 'V3_0'): common.ConfigGroup {
  return newChannelGroup(shippedPlan(name).topology, materialFor(name), capability);
}

function groupIn(group: common.ConfigGroup, ...path: string[]): common.ConfigGroup {
  return path.reduce((above, name) => above.getGroupsMap().get(name) ?? new common.ConfigGroup(), group);
}

function valueIn(group: common.ConfigGroup, name: string): Uint8Array {
  return group.getValuesMap().get(name)?.getValue_asU8() ?? new Uint8Array();
}

function policyIn(group: common.ConfigGroup, name: string) {
  return decodePolicy(group.getPoliciesMap().get(name)?.getPolicy()?.getValue_asU8() ?? new Uint8Array());
}

function namesIn(group: common.ConfigGroup): string[] {
  return group
    .getGroupsMap()
    .toArray()
    .map(([name]) => name)
    .sort();
}

describe('the channel configuration', () => {
  it('lets three of the four endorsing organisations endorse, approve and change it, and never counts the regulator', () => {
    const application = groupIn(groupFor(), 'Application');
    const three = (role: string) =>
      parsePolicy(`OutOf(3, 'KeystoneMSP.${role}', 'HarbourMSP.${role}', 'MeadowMSP.${role}', 'OrchardMSP.${role}')`);
    expect(policyIn(application, 'Endorsement')).toEqual(three('peer'));
    expect(policyIn(application, 'LifecycleEndorsement')).toEqual(three('peer'));
    expect(policyIn(application, 'Admins')).toEqual(three('admin'));
    expect(outOfEndorsers(shippedPlan('two-organisations').topology, 'peer')).toBe(
      "OutOf(2, 'KeystoneMSP.peer', 'HarbourMSP.peer')",
    );
  });

  it('makes every peer an anchor, so that organisations meet whichever of them is up', () => {
    const application = groupIn(groupFor(), 'Application');
    const anchors = namesIn(application).map((mspId) => [
      mspId,
      peer.AnchorPeers.deserializeBinary(valueIn(groupIn(application, mspId), 'AnchorPeers')).getAnchorPeersList()
        .length,
    ]);
    expect(anchors).toEqual([
      ['HarbourMSP', 2],
      ['KeystoneMSP', 2],
      ['MeadowMSP', 2],
      ['OrchardMSP', 2],
      ['WatchtowerMSP', 1],
    ]);
  });

  it('has Raft elect within seconds, and orderers alone sign blocks', () => {
    const ordering = groupIn(groupFor(), 'Orderer');
    const type = orderer.ConsensusType.deserializeBinary(valueIn(ordering, 'ConsensusType'));
    expect(type.getType()).toBe('etcdraft');
    const metadata = orderer.etcdraft.ConfigMetadata.deserializeBinary(type.getMetadata_asU8());
    expect(metadata.getConsentersList()).toHaveLength(3);
    const options = metadata.getOptions() ?? new orderer.etcdraft.Options();
    expect(Number.parseInt(options.getTickInterval(), 10) * options.getElectionTick()).toBeLessThan(2_000);
    expect(policyIn(ordering, 'BlockValidation')).toEqual(
      parsePolicy("OR('KeystoneMSP.orderer', 'HarbourMSP.orderer', 'MeadowMSP.orderer')"),
    );
    expect(orderer.BatchTimeout.deserializeBinary(valueIn(ordering, 'BatchTimeout')).getTimeout()).toBe('200ms');
    const endpoints = namesIn(ordering).map((mspId) =>
      common.OrdererAddresses.deserializeBinary(valueIn(groupIn(ordering, mspId), 'Endpoints')).getAddressesList(),
    );
    expect(endpoints).toEqual([['127.0.0.1:8114'], ['127.0.0.1:8111'], ['127.0.0.1:8117']]);
  });

  it('maps every SmartBFT consenter to an identity of its own organisation, and has three of four sign a block', () => {
    const ordering = groupIn(groupFor('four-bft-orderers'), 'Orderer');
    const type = orderer.ConsensusType.deserializeBinary(valueIn(ordering, 'ConsensusType'));
    expect(type.getType()).toBe('BFT');
    const options = orderer.smartbft.Options.deserializeBinary(type.getMetadata_asU8());
    expect(options.getRequestBatchMaxInterval()).toBe('200ms');
    const mapping = common.Orderers.deserializeBinary(valueIn(ordering, 'Orderers')).getConsenterMappingList();
    expect(mapping.map((consenter) => [consenter.getId(), consenter.getMspId()])).toEqual([
      [1, 'KeystoneMSP'],
      [2, 'HarbourMSP'],
      [3, 'MeadowMSP'],
      [4, 'OrchardMSP'],
    ]);
    const policy = ordering.getPoliciesMap().get('BlockValidation')?.getPolicy()?.getValue_asU8() ?? new Uint8Array();
    const envelope = common.SignaturePolicyEnvelope.deserializeBinary(policy);
    expect(envelope.getRule()?.getNOutOf()?.getN()).toBe(3);
    expect(envelope.getIdentitiesList()).toHaveLength(4);
  });

  it('keeps an ordering organisation out of the application', () => {
    const group = groupFor('two-organisations');
    expect(namesIn(groupIn(group, 'Orderer'))).toEqual(['OrderingMSP']);
    expect(namesIn(groupIn(group, 'Application'))).toEqual(['HarbourMSP', 'KeystoneMSP']);
  });

  it.each([
    ['v3.1.5', 'V3_0'],
    ['2.5.16', 'V2_0'],
  ])('asks of Fabric %s no capability that it does not have', (version, channel) => {
    const group = groupFor(undefined, findRelease(version).channelCapability);
    expect(listCapabilities(group)).toEqual([channel]);
    expect(listCapabilities(groupIn(group, 'Orderer'))).toEqual(['V2_0']);
    expect(listCapabilities(groupIn(group, 'Application'))).toEqual(['V2_5']);
  });

  it('is refused where the material of a member is missing', () => {
    const { topology } = shippedPlan();
    expect(() => newChannelGroup(topology, materialFor().slice(1), 'V3_0')).toThrow(
      'the public material of KeystoneMSP is missing',
    );
  });
});

describe('the first block', () => {
  it('has the same bytes wherever it is computed, and others for any other word', () => {
    const founding = { channel: 'alliance', createdTime };
    const block = writeGenesisBlock(groupFor(), founding);
    expect(writeGenesisBlock(groupFor(), founding)).toEqual(block);
    expect(writeGenesisBlock(groupFor('four-bft-orderers'), founding)).not.toEqual(block);
    expect(writeGenesisBlock(groupFor(), { ...founding, channel: 'loans' })).not.toEqual(block);
  });

  it('holds the configuration that it was made of', () => {
    const block = writeGenesisBlock(groupFor(), { channel: 'alliance', createdTime });
    const { number, channel, config } = readConfigBlock(block);
    expect([number, channel, config.getSequence()]).toEqual([0, 'alliance', 0]);
    expect(config.getChannelGroup()?.serializeBinary()).toEqual(groupFor().serializeBinary());
    expect(() => readConfigBlock(block.subarray(0, 100))).toThrow();
    expect(() => readConfigBlock(Buffer.alloc(0))).toThrow('the block holds no transaction');
  });
});
