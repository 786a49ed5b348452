/** Strange transactions through the fold, by the hundred thousand. TEST_DATABASE_URL names a PostgreSQL server to fold on, too. */
import { onEachDatabase } from '../gateway/store/databases';
import { foldAmongHonest, foldedTables } from '../hostile/folding';
import { say } from './campaign';

const seed = Number(process.env.CAMPAIGN_SEED ?? Math.floor(Math.random() * 1e6));
const count = Number(process.env.CAMPAIGN_STRANGERS ?? 100_000);

onEachDatabase(`${count} strange transactions among honest ones (seed ${seed})`, ({ fresh }) => {
  it('never stop folding, and leave the tables as the others make them', async () => {
    const places = { all: await fresh(), cleaned: await fresh() };
    const tally = await foldAmongHonest({ seed, count, ...places });
    expect(tally.faults).toEqual([]);
    const [all, cleaned] = [await foldedTables(places.all), await foldedTables(places.cleaned)];
    for (const table of ['blocks', 'records', 'events', 'movements'] as const) {
      // Compared as text: a difference between so many rows would take hours to print.
      expect([table, JSON.stringify(all[table]) === JSON.stringify(cleaned[table])]).toEqual([table, true]);
    }
    for (const [fate, number] of [...tally.strange].sort()) say(`${number} ${fate}`);
  }, 1_800_000);
});
