/**
 * A peer's side of the chaincode protocol over a stream in memory: registers a chaincode, sends it transactions, answers its
 * questions from committed state and collects the read-write set. As strict as a peer about what it has offered.
 */
import { EventEmitter } from 'node:events';
import { common, ledger, msp, peer } from '@hyperledger/fabric-protos';
import type { Contract } from 'fabric-contract-api';
import { Timestamp } from 'google-protobuf/google/protobuf/timestamp_pb';
import { serializers } from '../../chaincode/contract/serializers';

/** Most keys in one message; undefined where the peer does not know such messages. */
export interface Offer {
  readonly writes?: number;
  readonly reads?: number;
}

export interface Proposal {
  readonly functionName: string;
  readonly argument: string;
  readonly mspId: string;
  readonly certificate: string;
  readonly timestampMs: number;
  readonly privateField: Uint8Array | undefined;
}

export interface Simulation {
  readonly status: number;
  readonly message: string;
  readonly payload: string;
  readonly eventName: string | undefined;
  readonly eventPayload: string | undefined;
  /** Key, and whether there was a value; in the order of the keys. */
  readonly reads: readonly (readonly [string, boolean])[];
  /** Collection and key, and the value, or how it went; in the order of the keys. */
  readonly writes: readonly (readonly [string, string])[];
  /** How many messages of each type the chaincode sent. */
  readonly messages: Readonly<Record<string, number>>;
  /** The most keys that one message carried. */
  readonly largest: number;
}

interface Running {
  readonly reads: Map<string, boolean>;
  readonly writes: Map<string, string>;
  readonly messages: Record<string, number>;
  largest: number;
  readonly finish: (message: peer.ChaincodeMessage) => void;
}

interface Handler {
  chat(starter: peer.ChaincodeMessage): void;
}

// The shim reports every transaction to the console unless told otherwise before it is loaded.
process.env.CORE_CHAINCODE_LOGGING_LEVEL = 'critical';

const { Type } = peer.ChaincodeMessage;
const typeNames = new Map(Object.entries(Type).map(([name, number]) => [number, name]));
const purged = '(purged)';
const deleted = '(deleted)';

export class FakePeer {
  readonly state = new Map<string, Uint8Array>();
  readonly #fromPeer = new EventEmitter();
  readonly #running = new Map<string, Running>();
  #ready: () => void = () => {};
  #alive: () => void = () => {};
  #transactions = 0;

  private constructor(private readonly offer: Offer) {}

  /** Starts the contracts' chaincode, as the server would, and registers it. */
  static async start(contracts: readonly (new () => Contract)[], offer: Offer): Promise<FakePeer> {
    const { ChaincodeMessageHandler } = require('fabric-shim/lib/handler') as {
      ChaincodeMessageHandler: new (stream: object, chaincode: object) => Handler;
    };
    const ChaincodeFromContract = require('fabric-shim/lib/contract-spi/chaincodefromcontract') as new (
      contracts: readonly (new () => Contract)[],
      serializers: object,
    ) => object;
    const fake = new FakePeer(offer);
    const stream = Object.assign(fake.#fromPeer, {
      // A stream does not answer in the call that writes.
      write: (message: peer.ChaincodeMessage) => setImmediate(() => fake.#receive(message)),
      end: () => {},
    });
    const registered = new Promise<void>((resolve) => {
      fake.#ready = resolve;
    });
    const starter = new peer.ChaincodeMessage();
    starter.setType(Type.REGISTER);
    new ChaincodeMessageHandler(stream, new ChaincodeFromContract([...contracts], serializers)).chat(starter);
    await registered;
    return fake;
  }

  simulate(proposal: Proposal): Promise<Simulation> {
    const txId = `tx${++this.#transactions}`;
    return new Promise((resolve) => {
      const running: Running = {
        reads: new Map(),
        writes: new Map(),
        messages: {},
        largest: 0,
        finish: (message) => resolve(simulationOf(message, running)),
      };
      this.#running.set(txId, running);
      const input = new peer.ChaincodeInput();
      input.setArgsList([Buffer.from(proposal.functionName), Buffer.from(proposal.argument)]);
      const message = this.#message(Type.TRANSACTION, txId, input.serializeBinary());
      message.setProposal(signedProposal(proposal));
      this.#fromPeer.emit('data', message);
    });
  }

