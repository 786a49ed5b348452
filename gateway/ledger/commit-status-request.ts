/** The question what became of a transaction, which any peer of the institution answers. */
import type { Gateway } from '@hyperledger/fabric-gateway';
import { gateway as gatewayMessages, msp } from '@hyperledger/fabric-protos';

/** Unsigned bytes; the gateway client offers no question about a transaction whose submission it did not see succeed. */
export function commitStatusRequest(about: { transactionId: string; channel: string }, gateway: Gateway): Uint8Array {
  const { mspId, credentials } = gateway.getIdentity();
  const identity = new msp.SerializedIdentity();
  identity.setMspid(mspId);
  identity.setIdBytes(credentials);
  const request = new gatewayMessages.CommitStatusRequest();
  request.setChannelId(about.channel);
  request.setTransactionId(about.transactionId);
  request.setIdentity(identity.serializeBinary());
  const signed = new gatewayMessages.SignedCommitStatusRequest();
  signed.setRequest(request.serializeBinary());
  return signed.serializeBinary();
}
