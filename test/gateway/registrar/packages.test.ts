/** Handing over and posting: what a package shows, what the registrar takes, and that no crash loses or doubles anything. */
import { deriveKeyId, registrationText } from '../../../chaincode/api/signatures';
import { LedgerUnavailable } from '../../../gateway/ledger/types';
import { itemKeys, type OutboxItem } from '../../../gateway/outbox/outbox';
import { maxHeldPeriods } from '../../../gateway/outbox/periods';
import { maxHandOvers } from '../../../gateway/outbox/waiting';
import { shuffled } from '../../../gateway/registrar/shuffle';
import {
  aKey,
  anAttachment,
  anObjection,
  aRevocation,
  attachmentKeyOf,
  type Signer,
  signer,
} from '../../chaincode/credit-builders';
import {
  by,
  type Fault,
  harbour,
  keystone,
  loan,
  meadow,
  type Person,
  removeAll,
  signed,
  World,
} from '../records/world';

let world: World;
let borrower: Person;

beforeEach(async () => {
  world = await World.begin([harbour, meadow]);
  borrower = await world.person('borrower');
});
afterEach(() => world.end());
afterAll(removeAll);

/** So many loans of the institution itself, signed by both sides. */
async function lend(count: number, at = harbour): Promise<readonly string[]> {
  await world.knows(at, borrower.subjectId);
  const ids: string[] = [];
  for (let made = 0; made < count; made++) {
    ids.push(await signed(world.of(at), loan(world, borrower, { amountRmb: 1_000 + made }), { borrower }));
  }
  return ids;
}

const recorded = () => world.ledger.records('creditRecord').map(({ recordId }) => recordId);
const packages = (partyId: string) =>
  world.sent.filter((sent) => sent.by === partyId && sent.name === 'credit:handOver');
const periodsOf = (partyId: string) =>
  packages(partyId).map(({ command }) => (command as { readonly period: number }).period);
const cutOffFrom =
  (partyId: string): Fault =>
  ({ name, by: sender }) =>
    name === 'credit:handOver' && sender === partyId ? 'BEFORE' : undefined;
const discards = () => world.sent.filter(({ name }) => name === 'credit:discard');

/** Puts an item into a package as a dishonest gateway could. */
async function smuggle(partyId: string, items: readonly unknown[]): Promise<void> {
  const { vault, ledger } = world.of(partyId);
  const { packageBytes } = world.ledger.document.parameters;
  const { period } = world;
  const text = JSON.stringify({ items });
  const key = world.of(keystone).vault.currentKey;
  const content = vault.credit.sealPackage(text, packageBytes, key, { partyId, period });
  await ledger.submit('credit:handOver', { period }, { private: content, endorsers: [keystone] });
  world.ledger.passSeconds(70);
}

const logOf = (partyId: string) => world.of(partyId).logged.join('');