  /** Resolves when the chaincode sends the message back. */
  keepAlive(): Promise<void> {
    return new Promise((resolve) => {
      this.#alive = resolve;
      this.#fromPeer.emit('data', this.#message(Type.KEEPALIVE, '', new Uint8Array()));
    });
  }

  commit({ writes }: Simulation): void {
    for (const [key, value] of writes) {
      if (value === deleted || value === purged) this.state.delete(key);
      else this.state.set(key, Buffer.from(value));
    }
  }

  #message(type: number, txId: string, payload: Uint8Array): peer.ChaincodeMessage {
    const message = new peer.ChaincodeMessage();
    message.setType(type as 0);
    message.setTxid(txId);
    message.setChannelId('alliance');
    message.setPayload(payload);
    return message;
  }

  #receive(message: peer.ChaincodeMessage): void {
    const type = message.getType();
    if (type === Type.REGISTER) {
      this.#fromPeer.emit('data', this.#message(Type.REGISTERED, '', new Uint8Array()));
      this.#fromPeer.emit('data', this.#message(Type.READY, '', this.#parameters()));
      this.#ready();
      return;
    }
    if (type === Type.KEEPALIVE) {
      this.#alive();
      return;
    }
    const txId = message.getTxid();
    const running = this.#running.get(txId);
    if (running === undefined) throw new Error(`a message for ${txId}, which is not under way`);
    const name = typeNames.get(type) ?? String(type);
    running.messages[name] = (running.messages[name] ?? 0) + 1;
    if (type === Type.COMPLETED) {
      this.#running.delete(txId);
      running.finish(message);
      return;
    }
    let answer: peer.ChaincodeMessage;
    try {
      answer = this.#message(Type.RESPONSE, txId, this.#answer(type, message.getPayload_asU8(), running));
    } catch (error) {
      answer = this.#message(Type.ERROR, txId, Buffer.from(String(error)));
    }
    this.#fromPeer.emit('data', answer);
  }

  /** The offer that a peer puts into READY: none where it is of version 2.5. */
  #parameters(): Uint8Array {
    const { writes, reads } = this.offer;
    if (writes === undefined && reads === undefined) return new Uint8Array();
    const parameters = new peer.ChaincodeAdditionalParams();
    parameters.setUseWriteBatch(writes !== undefined);
    parameters.setMaxSizeWriteBatch(writes ?? 0);
    parameters.setUseGetMultipleKeys(reads !== undefined);
    parameters.setMaxSizeGetMultipleKeys(reads ?? 0);
    return parameters.serializeBinary();
  }

  #answer(type: number, payload: Uint8Array, running: Running): Uint8Array {
    switch (type) {
      case Type.GET_STATE: {
        const request = peer.GetState.deserializeBinary(payload);
        return this.#read(request.getCollection(), request.getKey(), running);
      }
      case Type.GET_STATE_MULTIPLE: {
        const request = peer.GetStateMultiple.deserializeBinary(payload);
        const keys = request.getKeysList();
        requireOffered(keys.length, this.offer.reads, running);
        const result = new peer.GetStateMultipleResult();
        result.setValuesList(keys.map((key) => this.#read(request.getCollection(), key, running)));
        return result.serializeBinary();
      }
      case Type.PUT_STATE: {
        const request = peer.PutState.deserializeBinary(payload);
        return write(running, request.getCollection(), request.getKey(), textOf(request.getValue_asU8()));
      }
      case Type.DEL_STATE: {
        const request = peer.DelState.deserializeBinary(payload);
        return write(running, request.getCollection(), request.getKey(), deleted);
      }
      case Type.PURGE_PRIVATE_DATA: {
        const request = peer.PurgePrivateState.deserializeBinary(payload);
        return write(running, request.getCollection(), request.getKey(), purged);
      }
      case Type.WRITE_BATCH_STATE: {
        const records = peer.WriteBatchState.deserializeBinary(payload).getRecList();
        requireOffered(records.length, this.offer.writes, running);
        for (const record of records) write(running, record.getCollection(), record.getKey(), writtenBy(record));
        return new Uint8Array();
      }
      case Type.GET_STATE_BY_RANGE: {
        const request = peer.GetStateByRange.deserializeBinary(payload);
        return this.#range(request.getStartkey(), request.getEndkey());
      }
      case Type.GET_HISTORY_FOR_KEY:
        return historyOf(this.state.get(peer.GetHistoryForKey.deserializeBinary(payload).getKey()));
      case Type.QUERY_STATE_CLOSE:
        return new peer.QueryResponse().serializeBinary();
      default:
        throw new Error(`no answer to a message of type ${type}`);
    }
  }

  #read(collection: string, key: string, running: Running): Uint8Array {
    const value = this.state.get(placeOf(collection, key));
    running.reads.set(placeOf(collection, key), value !== undefined);
    return value ?? new Uint8Array();
  }

  #range(start: string, end: string): Uint8Array {
    const response = new peer.QueryResponse();
    const found = [...this.state].filter(([key]) => key >= start && key < end).sort();
    response.setResultsList(
      found.map(([key, value]) => {
        const kv = new ledger.queryresult.KV();
        kv.setKey(key);
        kv.setValue(value);
        return resultBytes(kv.serializeBinary());
      }),
    );
    return response.serializeBinary();
  }
}

