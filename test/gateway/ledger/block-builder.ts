/** Blocks as a peer hands them out, built by hand from Fabric's messages. */
import { common, peer } from '@hyperledger/fabric-protos';
import { Timestamp } from 'google-protobuf/google/protobuf/timestamp_pb.js';
import { type Puts, resultsOf } from '../../hostile/read-write-sets';

export interface TransactionParts {
  readonly txId?: string;
  readonly chaincode?: string;
  /** By namespace; a value of undefined deletes. */
  readonly writes?: Readonly<Record<string, Puts>>;
  /** By collection of our namespace; only hashes are in the block. */
  readonly hidden?: Readonly<Record<string, Puts>>;
  readonly event?: { readonly chaincode?: string; readonly name?: string; readonly payload: string | Uint8Array };
  readonly timestamp?: { readonly seconds: number; readonly nanos: number };
  readonly code?: number;
  /** What the chaincode answered. */
  readonly result?: string;
  readonly type?: 'ENDORSER_TRANSACTION' | 'CONFIG';
}

export function blockOf(number: number, transactions: readonly TransactionParts[] = []): common.Block {
  const judged = transactions.map((parts) => ({
    envelope: envelopeOf(parts).serializeBinary(),
    code: parts.code ?? 0,
  }));
  return blockFrom(number, judged);
}

interface Judged {
  /** Bytes of `Envelope`. */
  readonly envelope: Uint8Array;
  readonly code: number;
}

export function blockFrom(
  number: number,
  transactions: readonly Judged[],
  previousHash: Uint8Array = Buffer.alloc(32, 1),
): common.Block {
  const header = new common.BlockHeader();
  header.setNumber(number);
  header.setPreviousHash(previousHash);
  header.setDataHash(Buffer.alloc(32, 2));
  const data = new common.BlockData();
  data.setDataList(transactions.map(({ envelope }) => envelope));
  const metadata = new common.BlockMetadata();
  const filter = Buffer.from(transactions.map(({ code }) => code));
  metadata.setMetadataList([new Uint8Array(), new Uint8Array(), filter, new Uint8Array(), new Uint8Array()]);
  const block = new common.Block();
  block.setHeader(header);
  block.setData(data);
  block.setMetadata(metadata);
  return block;
}

const noon = { seconds: Date.UTC(2026, 10, 20, 8, 30) / 1_000, nanos: 123_999_999 };

export function envelopeOf(parts: TransactionParts): common.Envelope {
  const { seconds, nanos } = parts.timestamp ?? noon;
  const timestamp = new Timestamp();
  timestamp.setSeconds(seconds);
  timestamp.setNanos(nanos);
  const channelHeader = new common.ChannelHeader();
  channelHeader.setType(common.HeaderType[parts.type ?? 'ENDORSER_TRANSACTION']);
  channelHeader.setTxId(parts.txId ?? 'tx1');
  channelHeader.setTimestamp(timestamp);
  const header = new common.Header();
  header.setChannelHeader(channelHeader.serializeBinary());
  const payload = new common.Payload();
  payload.setHeader(header);
  payload.setData(transactionOf(parts).serializeBinary());
  const envelope = new common.Envelope();
  envelope.setPayload(payload.serializeBinary());
  return envelope;
}

function transactionOf(parts: TransactionParts) {
  const { writes = {}, hidden = {}, event, chaincode = 'tallystick', txId = 'tx1', result } = parts;
  const namespaces = new Set([...Object.keys(writes), ...(parts.hidden === undefined ? [] : ['tallystick'])]);
  const collections = Object.fromEntries(Object.entries(hidden).map(([name, puts]) => [name, { puts }]));
  const results = resultsOf(
    [...namespaces].map((namespace) => ({
      namespace,
      puts: writes[namespace] ?? {},
      collections: namespace === 'tallystick' ? collections : {},
    })),
  );
  const action = new peer.ChaincodeAction();
  action.setResults(results);
  if (event !== undefined) {
    const message = new peer.ChaincodeEvent();
    message.setChaincodeId(event.chaincode ?? chaincode);
    message.setTxId(txId);
    message.setEventName(event.name ?? 'tallystick');
    message.setPayload(Buffer.from(event.payload));
    action.setEvents(message.serializeBinary());
  }
  if (result !== undefined) {
    const answer = new peer.Response();
    answer.setStatus(200);
    answer.setPayload(Buffer.from(result));
    action.setResponse(answer);
  }
  const response = new peer.ProposalResponsePayload();
  response.setExtension$(action.serializeBinary());
  const endorsed = new peer.ChaincodeEndorsedAction();
  endorsed.setProposalResponsePayload(response.serializeBinary());
  const actionPayload = new peer.ChaincodeActionPayload();
  actionPayload.setAction(endorsed);
  const transactionAction = new peer.TransactionAction();
  transactionAction.setPayload(actionPayload.serializeBinary());
  const transaction = new peer.Transaction();
  transaction.setActionsList([transactionAction]);
  return transaction;
}