describe('a package', () => {
  it('goes to the registrar in every period, as long whatever it holds, endorsed by the registrar alone', async () => {
    await world.turn();
    await lend(3);
    await world.turn();

    const sizes = packages(harbour).map(({ options }) => options.private?.length);
    expect(sizes).toEqual([16_384, 16_384, 16_384]);
    expect(packages(meadow)).toHaveLength(3);
    expect(packages(keystone)).toEqual([]);
    expect(packages(harbour).every(({ options }) => options.endorsers?.join() === keystone)).toBe(true);
    // Who has just begun makes up for the period before.
    expect(periodsOf(harbour)).toEqual([world.period - 3, world.period - 2, world.period - 1]);
  });

  it('holds what waited at one moment of its period, whenever it is made', async () => {
    await world.turn();
    const [before] = await lend(1);
    await world.turn();
    world.ledger.passSeconds(15);
    const [after] = await lend(1);
    await world.turn();
    expect(recorded()).toEqual([before]);
    await world.turn();
    expect(recorded().sort()).toEqual([before, after].sort());
  });

  it('holds the oldest items, as many as fit; the rest waits for the next ones', async () => {
    const ids = await lend(12);
    await world.turn();
    const first = recorded().length;
    await world.turn();
    await world.turn();

    expect(first).toBeGreaterThan(1);
    expect(first).toBeLessThan(12);
    expect(recorded().sort()).toEqual([...ids].sort());
  });

  it('is not made before its moment, which has nothing to do with what waits', async () => {
    const here = world.of(harbour);
    const { packagePeriodSeconds } = world.ledger.document.parameters;
    world.ledger.passSeconds(packagePeriodSeconds - ((world.now() / 1_000) % packagePeriodSeconds));
    const idle = await here.handOver();
    await lend(2);
    expect(await here.handOver()).toBe(idle);
    expect(periodsOf(harbour)).toEqual([world.period - 1]);
    world.ledger.passSeconds(idle / 1_000);
    await here.handOver();
    await here.handOver();
    expect(periodsOf(harbour)).toEqual([world.period - 1, world.period]);
  });

  it.each(['BEFORE', 'AFTER'] as const)('is sent again as it was where the outcome is unknown (%s)', async (when) => {
    await lend(1);
    world.ledger.passSeconds(54);
    const { handOver } = world.of(harbour);
    world.fault = ({ name }) => (name === 'credit:handOver' ? when : undefined);
    await expect(handOver()).rejects.toThrow(LedgerUnavailable);
    world.fault = () => undefined;
    await lend(1);
    await handOver();

    const [one, other] = packages(harbour).map(({ options }) => options.private);
    expect(other).toBe(one);
  });

  it('that could not be handed over in its period is handed over in the next one', async () => {
    await world.turn();
    const [recordId] = await lend(1);
    world.fault = cutOffFrom(harbour);
    await expect(world.turn()).rejects.toThrow(LedgerUnavailable);
    world.fault = () => undefined;
    await world.turn();

    expect(recorded()).toEqual([recordId]);
  });

  it('that never arrived is made up for when it cannot come any more', async () => {
    await world.turn();
    const [recordId] = await lend(1);
    world.fault = cutOffFrom(harbour);
    await expect(world.turn()).rejects.toThrow(LedgerUnavailable);
    world.fault = () => undefined;
    world.ledger.passSeconds(120);
    for (let turn = 0; turn <= maxHeldPeriods; turn++) await world.turn();
    expect(recorded()).toEqual([]);
    await world.turn();

    expect(recorded()).toEqual([recordId]);
  });
});

describe('a clock that was a day ahead', () => {
  it('holds up neither what was signed, handed over nor posted meanwhile, once it is right again', async () => {
    await world.turn();
    world.aheadMs = 86_400_000;
    world.fault = () => 'BEFORE';
    const ids = await lend(2);
    await world.turn().catch(() => undefined);
    while ((await world.of(keystone).post()) === 0);
    const noted = await world.of(keystone).store.registrar.postedPeriod();

    world.aheadMs = 0;
    world.fault = () => undefined;
    for (let turns = 0; turns < 4; turns++) await world.turn();

    expect(noted).toBeGreaterThan(world.period + 1_000);
    expect(recorded().sort()).toEqual([...ids].sort());
  });
});

