/** Jobs that one instance does at a time. */
import { setTimeout as sleep } from 'node:timers/promises';
import pino from 'pino';
import { underLease } from '../../../gateway/work/engine';

const means = {
  store: { acquireLease: async () => true, releaseLease: async () => undefined },
  log: pino({ level: 'silent' }),
  follower: { onBlock: () => () => undefined },
};
const longMs = 30_000;

describe('a job under a lease', () => {
  it('takes its next step at once when it is woken, however long that step was to wait', async () => {
    let steps = 0;
    const job = underLease('a job', async () => {
      steps += 1;
      return longMs;
    });
    job.wake();
    const running = job.start(means);
    await sleep(50);
    expect(steps).toBe(1);
    job.wake();
    await sleep(50);
    expect(steps).toBe(2);
    await running.stop();
  });

  it('tells the step that is under way when it is to stop, and waits for its end', async () => {
    let ended = false;
    const job = underLease('a job', async (stopping) => {
      await sleep(longMs, undefined, { signal: stopping }).catch(() => undefined);
      ended = true;
      return 0;
    });
    const running = job.start(means);
    await sleep(50);
    await running.stop();
    expect(ended).toBe(true);
  });

  it('tells the step to stop when another instance holds its lease, and takes another step once it has the lease', async () => {
    let holds = true;
    let steps = 0;
    const job = underLease('a job', async (stopping) => {
      steps += 1;
      await sleep(longMs, undefined, { signal: stopping }).catch(() => undefined);
      return 0;
    });
    const store = { ...means.store, acquireLease: async () => holds };
    const running = job.start({ ...means, store });
    await sleep(50);
    holds = false;
    await sleep(2_500);
    holds = true;
    job.wake();
    await sleep(50);
    await running.stop();
    expect(steps).toBe(2);
  });
});
