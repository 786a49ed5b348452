/**
 * Decides where one block ends and the next begins, as Fabric's block cutter does: by bytes, then by count. Time is the caller's:
 * it cuts what is pending when the batch timeout runs out.
 */
export interface BatchLimits {
  readonly maxMessageCount: number;
  readonly preferredMaxBytes: number;
}

export class BatchCutter<T> {
  readonly #limits: BatchLimits;
  #pending: T[] = [];
  #pendingBytes = 0;

  constructor(limits: BatchLimits) {
    this.#limits = limits;
  }

  get hasPending(): boolean {
    return this.#pending.length > 0;
  }

  /** Adds a message and answers the batches that are full because of it, in order; at most two. */
  add(message: T, bytes: number): T[][] {
    const batches: T[][] = [];
    const cut = () => {
      if (this.hasPending) batches.push(this.cut());
    };
    if (bytes > this.#limits.preferredMaxBytes) {
      cut();
      batches.push([message]);
      return batches;
    }
    if (this.#pendingBytes + bytes > this.#limits.preferredMaxBytes) cut();
    this.#pending.push(message);
    this.#pendingBytes += bytes;
    if (this.#pending.length >= this.#limits.maxMessageCount) cut();
    return batches;
  }

  /** Takes what is pending, which may be nothing. */
  cut(): T[] {
    const batch = this.#pending;
    this.#pending = [];
    this.#pendingBytes = 0;
    return batch;
  }
}
