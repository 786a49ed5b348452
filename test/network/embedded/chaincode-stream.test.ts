/** The peer's side of the chaincode protocol against a chaincode that speaks it by hand: what the released Node shim does not use. */
import { once } from 'node:events';
import { Server, ServerCredentials, type ServerDuplexStream } from '@grpc/grpc-js';
import { peer } from '@hyperledger/fabric-protos';
import { collectionAccess } from '../../../network/embedded/chaincode/access';
import { ChaincodeStream, type StreamOptions } from '../../../network/embedded/chaincode/stream';
import type { Simulation } from '../../../network/embedded/ledger/types';

const Type = peer.ChaincodeMessage.Type;
type MessageType = (typeof Type)[keyof typeof Type];
type Stream = ServerDuplexStream<peer.ChaincodeMessage, peer.ChaincodeMessage>;

let server: Server;
let chaincode: HandMadeChaincode;
let stream: ChaincodeStream | undefined;

/** Registers, then lets a test say what to send and see what came. */
class HandMadeChaincode {
  readonly received: peer.ChaincodeMessage[] = [];
  stream: Stream | undefined;

  connect(stream: Stream, name: string): void {
    this.stream = stream;
    stream.on('data', (message: peer.ChaincodeMessage) => {
      this.received.push(message);
      stream.emit('came');
    });
    const id = new peer.ChaincodeID();
    id.setName(name);
    this.send(Type.REGISTER, id.serializeBinary(), '');
  }

  send(type: MessageType, payload: Uint8Array, txId = 'tx'): void {
    const message = new peer.ChaincodeMessage();
    message.setType(type);
    message.setTxid(txId);
    message.setChannelId('alliance');
    message.setPayload(payload);
    this.stream?.write(message);
  }

