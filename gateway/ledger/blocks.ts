/**
 * The blocks of this institution's peer, in order and without a gap, for as long as somebody listens.
 *
 * A stream that ends, fails or skips is opened again from the block that should have come, at the next peer if need be. A
 * block without header or metadata ends the iteration: reading it again would not help.
 */
import type { common } from '@hyperledger/fabric-protos';
import { decodeBlock } from './decode-block';
import { backoffMs, type RetryMeans } from './retry';
import type { LedgerBlock } from './types';

/** A stream of blocks from a peer. */
export interface BlockStream extends AsyncIterable<common.Block> {
  close(): void;
}

export interface BlockSource {
  openBlocks(from: number): Promise<BlockStream>;
  /** The next stream is to come from another peer. */
  leavePeer(): void;
}

/** Returns, without an error, when the signal is aborted. */
export async function* followBlocks(
  source: BlockSource,
  chaincode: string,
  position: { readonly from: number; readonly signal: AbortSignal },
  means: RetryMeans,
): AsyncGenerator<LedgerBlock> {
  const { signal } = position;
  let next = position.from;
  for (let failures = 0; !signal.aborted; ) {
    const stream = await source.openBlocks(next).catch(() => undefined);
    const close = () => stream?.close();
    signal.addEventListener('abort', close, { once: true });
    try {
      const blocks = stream?.[Symbol.asyncIterator]();
      for (;;) {
        const block = await takeNext(blocks);
        if (block === undefined || signal.aborted || block.getHeader()?.getNumber() !== next) break;
        yield decodeBlock(block, chaincode);
        next++;
        failures = 0;
      }
    } finally {
      signal.removeEventListener('abort', close);
      close();
    }
    if (signal.aborted) return;
    failures++;
    means.observer.retried('blocks', 'stream ended');
    source.leavePeer();
    await means.sleep(Math.min(backoffMs(failures), 1_000), signal);
  }
}

/** The next block; undefined where the stream has none to give, for whatever reason: it is opened again in any case. */
async function takeNext(blocks: AsyncIterator<common.Block> | undefined): Promise<common.Block | undefined> {
  try {
    const result = await blocks?.next();
    return result === undefined || result.done === true ? undefined : result.value;
  } catch {
    return undefined;
  }
}
