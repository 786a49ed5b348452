/**
 * One organisation's connection to one chaincode process: dials it (chaincode as a service), keeps it dialled, and runs any number of
 * invocations interleaved on the one stream. It must never send KEEPALIVE: the Node shim ends its process on it.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type ClientDuplexStream, credentials } from '@grpc/grpc-js';
import { peer } from '@hyperledger/fabric-protos';
import { grpcProxyOptions } from '../../proxy';
import type { Log } from '../rpc/log';
import { Invocation, type InvocationRequest, type Outcome } from './invocation';

export interface StreamOptions {
  readonly address: string;
  /** The name that the chaincode must register with. */
  readonly packageId: string;
  /** True where READY offers write batches and reads of many keys, as a v3.1 peer does and a 2.5 peer does not. */
  readonly offersBatches: boolean;
  readonly executeTimeoutMs: number;
  readonly log: Log;
  readonly onChange: (connected: boolean) => void;
}

type Messages = ClientDuplexStream<peer.ChaincodeMessage, peer.ChaincodeMessage>;

const Type = peer.ChaincodeMessage.Type;
const dialTimeoutMs = 5_000;
const onDemandWaitMs = 3_000;
const firstPauseMs = 50;
const longestPauseMs = 1_000;
const maxBatch = 1_000;
const channelOptions = {
  'grpc.max_receive_message_length': 104_857_600,
  'grpc.max_send_message_length': 104_857_600,
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 500,
  'grpc.min_reconnect_backoff_ms': 100,
  'grpc.use_local_subchannel_pool': 1,
};

export class ChaincodeStream {
  readonly #options: StreamOptions;
  readonly #running = new Map<string, Invocation>();
  readonly #closing = new AbortController();
  #stream: Messages | undefined;
  #waiting: (() => void)[] = [];
  #lastFailure = 'not connected yet';

  constructor(options: StreamOptions) {
    this.#options = options;
  }

  /** Dials now, and again whenever the stream is lost, until `close`. */
  open(): void {
    void this.#keepDialled();
  }

  get connected(): boolean {
    return this.#stream !== undefined;
  }

  /** Rejects with the text that follows `failed to execute transaction <id>: ` on a peer. */
  async execute(request: InvocationRequest): Promise<Outcome> {
    const stream = await this.#ready();
    const key = `${request.channelId}/${request.txId}`;
    if (this.#running.has(key)) throw new Error(`error sending: txid: ${request.txId}(${request.channelId}) exists`);
    const invocation = new Invocation(request, (message) => stream.write(message));
    this.#running.set(key, invocation);
    try {
      return await invocation.run(this.#options.executeTimeoutMs);
    } finally {
      this.#running.delete(key);
      invocation.end();
    }
  }

  close(): void {
    this.#closing.abort();
    this.#stream?.cancel();
  }

  async #ready(): Promise<Messages> {
    if (!this.#stream && !this.#closing.signal.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, onDemandWaitMs);
        this.#waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
    if (this.#stream) return this.#stream;
    const { packageId } = this.#options;
    throw new Error(`could not launch chaincode ${packageId}: connection to ${packageId} failed: ${this.#lastFailure}`);
  }

  async #keepDialled(): Promise<void> {
    let pauseMs = firstPauseMs;
    while (!this.#closing.signal.aborted) {
      const registered = await this.#session();
      pauseMs = registered ? firstPauseMs : Math.min(pauseMs * 2, longestPauseMs);
      await sleep(pauseMs, undefined, { signal: this.#closing.signal }).catch(() => {});
    }
  }

  /** Dials, serves the stream to its end, and tells whether the chaincode ever registered. */
  async #session(): Promise<boolean> {
    const { address } = this.#options;
    const options = { ...channelOptions, ...grpcProxyOptions(address) };
    const client = new peer.ChaincodeClient(address, credentials.createInsecure(), options);
    let registered = false;
    try {
      await new Promise<void>((resolve, reject) => {
        client.waitForReady(Date.now() + dialTimeoutMs, (error) => (error ? reject(error) : resolve()));
      });
      if (this.#closing.signal.aborted) return false;
      const stream: Messages = client.connect();
      await new Promise<void>((_, reject) => {
        stream.on('error', reject);
        stream.on('end', () => reject(new Error('chaincode ended the stream')));
        stream.on('data', (message: peer.ChaincodeMessage) => {
          try {
            if (registered) this.#receive(message);
            else registered = this.#register(stream, message);
          } catch (error) {
            this.#options.log('chaincode-stream-refused', { reason: (error as Error).message });
            // Before the cancellation, whose own words tell a client nothing.
            reject(error);
            stream.cancel();
          }
        });
      });
    } catch (error) {
      this.#lastFailure = (error as Error).message;
    } finally {
      if (registered) this.#lost();
      client.close();
    }
    return registered;
  }

  #register(stream: Messages, message: peer.ChaincodeMessage): boolean {
    if (message.getType() !== Type.REGISTER) throw new Error('the first message is not REGISTER');
    const name = peer.ChaincodeID.deserializeBinary(message.getPayload_asU8()).getName();
    if (name !== this.#options.packageId) {
      throw new Error(`chaincode registered as ${name}, expected ${this.#options.packageId}`);
    }
    const registered = new peer.ChaincodeMessage();
    registered.setType(Type.REGISTERED);
    stream.write(registered);
    const ready = new peer.ChaincodeMessage();
    ready.setType(Type.READY);
    if (this.#options.offersBatches) ready.setPayload(batchOffer());
    stream.write(ready);
    this.#stream = stream;
    for (const resume of this.#waiting.splice(0)) resume();
    this.#options.onChange(true);
    return true;
  }

  #receive(message: peer.ChaincodeMessage): void {
    const invocation = this.#running.get(`${message.getChannelId()}/${message.getTxid()}`);
    if (invocation) invocation.receive(message);
    else if (message.getType() !== Type.COMPLETED && message.getType() !== Type.ERROR) this.#refuse(message);
  }

  /** A request of an invocation that is over, by its time limit for instance. */
  #refuse(request: peer.ChaincodeMessage): void {
    const type = Object.entries(Type).find(([, number]) => number === request.getType())?.[0] ?? 'UNKNOWN';
    const answer = new peer.ChaincodeMessage();
    answer.setType(Type.ERROR);
    answer.setTxid(request.getTxid());
    answer.setChannelId(request.getChannelId());
    answer.setPayload(Buffer.from(`${type} failed: transaction ID: ${request.getTxid()}: no ledger context`));
    this.#stream?.write(answer);
  }

  #lost(): void {
    this.#stream = undefined;
    for (const invocation of this.#running.values()) invocation.fail('error sending: chaincode stream terminated');
    this.#options.onChange(false);
  }
}

function batchOffer(): Uint8Array {
  const offer = new peer.ChaincodeAdditionalParams();
  offer.setUseWriteBatch(true);
  offer.setMaxSizeWriteBatch(maxBatch);
  offer.setUseGetMultipleKeys(true);
  offer.setMaxSizeGetMultipleKeys(maxBatch);
  return offer.serializeBinary();
}
