import { Rejection } from '../../../chaincode/api/refusals';
import type { Execution, TransactionRequest } from '../../../gateway/ledger/submit';
import { ChaincodeFailed, type LedgerBlock, LedgerUnavailable } from '../../../gateway/ledger/types';
import {
  accept,
  accepted,
  commandsOf,
  committed,
  confirm,
  countingObserver,
  debits,
  groupCommit,
  idOf,
  noSleep,
  portOf,
  redeem,
  refused,
  sizesOf,
} from './builders';

const conflict = (block = 1, outcomes: Conflict['outcomes'] = []): Execution => ({
  kind: 'conflict',
  outcomes,
  transactionId: 'tx',
  block,
});
type Conflict = Extract<Execution, { kind: 'conflict' }>;
const idsOf = (requests: readonly TransactionRequest[]) => requests.map((request) => commandsOf(request).map(idOf));
const plansOf = (request: TransactionRequest) => [...new Set(commandsOf(request).map((command) => command.assetId))];
const numbers = (count: number) => Array.from({ length: count }, (_, index) => `c${index}`);

/** A block in which somebody wrote the plans. */
function blockWriting(number: number, ...assetIds: readonly string[]): LedgerBlock {
  return blockOf(number, ...assetIds.map((assetId) => ({ docType: 'plan', assetId })));
}

function blockOf(number: number, ...records: readonly object[]): LedgerBlock {
  const writes = records.map((record) => ({ key: `k${JSON.stringify(record)}`, record: record as never }));
  const transaction = { index: 0, transactionId: 'other', time: '2026-11-20T00:00:00.000Z', writes, events: [] };
  return { number, hash: '', previousHash: '', transactions: [transaction], passedOver: [] };
}

/** Executions that end when they are told to. */
function heldPort() {
  const ends: (() => void)[] = [];
  const port = portOf(async (request) => {
    await new Promise<void>((resolve) => ends.push(resolve));
    return committed(request);
  });
  return { port, ends };
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await noSleep(0);
}

