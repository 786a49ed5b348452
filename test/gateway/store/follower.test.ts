/** Folding blocks, waiting for them, and what readiness rests on. */
import { setTimeout as sleep } from 'node:timers/promises';
import { newLog } from '../../../gateway/http/log';
import { newMetrics } from '../../../gateway/http/metrics';
import { newTroubles } from '../../../gateway/ledger/troubles';
import type { LedgerBlock } from '../../../gateway/ledger/types';
import { LedgerUnavailable } from '../../../gateway/ledger/types';
import { watchLedger } from '../../../gateway/ledger/watched-ledger';
import { type Follower, newFollower } from '../../../gateway/store/follower';
import type { Store } from '../../../gateway/stores';
import { answering, block, FakeLedger, fakeStore, refuse } from '../http/fakes';

const followers: Follower[] = [];
afterEach(async () => {
  for (const follower of followers.splice(0)) await follower.stop();
});

type Means = Parameters<typeof newFollower>[2];

function follow(ledger: FakeLedger, store: Partial<Store> = {}, means: Partial<Means> = {}): Follower {
  const follower = newFollower(ledger, fakeStore('CREDITOR_ORG', store), {
    log: newLog('silent'),
    metrics: newMetrics(),
    ...means,
  });
  followers.push(follower);
  return follower;
}

