/** What one lender puts into its package, and what one item does to the ledger, keeps nobody else's items from being posted. */

import { LedgerUnavailable } from '../../../gateway/ledger/types';
import { maxHeldPeriods } from '../../../gateway/outbox/periods';
import { maxCommonAttempts, posting } from '../../../gateway/registrar/posting';
import { StoreUnavailable } from '../../../gateway/store/types';
import { by, harbour, keystone, loan, meadow, type Person, removeAll, signed, World } from '../records/world';
import { onEachDatabase } from '../store/databases';

let world: World;
let borrower: Person;

afterEach(() => world.end());
afterAll(removeAll);

async function begin(...place: Parameters<typeof World.begin>[2][]): Promise<void> {
  world = await World.begin([harbour, meadow], {}, ...place);
  borrower = await world.person('borrower');
}

const recorded = () => world.ledger.records('creditRecord').map(({ recordId }) => recordId);
const logOf = (partyId: string) => world.of(partyId).logged.join('');
const packagesThere = () => world.ledger.privateKeys.filter((key) => key.startsWith('registrar/'));

/** A loan of the institution to the borrower, as it lies in its outbox. */
async function itemOfLoan(at: string, amountRmb = 1_000) {
  await world.knows(at, borrower.subjectId);
  const recordId = await signed(world.of(at), loan(world, borrower, { amountRmb }), { borrower });
  const { store, vault } = world.of(at);
  const row = await store.outbox.read(`creditRecord ${recordId}`);
  return { recordId, item: JSON.parse(vault.texts.open(`outbox ${row?.key}`, row?.sealed ?? '')) };
}

/** Puts a text into a package as a dishonest gateway could. */
async function smuggleText(partyId: string, text: string): Promise<void> {
  const { vault, ledger } = world.of(partyId);
  const { packageBytes } = world.ledger.document.parameters;
  const { period } = world;
  const content = vault.credit.sealPackage(text, packageBytes, world.of(keystone).vault.currentKey, {
    partyId,
    period,
  });
  await ledger.submit('credit:handOver', { period }, { private: content, endorsers: [keystone] });
}

const smuggle = (partyId: string, items: readonly unknown[]) => smuggleText(partyId, JSON.stringify({ items }));

async function post(): Promise<void> {
  world.ledger.passSeconds(70);
  await world.of(keystone).post();
}

type Item = Record<string, unknown> & { readonly command: Record<string, unknown> };

const nul = '\u0000';
const subjectId = 'ab'.repeat(32);
const lender = { subjectId, keyId: 'cd'.repeat(32), signature: 'A'.repeat(86) };
const deep = (depth: number) => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);
const wrap = { ephemeralPublicKey: 'A', wrappedKey: 'A' };

/** From a good item to a hostile one. */
const hostile: readonly (readonly [string, (good: Item) => unknown])[] = [
  ["U+0000 as the lender's subject", (good) => ({ ...good, lender: { ...lender, subjectId: nul } })],
  ["U+0000 as the lender's key", (good) => ({ ...good, lender: { ...lender, keyId: nul } })],
  ["U+0000 as the lender's signature", (good) => ({ ...good, lender: { ...lender, signature: nul } })],
  ["a lone surrogate as the lender's subject", (good) => ({ ...good, lender: { ...lender, subjectId: '\ud800' } })],
  [
    "8,000 characters as the lender's subject",
    (good) => ({ ...good, lender: { ...lender, subjectId: 'a'.repeat(8_000) } }),
  ],
  [
    'a prototype as the lender',
    (good) => ({ ...good, lender: { ...lender, subjectId: '__proto__', keyId: 'constructor' } }),
  ],
  ['a lender with more members', (good) => ({ ...good, lender: { ...lender, more: 1 } })],
  ['U+0000 as its record', (good) => ({ ...good, command: { ...good.command, recordId: nul } })],
  ['a record named as a prototype is', (good) => ({ ...good, command: { ...good.command, recordId: '__proto__' } })],
  ['a name out of a prototype', (good) => ({ ...good, name: 'constructor' })],
  ['a private part that is none', (good) => ({ ...good, private: { length: 1 } })],
  [
    'U+0000 as an answer',
    () => ({ name: 'credit:deliver', command: { answerId: nul, wrap, signature: 'A'.repeat(86) } }),
  ],
  [
    'a number beyond all',
    () => ({
      name: 'credit:setLevel',
      command: { recordId: '0'.repeat(32), version: 1e308, level: 'PUBLIC', priceFen: 0, signature: 'A'.repeat(86) },
    }),
  ],
  ['lists in lists', (good) => ({ ...good, command: { ...good.command, recordId: deep(2_000) } })],
  ['nothing', () => null],
];

onEachDatabase('a round in which one lender hands over', (databases) => {
  it.each(hostile)('%s counts that out, and posts the rest', async (_what, make) => {
    await begin(() => databases.fresh());
    const bad = await itemOfLoan(meadow);
    const good = await itemOfLoan(harbour);
    await smuggle(meadow, [make(bad.item)]);
    await smuggle(harbour, [good.item]);
    await post();

    expect(recorded()).toEqual([good.recordId]);
    expect(logOf(keystone)).toContain('"ITEM_MALFORMED":1');
    expect(packagesThere()).toEqual([]);
  });

  it.each([
    ['a lone surrogate', '\ud800'],
    ['U+0000', nul],
    ['lists in lists', '['.repeat(6_000)],
  ])('sealed bytes that are none (%s) counts that out, and posts the rest', async (_what, text) => {
    await begin(() => databases.fresh());
    const bad = await itemOfLoan(meadow);
    const good = await itemOfLoan(harbour);
    await smuggle(meadow, [{ ...bad.item, private: text }]);
    await smuggle(harbour, [good.item]);
    await post();

    expect(recorded()).toEqual([good.recordId]);
    expect(logOf(keystone)).toContain('"SEALED_RECORD_MISMATCH":1');
    expect(packagesThere()).toEqual([]);
  });
});

