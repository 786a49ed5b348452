import { canonicalJson } from '../../../chaincode/api/canonical';
import { type CommandName, maxCommands, maxTransactionBytes } from '../../../chaincode/api/commands';
import {
  contendedKey,
  countThatFit,
  halves,
  type Item,
  newItem,
  newRequest,
  nextByTurns,
  partByKey,
  splitAnswers,
} from '../../../gateway/ledger/batches';
import { Groups } from '../../../gateway/ledger/groups';
import { accept, accepted, commandsOf, confirm, harbour, redeem, refused } from './builders';

const acceptItem = (confirmId = 'c') => newItem('plan:accept', accept(confirmId), {}, harbour);
const confirmItem = (confirmId: string, assetId = 'MeadowMSP:p1') =>
  newItem('plan:confirm', confirm(confirmId, assetId), {}, harbour);
const keyed = (...keys: (string | undefined)[]) => keys.map((key) => ({ key }));

describe('what goes into one transaction', () => {
  it('is the canonical JSON of the commands, in their order', () => {
    const { argument } = newRequest([acceptItem('c2'), acceptItem('c1')]);

    expect(argument).toBe(canonicalJson({ commands: [accept('c2'), accept('c1')] }));
  });

  it('is at most 500 commands', () => {
    expect(countThatFit(Array.from({ length: 700 }, () => acceptItem()))).toBe(maxCommands);
  });

  it('is at most 2 MiB of arguments', () => {
    const items = Array.from({ length: 400 }, () => newItem('plan:accept', accept('c'.repeat(30_000)), {}, harbour));

    const bytes = Buffer.byteLength(newRequest(items.slice(0, countThatFit(items))).argument);

    expect(bytes).toBeLessThanOrEqual(maxTransactionBytes);
    expect(bytes).toBeGreaterThan(maxTransactionBytes - 31_000);
  });

  it('is at most 512 KiB of private parts, which every endorser hands to every peer', () => {
    const items = Array.from({ length: 400 }, () =>
      newItem('plan:dispute', accept('c'), { private: `"${'x'.repeat(30_000)}` }, harbour),
    ).map((item) => ({ ...item, name: 'plan:publish' as const }));

    const bytes = Buffer.byteLength(newRequest(items.slice(0, countThatFit(items))).private ?? '');

    expect(bytes).toBeLessThanOrEqual(512 * 1024);
    expect(bytes).toBeGreaterThan(512 * 1024 - 31_000);
  });

  it('is one command even if that is too large, so that the chaincode can refuse it', () => {
    const item = newItem('plan:dispute', accept('c'), { private: 'x'.repeat(3_000_000) }, harbour);

    expect(countThatFit([item, item])).toBe(1);
  });

  it('makes an endorser read no more than it may: queries for many records are parted', () => {
    const numbers = Array.from({ length: 50 }, (_, number) => number);
    const records = Array.from({ length: 50 }, (_, place) => ({ recordId: `${place}`, priceFen: 0, numbers }));
    const asking = (asked: typeof records) => {
      const command = { queryId: 'q', subjectId: 's', purpose: 'LOAN_APPLICATION', records: asked } as const;
      return newItem('credit:query', command, {}, harbour);
    };
    const [query, summary] = [asking(records), asking([])];
    const items = Array.from({ length: 10 }, () => query);

    expect(countThatFit(items)).toBe(3);
    expect(countThatFit(items, Array(500).fill('fee:MeadowMSP:c1'))).toBe(3);
    expect(countThatFit([summary, summary, ...items])).toBe(5);
    expect(countThatFit(Array(500).fill(newItem('plan:purge', { assetId: 'a' }, {}, harbour)))).toBe(19);
  });

  it('is one dispute, whose failure nobody shares', () => {
    const item = newItem('plan:dispute', accept('c'), {}, harbour);

    expect(countThatFit([item, item, item])).toBe(1);
  });

  it('carries private parts only for the kinds that have them', () => {
    const dispute = newItem('plan:dispute', accept('c'), { private: 'key' }, harbour);
    const other = newItem('plan:accept', accept('c'), { private: 'key' }, harbour);

    expect(newRequest([dispute]).private).toBe('["key"]');
    expect(newRequest([other]).private).toBeUndefined();
  });

  it('has an empty private part for a command that came without one', () => {
    const [one, two] = ['', 'key'].map((secret) => newItem('plan:dispute', accept('c'), { private: secret }, harbour));

    expect(newRequest(one && two ? [one, two] : []).private).toBe('["","key"]');
  });

  it('refuses a command without a canonical form', () => {
    expect(() => newItem('token:redeem', redeem('r', 0.5), {}, harbour)).toThrow(TypeError);
  });
});

describe('endorsers', () => {
  it('are those that the commands name, and nobody where they name none', () => {
    const discard = { partyId: harbour, period: 7 };
    const named = newItem('credit:discard', discard, { endorsers: ['KeystoneMSP'] }, harbour);

    expect(newRequest([named]).endorsers).toEqual(['KeystoneMSP']);
    expect(newRequest([acceptItem()])).not.toHaveProperty('endorsers');
  });

  it('are the same for all commands of a transaction', () => {
    const groups = new Groups<Item>();
    for (const endorsers of [['KeystoneMSP'], undefined, ['KeystoneMSP'], ['MeadowMSP']] as const) {
      const options = endorsers === undefined ? {} : { endorsers };
      groups.add(newItem('credit:discard', { partyId: harbour, period: 7 }, options, harbour));
    }

    expect([...groups].map((group) => groups.take([group]).map(({ endorsers }) => endorsers?.[0]))).toEqual([
      ['KeystoneMSP', 'KeystoneMSP'],
      [undefined],
      ['MeadowMSP'],
    ]);
  });
});