describe('gathering', () => {
  it('puts commands of one kind that arrive together into one transaction', async () => {
    const port = portOf();
    const ledger = groupCommit(port);

    await Promise.all(numbers(3).map((id) => ledger.submit('plan:accept', accept(id))));

    expect(idsOf(port.requests)).toEqual([['c0', 'c1', 'c2']]);
  });

  it('gives each caller its own outcome', async () => {
    const ledger = groupCommit(
      portOf(() => ({
        kind: 'committed',
        block: 5,
        outcomes: [accepted({ confirmId: 'c0' }), refused('NOT_EXPIRED')],
      })),
    );

    const [first, second] = await Promise.all(numbers(2).map((id) => ledger.submit('plan:expire', accept(id))));

    expect(first).toEqual({ outcome: accepted({ confirmId: 'c0' }), block: 5 });
    expect(second).toEqual({ outcome: refused('NOT_EXPIRED') });
  });

  it('keeps the kinds apart', async () => {
    const port = portOf();
    const ledger = groupCommit(port);

    await Promise.all([ledger.submit('plan:accept', accept('c')), ledger.submit('plan:expire', accept('c'))]);

    expect(port.requests.map(({ name }) => name)).toEqual(['plan:accept', 'plan:expire']);
  });

  it('sends at most 500 commands a transaction', async () => {
    const port = portOf();
    const ledger = groupCommit(port);

    await Promise.all(numbers(1_200).map((id) => ledger.submit('plan:accept', accept(id))));

    expect(sizesOf(port.requests)).toEqual([500, 500, 200]);
  });

  it('refuses at once what is more than may wait', async () => {
    const { port } = heldPort();
    const ledger = groupCommit(port, { limits: { maxWaiting: 2, gatherMs: 1 } });
    for (const id of numbers(2)) void ledger.submit('plan:accept', accept(id)).catch(() => undefined);

    await expect(ledger.submit('plan:accept', accept('more'))).rejects.toMatchObject({ step: 'queue' });
  });

  it('keeps to the number of transactions that may be in flight', async () => {
    const { port, ends } = heldPort();
    const ledger = groupCommit(port, { limits: { maxInFlight: 2 } });
    const all = numbers(1_500).map((id) => ledger.submit('plan:accept', accept(id)));

    await settled();
    const before = port.requests.length;
    ends.shift()?.();
    await settled();

    expect([before, port.requests.length]).toEqual([2, 3]);
    for (const end of ends.splice(0)) end();
    await Promise.all(all);
  });

  it('rejects a command without a canonical form and leaves its neighbours alone', async () => {
    const ledger = groupCommit(portOf());
    const good = ledger.submit('token:redeem', redeem('r1'));

    await expect(ledger.submit('token:redeem', redeem('r2', 0.5))).rejects.toThrow(TypeError);
    await expect(good).resolves.toMatchObject({ block: 1 });
  });

  it('halves what is too much for the chaincode at once, until it is one command', async () => {
    const tooMuch = new Rejection('TRANSACTION_MALFORMED');
    const port = portOf(async (request) => {
      if (commandsOf(request).length > 1) throw tooMuch;
      return committed(request);
    });
    const ledger = groupCommit(port);
    await Promise.all(numbers(4).map((assetId) => ledger.submit('plan:close', { assetId })));
    expect(sizesOf(port.requests)).toEqual([4, 2, 2, 1, 1, 1, 1]);

    const alone = groupCommit(portOf(() => Promise.reject(tooMuch)));
    await expect(alone.submit('plan:close', { assetId: 'c' })).rejects.toBe(tooMuch);
  });

  it('halves what the chaincode fails on, so that the command that it fails on fails alone', async () => {
    const port = portOf(async (request) => {
      if (idsOf([request]).flat().includes('c2')) throw new ChaincodeFailed('endorse');
      return committed(request);
    });
    const ledger = groupCommit(port);

    const results = await Promise.allSettled(numbers(8).map((id) => ledger.submit('plan:accept', accept(id))));

    expect(results.map(({ status }) => status)).toEqual(
      numbers(8).map((id) => (id === 'c2' ? 'rejected' : 'fulfilled')),
    );
  });

  it('gives up what waits when it is closed, and takes no more', async () => {
    const ledger = groupCommit(portOf(), { limits: { gatherMs: 1 } });
    const waiting = ledger.submit('plan:accept', accept('c'));
    waiting.catch(() => undefined);

    await ledger.close();

    await expect(waiting).rejects.toMatchObject({ step: 'queue' });
    await expect(ledger.submit('plan:accept', accept('c'))).rejects.toMatchObject({ step: 'queue' });
  });
});

describe('a failure of the whole transaction', () => {
  it.each([new Rejection('CALLER_NOT_MEMBER'), new LedgerUnavailable('endorse')])(
    'reaches everybody in it as it is: %s',
    async (reason) => {
      const ledger = groupCommit(portOf(() => Promise.reject(reason)));

      const results = await Promise.allSettled(numbers(2).map((id) => ledger.submit('plan:accept', accept(id))));

      expect(results).toEqual([
        { status: 'rejected', reason },
        { status: 'rejected', reason },
      ]);
    },
  );

  it('never leads to a second transaction when the outcome is unknown', async () => {
    const port = portOf(() => Promise.reject(new LedgerUnavailable('commit', 'tx1')));
    const ledger = groupCommit(port);

    await expect(ledger.submit('plan:confirm', confirm('c'))).rejects.toMatchObject({ transactionId: 'tx1' });
    await settled();

    expect(port.requests).toHaveLength(1);
  });

  it('is a defect when outcomes are missing', async () => {
    const ledger = groupCommit(portOf(() => ({ kind: 'answered', outcomes: [] })));

    await expect(ledger.submit('plan:accept', accept('c'))).rejects.toThrow('fewer outcomes');
  });
});

