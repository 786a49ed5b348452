/**
 * The transaction port over fabric-shim, with the batch messages that Fabric v3.1 offers and the released shim does not use.
 *
 * Reads go out as GET_STATE_MULTIPLE and writes as WRITE_BATCH_STATE where the peer offered them when the chaincode
 * registered, one by one where it did not (v2.5). Both ways give the same read-write set. This is the only file that knows
 * the shim's inner parts; it is tested against the stock calls.
 */
import { peer } from '@hyperledger/fabric-protos';
import type { ChaincodeStub } from 'fabric-shim';
import { transientField } from '../api/commands';
import type { ReadPort, Write } from './port';

interface ShimHandler {
  readonly _stream: NodeJS.ReadWriteStream & { write(message: peer.ChaincodeMessage): boolean };
  chat(starter: peer.ChaincodeMessage): void;
  /** Queues a message and answers the response's payload; throws the peer's error text. */
  _askPeerAndListen(message: peer.ChaincodeMessage, method: string): Promise<Buffer>;
}

/** The stub's members that its declarations leave out. */
interface InnerStub {
  readonly handler: ShimHandler;
  readonly channel_id: string;
  readonly txId: string;
}

/** How many keys one message may carry; 0 where the peer does not take such messages. */
interface Offer {
  readonly writes: number;
  readonly reads: number;
}

const noOffer: Offer = { writes: 0, reads: 0 };
const offers = new WeakMap<ShimHandler, Offer>();
const { Type } = peer.ChaincodeMessage;
type MessageType = (typeof Type)[keyof typeof Type];

/** Makes every chat with a peer note what its READY message offers. Called once, before the chaincode starts. */
export function listenForOffers(): void {
  beforeEachChat((handler) => {
    handler._stream.on('data', (message: peer.ChaincodeMessage) => {
      if (message.getType() === Type.READY) offers.set(handler, readOffer(message.getPayload_asU8()));
    });
  });
}

/**
 * Sends every KEEPALIVE back, as chaincode in Go does, and hides it from the shim, which would end the process. Called once,
 * before the chaincode starts.
 */
export function answerKeepalives(): void {
  beforeEachChat(({ _stream: stream }) => {
    const stockEmit = stream.emit;
    stream.emit = (event: string | symbol, ...args: unknown[]) => {
      const message = args[0] as peer.ChaincodeMessage;
      const isKeepalive = event === 'data' && message.getType() === Type.KEEPALIVE;
      return isKeepalive ? stream.write(message) : stockEmit.call(stream, event, ...args);
    };
  });
}

function beforeEachChat(prepare: (handler: ShimHandler) => void): void {
  const { ChaincodeMessageHandler } = require('fabric-shim/lib/handler') as {
    ChaincodeMessageHandler: { prototype: ShimHandler };
  };
  const stockChat = ChaincodeMessageHandler.prototype.chat;
  ChaincodeMessageHandler.prototype.chat = function chat(this: ShimHandler, starter) {
    prepare(this);
    stockChat.call(this, starter);
  };
}

function readOffer(payload: Uint8Array): Offer {
  const parameters = peer.ChaincodeAdditionalParams.deserializeBinary(payload);
  return {
    writes: parameters.getUseWriteBatch() ? parameters.getMaxSizeWriteBatch() : 0,
    reads: parameters.getUseGetMultipleKeys() ? parameters.getMaxSizeGetMultipleKeys() : 0,
  };
}

export function newShimPort(stub: ChaincodeStub): ReadPort {
  const inner = stub as unknown as InnerStub;
  const offer = offers.get(inner.handler) ?? noOffer;
  const creator = stub.getCreator();
  return {
    channel: stub.getChannelID(),
    mspId: creator.mspid,
    certificate: Buffer.from(creator.idBytes).toString(),
    timestampMs: stub.getDateTimestamp().getTime(),
    privateField: stub.getTransient().get(transientField),
    getStates: (keys) => (offer.reads > 0 ? readTogether(inner, keys, offer.reads) : readOneByOne(stub, keys)),
    getPrivate: (collection, key) => stub.getPrivateData(collection, key),
    write: (writes) => (offer.writes > 0 ? writeTogether(inner, writes, offer.writes) : writeOneByOne(stub, writes)),
    announce: (name, payload) => stub.setEvent(name, payload),
    getStatesUnder: (kind, parts) => statesUnder(stub, kind, parts),
    getHistory: (key) => history(stub, key),
  };
}