  async next(type: MessageType): Promise<peer.ChaincodeMessage> {
    for (;;) {
      const found = this.received.findIndex((message) => message.getType() === type);
      if (found >= 0) return this.received.splice(found, 1)[0] as peer.ChaincodeMessage;
      if (this.stream) await once(this.stream, 'came');
      else await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** Sends a request and resolves with the peer's answer: the type and the payload. */
  async ask(type: MessageType, payload: Uint8Array): Promise<[string, Buffer]> {
    this.send(type, payload);
    const came = async (kind: MessageType) =>
      [kind === Type.ERROR ? 'error' : 'response', await this.next(kind)] as const;
    const [kind, message] = await Promise.race([came(Type.RESPONSE), came(Type.ERROR)]);
    return [kind, Buffer.from(message.getPayload_asU8())];
  }

  complete(status: number, message = ''): void {
    const response = new peer.Response();
    response.setStatus(status);
    response.setMessage(message);
    this.send(Type.COMPLETED, response.serializeBinary());
  }
}

async function start(options: Partial<StreamOptions> = {}, name = 'loans:1'): Promise<ChaincodeStream> {
  chaincode = new HandMadeChaincode();
  server = new Server();
  server.addService(peer.ChaincodeService, { connect: (each: Stream) => chaincode.connect(each, name) });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  stream = new ChaincodeStream({
    address: `127.0.0.1:${port}`,
    packageId: 'loans:1',
    offersBatches: true,
    executeTimeoutMs: 1_000,
    log: () => {},
    onChange: () => {},
    ...options,
  });
  stream.open();
  return stream;
}

afterEach(() => {
  stream?.close();
  server.forceShutdown();
});

/** Keeps what was written, and reads what it was given. */
function fakeSimulation(values: Readonly<Record<string, string>> = {}) {
  const written: string[] = [];
  const read = (key: string) => Buffer.from(values[key] ?? '');
  const simulation = {
    getState: async (_namespace: string, key: string) => read(key),
    getStates: async (_namespace: string, keys: readonly string[]) => keys.map(read),
    getPrivates: async (_namespace: string, collection: string, keys: readonly string[]) =>
      keys.map((key) => Buffer.from(`${collection}/${read(key)}`)),
    putState: (_namespace: string, key: string, value: Buffer) => written.push(`put ${key}=${value}`),
    deleteState: (_namespace: string, key: string) => written.push(`delete ${key}`),
    putPrivate: (_namespace: string, collection: string, key: string) => written.push(`put ${collection}/${key}`),
    purgePrivate: (_namespace: string, collection: string, key: string) => written.push(`purge ${collection}/${key}`),
  };
  return { written, simulation: simulation as unknown as Simulation };
}

function request(simulation: Simulation, creatorMspId = 'Harbour') {
  const collection = {
    name: 'sealed',
    members: ['Harbour'],
    memberOnlyRead: true,
    memberOnlyWrite: true,
    blockToLive: 0,
  };
  const definition = { name: 'loans', version: '1', collections: [collection] };
  return {
    channelId: 'alliance',
    txId: 'tx',
    chaincode: 'loans',
    input: new peer.ChaincodeInput().serializeBinary(),
    signedProposal: new peer.SignedProposal(),
    simulation,
    access: collectionAccess({ channelId: 'alliance', definition, creatorMspId }),
  };
}

function writeBatch(...records: [keyof peer.WriteRecord.TypeMap, string, string?][]): Uint8Array {
  const batch = new peer.WriteBatchState();
  batch.setRecList(
    records.map(([type, key, collection = '']) => {
      const record = new peer.WriteRecord();
      record.setType(peer.WriteRecord.Type[type]);
      record.setKey(key);
      record.setCollection(collection);
      record.setValue(Buffer.from('v'));
      return record;
    }),
  );
  return batch.serializeBinary();
}

function getMany(keys: string[], collection = ''): Uint8Array {
  const request = new peer.GetStateMultiple();
  request.setKeysList(keys);
  request.setCollection(collection);
  return request.serializeBinary();
}

describe('the handshake', () => {
  test('READY offers batches of a thousand, as a v3.1 peer does', async () => {
    await start();
    const offer = peer.ChaincodeAdditionalParams.deserializeBinary(
      (await chaincode.next(Type.READY)).getPayload_asU8(),
    );
    expect(offer.toObject()).toEqual({
      useWriteBatch: true,
      maxSizeWriteBatch: 1000,
      useGetMultipleKeys: true,
      maxSizeGetMultipleKeys: 1000,
    });
  });

  test('READY offers nothing where batches are switched off, as a 2.5 peer', async () => {
    await start({ offersBatches: false });
    expect((await chaincode.next(Type.READY)).getPayload_asU8()).toHaveLength(0);
  });

  test('a chaincode under another package id is not used', async () => {
    const reasons: unknown[] = [];
    await start({ log: (_state, details) => reasons.push(details?.reason) }, 'loans:2');
    const call = stream?.execute(request(fakeSimulation().simulation));
    await expect(call).rejects.toThrow(
      'could not launch chaincode loans:1: connection to loans:1 failed: chaincode registered as loans:2, expected loans:1',
    );
    expect(reasons).toContain('chaincode registered as loans:2, expected loans:1');
  });
});

describe('batches', () => {
  test('a batch of writes does what the single writes would have done, in order', async () => {
    const { simulation, written } = fakeSimulation();
    const outcome = (await start()).execute(request(simulation));
    await chaincode.next(Type.TRANSACTION);
    const batch = writeBatch(
      ['PUT_STATE', 'a'],
      ['DEL_STATE', 'b'],
      ['PUT_STATE', 'c', 'sealed'],
      ['PURGE_PRIVATE_DATA', 'd', 'sealed'],
    );
    expect(await chaincode.ask(Type.WRITE_BATCH_STATE, batch)).toEqual(['response', Buffer.alloc(0)]);
    chaincode.complete(200);
    await outcome;
    expect(written).toEqual(['put a=v', 'delete b', 'put sealed/c', 'purge sealed/d']);
  });

  test("a batch is held to the collections' permissions", async () => {
    const outcome = (await start()).execute(request(fakeSimulation().simulation, 'Meadow'));
    await chaincode.next(Type.TRANSACTION);
    const [kind, text] = await chaincode.ask(Type.WRITE_BATCH_STATE, writeBatch(['PUT_STATE', 'c', 'sealed']));
    expect([kind, text.toString()]).toEqual([
      'error',
      'WRITE_BATCH_STATE failed: transaction ID: tx: tx creator does not have write access permission on privatedata in chaincodeName:loans collectionName: sealed',
    ]);
    chaincode.complete(500);
    await outcome;
  });

  test('many keys are read at once, absent ones as empty values', async () => {
    const outcome = (await start()).execute(request(fakeSimulation({ a: '1', c: '3' }).simulation));
    await chaincode.next(Type.TRANSACTION);
    const values = async (payload: Uint8Array) => {
      const [, answer] = await chaincode.ask(Type.GET_STATE_MULTIPLE, payload);
      return peer.GetStateMultipleResult.deserializeBinary(answer)
        .getValuesList_asU8()
        .map((each) => Buffer.from(each).toString());
    };
    expect(await values(getMany(['a', 'b', 'c']))).toEqual(['1', '', '3']);
    expect(await values(getMany(['a'], 'sealed'))).toEqual(['sealed/1']);
    chaincode.complete(200);
    await outcome;
  });
});

describe('the end of an invocation', () => {
  test("a status of the chaincode's own comes through", async () => {
    const outcome = (await start()).execute(request(fakeSimulation().simulation));
    await chaincode.next(Type.TRANSACTION);
    chaincode.complete(404, 'no such loan');
    expect(await outcome).toMatchObject({ status: 404, message: 'no such loan' });
  });

  test('an error message of the shim fails it', async () => {
    const outcome = (await start()).execute(request(fakeSimulation().simulation));
    const failed = expect(outcome).rejects.toThrow('transaction returned with failure: broken');
    await chaincode.next(Type.TRANSACTION);
    chaincode.send(Type.ERROR, Buffer.from('broken'));
    await failed;
  });

  test('requests after its time limit find no context', async () => {
    const outcome = (await start({ executeTimeoutMs: 50 })).execute(request(fakeSimulation().simulation));
    const failed = expect(outcome).rejects.toThrow('timeout expired while executing transaction');
    await chaincode.next(Type.TRANSACTION);
    await failed;
    const [kind, text] = await chaincode.ask(Type.GET_STATE, new peer.GetState().serializeBinary());
    expect([kind, text.toString()]).toEqual(['error', 'GET_STATE failed: transaction ID: tx: no ledger context']);
  });

  test('the same transaction cannot run twice at once on one stream', async () => {
    const { simulation } = fakeSimulation();
    const first = (await start()).execute(request(simulation));
    await chaincode.next(Type.TRANSACTION);
    await expect(stream?.execute(request(simulation))).rejects.toThrow('txid: tx(alliance) exists');
    chaincode.complete(200);
    await first;
  });

  test('a message that no chaincode may send costs it the stream', async () => {
    const outcome = (await start()).execute(request(fakeSimulation().simulation));
    const failed = expect(outcome).rejects.toThrow('chaincode stream terminated');
    await chaincode.next(Type.TRANSACTION);
    chaincode.send(Type.KEEPALIVE, Buffer.alloc(0));
    await failed;
  });
});