describe('a conflict', () => {
  it('is not seen by the caller', async () => {
    const ledger = groupCommit(portOf((request, count) => (count === 1 ? conflict() : committed(request, 2))));

    await expect(ledger.submit('plan:accept', accept('c'))).resolves.toMatchObject({ block: 2 });
  });

  it('is counted', async () => {
    const observer = countingObserver();
    const ledger = groupCommit(
      portOf((request, count) => (count === 1 ? conflict() : committed(request))),
      { observer },
    );

    await ledger.submit('plan:accept', accept('c'));

    expect(observer.retries).toEqual(['commit: conflict']);
  });

  it('ends as LedgerUnavailable after a hundred of them', async () => {
    const port = portOf(() => conflict());

    await expect(groupCommit(port).submit('plan:accept', accept('c'))).rejects.toMatchObject({
      name: 'LedgerUnavailable',
      step: 'commit',
      transactionId: 'tx',
    });
    expect(port.requests).toHaveLength(100);
  });

  it('parts the plan that a block says was contended from the rest', async () => {
    const port = portOf((request, count) => {
      if (count > 1) return committed(request, 9);
      ledger.noteBlock(blockWriting(8, 'MeadowMSP:hot'));
      return conflict(8);
    });
    const ledger = groupCommit(port);
    const plans = ['MeadowMSP:hot', 'MeadowMSP:b', 'MeadowMSP:hot', 'MeadowMSP:c'];

    await Promise.all(plans.map((assetId, index) => ledger.submit('plan:confirm', confirm(`c${index}`, assetId))));

    expect(idsOf(port.requests.slice(1)).toSorted()).toEqual([
      ['c0', 'c2'],
      ['c1', 'c3'],
    ]);
  });

  it("keeps together what a new day of the ledger's spoilt, and counts the conflict", async () => {
    const port = portOf((request, count) => {
      if (count > 1) return committed(request, 9);
      ledger.noteBlock(blockOf(8, { docType: 'ledgerDay', day: 1 }));
      return conflict(8);
    });
    const ledger = groupCommit(port, { limits: { maxConflicts: 2 } });

    await Promise.all(numbers(8).map((id) => ledger.submit('plan:accept', accept(id))));

    expect(sizesOf(port.requests)).toEqual([8, 8]);
  });

  it('does not send again with the others what was refused beside them, so that its reads spoil nothing', async () => {
    const outcomes = [accepted({ id: 'c0' }), refused('NOT_EXPIRED'), accepted({ id: 'c2' })];
    const port = portOf((request, count) => {
      if (count === 1) return conflict(1, outcomes);
      return idsOf([request])[0]?.includes('c1')
        ? { kind: 'answered', outcomes: [refused('NOT_EXPIRED')] }
        : committed(request);
    });
    const ledger = groupCommit(port);

    const results = await Promise.all(numbers(3).map((id) => ledger.submit('plan:expire', accept(id))));

    expect(idsOf(port.requests)).toEqual([['c0', 'c1', 'c2'], ['c1'], ['c0', 'c2']]);
    expect(results.map(({ outcome }) => outcome.status)).toEqual(['ACCEPTED', 'REFUSED', 'ACCEPTED']);
  });

  it('waits for the block that tells what was contended', async () => {
    const port = portOf((request, count) => {
      if (count > 1) return committed(request, 9);
      setImmediate(() => ledger.noteBlock(blockWriting(8, 'MeadowMSP:b')));
      return conflict(8);
    });
    const ledger = groupCommit(port, { sleep: () => new Promise((resolve) => setTimeout(resolve, 20)) });
    ledger.noteBlock(blockWriting(7));
    const plans = ['MeadowMSP:a', 'MeadowMSP:b', 'MeadowMSP:c'];

    await Promise.all(plans.map((assetId, index) => ledger.submit('plan:confirm', confirm(`c${index}`, assetId))));

    expect(idsOf(port.requests.slice(1)).toSorted()).toEqual([['c0', 'c2'], ['c1']]);
  });

  it('does not count what was written before the transaction began', async () => {
    const port = portOf((request, count) => (count === 1 ? conflict(8) : committed(request, 9)));
    const ledger = groupCommit(port);
    const plans = ['MeadowMSP:a', 'MeadowMSP:b', 'MeadowMSP:c', 'MeadowMSP:d'];
    ledger.noteBlock(blockWriting(8, ...plans));

    await Promise.all(plans.map((assetId) => ledger.submit('plan:close', { assetId })));

    expect(sizesOf(port.requests)).toEqual([4, 2, 2]);
  });

  it('halves the transaction where nobody knows what was contended', async () => {
    const port = portOf((request, count) =>
      count < 4 && commandsOf(request).some(({ confirmId }) => confirmId === 'c5') ? conflict() : committed(request),
    );
    const ledger = groupCommit(port);

    await Promise.all(numbers(8).map((id) => ledger.submit('plan:accept', accept(id))));

    expect(sizesOf(port.requests)).toEqual([8, 4, 4, 2, 2]);
  });

  it('finds the contended plan by halving, and keeps its later commands apart', async () => {
    let conflicts = 3;
    const port = portOf((request) => {
      if (!plansOf(request).includes('MeadowMSP:hot') || conflicts === 0) return committed(request);
      conflicts--;
      return conflict();
    });
    const ledger = groupCommit(port);
    const confirmAll = (plans: readonly string[], prefix: string) =>
      Promise.all(plans.map((plan, index) => ledger.submit('plan:confirm', confirm(`${prefix}${index}`, plan))));
    const plans = ['MeadowMSP:a', 'MeadowMSP:b', 'MeadowMSP:hot', 'MeadowMSP:c'];
    await confirmAll(plans, 'first');
    port.requests.length = 0;

    await confirmAll(plans, 'later');

    expect(idsOf(port.requests).toSorted()).toEqual([['later0', 'later1', 'later3'], ['later2']]);
  });

  it('has everything that waits for a contended plan carried by one transaction', async () => {
    const port = portOf((request, count) => {
      if (count > 1) return committed(request);
      for (const id of ['late1', 'late2']) void ledger.submit('plan:confirm', confirm(id, 'MeadowMSP:hot'));
      return conflict();
    });
    const ledger = groupCommit(port);

    await ledger.submit('plan:confirm', confirm('first', 'MeadowMSP:hot'));
    await settled();

    expect(idsOf(port.requests)).toEqual([['first'], ['first', 'late1', 'late2']]);
  });

  it('leaves one transaction in flight for a contended plan, of whatever kind', async () => {
    const { port: held, ends } = heldPort();
    const port = portOf((request, count) => (count === 1 ? conflict() : held.execute(request)));
    const ledger = groupCommit(port);
    const all: Promise<unknown>[] = [ledger.submit('plan:expire', { assetId: 'MeadowMSP:hot', confirmId: 'c' })];
    await settled();
    for (const name of ['plan:close', 'plan:withdraw'] as const) {
      all.push(ledger.submit(name, { assetId: 'MeadowMSP:hot' }));
    }

    await settled();
    const inFlight = [held.requests.length];
    for (let count = 0; count < 3; count++) {
      ends.shift()?.();
      await settled();
      inFlight.push(held.requests.length);
    }

    expect(inFlight).toEqual([1, 2, 3, 3]);
    await Promise.all(all);
  });

  it('puts a plan back among the others after three quiet transactions', async () => {
    const port = portOf((request, count) => (count === 1 ? conflict() : committed(request)));
    const ledger = groupCommit(port);
    for (const id of numbers(3)) await ledger.submit('plan:confirm', confirm(id, 'MeadowMSP:hot'));

    await Promise.all(
      ['MeadowMSP:hot', 'MeadowMSP:a'].map((plan) => ledger.submit('plan:confirm', confirm(plan, plan))),
    );

    expect(sizesOf(port.requests)).toEqual([1, 1, 1, 1, 2]);
  });
});