describe('what the ledger refuses for good', () => {
  /** From one hand-over of an item to its next one. */
  const periods = maxHeldPeriods + 3;
  const turns = async (count: number) => {
    for (let turn = 0; turn < count; turn++) await world.turn();
  };
  const refusedBy = (partyId: string) =>
    world.sent.filter((sent) => sent.by === partyId && /^(subject|credit:register)/.test(sent.name)).length;

  it('is handed over so often and no more, told of without a name, and again when it comes again', async () => {
    const { outbox, store } = world.of(harbour);
    const command = aKey('stranger');
    const keyId = deriveKeyId(command.publicKey);
    const key = itemKeys.subjectKey(command.subjectId, keyId);
    const item: OutboxItem = { name: 'subject:addKey', command, key };
    await outbox.add(item);
    await turns(periods * maxHandOvers + 4);
    expect(refusedBy(keystone)).toBe(maxHandOvers);
    expect(await store.outbox.read(key)).toMatchObject({ givenUp: true });
    expect(logOf(harbour).match(/"items":1/g)).toHaveLength(1);
    expect(logOf(harbour)).not.toContain(keyId);

    await world.act(keystone, 'subject:attach', anAttachment('stranger'));
    await outbox.add(item);
    await turns(2);
    expect(world.ledger.records('subjectKey').map((each) => each.keyId)).toContain(keyId);
    expect(await store.outbox.read(key)).toBeUndefined();
  });

  it('is shown as such, until the lender signs again', async () => {
    const [recordId = ''] = await lend(1);
    const { credit } = world.of(harbour);
    await world.act(keystone, 'subject:revokeKey', aRevocation('borrower', borrower));
    await turns(periods * maxHandOvers);
    expect((await credit.read(recordId)).status).toBe('HANDED_OVER');
    await turns(2);
    expect((await credit.read(recordId)).status).toBe('NOT_RECORDED');

    expect((await credit.sign(recordId, { role: 'LENDER' })).view.status).toBe('HANDED_OVER');
    await turns(1);
    expect(refusedBy(keystone)).toBe(maxHandOvers + 1);
    await world.passTo((await credit.read(recordId)).signBy);
    world.ledger.passSeconds(120);
    expect((await credit.read(recordId)).status).toBe('LAPSED');
  });

  it('is given up by the registrar, too, where it lends itself', async () => {
    const [recordId = ''] = await lend(1, keystone);
    await world.act(keystone, 'subject:revokeKey', aRevocation('borrower', borrower));
    await turns(periods * maxHandOvers + 3);
    expect((await world.of(keystone).credit.read(recordId)).status).toBe('NOT_RECORDED');
    expect(refusedBy(keystone)).toBe(maxHandOvers);
  });

  it('is not what never arrived, however often', async () => {
    const [recordId = ''] = await lend(1);
    world.fault = ({ name, by: sender }) => (name === 'credit:handOver' && sender === harbour ? 'BEFORE' : undefined);
    for (let turn = 0; turn < periods * maxHandOvers + 3; turn++) {
      await world.turn().catch(() => undefined);
      world.ledger.passSeconds(36);
    }
    world.fault = () => undefined;
    await turns(2 * periods);
    expect(recorded()).toEqual([recordId]);
  });

  it('is recorded after all where the registrar was only late', async () => {
    await world.of(keystone).store.registrar.setPostedPeriod(world.period - 1);
    const [recordId = ''] = await lend(1);
    for (let period = 0; period < periods * maxHandOvers + 3; period++) {
      world.ledger.passSeconds(54 - ((world.now() / 1_000) % 60));
      await world.of(harbour).handOver();
      world.ledger.passSeconds(6);
    }
    expect((await world.of(harbour).credit.read(recordId)).status).toBe('NOT_RECORDED');
    // Several packages hold it; of several that are posted at once, this ledger takes one and conflicts with the others.
    await expect(world.of(keystone).post()).rejects.toThrow(LedgerUnavailable);
    await world.of(keystone).post();
    expect((await world.of(harbour).credit.read(recordId)).status).toBe('EFFECTIVE');
  });

  it('is what fits into no package', async () => {
    const { outbox, store } = world.of(harbour);
    const command = aKey('stranger');
    await outbox.add({ name: 'subject:addKey', command, private: 'x'.repeat(20_000), key: 'subjectKey large' });
    await turns(1);
    expect(await store.outbox.read('subjectKey large')).toMatchObject({ givenUp: true, handOvers: 0 });
  });
});

