/**
 * The ordering step of one channel: admits envelopes into a bounded queue, cuts batches by count, bytes and time, and hands them to the
 * committer one at a time. An accepted envelope is not durable before its block is: a crash loses what was queued, and the client learns it
 * from a commit status that does not come.
 */
import { common } from '@hyperledger/fabric-protos';
import { type EnvelopeParts, readEnvelope } from '../messages/transaction';
import { BatchCutter, type BatchLimits } from './cutter';
import type { Membership } from './membership';

export interface BatchConfig extends BatchLimits {
  readonly timeoutMs: number;
  readonly absoluteMaxBytes: number;
}

export interface OrdererOptions {
  readonly channelId: string;
  readonly batch: BatchConfig;
  readonly membership: Membership;
  /** Validates and commits one batch; never called again before it resolved. */
  readonly commit: (batch: readonly Buffer[]) => Promise<void>;
  /** The ledger cannot go on: what was accepted can no longer be committed. */
  readonly onFailure: (error: Error) => void;
}

/** An orderer's answer other than SUCCESS. */
export class OrdererRefusal extends Error {
  readonly status: keyof common.StatusMap;

  constructor(status: keyof common.StatusMap, info: string) {
    super(info);
    this.status = status;
  }
}

/** Everything else is ordered, as on Fabric: what is no transaction is found invalid. */
const refusedTypes: ReadonlyMap<number, string> = new Map([
  [common.HeaderType.CONFIG, 'message is of type that cannot be processed directly'],
  [common.HeaderType.CONFIG_UPDATE, 'configuration transactions are not supported by the embedded ledger'],
  [common.HeaderType.ORDERER_TRANSACTION, 'message is of type that is no longer supported'],
]);
const maxQueued = 20_000;
const maxQueuedBytes = 256 * 1024 * 1024;

export class Orderer {
  readonly #options: OrdererOptions;
  readonly #cutter: BatchCutter<Buffer>;
  readonly #batches: Buffer[][] = [];
  #queued = 0;
  #queuedBytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #committing: Promise<void> | undefined;
  #stopped = false;

  constructor(options: OrdererOptions) {
    this.#options = options;
    this.#cutter = new BatchCutter(options.batch);
  }

  /** Accepts the envelope or throws `OrdererRefusal`; checks in the order of Fabric's broadcast. */
  accept(envelope: common.Envelope): void {
    if (this.#stopped) throw new OrdererRefusal('SERVICE_UNAVAILABLE', 'the ledger is shutting down');
    const bytes = this.#admit(envelope);
    if (this.#queued >= maxQueued || this.#queuedBytes >= maxQueuedBytes) {
      throw new OrdererRefusal('SERVICE_UNAVAILABLE', 'the ordering queue is full');
    }
    const message = Buffer.from(envelope.serializeBinary());
    this.#queued += 1;
    this.#queuedBytes += message.length;
    this.#batches.push(...this.#cutter.add(message, bytes));
    this.#arm();
    this.#pump();
  }

  /** Refuses from now on, commits what was accepted, and resolves when nothing is under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cut();
    while (this.#committing) await this.#committing;
  }

  /** Answers the size that counts for batches. */
  #admit(envelope: common.Envelope): number {
    let parts: EnvelopeParts;
    try {
      parts = readEnvelope(envelope);
    } catch (error) {
      throw new OrdererRefusal('BAD_REQUEST', (error as Error).message);
    }
    const { channelId, batch, membership } = this.#options;
    if (parts.channelHeaderBytes.length === 0) {
      throw new OrdererRefusal('BAD_REQUEST', 'could not determine channel ID: channel header not set');
    }
    if (parts.channelId !== channelId) throw new OrdererRefusal('BAD_REQUEST', 'channel does not exist');
    const unsupported = refusedTypes.get(parts.type);
    if (unsupported !== undefined) throw new OrdererRefusal('BAD_REQUEST', unsupported);
    const bytes = parts.payload.length + parts.signature.length;
    if (bytes > batch.absoluteMaxBytes) {
      const info = `message payload is ${bytes} bytes and exceeds maximum allowed ${batch.absoluteMaxBytes} bytes`;
      throw new OrdererRefusal('BAD_REQUEST', info);
    }
    const identity = membership.verify({ identity: parts.creator, message: parts.payload, signature: parts.signature });
    if (identity && membership.isExpired(identity)) {
      throw new OrdererRefusal('BAD_REQUEST', 'broadcast client identity expired');
    }
    if (!identity || !membership.isWriter(identity)) {
      throw new OrdererRefusal('FORBIDDEN', `${membership.unsatisfied('Writers')}: permission denied`);
    }
    return bytes;
  }

  #arm(): void {
    if (!this.#cutter.hasPending) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
    } else {
      this.#timer ??= setTimeout(() => this.#cut(), this.#options.batch.timeoutMs);
    }
  }

  #cut(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#cutter.hasPending) this.#batches.push(this.#cutter.cut());
    this.#pump();
  }

  #pump(): void {
    if (this.#committing) return;
    const batch = this.#batches.shift();
    if (!batch) return;
    this.#committing = this.#options.commit(batch).then(
      () => {
        this.#queued -= batch.length;
        this.#queuedBytes -= batch.reduce((sum, message) => sum + message.length, 0);
        this.#committing = undefined;
        this.#pump();
      },
      (error: Error) => {
        this.#stopped = true;
        this.#batches.length = 0;
        this.#committing = undefined;
        this.#options.onFailure(error);
      },
    );
  }
}