describe('many commands on one plan', () => {
  const hot = (count: number) => numbers(count).map((id) => confirm(`hot-${id}`, 'MeadowMSP:hot'));
  const transactionOf = (requests: readonly TransactionRequest[], id: string) =>
    idsOf(requests).findIndex((ids) => ids.includes(id));

  it('fill no transaction, so that a command on another plan goes with the next one', async () => {
    const { port, ends } = heldPort();
    const ledger = groupCommit(port);
    const all = hot(1_200).map((command) => ledger.submit('plan:confirm', command));
    await settled();
    all.push(ledger.submit('plan:confirm', confirm('cold', 'MeadowMSP:cold')));
    for (let turn = 0; turn < 20; turn++) {
      ends.shift()?.();
      await settled();
    }
    await Promise.all(all);

    expect(transactionOf(port.requests, 'cold')).toBe(1);
    expect(Math.max(...sizesOf(port.requests))).toBeLessThanOrEqual(101);
    const hotOnes = idsOf(port.requests)
      .flat()
      .filter((id) => id !== 'cold');
    expect(hotOnes).toEqual(numbers(1_200).map((id) => `hot-${id}`));
  });

  it('leave room for a plan that is contended, too', async () => {
    const port = portOf(async (request, count) => {
      await settled();
      if (count > 1) return committed(request, 10 + count);
      ledger.noteBlock(blockWriting(11, 'MeadowMSP:hot', 'MeadowMSP:cold'));
      return conflict(11);
    });
    const ledger = groupCommit(port);
    const commands = [...hot(800), confirm('cold', 'MeadowMSP:cold')];

    await Promise.all(commands.map((command) => ledger.submit('plan:confirm', command)));

    expect(transactionOf(port.requests.slice(1), 'cold')).toBeLessThanOrEqual(2);
  });

  it('hold up no rows of an import, whose transactions are others', async () => {
    const { port, ends } = heldPort();
    const ledger = groupCommit(port);
    const all: Promise<unknown>[] = hot(300).map((command) => ledger.submit('plan:confirm', command));
    all.push(...numbers(200).map((assetId) => ledger.submit('plan:close', { assetId })));
    await settled();

    expect(port.requests.map(({ name }) => name).toSorted()).toEqual(['plan:close', 'plan:confirm']);
    for (let turn = 0; turn < 10; turn++) {
      for (const end of ends.splice(0)) end();
      await settled();
    }
    await Promise.all(all);
  });
});