describe('a package', () => {
  beforeEach(() => begin());

  it.each([
    ['no JSON', '{"items":['],
    ['lists in lists', `{"items":${'['.repeat(5_000)}${']'.repeat(5_000)}}`],
    ['no list', '{"items":{"length":9}}'],
    ['null', 'null'],
  ])('of which the text is %s counts as one item that is none', async (_what, text) => {
    const good = await itemOfLoan(harbour);
    await smuggleText(meadow, text);
    await smuggle(harbour, [good.item]);
    await post();

    expect(recorded()).toEqual([good.recordId]);
    expect(logOf(keystone)).toContain('"ITEM_MALFORMED":1');
  });

  it('is looked at no further than a gateway fills one', async () => {
    const [first, last] = [await itemOfLoan(meadow, 1_000), await itemOfLoan(meadow, 2_000)];
    const good = await itemOfLoan(harbour);
    await smuggle(meadow, [first.item, ...Array.from({ length: 4_000 }, () => 0), last.item]);
    await smuggle(harbour, [good.item]);
    await post();

    expect(recorded().sort()).toEqual([first.recordId, good.recordId].sort());
    expect(logOf(keystone)).toContain('"ITEM_MALFORMED":999');
  });

  it('that the own peer cannot read is one that has not come, and holds nobody up for longer', async () => {
    await world.turn();
    const { recordId } = await itemOfLoan(harbour);
    world.unread = (_by, argument) => argument.startsWith(`${meadow}:`);
    await world.turn();
    expect(recorded()).toEqual([]);
    for (let turn = 0; turn <= maxHeldPeriods; turn++) await world.turn();
    expect(recorded()).toEqual([recordId]);
    expect(logOf(keystone)).not.toContain(meadow);
  });

  it('is not missed where the own peer is away', async () => {
    await world.turn();
    const { recordId } = await itemOfLoan(harbour);
    world.ledger.passSeconds(54);
    await world.of(harbour).handOver();
    world.isReady = false;
    for (let period = 0; period < maxHeldPeriods + 3; period++) {
      world.ledger.passSeconds(60);
      await expect(world.of(keystone).post()).rejects.toThrow(LedgerUnavailable);
    }
    world.isReady = true;
    await world.of(keystone).post();
    expect(recorded()).toEqual([recordId]);
  });
});

describe('an item over which the store stumbles', () => {
  beforeEach(() => begin());

  /** The registrar over a store that fails on what is asked about one subject. */
  const postingOver = (failure: Error) => {
    const here = world.of(keystone);
    const { store } = here;
    const subjectKey: typeof store.subjectKey = async (id, keyId) => {
      if (id === subjectId) throw failure;
      return store.subjectKey(id, keyId);
    };
    const follower = { waitForBlock: async () => true, lastWritten: 0 };
    const log = { info: (counts: object) => void here.logged.push(JSON.stringify(counts)) };
    const { channel } = world.ledger;
    const seams = { ...here, store: { ...store, subjectKey }, follower, log, channel, now: world.now };
    return posting({ ...seams, alliance: () => store.alliance() } as unknown as Parameters<typeof posting>[0]);
  };

  const smuggled = async () => {
    const bad = await itemOfLoan(meadow);
    const good = await itemOfLoan(harbour);
    await smuggle(meadow, [{ ...bad.item, lender: { ...lender, ...by(borrower, 'another text'), subjectId } }]);
    await smuggle(harbour, [good.item]);
    world.ledger.passSeconds(70);
    return good;
  };

  it('is counted out', async () => {
    const good = await smuggled();
    await postingOver(new Error('invalid byte sequence'))();
    expect(recorded()).toEqual([good.recordId]);
    expect(logOf(keystone)).toContain('"FAILED":1');
    expect(packagesThere()).toEqual([]);
  });

  it('waits with all others where it is the store that cannot serve', async () => {
    const good = await smuggled();
    await expect(postingOver(new StoreUnavailable())()).rejects.toThrow(StoreUnavailable);
    expect(packagesThere()).toHaveLength(2);
    await world.of(keystone).post();
    expect(recorded()).toEqual([good.recordId]);
  });
});

describe('an item that gets no answer, over and over', () => {
  beforeEach(() => begin());

  it('ends up being passed over, so that the round is done', async () => {
    await world.of(keystone).store.registrar.setPostedPeriod(world.period - 1);
    const bad = await itemOfLoan(meadow);
    const good = await itemOfLoan(harbour);
    await smuggle(meadow, [bad.item]);
    await smuggle(harbour, [good.item]);
    world.ledger.passSeconds(70);
    world.fault = ({ command }) => ('recordId' in command && command.recordId === bad.recordId ? 'BEFORE' : undefined);
    const { post } = world.of(keystone);
    for (let attempt = 0; attempt < maxCommonAttempts; attempt++) {
      await expect(post()).rejects.toThrow(LedgerUnavailable);
    }
    expect(packagesThere()).toHaveLength(2);
    await post();

    expect(recorded()).toEqual([good.recordId]);
    expect(logOf(keystone)).toContain('"UNANSWERED":1');
    expect(packagesThere()).toEqual([]);
  });
});