describe('the follower', () => {
  it('folds what comes after the checkpoint, in order', async () => {
    const ledger = new FakeLedger();
    for (const number of [0, 1, 2, 3]) ledger.push(block(number));
    const folded: number[] = [];
    const follower = follow(ledger, {
      checkpoint: async () => ({ number: 1, hash: 'hash-1' }),
      applyBlock: async ({ number }) => {
        folded.push(number);
        return [];
      },
    });
    expect(await follower.waitForBlock(3, 1_000)).toBe(true);
    expect([folded, follower.height]).toEqual([[2, 3], 3]);
  });

  it('tells a waiter when its block is folded, and another when its patience ends', async () => {
    const ledger = new FakeLedger();
    const follower = follow(ledger);
    const patient = follower.waitForBlock(1, 1_000);
    const hasty = follower.waitForBlock(2, 30);
    ledger.push(block(0));
    ledger.push(block(1));
    expect(await Promise.all([patient, hasty])).toEqual([true, false]);
    expect(await follower.waitForBlock(1, 0)).toBe(true);
  });

  it('has caught up when it has folded what the ledger had, though more comes without a pause', async () => {
    const ledger = new FakeLedger({ height: async () => 3 });
    const follower = follow(ledger);
    ledger.push(block(0));
    ledger.push(block(1));
    await sleep(200);
    expect(follower.state).toBe('CATCHING_UP');
    let number = 2;
    const busy = setInterval(() => ledger.push(block(number++)), 5);
    await follower.caughtUp.finally(() => clearInterval(busy));
    expect(follower.state).toBe('FOLLOWING');
  });

  it('has not caught up while its peer does not answer, or nothing has come at all', async () => {
    const silent = new FakeLedger({ height: () => Promise.reject(new Error('no answer')) });
    silent.push(block(0));
    const states = [follow(silent), follow(new FakeLedger())];
    await sleep(400);
    expect(states.map(({ state }) => state)).toEqual(['CATCHING_UP', 'CATCHING_UP']);
  });

  it('tries a block again that could not be folded, and is failing until it can', async () => {
    const ledger = new FakeLedger();
    ledger.push(block(0));
    let failures = 2;
    const folded: number[] = [];
    const follower = follow(ledger, {
      applyBlock: async ({ number }) => {
        if (failures-- > 0) throw new Error('the disk is full');
        folded.push(number);
        return [];
      },
    });
    await sleep(50);
    expect(follower.state).toBe('FAILING');
    expect(await follower.waitForBlock(0, 2_000)).toBe(true);
    await follower.caughtUp;
    expect([folded, follower.state]).toEqual([[0], 'FOLLOWING']);
  });

  it('goes on past what the block or the database leaves out, counts it, and says where it stands but not what it holds', async () => {
    const ledger = new FakeLedger();
    const logged: object[] = [];
    const log = { error: (entry: object) => logged.push(entry) } as unknown as Means['log'];
    const metrics = newMetrics();
    const summary = { count: 2, last: { block: 1, tx: 4, code: 'STORE_REFUSED' } } as const;
    let asked = 0;
    const store: Partial<Store> = {
      applyBlock: async ({ number }) =>
        number === 1 ? [{ index: 4, transactionId: 'two', code: 'STORE_REFUSED' }] : [],
      passedOver: async () => (asked++ === 0 ? { count: 0 } : summary),
    };
    const follower = follow(ledger, store, { log, metrics });
    ledger.push(block(0));
    ledger.push(block(1, { passedOver: [{ index: 3, transactionId: 'one', code: 'NO_PUBLIC_WRITE' }] }));
    await follower.caughtUp;
    expect([follower.state, follower.height, follower.passedOver]).toEqual(['FOLLOWING', 1, summary]);
    expect(logged).toEqual([
      { block: 1, tx: 3, transactionId: 'one', code: 'NO_PUBLIC_WRITE' },
      { block: 1, tx: 4, transactionId: 'two', code: 'STORE_REFUSED' },
    ]);
    expect(await metrics.text()).toContain('tallystick_passed_over_transactions_total{code="NO_PUBLIC_WRITE"} 1');
  });

  it('refuses a ledger that another version founded, in a sentence that says what to do, and folds nothing of it', async () => {
    const ledger = new FakeLedger();
    const folded: number[] = [];
    const follower = follow(ledger, {
      alliance: async () => undefined,
      applyBlock: async ({ number }) => {
        folded.push(number);
        return [];
      },
    });
    ledger.push(block(0, { passedOver: [{ index: 0, transactionId: 'founding', code: 'FORMAT_UNKNOWN' }] }));
    await expect(follower.caughtUp).rejects.toThrow(
      /another version .*format 2.*run the version that founded it.*--fresh/,
    );
    expect([folded, follower.height, follower.state]).toEqual([[], -1, 'FAILING']);
  });

  it('passes over an alliance of another format once it has one of its own, because that one is forged', async () => {
    const ledger = new FakeLedger();
    const follower = follow(ledger, { applyBlock: async () => [] });
    ledger.push(block(0, { passedOver: [{ index: 0, transactionId: 'forged', code: 'FORMAT_UNKNOWN' }] }));
    await follower.caughtUp;
    expect([follower.height, follower.state]).toEqual([0, 'FOLLOWING']);
  });

  it('knows from the beginning what was passed over before it started', async () => {
    const ledger = new FakeLedger();
    ledger.push(block(0));
    const summary = { count: 1, last: { block: 0, tx: 0, code: 'TIME_UNKNOWN' } } as const;
    const follower = follow(ledger, { passedOver: async () => summary });
    await follower.caughtUp;
    expect(follower.passedOver).toEqual(summary);
  });

  it('tells each block to whoever listens, and no longer once that is over', async () => {
    const ledger = new FakeLedger();
    const follower = follow(ledger);
    const heard: LedgerBlock[] = [];
    const forget = follower.onBlock((folded) => heard.push(folded));
    ledger.push(block(0));
    await follower.waitForBlock(0, 1_000);
    forget();
    ledger.push(block(1));
    await follower.waitForBlock(1, 1_000);
    expect(heard).toEqual([block(0)]);
  });

  it('lets go of everybody who waits before it stops, and of whoever comes later', async () => {
    const ledger = new FakeLedger();
    const follower = follow(ledger);
    const waiting = follower.waitForBlock(9, 60_000);
    follower.letGo();
    ledger.push(block(0));
    await sleep(20);
    expect(await waiting).toBe(false);
    expect([await follower.waitForBlock(9, 60_000), await follower.waitForBlock(0, 60_000)]).toEqual([false, true]);
  });
});

describe('the watched ledger', () => {
  const command = { rechargeId: 'R1', partyId: 'MeadowMSP', amountFen: 1, paymentReference: 'P1' };

  it('counts submits by kind and outcome, and remembers the last block with an own write', async () => {
    const metrics = newMetrics();
    const wrote = jest.fn();
    const submits = [
      undefined,
      answering({}, true),
      refuse('PAYMENT_REFERENCE_USED'),
      () => Promise.reject(new LedgerUnavailable('commit')),
      () => Promise.reject(new Error('a defect')),
    ];
    for (const submit of submits) {
      const ledger = new FakeLedger(submit === undefined ? {} : { submit });
      const watched = watchLedger(ledger, { follower: { wrote }, metrics, troubles: newTroubles(newLog('silent')) });
      await watched.submit('token:recharge', command).catch(() => undefined);
    }

    const counted = [...(await metrics.text()).matchAll(/submits_total\{kind="token:recharge",outcome="(\w+)"\} 1/g)];
    expect(counted.map(([, outcome]) => outcome)).toEqual([
      'ACCEPTED',
      'REPEATED',
      'PAYMENT_REFERENCE_USED',
      'UNAVAILABLE',
      'FAILED',
    ]);
    expect(wrote.mock.calls).toEqual([[7]]);
  });
});