function requireOffered(count: number, most: number | undefined, running: Running): void {
  if (most === undefined || count > most) throw new Error(`${count} keys where ${most ?? 0} were offered`);
  running.largest = Math.max(running.largest, count);
}

function write(running: Running, collection: string, key: string, value: string): Uint8Array {
  running.writes.set(placeOf(collection, key), value);
  return new Uint8Array();
}

function writtenBy(record: peer.WriteRecord): string {
  switch (record.getType()) {
    case peer.WriteRecord.Type.PUT_STATE:
      return textOf(record.getValue_asU8());
    case peer.WriteRecord.Type.DEL_STATE:
      return deleted;
    case peer.WriteRecord.Type.PURGE_PRIVATE_DATA:
      return purged;
    default:
      throw new Error('a write of no known type');
  }
}

function placeOf(collection: string, key: string): string {
  return collection === '' ? key : `${collection}/${key}`;
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString();
}

function historyOf(value: Uint8Array | undefined): Uint8Array {
  const response = new peer.QueryResponse();
  if (value === undefined) return response.serializeBinary();
  const modification = new ledger.queryresult.KeyModification();
  modification.setTxId('tx0');
  modification.setValue(value);
  modification.setTimestamp(timestampOf(1_700_000_000_123));
  response.setResultsList([resultBytes(modification.serializeBinary())]);
  return response.serializeBinary();
}

function resultBytes(bytes: Uint8Array): peer.QueryResultBytes {
  const result = new peer.QueryResultBytes();
  result.setResultbytes(bytes);
  return result;
}

function timestampOf(milliseconds: number): Timestamp {
  const timestamp = new Timestamp();
  timestamp.setSeconds(Math.floor(milliseconds / 1000));
  timestamp.setNanos((milliseconds % 1000) * 1_000_000);
  return timestamp;
}

function signedProposal({ mspId, certificate, timestampMs, privateField }: Proposal): peer.SignedProposal {
  const creator = new msp.SerializedIdentity();
  creator.setMspid(mspId);
  creator.setIdBytes(Buffer.from(certificate));
  const signatureHeader = new common.SignatureHeader();
  signatureHeader.setCreator(creator.serializeBinary());
  signatureHeader.setNonce(Buffer.alloc(24, 1));
  const channelHeader = new common.ChannelHeader();
  channelHeader.setChannelId('alliance');
  channelHeader.setTimestamp(timestampOf(timestampMs));
  const header = new common.Header();
  header.setSignatureHeader(signatureHeader.serializeBinary());
  header.setChannelHeader(channelHeader.serializeBinary());
  const payload = new peer.ChaincodeProposalPayload();
  payload.setInput(Buffer.from('input'));
  if (privateField !== undefined) payload.getTransientmapMap().set('private', privateField);
  const proposal = new peer.Proposal();
  proposal.setHeader(header.serializeBinary());
  proposal.setPayload(payload.serializeBinary());
  const signed = new peer.SignedProposal();
  signed.setProposalBytes(proposal.serializeBinary());
  signed.setSignature(Buffer.from('signature'));
  return signed;
}

function simulationOf(message: peer.ChaincodeMessage, running: Running): Simulation {
  const response = peer.Response.deserializeBinary(message.getPayload_asU8());
  const event = message.getChaincodeEvent();
  return {
    status: response.getStatus(),
    message: response.getMessage(),
    payload: textOf(response.getPayload_asU8()),
    eventName: event?.getEventName(),
    eventPayload: event === undefined ? undefined : textOf(event.getPayload_asU8()),
    reads: [...running.reads].sort(),
    writes: [...running.writes].sort(),
    messages: running.messages,
    largest: running.largest,
  };
}
