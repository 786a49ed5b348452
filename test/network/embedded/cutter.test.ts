import { BatchCutter } from '../../../network/embedded/channel/cutter';

const limits = { maxMessageCount: 3, preferredMaxBytes: 100 };

test('messages wait until their number is reached', () => {
  const cutter = new BatchCutter<string>(limits);
  expect(cutter.add('a', 1)).toEqual([]);
  expect(cutter.add('b', 1)).toEqual([]);
  expect(cutter.add('c', 1)).toEqual([['a', 'b', 'c']]);
  expect(cutter.hasPending).toBe(false);
});

test('a message that does not fit any more begins the next batch', () => {
  const cutter = new BatchCutter<string>(limits);
  cutter.add('a', 60);
  expect(cutter.add('b', 60)).toEqual([['a']]);
  expect(cutter.cut()).toEqual(['b']);
});

test('messages that fill the preferred size to the byte share a batch', () => {
  const cutter = new BatchCutter<string>(limits);
  cutter.add('a', 60);
  expect(cutter.add('b', 40)).toEqual([]);
  expect(cutter.cut()).toEqual(['a', 'b']);
});

test('a message beyond the preferred size has a batch to itself, behind what was pending', () => {
  const cutter = new BatchCutter<string>(limits);
  cutter.add('a', 1);
  expect(cutter.add('large', 101)).toEqual([['a'], ['large']]);
  expect(cutter.hasPending).toBe(false);
});

test('a message can complete the batch that it begins', () => {
  const cutter = new BatchCutter<string>({ maxMessageCount: 1, preferredMaxBytes: 100 });
  expect(cutter.add('a', 1)).toEqual([['a']]);
});