async function readTogether(stub: InnerStub, keys: readonly string[], most: number): Promise<Uint8Array[]> {
  const values: Uint8Array[] = [];
  for (let start = 0; start < keys.length; start += most) {
    const request = new peer.GetStateMultiple();
    request.setKeysList(keys.slice(start, start + most));
    const payload = await ask(stub, Type.GET_STATE_MULTIPLE, request.serializeBinary());
    values.push(...peer.GetStateMultipleResult.deserializeBinary(payload).getValuesList_asU8());
  }
  return values;
}

async function readOneByOne(stub: ChaincodeStub, keys: readonly string[]): Promise<Uint8Array[]> {
  const values: Uint8Array[] = [];
  for (const key of keys) values.push(await stub.getState(key));
  return values;
}

async function writeTogether(stub: InnerStub, writes: readonly Write[], most: number): Promise<void> {
  for (let start = 0; start < writes.length; start += most) {
    const batch = new peer.WriteBatchState();
    batch.setRecList(writes.slice(start, start + most).map(toWriteRecord));
    await ask(stub, Type.WRITE_BATCH_STATE, batch.serializeBinary());
  }
}

async function writeOneByOne(stub: ChaincodeStub, writes: readonly Write[]): Promise<void> {
  for (const write of writes) {
    if (write.type === 'delete') await stub.deleteState(write.key);
    else if (write.type === 'purge') await stub.purgePrivateData(write.collection, write.key);
    else if (write.collection === undefined) await stub.putState(write.key, write.value);
    else await stub.putPrivateData(write.collection, write.key, write.value);
  }
}

function toWriteRecord(write: Write): peer.WriteRecord {
  const record = new peer.WriteRecord();
  record.setKey(write.key);
  if (write.type === 'delete') {
    record.setType(peer.WriteRecord.Type.DEL_STATE);
  } else if (write.type === 'purge') {
    record.setType(peer.WriteRecord.Type.PURGE_PRIVATE_DATA);
    record.setCollection(write.collection);
  } else {
    record.setType(peer.WriteRecord.Type.PUT_STATE);
    record.setValue(write.value);
    if (write.collection !== undefined) record.setCollection(write.collection);
  }
  return record;
}

/** Through the shim's own queue, which keeps one message of a transaction under way. */
function ask(stub: InnerStub, type: MessageType, payload: Uint8Array): Promise<Buffer> {
  const message = new peer.ChaincodeMessage();
  message.setType(type);
  message.setPayload(payload);
  message.setTxid(stub.txId);
  message.setChannelId(stub.channel_id);
  return stub.handler._askPeerAndListen(message, 'Batch');
}

async function* statesUnder(stub: ChaincodeStub, kind: string, parts: readonly string[]): AsyncIterable<Uint8Array> {
  for await (const { value } of stub.getStateByPartialCompositeKey(kind, [...parts])) yield value;
}

async function* history(stub: ChaincodeStub, key: string): ReturnType<ReadPort['getHistory']> {
  for await (const { txId, timestamp, isDelete, value } of stub.getHistoryForKey(key)) {
    const { seconds, nanos } = timestamp as unknown as { seconds: number | { toNumber(): number }; nanos: number };
    const wholeSeconds = typeof seconds === 'number' ? seconds : seconds.toNumber();
    const timestampMs = wholeSeconds * 1000 + Math.floor(nanos / 1e6);
    yield { transactionId: txId, timestampMs, value: isDelete ? undefined : value };
  }
}
