import type { common } from '@hyperledger/fabric-protos';
import { type BlockSource, followBlocks } from '../../../gateway/ledger/blocks';
import type { LedgerBlock } from '../../../gateway/ledger/types';
import { blockOf } from './block-builder';
import { countingObserver, noSleep } from './builders';

type Sent = number | 'fail' | 'wait' | common.Block;

/** Each opening plays the next of the streams; what was asked for is kept. */
function sourceOf(...streams: readonly (readonly Sent[])[]) {
  const opened: number[] = [];
  let closed = 0;
  let left = 0;
  const source: BlockSource = {
    async openBlocks(from) {
      const sent = streams[opened.length] ?? ['wait'];
      opened.push(from);
      let end: () => void = () => {};
      const ended = new Promise<void>((resolve) => {
        end = resolve;
      });
      return {
        close() {
          closed++;
          end();
        },
        async *[Symbol.asyncIterator]() {
          for (const each of sent) {
            if (each === 'fail') throw new Error('the peer went away');
            if (each === 'wait') await ended;
            else yield typeof each === 'number' ? blockOf(each) : each;
          }
        },
      };
    },
    leavePeer() {
      left++;
    },
  };
  return { source, opened, closed: () => closed, left: () => left };
}

async function take(source: BlockSource, from: number, count: number): Promise<readonly LedgerBlock[]> {
  const stop = new AbortController();
  const observer = countingObserver();
  const blocks: LedgerBlock[] = [];
  const position = { from, signal: stop.signal };
  for await (const block of followBlocks(source, 'tallystick', position, { observer, sleep: noSleep })) {
    blocks.push(block);
    if (blocks.length === count) stop.abort();
  }
  return blocks;
}

const numbersOf = (blocks: readonly LedgerBlock[]) => blocks.map(({ number }) => number);

describe('following the blocks', () => {
  it('starts at the block that was asked for', async () => {
    const { source, opened } = sourceOf([5, 6]);

    expect(numbersOf(await take(source, 5, 2))).toEqual([5, 6]);
    expect(opened).toEqual([5]);
  });

  it.each([
    ['fails', [0, 1, 'fail'] as const],
    ['ends', [0, 1] as const],
    ['skips a block', [0, 1, 3] as const],
    ['repeats a block', [0, 1, 1] as const],
  ])('goes on without a gap at the next peer when a stream %s', async (_, first) => {
    const { source, opened, left } = sourceOf(first, [2, 3]);

    expect(numbersOf(await take(source, 0, 4))).toEqual([0, 1, 2, 3]);
    expect(opened).toEqual([0, 2]);
    expect(left()).toBe(1);
  });

  it('tries again when a stream cannot be opened', async () => {
    const { source } = sourceOf([0]);
    let refusals = 2;
    const openBlocks: BlockSource['openBlocks'] = async (from) => {
      if (refusals-- > 0) throw new Error('unavailable');
      return source.openBlocks(from);
    };

    expect(numbersOf(await take({ ...source, openBlocks }, 0, 1))).toEqual([0]);
  });

  it('closes the stream and ends without an error when it is stopped while it waits', async () => {
    const { source, closed } = sourceOf([0, 'wait']);
    const stop = new AbortController();
    const position = { from: 0, signal: stop.signal };
    const blocks = followBlocks(source, 'tallystick', position, { observer: countingObserver(), sleep: noSleep });
    await blocks.next();

    const last = blocks.next();
    await noSleep(0);
    stop.abort();

    await expect(last).resolves.toEqual({ done: true, value: undefined });
    expect(closed()).toBeGreaterThan(0);
  });

  it('closes the stream when the listener leaves', async () => {
    const { source, closed } = sourceOf([0, 'wait']);
    const position = { from: 0, signal: new AbortController().signal };

    for await (const _ of followBlocks(source, 'tallystick', position, {
      observer: countingObserver(),
      sleep: noSleep,
    })) {
      break;
    }

    expect(closed()).toBe(1);
  });

  it('goes on past a transaction that cannot be decoded', async () => {
    const { source } = sourceOf([blockOf(0, [{ writes: { tallystick: { k: 'no JSON' } } }]), 1]);

    expect(numbersOf(await take(source, 0, 2))).toEqual([0, 1]);
  });

  it('ends with the error when a block has no metadata', async () => {
    const headless = blockOf(0);
    headless.clearMetadata();
    const { source } = sourceOf([headless]);

    await expect(take(source, 0, 1)).rejects.toThrow('without header or metadata');
  });
});
