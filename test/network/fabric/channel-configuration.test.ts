import { parse } from 'yaml';
import { outOfEndorsers, writeConfigtx } from '../../../network/fabric/channel-configuration';
import { listCollections } from '../../../network/fabric/collections';
import { findRelease } from '../../../network/fabric/release';
import { shippedPlan } from './plans';

const profileOf = (name?: string, version = 'v3.1.5') =>
  parse(writeConfigtx(shippedPlan(name), findRelease(version))).Profiles.Alliance;

describe('the channel configuration', () => {
  it('lets three of the four endorsing organisations endorse, approve and change it, and never counts the regulator', () => {
    const { Policies } = profileOf().Application;
    const three = (role: string) =>
      `OutOf(3, 'KeystoneMSP.${role}', 'HarbourMSP.${role}', 'MeadowMSP.${role}', 'OrchardMSP.${role}')`;
    expect(Policies.Endorsement).toEqual({ Type: 'Signature', Rule: three('peer') });
    expect(Policies.LifecycleEndorsement).toEqual({ Type: 'Signature', Rule: three('peer') });
    expect(Policies.Admins).toEqual({ Type: 'Signature', Rule: three('admin') });
    expect(outOfEndorsers(shippedPlan('two-organisations').topology, 'peer')).toBe(
      "OutOf(2, 'KeystoneMSP.peer', 'HarbourMSP.peer')",
    );
  });

  it('makes every peer an anchor, so that organisations meet whichever of them is up', () => {
    const { Organizations } = profileOf().Application;
    const anchors = Organizations.map(({ ID, AnchorPeers }: { ID: string; AnchorPeers: object[] }) => [
      ID,
      AnchorPeers.length,
    ]);
    expect(anchors).toEqual([
      ['KeystoneMSP', 2],
      ['HarbourMSP', 2],
      ['MeadowMSP', 2],
      ['OrchardMSP', 2],
      ['WatchtowerMSP', 1],
    ]);
  });

  it('has Raft elect within seconds, and orderers alone sign blocks', () => {
    const { OrdererType, EtcdRaft, Policies, BatchTimeout, Organizations } = profileOf().Orderer;
    expect(OrdererType).toBe('etcdraft');
    expect(EtcdRaft.Consenters).toHaveLength(3);
    const { TickInterval, ElectionTick } = EtcdRaft.Options;
    expect(Number.parseInt(TickInterval, 10) * ElectionTick).toBeLessThan(2_000);
    expect(Policies.BlockValidation.Rule).toBe("OR('KeystoneMSP.orderer', 'HarbourMSP.orderer', 'MeadowMSP.orderer')");
    expect(BatchTimeout).toBe('200ms');
    const endpoints = Organizations.map(({ OrdererEndpoints }: { OrdererEndpoints: string[] }) => OrdererEndpoints);
    expect(endpoints).toEqual([['127.0.0.1:8111'], ['127.0.0.1:8114'], ['127.0.0.1:8117']]);
  });

  it('maps every SmartBFT consenter to an identity of its own organisation', () => {
    const { OrdererType, ConsenterMapping, EtcdRaft, SmartBFT } = profileOf('four-bft-orderers').Orderer;
    expect(OrdererType).toBe('BFT');
    expect(EtcdRaft).toBeUndefined();
    expect(SmartBFT.RequestBatchMaxInterval).toBe('200ms');
    expect(ConsenterMapping.map(({ ID, MSPID }: { ID: number; MSPID: string }) => [ID, MSPID])).toEqual([
      [1, 'KeystoneMSP'],
      [2, 'HarbourMSP'],
      [3, 'MeadowMSP'],
      [4, 'OrchardMSP'],
    ]);
  });

  it('keeps an ordering organisation out of the application', () => {
    const { Orderer, Application } = profileOf('two-organisations');
    const idsOf = (organisations: { ID: string }[]) => organisations.map(({ ID }) => ID);
    expect(idsOf(Orderer.Organizations)).toEqual(['OrderingMSP']);
    expect(idsOf(Application.Organizations)).toEqual(['KeystoneMSP', 'HarbourMSP']);
  });

  it.each([
    ['v3.1.5', 'V3_0'],
    ['2.5.16', 'V2_0'],
  ])('asks of Fabric %s no capability that it does not have', (version, channel) => {
    const { Capabilities, Orderer, Application } = profileOf(undefined, version);
    expect(Capabilities).toEqual({ [channel]: true });
    expect(Orderer.Capabilities).toEqual({ V2_0: true });
    expect(Application.Capabilities).toEqual({ V2_5: true });
  });
});

describe('the collection for sealed records', () => {
  it('is held by every peer of the endorsing organisations, the creditors and the regulator, and endorsed as the chaincode is', () => {
    const [sealed] = listCollections(shippedPlan().topology);
    expect(sealed).toEqual({
      name: 'sealed',
      policy:
        "OR('KeystoneMSP.member', 'HarbourMSP.member', 'MeadowMSP.member', 'OrchardMSP.member', 'WatchtowerMSP.member')",
      requiredPeerCount: 1,
      maxPeerCount: 8,
      blockToLive: 0,
      memberOnlyRead: true,
      memberOnlyWrite: true,
    });
  });

  it("has another beside it that anybody writes into, and that the registrar's peers alone hold and endorse", () => {
    const [, registrar] = listCollections(shippedPlan().topology);
    expect(registrar).toEqual({
      name: 'registrar',
      policy: "OR('KeystoneMSP.member')",
      requiredPeerCount: 0,
      maxPeerCount: 1,
      blockToLive: 0,
      memberOnlyRead: true,
      memberOnlyWrite: false,
      endorsementPolicy: { signaturePolicy: "OR('KeystoneMSP.peer')" },
    });
  });
});
