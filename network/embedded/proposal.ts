/**
 * A signed proposal taken apart, once, for everything that looks at it: gateway, endorsers, chaincode. Headers and payload are kept
 * as the bytes that came, because the transaction id, the proposal hash and the transaction itself are made of them.
 */
import { common, peer } from '@hyperledger/fabric-protos';
import { asBuffer, sha256 } from './bytes';

export interface Timestamp {
  readonly seconds: number;
  readonly nanos: number;
}

export interface Proposal {
  readonly signed: peer.SignedProposal;
  readonly bytes: Buffer;
  readonly signature: Buffer;
  readonly header: common.Header;
  readonly channelHeaderBytes: Buffer;
  readonly signatureHeaderBytes: Buffer;
  readonly type: number;
  readonly epoch: number;
  readonly channelId: string;
  readonly txId: string;
  readonly timestamp: Timestamp | undefined;
  readonly creator: Buffer;
  readonly nonce: Buffer;
  /** The chaincode that the header names, which is the one that runs. */
  readonly chaincode: string;
  readonly args: readonly Uint8Array[];
  /** Bytes of `ChaincodeInput`, absent when the proposal carries none. */
  readonly input: Uint8Array | undefined;
  readonly hasTransient: boolean;
  /** Bytes of `ChaincodeProposalPayload` without the transient map: what goes into the block. */
  readonly publicPayload: Buffer;
  readonly hash: Buffer;
}

/** The proposal does not parse, or lacks what no proposal may lack. The message is Fabric's. */
export class MalformedProposal extends Error {}

export function unpackProposal(signed: peer.SignedProposal | undefined): Proposal {
  if (!signed || signed.getProposalBytes_asU8().length === 0)
    throw new MalformedProposal('a signed proposal is required');
  try {
    return unpack(signed);
  } catch (error) {
    if (error instanceof MalformedProposal) throw error;
    throw new MalformedProposal(`error unmarshalling Proposal: ${(error as Error).message}`);
  }
}

function unpack(signed: peer.SignedProposal): Proposal {
  const bytes = asBuffer(signed.getProposalBytes_asU8());
  const proposal = peer.Proposal.deserializeBinary(bytes);
  const header = common.Header.deserializeBinary(proposal.getHeader_asU8());
  const channelHeader = common.ChannelHeader.deserializeBinary(header.getChannelHeader_asU8());
  const signatureHeader = common.SignatureHeader.deserializeBinary(header.getSignatureHeader_asU8());
  const extension = peer.ChaincodeHeaderExtension.deserializeBinary(channelHeader.getExtension_asU8());
  const payload = peer.ChaincodeProposalPayload.deserializeBinary(proposal.getPayload_asU8());
  const spec = peer.ChaincodeInvocationSpec.deserializeBinary(payload.getInput_asU8()).getChaincodeSpec();

  const channelId = channelHeader.getChannelId();
  if (!channelId) throw new MalformedProposal('no channel id provided');
  if (!spec) throw new MalformedProposal(`no chaincode spec is provided, channel id [${channelId}]`);
  if (!spec.getChaincodeId()) throw new MalformedProposal(`no chaincode id is provided, channel id [${channelId}]`);
  if (!spec.getChaincodeId()?.getName()) {
    throw new MalformedProposal(`no chaincode name is provided, channel id [${channelId}]`);
  }

  const input = spec.getInput();
  const publicPayload = publicPayloadOf(payload.getInput_asU8());
  const channelHeaderBytes = asBuffer(header.getChannelHeader_asU8());
  const signatureHeaderBytes = asBuffer(header.getSignatureHeader_asU8());
  const timestamp = channelHeader.getTimestamp();
  return {
    signed,
    bytes,
    signature: asBuffer(signed.getSignature_asU8()),
    header,
    channelHeaderBytes,
    signatureHeaderBytes,
    type: channelHeader.getType(),
    epoch: channelHeader.getEpoch(),
    channelId,
    txId: channelHeader.getTxId(),
    timestamp: timestamp && { seconds: timestamp.getSeconds(), nanos: timestamp.getNanos() },
    creator: asBuffer(signatureHeader.getCreator_asU8()),
    nonce: asBuffer(signatureHeader.getNonce_asU8()),
    chaincode: extension.getChaincodeId()?.getName() ?? '',
    args: input?.getArgsList_asU8() ?? [],
    input: input?.serializeBinary(),
    hasTransient: payload.getTransientmapMap().getLength() > 0,
    publicPayload,
    hash: proposalHash(channelHeaderBytes, signatureHeaderBytes, publicPayload),
  };
}

function publicPayloadOf(input: Uint8Array): Buffer {
  const payload = new peer.ChaincodeProposalPayload();
  payload.setInput(input);
  return asBuffer(payload.serializeBinary());
}

export function proposalHash(
  channelHeader: Uint8Array,
  signatureHeader: Uint8Array,
  publicPayload: Uint8Array,
): Buffer {
  return sha256(channelHeader, signatureHeader, publicPayload);
}
