/** A list of commands as a whole: form, size, neighbours, callers and reads. */
import { canonicalJson } from '../../chaincode/api/canonical';
import {
  type Command,
  type CommandName,
  commandForms,
  maxCommands,
  readFunctionNames,
} from '../../chaincode/api/commands';
import { ledgerFormat, type PartyOrgType } from '../../chaincode/api/records';
import { reject } from '../../chaincode/api/refusals';
import { permissions } from '../../chaincode/contract/caller';
import { newContracts, newExecutions } from '../../chaincode/contract/contracts';
import { type Execution, runTransaction } from '../../chaincode/contract/transaction';
import { Overlay } from '../../chaincode/state/overlay';
import {
  aPlan,
  foundingDocument,
  harbour,
  keystone,
  lantern,
  meadow,
  oneOffKey,
  orchard,
  watchtower,
} from './builders';
import { outcomesOf } from './ledger-double';
import { failure } from './refusal-cases';
import { aMarket, anAlliance, sum } from './scenario';

/** A command with a member of so many levels. */
function deep(levels: number): string {
  const lists = levels - 3;
  return `{"commands":[{"assetId":"${harbour}:a1","deep":${'['.repeat(lists)}${']'.repeat(lists)}}]}`;
}

const terms = { foundingDocument, guardTime: () => {} };
const a1 = { assetId: `${harbour}:a1` };

describe('the argument', () => {
  it.each([
    ['no JSON', '{'],
    ['null', 'null'],
    ['a list', '[]'],
    ['no commands', '{}'],
    ['no list of commands', '{"commands":{}}'],
    ['no command', '{"commands":[]}'],
    ['commands of its prototype', '{"__proto__":{"commands":[{}]}}'],
    ['501 commands', JSON.stringify({ commands: Array(maxCommands + 1).fill(a1) })],
    ['nested by 33 levels', deep(33)],
    ['nested deeper than any stack', deep(500_000)],
    ['nothing', ''],
  ])('fails the transaction where it is %s', async (_what, argument) => {
    const { ledger } = await aMarket();
    expect(await failure(ledger.endorseArgument('plan:withdraw', argument, { by: harbour }))).toBe(
      'TRANSACTION_MALFORMED',
    );
  });

  it('may be nested by 32 levels, whatever the command then is', async () => {
    const { ledger } = await aMarket();
    const envelope = await ledger.endorseArgument('plan:withdraw', deep(32), { by: harbour });
    expect(outcomesOf(envelope)).toMatchObject([{ code: 'COMMAND_MALFORMED' }]);
  });

  it('fails the transaction where the transient field is nested deeper than any stack', async () => {
    const execution = newExecutions(terms)['plan:withdraw'] as unknown as Execution<CommandName>;
    const privateField = Buffer.from('['.repeat(500_000) + ']'.repeat(500_000));
    const argument = JSON.stringify({ commands: [a1] });
    const run = runTransaction('plan:withdraw', execution, argument, { privateField } as never, terms);
    expect(await failure(run)).toBe('TRANSACTION_MALFORMED');
  });

  it.each<[string, readonly string[]]>([
    ['fewer parts than commands', []],
    ['more parts than commands', ['', '']],
    ['a part that is no text', [7 as unknown as string]],
    ['more than 2 MiB', ['x'.repeat(2 * 1024 * 1024)]],
  ])('fails the transaction where the transient field has %s', async (_what, parts) => {
    const { ledger } = await aMarket();
    const sent = ledger.endorse('plan:withdraw', [a1], { by: harbour, private: parts });
    expect(await failure(sent)).toBe('TRANSACTION_MALFORMED');
  });

  it.each([null, 7, 'text', [], {}])('refuses the command %j and carries its neighbours out', async (command) => {
    const { ledger } = await aMarket();
    const argument = JSON.stringify({ commands: [command, a1] });
    const envelope = await ledger.endorseArgument('plan:withdraw', argument, { by: harbour });
    expect(outcomesOf(envelope)).toMatchObject([{ code: 'COMMAND_MALFORMED' }, { status: 'ACCEPTED' }]);
  });

  it('may hold 500 commands, which are read together and written once', async () => {
    const { ledger } = await anAlliance();
    const plans = Array.from({ length: 500 }, (_, index) => aPlan({ assetId: `a${index}` }));
    const parts = plans.map(({ sealed }) => sealed);
    const envelope = await ledger.endorse(
      'plan:publish',
      plans.map(({ command }) => command),
      { by: harbour, private: parts },
    );
    expect(outcomesOf(envelope).every(({ status }) => status === 'ACCEPTED')).toBe(true);
    expect(envelope.writes).toHaveLength(1_000);
  });
});