describe('debits', () => {
  it('go one at a time, confirms and redemptions together', async () => {
    const { port, ends } = heldPort();
    const ledger = groupCommit(port);
    const all = [ledger.submit('plan:confirm', confirm('c')), ledger.submit('token:redeem', redeem('r'))];

    await settled();
    const before = port.requests.map(({ name }) => name);
    ends.shift()?.();
    await settled();
    ends.shift()?.();
    await Promise.all(all);

    expect(before).toEqual(['plan:confirm']);
    expect(port.requests.map(({ name }) => name)).toEqual(['plan:confirm', 'token:redeem']);
  });

  it('do not hold up other commands', async () => {
    const { port, ends } = heldPort();
    const ledger = groupCommit(port);
    const all = [ledger.submit('plan:confirm', confirm('c')), ledger.submit('plan:accept', accept('c'))];

    await settled();

    expect(port.requests.map(({ name }) => name).toSorted()).toEqual(['plan:accept', 'plan:confirm']);
    for (const end of ends.splice(0)) end();
    await Promise.all(all);
  });

  it('of a plan that stays contended do not stall the rest', async () => {
    const port = portOf((request) => (plansOf(request).includes('MeadowMSP:hot') ? conflict() : committed(request)));
    const ledger = groupCommit(port, { limits: { maxConflicts: 1_000 } });
    const hot = ledger.submit('plan:confirm', confirm('hot', 'MeadowMSP:hot')).catch(() => undefined);
    await settled();
    const before = port.requests.length;

    for (const id of numbers(20)) await ledger.submit('plan:confirm', confirm(id, 'MeadowMSP:a'));

    const hotOnes = port.requests.slice(before).filter((request) => plansOf(request).includes('MeadowMSP:hot'));
    expect(hotOnes.length).toBeLessThanOrEqual(21);
    await ledger.close();
    await hot;
  });

  it('take several contended plans together once they go through, and fewer again after a conflict', async () => {
    const plans = Array.from({ length: 8 }, (_, index) => `MeadowMSP:p${index}`);
    const port = portOf(async (request, count) => {
      await settled();
      // The first transaction, of all plans, meets a conflict on each of them; so does the fourth.
      if (count !== 1 && count !== 4) return committed(request, 10 + count);
      ledger.noteBlock(blockWriting(10 + count, ...plansOf(request).map(String)));
      return conflict(10 + count);
    });
    const ledger = groupCommit(port);

    await Promise.all(plans.map((assetId, index) => ledger.submit('plan:confirm', confirm(`c${index}`, assetId))));

    expect(port.requests.map((request) => plansOf(request).length)).toEqual([8, 1, 2, 3, 1, 2, 2]);
  });

  it('count a conflict only against the plan that somebody wrote', async () => {
    const port = portOf((request, count) => {
      if (!plansOf(request).includes('MeadowMSP:hot')) return committed(request, count);
      ledger.noteBlock(blockWriting(count, 'MeadowMSP:hot'));
      return conflict(count);
    });
    const ledger = groupCommit(port);

    const hot = ledger.submit('plan:confirm', confirm('c0', 'MeadowMSP:hot'));
    const others = ['a', 'b', 'c'].map((name) => ledger.submit('plan:confirm', confirm(name, `MeadowMSP:${name}`)));

    await expect(hot).rejects.toBeInstanceOf(LedgerUnavailable);
    await expect(Promise.all(others)).resolves.toHaveLength(3);
  });

  it('name the credits that are known just before the endorsement', async () => {
    const port = portOf();
    const ledger = groupCommit(port, { debits: debits({ tokenCreditsToFold: async () => ['fee:MeadowMSP:c9'] }) });

    await ledger.submit('token:redeem', redeem('r'));

    expect(port.requests.flatMap(commandsOf)[0]?.folds).toEqual(['fee:MeadowMSP:c9']);
  });

  it('are not sent when the credits cannot be read', async () => {
    const port = portOf();
    const tokenCreditsToFold = () => Promise.reject(new Error('the database is gone'));
    const ledger = groupCommit(port, { debits: debits({ tokenCreditsToFold }) });

    await expect(ledger.submit('token:redeem', redeem('r'))).rejects.toMatchObject({ step: 'endorse' });
    expect(port.requests).toEqual([]);
  });

  it('take the lease for as long as the transaction is under way', async () => {
    const log: string[] = [];
    const port = portOf((request) => {
      log.push('transaction');
      return committed(request);
    });
    const lease = {
      acquire: async (name: string, holder: string) => log.push(`acquire ${name} ${holder}`) > 0,
      release: async (name: string, holder: string) => void log.push(`release ${name} ${holder}`),
    };

    await groupCommit(port, { debits: debits({ lease }) }).submit('token:redeem', redeem('r'));
    await settled();

    expect(log).toEqual(['acquire debit gateway-1', 'transaction', 'release debit gateway-1']);
  });

  it('wait while another gateway of the institution has the lease', async () => {
    let asked = 0;
    const lease = { acquire: async () => ++asked >= 4, release: async () => {} };
    const port = portOf();

    await groupCommit(port, { debits: debits({ lease }) }).submit('token:redeem', redeem('r'));

    expect(asked).toBe(4);
  });

  it('do not wait one after the other for a gateway that died with the lease', async () => {
    let nowMs = 0;
    let held: { holder: string; untilMs: number } | undefined;
    const lease = {
      acquire: async (_: string, holder: string, ttlMs: number) => {
        if (held !== undefined && held.holder !== holder && held.untilMs > nowMs) return false;
        held = { holder, untilMs: nowMs + ttlMs };
        return true;
      },
      release: async (_: string, holder: string) => {
        if (held?.holder === holder) held = undefined;
      },
    };
    const sleep = async (ms: number) => {
      nowMs += ms;
      await noSleep(ms);
    };
    const dead = groupCommit(heldPort().port, { debits: debits({ lease, holder: 'dead' }) });
    void dead.submit('token:redeem', redeem('never answered'));
    await settled();
    const observer = countingObserver();
    const ledger = groupCommit(portOf(), { debits: debits({ lease }), observer, sleep });

    for (const name of ['a', 'b', 'c', 'd']) await ledger.submit('token:redeem', redeem(name));

    expect(observer.retries.length).toBeLessThanOrEqual(1);
  });

  it.each([
    ['is never had', async () => false],
    ['cannot be asked for', () => Promise.reject(new Error('the database is gone'))],
  ])('go ahead without a lease that %s', async (_, acquire) => {
    const ledger = groupCommit(portOf(), { debits: debits({ lease: { acquire, release: async () => {} } }) });

    await expect(ledger.submit('token:redeem', redeem('r'))).resolves.toMatchObject({ block: 1 });
  });
});