describe('a round', () => {
  it('waits for a lender that was in the one before, and so tells of nothing that it was not the lender’s', async () => {
    await world.turn();
    const ids = [...(await lend(2, harbour)), ...(await lend(1, meadow)), ...(await lend(1, keystone))];
    const before = discards().length;
    world.fault = cutOffFrom(meadow);
    await expect(world.turn()).rejects.toThrow(LedgerUnavailable);
    world.ledger.passSeconds(24);
    await world.of(keystone).post();
    expect(recorded()).toEqual([]);
    expect(discards()).toHaveLength(before);
    world.fault = () => undefined;
    ids.push(...(await lend(1, harbour)));
    await world.turn();

    expect(recorded().sort()).toEqual([...ids].sort());
    expect(world.ledger.privateKeys.filter((key) => key.startsWith('registrar/'))).toEqual([]);
  });

  it('has nothing of a package that comes again after it was posted', async () => {
    await lend(2);
    await world.turn();
    const period = world.period - 1;
    const content = (await world.of(harbour).store.outbox.package(period)) ?? '';
    const options = { private: content, endorsers: [keystone] };
    await world.of(harbour).ledger.submit('credit:handOver', { period }, options);
    await world.turn();

    expect(world.sent.filter(({ name }) => name === 'credit:register')).toHaveLength(2);
    expect(world.ledger.privateKeys.filter((key) => key.startsWith('registrar/'))).toEqual([]);
  });

  it('waits for one so many periods and no longer, and then not until it is back', async () => {
    await world.turn();
    const { handOver } = world.of(harbour);
    const { post } = world.of(keystone);
    const withoutMeadow = async () => {
      world.ledger.passSeconds(36);
      await handOver();
      world.ledger.passSeconds(24);
      await post();
    };
    const [first] = await lend(1);
    for (let turn = 0; turn < maxHeldPeriods; turn++) await withoutMeadow();
    expect(recorded()).toEqual([]);
    await withoutMeadow();
    expect(recorded()).toEqual([first]);
    const [second] = await lend(1);
    await withoutMeadow();
    expect(recorded().sort()).toEqual([first, second].sort());

    await world.turn();
    await lend(1);
    await withoutMeadow();
    expect(recorded()).toHaveLength(2);
  });
});

