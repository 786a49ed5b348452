/**
 * A signed proposal taken apart, once, for everything that looks at it: gateway, endorsers, chaincode. Headers and payload are kept
 * as the bytes that came, because the transaction id, the proposal hash and the transaction itself are made of them.
 */
import { common, peer } from '@hyperledger/fabric-protos';
import { sha256 } from '../ledger/hash';
import { asBuffer } from './bytes';

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
  readonly spec: peer.ChaincodeSpec | undefined;
  /** The fault for which a peer refuses it before it looks at the rest. */
  readonly fault: ProposalRefusal | undefined;
  readonly args: readonly Uint8Array[];
  /** Bytes of `ChaincodeInput`, absent when the proposal carries none. */
  readonly input: Uint8Array | undefined;
  readonly hasTransient: boolean;
  /** Bytes of `ChaincodeProposalPayload` without the transient map: what goes into the block. */
  readonly publicPayload: Buffer;
  readonly hash: Buffer;
}

/** Why a peer does not look further. `filtered`: the peer answers an error and no ProposalResponse, as an unreachable one would. */
export interface ProposalRefusal {
  readonly message: string;
  readonly filtered: boolean;
}

/** The proposal, or a message in it that a gateway reads, does not parse. The message is Fabric's. */
export class MalformedProposal extends Error {
  constructor(readonly part: string) {
    super(`error unmarshalling ${part}: ${unreadableWords}`);
  }
}

/** The words of Go's library for all bytes that are not the message which they should be. */
export const unreadableWords = 'proto: cannot parse invalid wire-format data';

/** The chaincode whose peers a gateway looks for; empty where the proposal names none. */
export function addressedChaincode({ spec }: Proposal): string {
  return spec?.getChaincodeId()?.getName() ?? '';
}

/** Reads what a gateway reads. Fields that only peers read may be missing or garbled, which `fault` says. */
export function unpackProposal(signed: peer.SignedProposal): Proposal {
  const bytes = asBuffer(signed.getProposalBytes_asU8());
  const proposal = read('Proposal', bytes, peer.Proposal);
  const header = read('Header', proposal.getHeader_asU8(), common.Header);
  const channelHeader = read('ChannelHeader', header.getChannelHeader_asU8(), common.ChannelHeader);
  const payload = read('ChaincodeProposalPayload', proposal.getPayload_asU8(), peer.ChaincodeProposalPayload);
  const invocation = read('ChaincodeInvocationSpec', payload.getInput_asU8(), peer.ChaincodeInvocationSpec);
  const spec = invocation.getChaincodeSpec();
  const input = spec?.getInput();
  const publicPayload = makePublicPayload(payload.getInput_asU8());
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
    channelId: channelHeader.getChannelId(),
    txId: channelHeader.getTxId(),
    timestamp: timestamp && { seconds: timestamp.getSeconds(), nanos: timestamp.getNanos() },
    spec,
    args: input?.getArgsList_asU8() ?? [],
    input: input?.serializeBinary(),
    hasTransient: payload.getTransientmapMap().getLength() > 0,
    publicPayload,
    hash: proposalHash(channelHeaderBytes, signatureHeaderBytes, publicPayload),
    ...readForPeer(header, channelHeader, spec),
  };
}

type PeerParts = Pick<Proposal, 'creator' | 'nonce' | 'chaincode' | 'fault'>;
const nothing = { creator: Buffer.alloc(0), nonce: Buffer.alloc(0), chaincode: '' };

/** In the order of a peer: its filters read the signature header, and the endorser the rest. */
function readForPeer(
  header: common.Header,
  channelHeader: common.ChannelHeader,
  spec: peer.ChaincodeSpec | undefined,
): PeerParts {
  let parts: Omit<PeerParts, 'fault'> = nothing;
  try {
    const signatureHeader = read('SignatureHeader', header.getSignatureHeader_asU8(), common.SignatureHeader);
    const creator = asBuffer(signatureHeader.getCreator_asU8());
    parts = { ...parts, creator, nonce: asBuffer(signatureHeader.getNonce_asU8()) };
  } catch (error) {
    return {
      ...parts,
      fault: { message: `failed parsing signature header: ${(error as Error).message}`, filtered: true },
    };
  }
  try {
    const extension = channelHeader.getExtension_asU8();
    const id = read('ChaincodeHeaderExtension', extension, peer.ChaincodeHeaderExtension).getChaincodeId();
    return { ...parts, chaincode: id?.getName() ?? '', fault: formFault(id, spec) };
  } catch (error) {
    return { ...parts, fault: { message: (error as Error).message, filtered: false } };
  }
}

function formFault(
  id: peer.ChaincodeID | undefined,
  spec: peer.ChaincodeSpec | undefined,
): ProposalRefusal | undefined {
  const message = (() => {
    if (!id) return 'ChaincodeHeaderExtension.ChaincodeId is nil';
    if (!id.getName()) return 'ChaincodeHeaderExtension.ChaincodeId.Name is empty';
    if (!spec) return 'chaincode invocation spec did not contain chaincode spec';
    return spec.getInput() ? undefined : 'chaincode input did not contain any input';
  })();
  return message === undefined ? undefined : { message, filtered: false };
}

function read<T>(part: string, bytes: Uint8Array, type: { deserializeBinary(bytes: Uint8Array): T }): T {
  try {
    return type.deserializeBinary(bytes);
  } catch {
    throw new MalformedProposal(part);
  }
}

function makePublicPayload(input: Uint8Array): Buffer {
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
