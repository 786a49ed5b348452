/** A store whose read model lacks what a later version looks for folds the ledger anew, and keeps what is its own. */
import { sql } from 'kysely';
import { openDatabase } from '../../../gateway/store/open';
import { ledgerSchema } from '../../../gateway/store/tables';
import { publishingBlock } from './chain';
import { onEachDatabase } from './databases';

const prompt = { name: 'MaturityPromptEvent', recordId: 'aa', maturityTime: '2026-01-05T00:00:00.000Z' };

onEachDatabase('a store of the layout before', ({ fresh, open }) => {
  it('begins again at block 0, and keeps the prompts of its own', async () => {
    const location = await fresh();
    const before = Object.fromEntries(Object.entries(ledgerSchema).filter(([name]) => name < 'ledger-0003'));
    const { db } = await openDatabase(location, before);
    await sql`insert into blocks (number, hash) values (0, 'hash')`.execute(db);
    const json = JSON.stringify(prompt);
    for (const name of ['MaturityPromptEvent', 'PartyKeyEvent']) {
      await sql`insert into events (position, name, time, json) values (${`0${name}`}, ${name}, 'time', ${json})`.execute(
        db,
      );
    }
    await db.destroy();

    const store = await open(location);
    expect(await store.checkpoint()).toBeUndefined();
    await store.applyBlock(publishingBlock(0, 2));
    expect((await store.plans({}, { limit: 5 })).items).toHaveLength(2);
    expect(await store.events(undefined, ['MaturityPromptEvent'], 5)).toMatchObject([{ event: prompt }]);
    expect(await store.events(undefined, ['PartyKeyEvent'], 5)).toEqual([]);
  });
});
