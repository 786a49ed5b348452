/** A short look; `npm run campaign` takes the long one (test/campaign/fuzzed-blocks.campaign.ts). */
import { onEachDatabase } from '../gateway/store/databases';
import { foldAmongHonest, foldedTables } from './folding';
import { strangeKinds } from './strange-transactions';

const seed = Number(process.env.CORPUS_SEED ?? 20_260_301);
const count = 2_000;

onEachDatabase(`${count} strange transactions among honest ones (seed ${seed})`, ({ fresh }) => {
  it('never stop folding, and leave the tables as the others make them', async () => {
    const places = { all: await fresh(), cleaned: await fresh() };
    const tally = await foldAmongHonest({ seed, count, ...places });
    expect(tally.faults).toEqual([]);
    expect(tally.honest).toBeGreaterThan(count / 20);
    expect(await foldedTables(places.all)).toEqual(await foldedTables(places.cleaned));
    const drawn = new Set([...tally.strange.keys()].map((key) => key.split(': ')[0]));
    expect([...drawn].sort()).toEqual([...strangeKinds].sort());
  }, 120_000);
});