describe('credits to fold', () => {
  const folds = ['recharge:KeystoneMSP:r1', 'fee:MeadowMSP:c9'];

  it('are named by the first debit of a transaction', () => {
    const commands = commandsOf(newRequest([confirmItem('c1'), confirmItem('c2')], folds));

    expect(commands.map((command) => command.folds)).toEqual([folds, []]);
  });

  it('are named by a debit that gets a second look, too', () => {
    const second = { ...confirmItem('c2'), refreshed: true };

    const commands = commandsOf(newRequest([confirmItem('c1'), second, confirmItem('c3')], folds));

    expect(commands.map((command) => command.folds)).toEqual([folds, folds, []]);
  });

  it('replace what the caller named', () => {
    const named = { ...redeem('r'), folds: ['fee:MeadowMSP:old'] };
    const item = newItem('token:redeem', named, {}, harbour);

    expect(commandsOf(newRequest([item]))[0]?.folds).toEqual([]);
  });

  it('are at most 500', () => {
    const many = Array.from({ length: 600 }, (_, index) => `fee:MeadowMSP:c${index}`);

    expect(commandsOf(newRequest([confirmItem('c')], many))[0]?.folds).toHaveLength(500);
  });

  it('count towards the size of the transaction', () => {
    const items = Array.from({ length: 500 }, (_, index) => ({ ...confirmItem(`c${index}`), refreshed: true }));
    const many = Array.from({ length: 500 }, (_, index) => `fee:MeadowMSP:${'c'.repeat(50)}${index}`);

    const count = countThatFit(items, many);

    expect(Buffer.byteLength(newRequest(items.slice(0, count), many).argument)).toBeLessThanOrEqual(
      maxTransactionBytes,
    );
  });
});

describe('the plan that a command may write', () => {
  it.each(['plan:confirm', 'plan:withdraw', 'plan:close', 'plan:purge', 'plan:expire', 'plan:dispute'] as const)(
    'is known for %s',
    (name: CommandName) => {
      expect(contendedKey(name, { assetId: 'MeadowMSP:p1' }, harbour)).toBe('MeadowMSP:p1');
    },
  );

  it('is the own one where the identifier has no owner', () => {
    expect(contendedKey('plan:close', { assetId: 'p1' }, harbour)).toBe('HarbourMSP:p1');
  });

  it.each(['plan:accept', 'plan:deliver', 'plan:publish'] as const)('is none for %s', (name) => {
    expect(contendedKey(name, { assetId: 'MeadowMSP:p1' }, harbour)).toBeUndefined();
  });
});

describe('after a conflict', () => {
  it('what writes a contended plan goes apart, plan by plan, in the order of arrival', () => {
    const items = ['a', 'b', 'a', undefined, 'c'].map((key, index) => ({ key, index }));

    const { apart, rest } = partByKey(items, new Set(['a', 'c']));

    expect([...apart].map(([key, own]) => [key, own.map(({ index }) => index)])).toEqual([
      ['a', [0, 2]],
      ['c', [4]],
    ]);
    expect(rest.map(({ index }) => index)).toEqual([1, 3]);
  });

  it('what writes one plan stays together when a transaction is halved', () => {
    expect(halves(keyed('a', 'b', 'a', 'b'))).toEqual([keyed('a', 'a'), keyed('b', 'b')]);
  });

  it('commands without a plan are halved by number', () => {
    const [first, second] = halves(keyed(undefined, undefined, undefined, undefined, undefined)) ?? [];

    expect([first?.length, second?.length]).toEqual([2, 3]);
  });

  it('no half is empty, however large the first plan is', () => {
    expect(halves(keyed('a', 'a', 'a', 'b'))).toEqual([keyed('a', 'a', 'a'), keyed('b')]);
  });

  it('commands on one plan alone cannot be halved', () => {
    expect(halves(keyed('a', 'a'))).toBeUndefined();
  });
});

describe('the next debit', () => {
  const hot = { key: 'a' };
  const rest = { key: undefined };

  it('is a contended plan and the rest by turns', () => {
    expect(nextByTurns([hot, rest], false)).toBe(hot);
    expect(nextByTurns([hot, rest], true)).toBe(rest);
  });

  it('does not wait for a turn that nobody takes', () => {
    expect(nextByTurns([hot], true)).toBe(hot);
    expect(nextByTurns([rest], false)).toBe(rest);
  });

  it('is the one that has waited longest', () => {
    const other = { key: 'b' };

    expect(nextByTurns([other, hot], false)).toBe(other);
  });
});

describe('what a caller is told', () => {
  const outcomes = [accepted({ confirmId: 'c1' }), refused('PLAN_NOT_FOUND'), accepted({ confirmId: 'c0' }, true)];

  it('has the block only where the command took effect in it', () => {
    const submitted = splitAnswers({ kind: 'committed', outcomes, block: 4 });

    expect(submitted.map(({ block }) => block)).toEqual([4, undefined, undefined]);
  });

  it('has the block where the command repeats one of the same transaction', () => {
    const twice = [accepted({ confirmId: 'c1' }), accepted({ confirmId: 'c1' }, true)];

    expect(splitAnswers({ kind: 'committed', outcomes: twice, block: 4 }).map(({ block }) => block)).toEqual([4, 4]);
  });

  it('has no block where nothing was submitted', () => {
    expect(splitAnswers({ kind: 'answered', outcomes })[2]).toEqual({ outcome: outcomes[2] });
  });
});
