/** Proposals and envelopes made by hand, so that the same bytes go to both ledgers, and everything that can be wrong with them. */
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { common, gateway, peer } from '@hyperledger/fabric-protos';
import { Timestamp } from 'google-protobuf/google/protobuf/timestamp_pb';
import { transactionId } from '../../../network/embedded/messages/bytes';
import { readElement, readPositive, sequenceTag, writeElement, writePositive } from '../../../network/identity/der';
import { serializeIdentity } from '../../../network/identity/identity';
import { newSigner } from '../../../network/identity/signature';
import { chaincodeName, channel, type Person } from './ground';

const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

export const signatureFaults = ['none', 'flipped bit', 'high S', "another's key", 'empty', 'no DER'] as const;
export type SignatureFault = (typeof signatureFaults)[number];

export const proposalFaults = [
  'none',
  'made-up id',
  'another creator',
  'unknown member',
  'garbled creator',
  'unknown chaincode',
  'unknown channel',
  'unknown function',
  'no arguments',
  'from the past',
  'from the future',
  'short nonce',
  'no nonce',
  'another type',
] as const;
export type ProposalFault = (typeof proposalFaults)[number];

export class Signer {
  readonly identity: Buffer;
  readonly #sign: (message: Uint8Array) => Buffer;

  constructor(
    readonly person: Person,
    /** Signs where the key shall not fit. */
    readonly other?: Signer,
  ) {
    this.identity = serializeIdentity(person.mspId, person.certificate);
    this.#sign = newSigner(keyOf(person));
  }

  sign(message: Uint8Array, fault: SignatureFault = 'none'): Buffer {
    const signature = this.#sign(message);
    switch (fault) {
      case 'none':
        return signature;
      case 'flipped bit':
        signature.writeUInt8(signature.readUInt8(20) ^ 1, 20);
        return signature;
      case 'high S':
        return withHighS(signature);
      case "another's key":
        return this.other?.sign(message) ?? Buffer.alloc(0);
      case 'empty':
        return Buffer.alloc(0);
      case 'no DER':
        return Buffer.from('signed, honestly');
    }
  }
}

export interface ProposalWanted {
  readonly signer: Signer;
  readonly nonce: Buffer;
  readonly program: string;
  readonly transient?: string | undefined;
  readonly fault: ProposalFault;
  readonly signatureFault: SignatureFault;
}

export interface SignedProposal {
  readonly txId: string;
  readonly channel: string;
  readonly message: peer.SignedProposal;
}

export function newProposal(wanted: ProposalWanted): SignedProposal {
  const { signer, fault } = wanted;
  const nonce =
    fault === 'short nonce' ? wanted.nonce.subarray(0, 5) : fault === 'no nonce' ? Buffer.alloc(0) : wanted.nonce;
  const creator = creatorOf(signer, fault);
  const txId = fault === 'made-up id' ? 'ab'.repeat(32) : transactionId(nonce, creator);
  const id = new peer.ChaincodeID();
  id.setName(fault === 'unknown chaincode' ? 'nowhere' : chaincodeName);

  const extension = new peer.ChaincodeHeaderExtension();
  extension.setChaincodeId(id);
  const channelHeader = new common.ChannelHeader();
  channelHeader.setType(fault === 'another type' ? common.HeaderType.MESSAGE : common.HeaderType.ENDORSER_TRANSACTION);
  channelHeader.setTxId(txId);
  channelHeader.setTimestamp(timeOf(fault));
  channelHeader.setChannelId(fault === 'unknown channel' ? 'elsewhere' : channel);
  channelHeader.setExtension$(extension.serializeBinary());
  const signatureHeader = new common.SignatureHeader();
  signatureHeader.setCreator(creator);
  signatureHeader.setNonce(nonce);
  const header = new common.Header();
  header.setChannelHeader(channelHeader.serializeBinary());
  header.setSignatureHeader(signatureHeader.serializeBinary());

  const proposal = new peer.Proposal();
  proposal.setHeader(header.serializeBinary());
  proposal.setPayload(payloadOf(wanted, id).serializeBinary());
  const bytes = proposal.serializeBinary();
  const message = new peer.SignedProposal();
  message.setProposalBytes(bytes);
  message.setSignature(signer.sign(bytes, wanted.signatureFault));
  return { txId, channel: channelHeader.getChannelId(), message };
}

function payloadOf({ program, transient, fault }: ProposalWanted, id: peer.ChaincodeID): peer.ChaincodeProposalPayload {
  const input = new peer.ChaincodeInput();
  const args = fault === 'no arguments' ? [] : [fault === 'unknown function' ? 'dance' : 'run', program];
  input.setArgsList(args.map((arg) => Buffer.from(arg)));
  const spec = new peer.ChaincodeSpec();
  spec.setType(peer.ChaincodeSpec.Type.NODE);
  spec.setChaincodeId(id);
  spec.setInput(input);
  const invocation = new peer.ChaincodeInvocationSpec();
  invocation.setChaincodeSpec(spec);
  const payload = new peer.ChaincodeProposalPayload();
  payload.setInput(invocation.serializeBinary());
  if (transient !== undefined) payload.getTransientmapMap().set('value', Buffer.from(transient));
  return payload;
}

function creatorOf(signer: Signer, fault: ProposalFault): Buffer {
  if (fault === 'another creator') return signer.other?.identity ?? Buffer.alloc(0);
  if (fault === 'unknown member') return serializeIdentity('NobodyMSP', signer.person.certificate);
  return fault === 'garbled creator' ? Buffer.from('I am Keystone') : signer.identity;
}

function timeOf(fault: ProposalFault): Timestamp {
  const offMs = fault === 'from the past' ? -600_000 : fault === 'from the future' ? 600_000 : 0;
  return Timestamp.fromDate(new Date(Date.now() + offMs));
}

/** Another party's question for a transaction's fate. */
export function statusRequest(txId: string, signer: Signer): gateway.SignedCommitStatusRequest {
  const request = new gateway.CommitStatusRequest();
  request.setTransactionId(txId);
  request.setChannelId(channel);
  request.setIdentity(signer.identity);
  const bytes = request.serializeBinary();
  const signed = new gateway.SignedCommitStatusRequest();
  signed.setRequest(bytes);
  signed.setSignature(signer.sign(bytes));
  return signed;
}

function withHighS(signature: Buffer): Buffer {
  const r = readPositive(signature, readElement(signature, 0, sequenceTag).start);
  const s = readPositive(signature, r.end);
  return writeElement(sequenceTag, writePositive(r.value), writePositive(order - s.value));
}

function keyOf({ privateKey }: Person): KeyObject {
  return createPrivateKey(privateKey);
}
