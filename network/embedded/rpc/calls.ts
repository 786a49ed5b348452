/**
 * Calls of a gRPC service as plain asynchronous functions: counts what is under way and refuses beyond the service's limit, as a peer does;
 * gives each call a signal that aborts when the client goes away or the process ends; turns whatever is thrown into a gRPC error.
 */
import { type EventEmitter, on } from 'node:events';
import {
  type handleServerStreamingCall,
  type handleUnaryCall,
  type ServerDuplexStream,
  type ServerWritableStream,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import type { Log } from './log';
import { statusError } from './status';

export class Calls {
  readonly #service: string;
  readonly #limit: number;
  readonly #log: Log;
  readonly #open = new Set<AbortController>();

  /** @param service as in the path of its methods, with the leading slash */
  constructor(service: string, limit: number, log: Log) {
    this.#service = service;
    this.#limit = limit;
    this.#log = log;
  }

  /** Ends all calls under way. */
  endAll(): void {
    for (const call of this.#open) call.abort();
  }

  unary<Q, A>(answer: (request: Q, signal: AbortSignal) => Promise<A>): handleUnaryCall<Q, A> {
    return (call, callback) => {
      this.#run(call, (signal) => answer(call.request, signal)).then(
        (response) => callback(null, response),
        (error) => callback(this.#toStatus(error)),
      );
    };
  }

  serverStream<Q, A>(
    serve: (request: Q, stream: Sink<A>, signal: AbortSignal) => Promise<void>,
  ): handleServerStreamingCall<Q, A> {
    return (call) => this.#serve(call, (signal) => serve(call.request, newSink(call, signal), signal));
  }

  duplex<Q, A>(serve: (requests: AsyncIterable<Q>, stream: Sink<A>, signal: AbortSignal) => Promise<void>) {
    return (call: ServerDuplexStream<Q, A>) =>
      this.#serve(call, (signal) => serve(requestsOf<Q>(call, signal), newSink(call, signal), signal));
  }

  #serve(call: Stream, serve: (signal: AbortSignal) => Promise<void>): void {
    this.#run(call, async (signal) => {
      await serve(signal);
      // A clean end would look like a defect to the client's iterators; only the client ends these streams.
      if (signal.aborted) throw statusError(status.UNAVAILABLE, 'the embedded ledger is shutting down');
    }).then(
      () => call.end(),
      (error) => call.emit('error', this.#toStatus(error)),
    );
  }

  async #run<A>(
    call: { on(event: 'cancelled', listener: () => void): unknown },
    work: (signal: AbortSignal) => Promise<A>,
  ) {
    if (this.#open.size >= this.#limit) {
      const text = `too many requests for ${this.#service}, exceeding concurrency limit (${this.#limit})`;
      throw statusError(status.UNKNOWN, text);
    }
    const aborter = new AbortController();
    this.#open.add(aborter);
    call.on('cancelled', () => aborter.abort());
    try {
      return await work(aborter.signal);
    } finally {
      this.#open.delete(aborter);
    }
  }

  #toStatus(error: unknown): ServiceError {
    if (error instanceof Error && 'code' in error && 'details' in error) return error as ServiceError;
    this.#log('call-failed', { service: this.#service, reason: error instanceof Error ? error.stack : String(error) });
    return statusError(status.INTERNAL, 'internal error of the embedded ledger, see its log');
  }
}

/** A client's messages until it ends its side, or the signal aborts. Iterating the call itself would destroy it at a break. */
async function* requestsOf<Q>(call: EventEmitter, signal: AbortSignal): AsyncGenerator<Q> {
  try {
    for await (const [request] of on(call, 'data', { signal, close: ['end'] })) yield request as Q;
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** Takes messages as fast as the client reads them; resolves early when the call is over. */
export type Sink<A> = (message: A) => Promise<void>;

type Stream = {
  on(event: 'cancelled', listener: () => void): unknown;
  emit(event: 'error', error: Error): boolean;
  end(): void;
};

function newSink<Q, A>(call: ServerWritableStream<Q, A> | ServerDuplexStream<Q, A>, signal: AbortSignal): Sink<A> {
  return async (message) => {
    if (signal.aborted || call.write(message)) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        call.off('drain', done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      call.on('drain', done);
      signal.addEventListener('abort', done);
    });
  };
}
