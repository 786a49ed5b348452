/** How an agent finds, does, repeats and puts off its work. */
import { setTimeout as sleep } from 'node:timers/promises';
import { newLog } from '../../../gateway/http/log';
import { LedgerUnavailable } from '../../../gateway/ledger/types';
import { type Agent, newAgent, type Work } from '../../../gateway/work/agent';
import { within } from '../../run/pace';

const log = newLog('silent');
const done = { outcome: { status: 'ACCEPTED', repeated: false, answer: { confirmId: 'C' } } } as const;
const refused = { outcome: { status: 'REFUSED', code: 'DELIVERY_LATE', detail: {} } } as const;
const agents: Agent[] = [];

afterEach(async () => {
  for (const agent of agents.splice(0)) await agent.stop();
});

function run(work: Partial<Work<string>>, now: () => number = Date.now): Agent {
  const complete: Work<string> = {
    name: 'test',
    find: async () => [],
    key: (item) => item,
    perform: async () => done,
    ...work,
  };
  const agent = newAgent(complete, { log, now });
  agents.push(agent);
  return agent;
}

describe('an agent', () => {
  it('counts what becomes of items, by job and outcome', async () => {
    const counted: string[] = [];
    const outcomes: Readonly<Record<string, Awaited<ReturnType<Work<string>['perform']>>>> = {
      done,
      refused,
      left: 'LEFT',
      absent: undefined,
    };
    const work: Work<string> = {
      name: 'test',
      find: async () => [...Object.keys(outcomes), 'broken'],
      key: (item) => item,
      perform: async (item) => {
        if (item === 'broken') throw new LedgerUnavailable('endorse');
        return outcomes[item];
      },
    };
    const metrics = { countWork: (job: string, outcome: string) => void counted.push(`${job} ${outcome}`) };
    agents.push(newAgent(work, { log, metrics }));
    await sleep(50);
    expect(counted.sort()).toEqual(
      ['DELIVERY_LATE', 'DONE', 'FAILED', 'LEFT', 'RECORD_UNAVAILABLE'].map((outcome) => `test ${outcome}`),
    );
  });

  it('does what it finds at its start, all at once', async () => {
    let atOnce = 0;
    let most = 0;
    const todo = new Set(Array.from({ length: 50 }, (_, index) => `item-${index}`));
    run({
      find: async () => [...todo],
      perform: async (item) => {
        atOnce += 1;
        most = Math.max(most, atOnce);
        await sleep(20);
        atOnce -= 1;
        todo.delete(item);
        return done;
      },
    });
    await sleep(60);
    expect([todo.size, most]).toEqual([0, 50]);
  });

  it('does no more than 200 at once, and goes on by itself until nothing is left', async () => {
    const todo = new Set(Array.from({ length: 450 }, (_, index) => `item-${index}`));
    const rounds: number[] = [];
    let inRound = 0;
    run({
      find: async (_now, limit) => [...todo].slice(0, limit),
      perform: async (item) => {
        inRound += 1;
        await sleep(5);
        if (inRound > 0) rounds.push(inRound);
        inRound = 0;
        todo.delete(item);
        return done;
      },
    });
    for (const end = Date.now() + within(2_000); todo.size > 0 && Date.now() < end; ) await sleep(10);
    expect([todo.size, rounds]).toEqual([0, [200, 200, 50]]);
  });

  it('looks again when it is woken, also while it is at work', async () => {
    const performed: string[] = [];
    const todo = ['first'];
    const agent = run({
      find: async () => todo.filter((item) => !performed.includes(item)),
      perform: async (item) => {
        await sleep(20);
        performed.push(item);
        return done;
      },
    });
    todo.push('second');
    agent.wake();
    await sleep(100);
    expect(performed).toEqual(['first', 'second']);
  });

  it('begins nothing that it finds later before all that it found is done', async () => {
    let looks = 0;
    let atOnce = 0;
    let most = 0;
    const agent = run({
      find: async () => [`item-${looks++}`],
      perform: async () => {
        atOnce += 1;
        most = Math.max(most, atOnce);
        await sleep(10);
        atOnce -= 1;
        return done;
      },
    });
    for (let times = 0; times < 8; times++) {
      await sleep(5);
      agent.wake();
    }
    await sleep(30);
    expect(looks).toBeGreaterThan(2);
    expect(most).toBe(1);
  });

  it.each<readonly [string, () => Promise<typeof done>]>([
    ['throws each time', () => Promise.reject(new TypeError('nobody foresaw it'))],
    ['never ends', () => new Promise(() => undefined)],
  ])('goes on with what comes after an item that %s', async (_how, poison) => {
    const todo = ['poison', 'first'];
    const performed: string[] = [];
    const perform = async (item: string) => {
      if (item === 'poison') return poison();
      performed.push(item);
      todo.splice(todo.indexOf(item), 1);
      return done;
    };
    // It cannot be stopped while an item is under way, so it is not kept for that.
    const agent = newAgent({ name: 'test', find: async () => [...todo], key: (item) => item, perform }, { log });
    await sleep(50);
    todo.push('second');
    agent.wake();
    await sleep(3_500);
    expect(performed).toEqual(['first', 'second']);
    void agent.stop();
  });

  it('does not wait for a clock that was a day ahead when an item failed, once it is right again', async () => {
    let ahead = 86_400_000;
    let performed = 0;
    const perform = async () => {
      performed += 1;
      return refused;
    };
    const agent = run({ find: async () => ['item'], perform }, () => Date.now() + ahead);
    await sleep(20);
    agent.wake();
    await sleep(20);
    const before = performed;
    ahead = 0;
    agent.wake();
    await sleep(20);
    expect([before, performed]).toEqual([1, 2]);
  });

  it('looks by itself every second', async () => {
    const find = jest.fn(async () => []);
    run({ find });
    await sleep(1_150);
    expect(find.mock.calls.length).toBeGreaterThanOrEqual(2);
  });

  it('does not do again what it has done while the block with it is not folded', async () => {
    const perform = jest.fn(async () => done);
    const agent = run({ find: async () => ['item'], perform });
    await sleep(20);
    agent.wake();
    await sleep(20);
    expect(perform).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['throws', () => Promise.reject(new LedgerUnavailable('commit'))],
    ['is refused', async () => refused],
    ['lacks something', async () => undefined],
  ])('puts off an item that %s, longer each time, and does the others meanwhile', async (_what, outcome) => {
    let clock = 1_000_000;
    const tried: string[] = [];
    const agent = run(
      {
        find: async () => ['bad', `good-${clock}`],
        perform: async (item) => {
          tried.push(item);
          return item === 'bad' ? outcome() : done;
        },
      },
      () => clock,
    );
    const badAt: number[] = [];
    for (const advance of [0, 400, 200, 500, 600]) {
      clock += advance;
      tried.length = 0;
      agent.wake();
      await sleep(10);
      if (advance > 0 && tried.includes('bad')) badAt.push(clock - 1_000_000);
      if (advance > 0) expect(tried).toContain(`good-${clock}`);
    }
    expect(badAt).toEqual([600, 1_700]);
  });

  it('looks past items that are put off, so that they do not keep others waiting', async () => {
    const items = Array.from({ length: 300 }, (_, index) => `bad-${index}`);
    const good: string[] = [];
    const agent = run({
      find: async (_now, limit) => [...items, 'good'].slice(0, limit),
      perform: async (item) => {
        if (item !== 'good') return refused;
        good.push(item);
        return done;
      },
    });
    await sleep(50);
    agent.wake();
    await sleep(50);
    expect(good).toEqual(['good']);
  });

  it('goes on after looking for work has failed', async () => {
    const performed: string[] = [];
    let failures = 1;
    const agent = run({
      find: async () => {
        if (failures-- > 0) throw new Error('the store is busy');
        return ['item'];
      },
      perform: async (item) => {
        performed.push(item);
        return done;
      },
    });
    await sleep(20);
    agent.wake();
    await sleep(20);
    expect(performed).toEqual(['item']);
  });

  it('finishes what is under way before it stops, and begins nothing after', async () => {
    const performed: string[] = [];
    const agent = run({
      find: async () => ['item'],
      perform: async (item) => {
        await sleep(50);
        performed.push(item);
        return done;
      },
    });
    await sleep(10);
    await agent.stop();
    expect(performed).toEqual(['item']);
    agent.wake();
    await sleep(20);
    expect(performed).toEqual(['item']);
  });

  describe('of which the items take long and differ', () => {
    const weighing = { room: 4, weigh: (item: string) => Number(item.split('-')[1]) };

    it('begins only what there is room for, the first of what is found, and goes on as items are done', async () => {
      const todo = ['a-3', 'b-2', 'c-1', 'd-9', 'e-1'];
      const begun: string[] = [];
      const loads: number[] = [];
      let load = 0;
      run({
        share: weighing,
        find: async () => [...todo],
        perform: async (item) => {
          begun.push(item);
          load += weighing.weigh(item);
          loads.push(load);
          await sleep(5);
          load -= weighing.weigh(item);
          todo.splice(todo.indexOf(item), 1);
          return done;
        },
      });
      await sleep(100);
      expect(begun).toEqual(['a-3', 'b-2', 'c-1', 'd-9', 'e-1']);
      expect(loads).toEqual([3, 2, 3, 9, 1]);
    });

    it('takes what has come meanwhile in the order in which it is found then', async () => {
      const todo = Array.from({ length: 100 }, (_, index) => `old${index}-2`);
      const begun: string[] = [];
      const agent = run({
        share: weighing,
        find: async (_now, limit) => todo.slice(0, limit),
        perform: async (item) => {
          begun.push(item);
          await sleep(1);
          todo.splice(todo.indexOf(item), 1);
          if (begun.length === 3) {
            todo.unshift('new-2');
            agent.wake();
          }
          return done;
        },
      });
      await sleep(50);
      await agent.stop();
      expect(begun.indexOf('new-2')).toBeGreaterThan(0);
      expect(begun.indexOf('new-2')).toBeLessThan(8);
    });

    it('does each of them once while it is under way', async () => {
      const perform = jest.fn(async () => {
        await sleep(30);
        return done;
      });
      const agent = run({ share: weighing, find: async () => ['a-1', 'b-1'], perform });
      for (let times = 0; times < 3; times++) {
        await sleep(5);
        agent.wake();
      }
      await sleep(50);
      expect(perform).toHaveBeenCalledTimes(2);
    });
  });
});