describe('what a transaction reads', () => {
  const { publicKey: oneOffPublicKey } = oneOffKey('one for all');
  const queryOf = (index: number): Command<'credit:query'> => ({
    queryId: `q${index}`,
    subjectId: 'ab'.repeat(32),
    purpose: 'LOAN_APPLICATION',
    records: Array.from({ length: 50 }, (_, place) => ({
      recordId: `${index}`.padStart(4, '0') + `${place}`.padStart(28, '0'),
      priceFen: 0,
      numbers: Array.from({ length: 50 }, (_, number) => number),
      oneOffPublicKey,
    })),
    folds: [],
  });

  it('is at most 10,000 keys: a list of refusals that would read more fails as a whole', async () => {
    const { ledger } = await anAlliance();
    const queries = Array.from({ length: 4 }, (_, index) => queryOf(index));
    const refusals = outcomesOf(await ledger.endorse('credit:query', queries.slice(0, 3), { by: meadow }));
    expect(refusals.map(({ status }) => status)).toEqual(Array(3).fill('REFUSED'));
    expect(await failure(ledger.endorse('credit:query', queries, { by: meadow }))).toBe('TRANSACTION_MALFORMED');
  });

  it('is counted before it is read, and whatever a command finds to read on its way counts, too', async () => {
    const asked: number[] = [];
    const port = {
      getStates: async (keys: readonly string[]) => {
        asked.push(keys.length);
        return keys.map(() => Buffer.alloc(0));
      },
      getPrivate: async () => Buffer.alloc(0),
    };
    const keysFrom = (first: number, count: number) => Array.from({ length: count }, (_, index) => `k${first + index}`);
    const state = new Overlay(port as never);
    await state.preload(keysFrom(0, 9_998));
    await state.getPrivate('sealed', 'k');
    await state.get('account', 'k9998');
    await state.get('account', 'k9998');
    for (const more of [state.get('account', 'k9999'), state.getPrivate('sealed', 'k')]) {
      expect(await failure(more)).toBe('TRANSACTION_MALFORMED');
    }
    expect(asked).toEqual([9_998, 1]);
  });
});

describe('a refused command', () => {
  it('leaves no write and no event, and spoils none of its neighbours', async () => {
    const s = await aMarket();
    const commands = [
      s.confirmCommand(meadow, { confirmId: 'c1', limitRmb: 50_000 }),
      s.confirmCommand(meadow, { confirmId: 'c2', limitRmb: 60_000 }),
      s.confirmCommand(meadow, { confirmId: 'c3', limitRmb: 50_000 }),
    ];
    const mark = s.ledger.events.length;
    const outcomes = await s.ledger.submit('plan:confirm', commands, { by: meadow });
    expect(outcomes).toMatchObject([{ status: 'ACCEPTED' }, { code: 'LIMIT_EXCEEDED' }, { status: 'ACCEPTED' }]);
    expect(s.planRecord()).toMatchObject({ status: 'FILLED', remainingLimitRmb: 0 });
    expect(s.heldFen(meadow)).toBe(sum([500, 500]));
    expect(s.announcedSince(mark)).toEqual([
      'OrgConfirmAssetEvent',
      'OrgConfirmAssetEvent',
      'LoanSharedPlanEvent FILLED',
    ]);
    expect(s.ledger.records('used').filter(({ what }) => what === 'oneOffKey')).toHaveLength(2);
  });

  it('alone makes a transaction that writes and announces nothing', async () => {
    const s = await aMarket();
    const envelope = await s.ledger.endorse('plan:withdraw', [{ assetId: 'none' }], { by: harbour });
    expect([envelope.writes, envelope.eventPayload]).toEqual([[], undefined]);
  });
});

it('carries the same command twice in one list out once', async () => {
  const s = await aMarket();
  const command = s.confirmCommand();
  const outcomes = await s.ledger.submit('plan:confirm', [command, command], { by: meadow });
  expect(outcomes).toMatchObject([{ repeated: false }, { repeated: true }]);
  expect(s.heldFen(meadow)).toBe(800);
});

