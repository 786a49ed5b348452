/**
 * Transactions as they lie in blocks: put together after endorsing, taken apart again by the validator, the event services and qscc.
 * `readEnvelope` never throws on a transaction's inside: how far it parses is what decides the validation code.
 */
import { common, peer } from '@hyperledger/fabric-protos';
import { asBuffer } from './bytes';
import { type Proposal, type Timestamp, unreadableWords } from './proposal';

export interface Endorsement {
  /** Bytes of the endorser's `SerializedIdentity`. */
  readonly endorser: Buffer;
  readonly signature: Buffer;
}

/** The parts that every envelope has. */
export interface EnvelopeParts {
  readonly payload: Buffer;
  readonly signature: Buffer;
  readonly channelHeaderBytes: Buffer;
  readonly type: number;
  readonly epoch: number;
  readonly channelId: string;
  readonly txId: string;
  readonly timestamp: Timestamp | undefined;
  readonly extension: Buffer;
  readonly creator: Buffer;
  readonly nonce: Buffer;
  readonly tlsCertHash: Buffer;
  readonly data: Buffer;
}

export interface ActionParts {
  readonly signatureHeaderBytes: Buffer;
  readonly publicPayload: Buffer;
  readonly responsePayload: Buffer;
  readonly proposalHash: Buffer;
  /** Bytes of `ChaincodeAction`. */
  readonly action: Buffer;
  readonly endorsements: readonly Endorsement[];
}

/** The envelope that the client signs, with the proposal's own header bytes in it. */
export function newEnvelope(
  proposal: Proposal,
  responsePayload: Buffer,
  endorsements: readonly Endorsement[],
): common.Envelope {
  const endorsed = new peer.ChaincodeEndorsedAction();
  endorsed.setProposalResponsePayload(responsePayload);
  endorsed.setEndorsementsList(endorsements.map(newEndorsement));
  const actionPayload = new peer.ChaincodeActionPayload();
  actionPayload.setChaincodeProposalPayload(proposal.publicPayload);
  actionPayload.setAction(endorsed);
  const action = new peer.TransactionAction();
  action.setHeader(proposal.signatureHeaderBytes);
  action.setPayload(actionPayload.serializeBinary());
  const transaction = new peer.Transaction();
  transaction.setActionsList([action]);
  const payload = new common.Payload();
  payload.setHeader(proposal.header);
  payload.setData(transaction.serializeBinary());
  const envelope = new common.Envelope();
  envelope.setPayload(payload.serializeBinary());
  return envelope;
}

export function newEndorsement({ endorser, signature }: Endorsement): peer.Endorsement {
  const endorsement = new peer.Endorsement();
  endorsement.setEndorser(endorser);
  endorsement.setSignature(signature);
  return endorsement;
}

/** Throws when the payload, or a header in it, does not parse or is missing; the texts are those of Fabric's orderer. */
export function readEnvelope(envelope: common.Envelope): EnvelopeParts {
  const payloadBytes = asBuffer(envelope.getPayload_asU8());
  const noChannel = (reason: string) => new Error(`could not determine channel ID: ${reason}`);
  const unreadable = (part: string) => `error unmarshalling ${part}: ${unreadableWords}`;
  const payload = read(common.Payload, payloadBytes, () => noChannel(unreadable('Payload')));
  const header = payload.getHeader();
  if (!header) throw noChannel('header not set');
  const channelHeader = read(common.ChannelHeader, header.getChannelHeader_asU8(), () =>
    noChannel(`error unmarshalling channel header: ${unreadable('ChannelHeader')}`),
  );
  const signatureHeader = read(
    common.SignatureHeader,
    header.getSignatureHeader_asU8(),
    () =>
      new Error(`could not convert message to signedData: GetSignatureHeaderFromBytes failed, err ${unreadableWords}`),
  );
  const timestamp = channelHeader.getTimestamp();
  return {
    payload: payloadBytes,
    signature: asBuffer(envelope.getSignature_asU8()),
    channelHeaderBytes: asBuffer(header.getChannelHeader_asU8()),
    type: channelHeader.getType(),
    epoch: channelHeader.getEpoch(),
    channelId: channelHeader.getChannelId(),
    txId: channelHeader.getTxId(),
    timestamp: timestamp && { seconds: timestamp.getSeconds(), nanos: timestamp.getNanos() },
    extension: asBuffer(channelHeader.getExtension_asU8()),
    creator: asBuffer(signatureHeader.getCreator_asU8()),
    nonce: asBuffer(signatureHeader.getNonce_asU8()),
    tlsCertHash: asBuffer(channelHeader.getTlsCertHash_asU8()),
    data: asBuffer(payload.getData_asU8()),
  };
}

function read<T>(type: { deserializeBinary(bytes: Uint8Array): T }, bytes: Uint8Array, failure: () => Error): T {
  try {
    return type.deserializeBinary(bytes);
  } catch {
    throw failure();
  }
}

/** The one action of an endorser transaction. Throws unless there is exactly one and it parses. */
export function readAction(transactionBytes: Uint8Array): ActionParts {
  const actions = peer.Transaction.deserializeBinary(transactionBytes).getActionsList();
  const action = actions[0];
  if (!action || actions.length !== 1) throw new Error('only one action per transaction is supported');
  const payload = peer.ChaincodeActionPayload.deserializeBinary(action.getPayload_asU8());
  const endorsed = payload.getAction();
  if (!endorsed) throw new Error('no endorsed action');
  const responsePayload = asBuffer(endorsed.getProposalResponsePayload_asU8());
  const response = peer.ProposalResponsePayload.deserializeBinary(responsePayload);
  return {
    signatureHeaderBytes: asBuffer(action.getHeader_asU8()),
    publicPayload: asBuffer(payload.getChaincodeProposalPayload_asU8()),
    responsePayload,
    proposalHash: asBuffer(response.getProposalHash_asU8()),
    action: asBuffer(response.getExtension_asU8()),
    endorsements: endorsed.getEndorsementsList().map((endorsement) => ({
      endorser: asBuffer(endorsement.getEndorser_asU8()),
      signature: asBuffer(endorsement.getSignature_asU8()),
    })),
  };
}

/** The event of an endorser transaction, if it carries one with a chaincode, a transaction id and a name. */
export function readEvent(transactionBytes: Uint8Array): peer.ChaincodeEvent | undefined {
  const bytes = peer.ChaincodeAction.deserializeBinary(readAction(transactionBytes).action).getEvents_asU8();
  if (bytes.length === 0) return undefined;
  const event = peer.ChaincodeEvent.deserializeBinary(bytes);
  return event.getChaincodeId() && event.getTxId() && event.getEventName() ? event : undefined;
}