describe('a balance that does not cover a debit', () => {
  const insufficient = refused('BALANCE_INSUFFICIENT');
  const answerOnce = (request: TransactionRequest, count: number): Execution =>
    count === 1 ? { kind: 'answered', outcomes: commandsOf(request).map(() => insufficient) } : committed(request);

  it('is looked at once more with the credits that have come since', async () => {
    const port = portOf(answerOnce);
    const credits = [[], ['fee:MeadowMSP:c9']];
    const ledger = groupCommit(port, { debits: debits({ tokenCreditsToFold: async () => credits.shift() ?? [] }) });

    await expect(ledger.submit('token:redeem', redeem('r'))).resolves.toMatchObject({ block: 1 });
    expect(port.requests.map((request) => commandsOf(request)[0]?.folds)).toEqual([[], ['fee:MeadowMSP:c9']]);
  });

  it('is looked at after the last own commit has been folded', async () => {
    const waited: number[] = [];
    const port = portOf((request, count) => (count === 2 ? answerOnce(request, 1) : committed(request, 10 + count)));
    const ledger = groupCommit(port, { debits: debits({ waitForHeight: async (block) => void waited.push(block) }) });

    await ledger.submit('token:redeem', redeem('r1'));
    await ledger.submit('token:redeem', redeem('r2'));

    expect(waited).toEqual([11]);
  });

  it('is refused when it is not covered at the second look either', async () => {
    const port = portOf((request) => answerOnce(request, 1));

    await expect(groupCommit(port).submit('token:redeem', redeem('r'))).resolves.toEqual({ outcome: insufficient });
    expect(port.requests).toHaveLength(2);
  });

  it('is looked at again although the fold does not keep up', async () => {
    const stuck = debits({ waitForHeight: () => new Promise(() => {}) });
    const ledger = groupCommit(
      portOf((request, count) => (count === 2 ? answerOnce(request, 1) : committed(request))),
      {
        debits: stuck,
      },
    );
    await ledger.submit('token:redeem', redeem('r1'));

    await expect(ledger.submit('token:redeem', redeem('r2'))).resolves.toMatchObject({ block: 1 });
  });

  it('does not keep its neighbours waiting', async () => {
    const port = portOf((request, count) => {
      if (count > 1) return committed(request, 2);
      return { kind: 'committed', block: 1, outcomes: [insufficient, accepted({ id: 'r2' })] };
    });
    const ledger = groupCommit(port);

    const [first, second] = await Promise.all(['r1', 'r2'].map((id) => ledger.submit('token:redeem', redeem(id))));

    expect([first?.block, second?.block]).toEqual([2, 1]);
  });
});