describe('a command that stops half way', () => {
  const port = (written: unknown[]) => ({
    channel: 'alliance',
    mspId: keystone,
    certificate: '',
    timestampMs: 0,
    privateField: undefined,
    getStates: async (keys: readonly string[]) =>
      keys.map((key) =>
        key === '\u0000alliance\u0000'
          ? Buffer.from(
              canonicalJson({
                ...foundingDocument,
                docType: 'alliance',
                format: ledgerFormat,
                version: 1,
                foundingHash: '',
              }),
            )
          : Buffer.alloc(0),
      ),
    getPrivate: async () => Buffer.alloc(0),
    write: async (writes: readonly unknown[]) => {
      written.push(...writes);
    },
    announce: (name: string) => {
      written.push(name);
    },
  });
  const settling = (stop: () => never): Execution<'token:reject'> => ({
    reads: () => [],
    execute: async ({ redemptionId }, { state, announce }) => {
      state.put({ docType: 'account', partyId: redemptionId, balanceFen: 1 });
      announce({ name: 'PartyKeyEvent', partyId: redemptionId, version: 1 });
      if (redemptionId === 'bad') stop();
      return { answer: { redemptionId } };
    },
  });
  const commands = ['one', 'bad', 'two'].map((redemptionId) => ({ redemptionId }));

  it('by a refusal leaves nothing of what it had written, and its neighbours all', async () => {
    const written: unknown[] = [];
    const execution = settling(() => reject('REDEMPTION_STATUS_WRONG'));
    const answer = await runTransaction('token:reject', execution, canonicalJson({ commands }), port(written), terms);
    expect(JSON.parse(answer)).toMatchObject({ outcomes: [{ status: 'ACCEPTED' }, { status: 'REFUSED' }, {}] });
    expect(written).toMatchObject([
      { key: '\u0000account\u0000one\u0000' },
      { key: '\u0000account\u0000two\u0000' },
      'tallystick',
    ]);
  });

  it('by a defect fails the transaction, which writes nothing', async () => {
    const written: unknown[] = [];
    const execution = settling(() => {
      throw new TypeError('a defect');
    });
    const sent = runTransaction('token:reject', execution, canonicalJson({ commands }), port(written), terms);
    await expect(sent).rejects.toThrow('a defect');
    expect(written).toEqual([]);
  });
});

describe('who may call what', () => {
  const byType: Readonly<Record<PartyOrgType, string>> = {
    CREDITOR_ORG: orchard,
    TOKEN_ISSUER: keystone,
    DATA_SERVICE_PROVIDER: lantern,
    REGULATOR: watchtower,
  };
  const names = Object.keys(commandForms) as CommandName[];
  const cells = names.flatMap((name) =>
    (Object.keys(byType) as PartyOrgType[]).flatMap((type) =>
      (['client', 'admin'] as const).map((unit) => [name, type, unit] as const),
    ),
  );

  /** As DESIGN §3.7, §4 and §7 give it out; caller.ts is not asked. */
  const issuerOnly = ['recharge', 'settle', 'reject'];
  function isAllowed(name: CommandName, type: PartyOrgType, unit: string): boolean {
    if (name === 'party:registerKey' || name === 'subject:registerEvaluator') return unit === 'admin';
    if (name === 'subject:evaluate' || name === 'alliance:advanceDay') return true;
    if (issuerOnly.some((step) => name === `token:${step}`)) return type === 'TOKEN_ISSUER';
    if (name.startsWith('token:')) return true;
    if (type === 'REGULATOR') return false;
    if (name === 'credit:handOver') return type === 'CREDITOR_ORG';
    if (['subject:', 'credit:', 'consent:'].some((noun) => name.startsWith(noun))) return true;
    if (name === 'alliance:found') return type === 'TOKEN_ISSUER' && unit === 'admin';
    if (name.startsWith('alliance:')) return unit === 'admin';
    return name === 'plan:expire' || type === 'CREDITOR_ORG';
  }

  it.each(cells)('%s by a %s with a certificate of %s', async (name, type, unit) => {
    const { ledger } = await anAlliance();
    const sent = ledger.endorseArgument(name, '{"commands":[{}]}', { by: byType[type], unit });
    if (isAllowed(name, type, unit)) {
      expect(outcomesOf(await sent)).toMatchObject([{ code: 'COMMAND_MALFORMED' }]);
    } else {
      expect(['CALLER_TYPE_NOT_ALLOWED', 'CALLER_NOT_ADMIN']).toContain(await failure(sent));
    }
  });

  it('is said for every submitting function', () => {
    expect(Object.keys(permissions).sort()).toEqual([...names].sort());
    expect(Object.keys(newExecutions(terms)).sort()).toEqual([...names].sort());
  });
});

