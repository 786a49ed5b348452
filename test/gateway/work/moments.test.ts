import { setTimeout as sleep } from 'node:timers/promises';
import { newLog } from '../../../gateway/http/log';
import { startLoop } from '../../../gateway/work/loop';
import { hasCome, intervalMs } from '../../../gateway/work/moments';

describe('an interval', () => {
  it('is never negative and never longer than a timer takes', () => {
    expect([intervalMs(-5), intervalMs(5), intervalMs(Number.POSITIVE_INFINITY)]).toEqual([0, 5, 2 ** 31 - 1]);
    expect(intervalMs(50_000, 30_000)).toBe(30_000);
  });

  it('is refused where it is no number', () => {
    expect(() => intervalMs(Number.NaN)).toThrow(RangeError);
  });

  it('of a loop that is no number leads to no work without a pause', async () => {
    let steps = 0;
    const store = { acquireLease: async () => true, releaseLease: async () => undefined };
    const loop = startLoop('test', { store, log: newLog('silent') }, async () => {
      steps += 1;
      return Number.NaN;
    });
    await sleep(200);
    await loop.stop();
    expect(steps).toBe(1);
  });
});

describe('a noted moment', () => {
  it.each([
    ['is past', -1, true],
    ['is now', 0, true],
    ['is ahead by less than the longest wait', 1_000, false],
    ['was noted by a clock that was ahead', 1_001, true],
  ])('has come or not where it %s', (_, inMs, expected) => {
    expect(hasCome(inMs, 0, 1_000)).toBe(expected);
  });
});
