import { listCollections } from '../../../network/fabric/collections';
import { shippedPlan } from './plans';

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