describe('the contracts', () => {
  it('have one class for each noun and one method of one argument for each function and query', () => {
    const methods = newContracts(terms).flatMap((contractClass) => {
      const contract = new contractClass();
      const own = Object.getOwnPropertyNames(contractClass.prototype).filter((name) => name !== 'constructor');
      return own.map((name) => {
        expect((contract as unknown as Record<string, { length: number }>)[name]).toHaveLength(2);
        return `${contract.getName()}:${name}`;
      });
    });
    expect(methods.sort()).toEqual([...Object.keys(commandForms), ...readFunctionNames].sort());
  });
});

describe('the overlay', () => {
  it('reads a key once and together with the others, and never by range', async () => {
    const asked: (readonly string[])[] = [];
    const port = {
      getStates: async (keys: readonly string[]) => {
        asked.push(keys);
        return keys.map(() => Buffer.alloc(0));
      },
    };
    const state = new Overlay(port as never);
    await state.preload(['\u0000account\u0000a\u0000', '\u0000account\u0000b\u0000', '\u0000account\u0000a\u0000']);
    await state.get('account', '\u0000account\u0000a\u0000');
    expect(asked).toEqual([['\u0000account\u0000a\u0000', '\u0000account\u0000b\u0000']]);
    expect(Object.getOwnPropertyNames(Overlay.prototype).filter((name) => /range|under|query/i.test(name))).toEqual([]);
  });

  it('shows a command what an accepted one before it wrote, and nothing of a refused one', async () => {
    const written: unknown[] = [];
    const port = {
      getStates: async (keys: readonly string[]) => keys.map(() => Buffer.alloc(0)),
      write: async (writes: readonly unknown[]) => {
        written.push(...writes);
      },
    };
    const state = new Overlay(port as never);
    const account = { docType: 'account', partyId: 'a', balanceFen: 1 } as const;
    state.put(account);
    expect(await state.get('account', '\u0000account\u0000a\u0000')).toEqual(account);
    state.discard();
    expect(await state.get('account', '\u0000account\u0000a\u0000')).toBeUndefined();
    state.put(account);
    state.accept();
    state.delete(account);
    state.discard();
    expect(await state.get('account', '\u0000account\u0000a\u0000')).toEqual(account);
    state.delete(account);
    state.accept();
    expect(await state.get('account', '\u0000account\u0000a\u0000')).toBeUndefined();
    await state.flush();
    expect(written).toEqual([{ type: 'delete', key: '\u0000account\u0000a\u0000' }]);
  });

  it('does not take a record of another kind for one', async () => {
    const value = Buffer.from(canonicalJson({ docType: 'plan' }));
    const state = new Overlay({ getStates: async () => [value] } as never);
    await expect(state.get('account', '\u0000account\u0000a\u0000')).rejects.toThrow(TypeError);
  });
});

describe('read functions', () => {
  it.each([
    ['alliance:read', ''],
    ['party:read', harbour],
    ['plan:read', 'a1'],
    ['plan:history', 'a1'],
    ['plan:sealed', 'a1'],
    ['token:account', harbour],
  ] as const)('%s answers %j to anybody', async (name, argument) => {
    const s = await aMarket();
    expect(await s.ledger.query(name, argument, { by: harbour })).not.toBeNull();
  });

  it.each([
    ['party:read', 'NobodyMSP', null],
    ['plan:read', 'none', null],
    ['plan:history', 'none', []],
    ['plan:sealed', 'none', null],
    ['token:account', 'NobodyMSP', { balanceFen: 0 }],
  ] as const)('%s of %j, which is not there, answers %j', async (name, argument, answer) => {
    const s = await aMarket();
    expect(await s.ledger.query(name, argument, { by: harbour })).toEqual(answer);
  });

  it.each([
    ['party:read', 'a\u0000b'],
    ['plan:read', 'x:y:z'],
    ['plan:history', '\u{10ffff}'],
    ['plan:sealed', ''],
    ['token:account', 'a:b'],
  ] as const)('%s refuses %j, which is no identifier', async (name, argument) => {
    const s = await aMarket();
    expect(await failure(s.ledger.query(name, argument, { by: harbour }))).toBe('COMMAND_MALFORMED');
  });

  it('count the credits of one institution and not of another whose name it begins', async () => {
    const s = await anAlliance();
    const partyId = `${meadow}2`;
    const member = { partyId, partyName: 'M2', partyOrgType: 'CREDITOR_ORG', endorses: false } as const;
    await s.change({ type: 'MEMBER', member }, [harbour, meadow, orchard]);
    await s.recharge(partyId, 7);
    expect(await s.ledger.query('token:account', meadow, { by: meadow })).toEqual({ balanceFen: 0 });
  });
});
