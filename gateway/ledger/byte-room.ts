/**
 * How much private data is endorsed at a time. Endorsers hand it to every peer of the collection before they answer, so that much
 * of it at once would keep each endorsement longer than its deadline, on a slow machine all of them.
 */
const roomBytes = 1024 * 1024;
/** So little waits for nobody. */
const littleBytes = 64 * 1024;

export class ByteRoom {
  #taken = 0;
  readonly #waiting: { readonly bytes: number; readonly enter: () => void }[] = [];

  /** Runs when there is room, in the order of the calls; what is larger than the room runs alone. */
  async within<T>(bytes: number, run: () => Promise<T>): Promise<T> {
    if (bytes <= littleBytes) return run();
    await new Promise<void>((enter) => {
      this.#waiting.push({ bytes, enter });
      this.#admit();
    });
    try {
      return await run();
    } finally {
      this.#taken -= bytes;
      this.#admit();
    }
  }

  #admit(): void {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      if (this.#taken > 0 && this.#taken + next.bytes > roomBytes) return;
      this.#taken += next.bytes;
      this.#waiting.shift();
      next.enter();
    }
  }
}
