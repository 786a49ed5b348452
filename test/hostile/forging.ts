/** Envelopes made by hand, as a member makes them who holds a client's key and the keys of some peers, and obeys no chaincode. */
import { randomBytes } from 'node:crypto';
import { common, peer } from '@hyperledger/fabric-protos';
import { Timestamp } from 'google-protobuf/google/protobuf/timestamp_pb';
import { transactionId } from '../../network/embedded/messages/bytes';
import { proposalHash } from '../../network/embedded/messages/proposal';
import { newEndorsement } from '../../network/embedded/messages/transaction';
import { type NamespaceWrites, resultsOf } from './read-write-sets';

export interface Signer {
  /** Bytes of `SerializedIdentity`. */
  readonly identity: Buffer;
  sign(message: Uint8Array): Buffer;
}

/** What the transaction says. What is left out is as an honest client has it, and nothing is written or announced. */
export interface Forgery {
  /** The chaincode that it says it invoked. Default: the alliance's. */
  readonly chaincode?: string;
  readonly version?: string;
  readonly writes?: readonly NamespaceWrites[];
  /** Bytes of `TxReadWriteSet`, in the place of `writes`. */
  readonly results?: Uint8Array;
  readonly event?: ForgedEvent;
  /** What the channel header says. Default: now. */
  readonly timestamp?: { readonly seconds: number; readonly nanos: number };
  /** Who signs the answer. Default: the member's first peer. */
  readonly endorsers?: readonly Signer[];
  /** The last change to the bytes of `Payload`, before the client signs them. */
  readonly repack?: Repack;
}

export type Repack = (payload: Uint8Array) => Uint8Array;

export interface ForgedEvent {
  /** Default: the invoked one. */
  readonly chaincode?: string;
  /** Default: the one event of our chaincode. */
  readonly name?: string;
  readonly payload: string | Uint8Array;
}

interface Means {
  readonly channel: string;
  readonly chaincode: string;
  readonly client: Signer;
  readonly endorsers: readonly Signer[];
}

export interface ForgedTransaction {
  readonly transactionId: string;
  /** Bytes of `Payload`, to be signed by the client. */
  readonly payload: Uint8Array;
}

export function newForgedTransaction(forgery: Forgery, means: Means): ForgedTransaction {
  const { client, channel } = means;
  const chaincode = forgery.chaincode ?? means.chaincode;
  const nonce = randomBytes(24);
  const id = transactionId(nonce, client.identity);
  const header = newHeader({ nonce, id, channel, chaincode, creator: client.identity, forgery });
  const proposalPayload = newProposalPayload(chaincode);
  const response = new peer.ProposalResponsePayload();
  const [channelHeader, signatureHeader] = [header.getChannelHeader_asU8(), header.getSignatureHeader_asU8()];
  response.setProposalHash(proposalHash(channelHeader, signatureHeader, proposalPayload));
  response.setExtension$(chaincodeAction(id, chaincode, forgery).serializeBinary());
  const endorsed = endorsedBy(forgery.endorsers ?? means.endorsers, response.serializeBinary());
  const content = new peer.ChaincodeActionPayload();
  content.setChaincodeProposalPayload(proposalPayload);
  content.setAction(endorsed);
  const action = new peer.TransactionAction();
  action.setHeader(signatureHeader);
  action.setPayload(content.serializeBinary());
  const transaction = new peer.Transaction();
  transaction.setActionsList([action]);
  const payload = new common.Payload();
  payload.setHeader(header);
  payload.setData(transaction.serializeBinary());
  return { transactionId: id, payload: payload.serializeBinary() };
}

/** Names the chaincode, because Fabric finds a transaction without any payload out of order. */
function newProposalPayload(chaincode: string): Uint8Array {
  const spec = new peer.ChaincodeSpec();
  spec.setChaincodeId(chaincodeId(chaincode));
  const invocation = new peer.ChaincodeInvocationSpec();
  invocation.setChaincodeSpec(spec);
  const payload = new peer.ChaincodeProposalPayload();
  payload.setInput(invocation.serializeBinary());
  return payload.serializeBinary();
}

interface HeaderParts {
  readonly nonce: Buffer;
  readonly id: string;
  readonly channel: string;
  readonly chaincode: string;
  readonly creator: Buffer;
  readonly forgery: Forgery;
}

function newHeader({ nonce, id, channel, chaincode, creator, forgery }: HeaderParts): common.Header {
  const signatureHeader = new common.SignatureHeader();
  signatureHeader.setNonce(nonce);
  signatureHeader.setCreator(creator);
  const extension = new peer.ChaincodeHeaderExtension();
  extension.setChaincodeId(chaincodeId(chaincode));
  const channelHeader = new common.ChannelHeader();
  channelHeader.setType(common.HeaderType.ENDORSER_TRANSACTION);
  channelHeader.setChannelId(channel);
  channelHeader.setTxId(id);
  channelHeader.setTimestamp(timestampOf(forgery));
  channelHeader.setExtension$(extension.serializeBinary());
  const header = new common.Header();
  header.setChannelHeader(channelHeader.serializeBinary());
  header.setSignatureHeader(signatureHeader.serializeBinary());
  return header;
}

function timestampOf({ timestamp }: Forgery): Timestamp {
  if (timestamp === undefined) return Timestamp.fromDate(new Date());
  const made = new Timestamp();
  made.setSeconds(timestamp.seconds);
  made.setNanos(timestamp.nanos);
  return made;
}

function chaincodeAction(id: string, chaincode: string, forgery: Forgery): peer.ChaincodeAction {
  const { writes = [], results = resultsOf(writes), event, version = '1' } = forgery;
  const answer = new peer.Response();
  answer.setStatus(200);
  const action = new peer.ChaincodeAction();
  action.setChaincodeId(chaincodeId(chaincode, version));
  action.setResults(results);
  action.setResponse(answer);
  if (event !== undefined) {
    const made = new peer.ChaincodeEvent();
    made.setChaincodeId(event.chaincode ?? chaincode);
    made.setTxId(id);
    made.setEventName(event.name ?? 'tallystick');
    made.setPayload(Buffer.from(event.payload));
    action.setEvents(made.serializeBinary());
  }
  return action;
}

function endorsedBy(endorsers: readonly Signer[], response: Uint8Array): peer.ChaincodeEndorsedAction {
  const endorsed = new peer.ChaincodeEndorsedAction();
  endorsed.setProposalResponsePayload(response);
  endorsed.setEndorsementsList(
    endorsers.map(({ identity, sign }) => {
      return newEndorsement({ endorser: identity, signature: sign(Buffer.concat([response, identity])) });
    }),
  );
  return endorsed;
}

function chaincodeId(name: string, version = ''): peer.ChaincodeID {
  const id = new peer.ChaincodeID();
  id.setName(name);
  id.setVersion(version);
  return id;
}