describe('the registrar', () => {
  it('posts what all have handed over together with its own, and discards the packages', async () => {
    const ids = [...(await lend(2, harbour)), ...(await lend(2, meadow)), ...(await lend(1, keystone))];
    await world.turn();

    expect(recorded().sort()).toEqual([...ids].sort());
    expect(world.ledger.privateKeys.filter((key) => key.startsWith('registrar/'))).toEqual([]);
    expect(discards().every(({ options }) => options.endorsers?.join() === keystone)).toBe(true);
    await world.turn();
    expect(await world.of(keystone).store.outbox.takeWaiting(1e9, '2026-01-01T00:00:00.000Z', 9)).toEqual([]);
  });

  it('posts one lender’s loans among the others’, not after them', async () => {
    const changesOfLender: number[] = [];
    for (let turn = 0; turn < 2; turn++) {
      const ofHarbour = await lend(6, harbour);
      const ofMeadow = await lend(6, meadow);
      const before = world.sent.length;
      await world.turn();
      const posted = world.sent.slice(before).filter(({ by: sender }) => sender === keystone);
      const ids = posted.flatMap(({ name, command }) =>
        name === 'credit:register' ? [(command as { recordId: string }).recordId] : [],
      );
      expect([...ids].sort()).toEqual([...ofHarbour, ...ofMeadow].sort());
      const lenders = ids.map((id) => ofHarbour.includes(id));
      changesOfLender.push(lenders.filter((lender, place) => place > 0 && lender !== lenders[place - 1]).length);
    }

    // Unshuffled it is one change each time; of fair draws, five in a million are.
    expect(Math.max(...changesOfLender)).toBeGreaterThan(1);
  });

  it('takes what comes after its period, too', async () => {
    await world.of(harbour).handOver();
    const [recordId] = await lend(1);
    world.ledger.passSeconds(59 - ((world.now() / 1_000) % 60));
    world.fault = ({ name }) => (name === 'credit:handOver' ? 'BEFORE' : undefined);
    await world
      .of(harbour)
      .handOver()
      .catch(() => undefined);
    world.fault = () => undefined;
    const { period } = world;
    world.ledger.passSeconds(10);
    await world.of(keystone).store.registrar.setPostedPeriod(period);
    const content = (await world.of(harbour).store.outbox.package(period)) ?? '';
    await world.of(harbour).ledger.submit('credit:handOver', { period }, { private: content, endorsers: [keystone] });
    world.ledger.passSeconds(60);
    await world.of(keystone).post();

    expect(recorded()).toEqual([recordId]);
  });

  const crashes: readonly (readonly [string, Fault])[] = (['BEFORE', 'AFTER'] as const).flatMap((when) =>
    (['credit:register', 'credit:discard'] as const).map((name): readonly [string, Fault] => {
      let left = 1;
      return [`${when} a ${name}`, (sent) => (sent.name === name && left-- > 0 ? when : undefined)];
    }),
  );

  it.each(crashes)('loses and doubles nothing when it fails %s', async (_when, fault) => {
    const ids = [...(await lend(3, harbour)), ...(await lend(2, meadow)), ...(await lend(1, keystone))];
    world.fault = fault;
    await expect(world.turn()).rejects.toThrow(LedgerUnavailable);
    await world.of(keystone).post();

    expect(recorded().sort()).toEqual([...ids].sort());
    expect(world.ledger.events.filter((event) => event.name === 'CreditRecordEvent')).toHaveLength(ids.length);
    expect(world.ledger.privateKeys.filter((key) => key.startsWith('registrar/'))).toEqual([]);
  });

  it('drops what is no item, and posts what stands beside it', async () => {
    const [recordId = ''] = await lend(1);
    const row = await world.of(harbour).store.outbox.read(`creditRecord ${recordId}`);
    const good = JSON.parse(world.of(harbour).vault.texts.open(`outbox ${row?.key}`, row?.sealed ?? ''));
    await smuggle(harbour, [
      'CANARY',
      { name: 'token:recharge', command: { CANARY: 1 } },
      { name: 'credit:register', command: { recordId: 'CANARY' } },
      {
        name: 'credit:setLevel',
        command: { recordId, version: 1, level: 'PUBLIC', priceFen: -0, signature: 'A'.repeat(86) },
      },
      good,
    ]);
    await world.of(keystone).post();

    expect(recorded()).toEqual([recordId]);
    expect(logOf(keystone)).toContain('"ITEM_MALFORMED":3');
    expect(logOf(keystone)).not.toContain('CANARY');
  });

  it('drops a package that it cannot open, and one that somebody else made', async () => {
    const { vault, ledger } = world.of(harbour);
    const { period } = world;
    const key = world.of(keystone).vault.currentKey;
    const foreign = vault.credit.sealPackage('{"items":[]}', 16_384, key, { partyId: meadow, period });
    await ledger.submit('credit:handOver', { period }, { private: foreign, endorsers: [keystone] });
    world.ledger.passSeconds(70);
    await world.of(keystone).post();

    expect(logOf(keystone)).toContain('"ITEM_MALFORMED":1');
    expect(discards()).toHaveLength(1);
  });

  it('posts a person’s loan only with the signature of the person who lends', async () => {
    const lender = await world.person('lender');
    const stranger = await world.person('stranger');
    const request = loan(world, borrower, { relationKind: 'C2C' });
    const recordId = await signed(world.of(harbour), request, { borrower, lender });
    const { store, vault } = world.of(harbour);
    const row = await store.outbox.read(`creditRecord ${recordId}`);
    const good = JSON.parse(vault.texts.open(`outbox ${row?.key}`, row?.sealed ?? '')) as OutboxItem;
    const forged = { ...good, lender: { subjectId: stranger.subjectId, ...by(stranger, 'another text') } };
    const own = { ...good, lender: { subjectId: borrower.subjectId, ...by(borrower, 'another text') } };
    await smuggle(harbour, [forged, own]);
    await world.of(keystone).post();
    expect(recorded()).toEqual([]);
    expect(logOf(keystone)).toContain('"LENDER_NOT_PROVEN":2');

    await smuggle(harbour, [good]);
    await world.of(keystone).post();
    expect(recorded()).toEqual([recordId]);
  });

  it('posts an objection to a key as whoever made it proves that it verified the subject, and knows nothing of that', async () => {
    const key = itemKeys.revocation(borrower.subjectId, borrower.keyId);
    const objection = (by: Signer): OutboxItem => ({
      name: 'subject:revokeKey',
      command: anObjection('borrower', borrower, { by }),
      key,
    });
    await world.of(meadow).outbox.add(objection(attachmentKeyOf('borrower', 'meadow')));
    await world.turn();
    expect(world.ledger.records('subjectKey')[0]?.revokedTime).toBeUndefined();
    expect(logOf(keystone)).toContain('"ATTACHMENT_NOT_FOUND":1');

    await world.of(harbour).outbox.add(objection(attachmentKeyOf('borrower')));
    await world.turn();
    expect(world.ledger.records('subjectKey')[0]?.revokedTime).toBeDefined();
    await world.turn();
    expect(await world.of(harbour).store.outbox.takeWaiting(1e9, '2026-01-01T00:00:00.000Z', 9)).toEqual([]);
  });

  it('posts no person’s loan by a key of the lender’s that waits', async () => {
    const lender = await world.person('lender');
    const waiting = signer('a further key');
    await world.act(keystone, 'subject:addKey', aKey('lender', waiting));
    const { subjectId } = lender;
    const recordId = await signed(world.of(harbour), loan(world, borrower, { relationKind: 'C2C' }), {
      borrower,
      lender,
    });
    const { store, vault } = world.of(harbour);
    const row = await store.outbox.read(`creditRecord ${recordId}`);
    const good = JSON.parse(vault.texts.open(`outbox ${row?.key}`, row?.sealed ?? '')) as OutboxItem;
    if (good.name !== 'credit:register') throw new Error('no registration');
    const { renewal, correction, ...registered } = good.command;
    const content = { ...registered, renews: renewal?.recordId, corrects: correction?.recordId };
    const text = registrationText('alliance', 'LENDER_PERSON', content, good.command.borrower);
    await smuggle(harbour, [{ ...good, lender: { subjectId, ...by(waiting, text) } }]);
    await world.of(keystone).post();
    expect(recorded()).toEqual([]);
    expect(logOf(keystone)).toContain('"LENDER_NOT_PROVEN":1');
  });

  it('goes on where it was after a time without posting', async () => {
    const ids = await lend(1);
    world.ledger.passSeconds(54);
    await world.of(harbour).handOver();
    world.ledger.passSeconds(100 * 60);
    await world.of(keystone).store.registrar.setPostedPeriod(world.period - 101);
    while ((await world.of(keystone).post()) === 0);

    expect(recorded()).toEqual(ids);
  });
});

