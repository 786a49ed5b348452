import { chmodSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CursorMalformed } from '../../../gateway/store/types';
import { openStore } from '../../../gateway/stores';
import { blockOf, publishingBlock, put } from './chain';
import { onEachDatabase } from './databases';
import { confirm, credit, redemption } from './records';

onEachDatabase('reading', ({ open, fresh, shared }) => {
  it('pages through plans newest first, and a page is not moved by what is published meanwhile', async () => {
    const store = await open();
    await store.applyBlock(publishingBlock(0, 3));
    const first = await store.plans({}, { limit: 2 });
    await store.applyBlock(publishingBlock(1, 2));
    const second = await store.plans({}, { limit: 2, cursor: first.nextCursor });
    const names = [...first.items, ...second.items].map(({ plan }) => plan.assetId);
    expect(names).toEqual(['HarbourMSP:plan-0-002', 'HarbourMSP:plan-0-001', 'HarbourMSP:plan-0-000']);
    expect(second.nextCursor).toBeUndefined();
  });

  it('gives no cursor with a last page that is full', async () => {
    const store = await open();
    await store.applyBlock(publishingBlock(0, 4));
    const { nextCursor } = await store.plans({}, { limit: 2 });
    expect(await store.plans({}, { limit: 2, cursor: nextCursor })).not.toHaveProperty('nextCursor');
  });

  it.each(['', 'x', '!!', 'MDAw', "' or 1=1", 'MDAwMDAwMDAwMDAwMDAwMDAwMDAw='])(
    'tells a cursor that it did not give out: %p',
    async (cursor) => {
      const store = await open();
      await expect(store.plans({}, { limit: 1, cursor })).rejects.toThrow(CursorMalformed);
      await expect(store.statement('MeadowMSP', { limit: 1, cursor })).rejects.toThrow(CursorMalformed);
    },
  );

  it.each(['', '1', '1.2', '1.2.x', '-1.0.0', '1.2.3.4'])('tells an event id that is none: %p', async (id) => {
    const store = await open();
    await expect(store.events(id, undefined, 1)).rejects.toThrow(CursorMalformed);
  });

  it.each([0, 501, 1.5])('refuses a page of %p items', async (limit) => {
    const store = await open();
    await expect(store.plans({}, { limit })).rejects.toThrow('a page has 1 to 500 items');
  });

  it('resumes events after an id, and after one that never was', async () => {
    const store = await open();
    await store.applyBlock(publishingBlock(0, 3));
    await store.applyBlock(publishingBlock(1, 1));
    const ids = async (after?: string) => (await store.events(after, undefined, 10)).map(({ id }) => id);
    expect(await ids()).toEqual(['0.0.0', '0.0.1', '0.0.2', '1.0.0']);
    expect(await ids('0.0.1')).toEqual(['0.0.2', '1.0.0']);
    expect(await ids('0.7.0')).toEqual(['1.0.0']);
    expect(await store.events(undefined, ['PartyKeyEvent'], 10)).toEqual([]);
  });

  it('adds amounts exactly up to 2^53 - 1, and does not round beyond', async () => {
    const store = await open();
    const most = credit('r-1', { amountFen: 2 ** 53 - 2 });
    const held = [confirm('c-1', { tokenFen: 2 ** 53 - 3 }), redemption('d-1', { partyId: 'MeadowMSP', amountFen: 2 })];
    await store.applyBlock(blockOf(0, [{ writes: [most, credit('r-2', { amountFen: 1 }), ...held].map(put) }]));
    expect(await store.account('MeadowMSP')).toEqual({ balanceFen: 2 ** 53 - 1, heldFen: 2 ** 53 - 1 });
    await store.applyBlock(blockOf(1, [{ writes: [put(credit('r-3', { amountFen: 1 }))] }]));
    await expect(store.account('MeadowMSP')).rejects.toThrow('more than 2^53 - 1');
  });

  it('answers zero for an account that nothing ever came to', async () => {
    const store = await open();
    expect(await store.account('NobodyMSP')).toEqual({ balanceFen: 0, heldFen: 0 });
  });

  it('keeps statement entries exact, with the event that they come from', async () => {
    const store = await open();
    const amountFen = 2 ** 53 - 1;
    const event = {
      name: 'TokenRechargeEvent',
      rechargeId: 'KeystoneMSP:r-1',
      partyId: 'MeadowMSP',
      amountFen,
    } as const;
    await store.applyBlock(blockOf(0, [{}, { events: [event] }]));
    expect((await store.statement('MeadowMSP', { limit: 1 })).items).toEqual([
      {
        entryId: '0.1.0',
        time: '2026-01-05T00:00:00.000Z',
        kind: 'RECHARGED',
        reference: 'KeystoneMSP:r-1',
        balanceFen: amountFen,
        heldFen: 0,
      },
    ]);
  });

  it('pages through the statement of a lender that a payout names after many others', async () => {
    const store = await open();
    const lenders = Array.from({ length: 200 }, (_, index) => `Lender${index}MSP`);
    const transfers = lenders.map((partyId) => ({ partyId, amountFen: 5 }));
    const payout = (period: number) =>
      ({ name: 'CreditPayoutEvent', period, partyId: 'KeystoneMSP', transfers }) as const;
    for (const period of [0, 1]) await store.applyBlock(blockOf(period, [{ events: [payout(period)] }]));
    const { items, nextCursor } = await store.statement('Lender199MSP', { limit: 1 });
    const rest = await store.statement('Lender199MSP', { limit: 1, cursor: nextCursor });
    expect([...items, ...rest.items].map(({ reference }) => reference)).toEqual(['1', '0']);
    expect(rest.nextCursor).toBeUndefined();
  });

  it('opens the same new database from several instances at once', async () => {
    const location = await fresh();
    // A SQLite file is opened by one process only.
    const stores = shared ? await Promise.all([1, 2, 3].map(() => open(location))) : [await open(location)];
    for (const store of stores) expect(await store.checkpoint()).toBeUndefined();
  });
});

describe('the SQLite file', () => {
  it('is readable by nobody else, nor are the files beside it, even where it was left readable', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'tallystick-store-')), 'deeper', 'store.db');
    const first = await openStore({ file });
    await first.close();
    chmodSync(file, 0o644);
    const store = await openStore({ file });
    await store.applyBlock(blockOf(0, []));
    const modes = readdirSync(dirname(file)).map((name) => statSync(join(dirname(file), name)).mode & 0o777);
    expect(modes).toEqual([0o600, 0o600, 0o600]);
    await store.close();
  });

  it('is refused where it is no database', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'tallystick-store-')), 'store.db');
    writeFileSync(file, 'a letter to the bank'.repeat(200));
    await expect(openStore({ file })).rejects.toThrow('no SQLite database');
    expect(readFileSync(file, 'utf8')).toContain('a letter to the bank');
  });
});