describe('shuffling', () => {
  it('makes every order of three about as often as any other', () => {
    const counts = new Map<string, number>();
    for (let round = 0; round < 6_000; round++) {
      const order = shuffled(['a', 'b', 'c']).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    // Six standard deviations of a fair draw.
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(6 * Math.sqrt(6_000 * (5 / 36)));
  });

  it('leaves what it is given as it is', () => {
    const given = [1, 2, 3];
    expect([...shuffled(given)].sort()).toEqual(given);
    expect(given).toEqual([1, 2, 3]);
  });
});

describe('what is said of a loan', () => {
  it('stands in no argument, event, log or table in clear', async () => {
    const lender = await world.person('lender');
    const request = loan(world, borrower, { relationKind: 'C2C', amountRmb: 987_654_321, rateBps: 98_765 });
    const recordId = await signed(world.of(harbour), request, { borrower, lender });
    await world.turn();
    const { credit, store } = world.of(harbour);
    await world.passTo(request.maturityTime);
    const { view } = await credit.giveFeedback(recordId, { outcome: 'PERFORMED', level: 'PUBLIC', priceFen: 0 });
    const message = view.toSign[0]?.message ?? '';
    await credit.sign(recordId, { role: 'LENDER', feedback: 1, ...by(lender, message) });
    await world.turn();

    const tables = [await store.records.ownRecord(recordId), await store.records.ownFeedbacks(recordId)];
    const secrets = ['987654321', '98765', 'PERFORMED', 'LENDER_PERSON'];
    const shown = JSON.stringify([
      world.sent,
      world.blocks,
      world.ledger.events,
      tables,
      logOf(harbour),
      logOf(keystone),
    ]);
    expect(secrets.filter((secret) => shown.includes(secret))).toEqual([]);
    // The lender's subject is on the ledger as everybody's is, verified and with a key, but in nothing about a loan.
    const about = world.sent.filter(({ name }) => name.startsWith('credit:'));
    expect(JSON.stringify([about, tables])).not.toContain(lender.subjectId);
    const posted = world.sent.filter(({ name }) => /^credit:(register|feedback)$/.test(name));
    expect(posted.map(({ by: sender }) => sender)).toEqual([keystone, keystone]);
    expect(JSON.stringify(posted)).not.toContain(harbour);
  });
});
