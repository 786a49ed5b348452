/** A process that folds blocks without end and fills the copy beside it, to be killed. Prints the number of each folded block. */
import { reportKinds } from '../../../gateway/reports/kinds';
import type { StoreLocation } from '../../../gateway/store/open';
import { openStore } from '../../../gateway/stores';
import { changingBlock } from './records';

async function main(): Promise<void> {
  const store = await openStore(JSON.parse(process.argv[2] ?? '') as StoreLocation);
  // Every other process begins with half of the kinds, so that tables are emptied and filled all the time.
  const isOdd = process.argv[3] === 'odd';
  await store.reports.choose(reportKinds.filter((_, index) => !isOdd || index % 2 === 0));
  const filling = (async () => {
    for (;;) if (!(await store.reports.fillChunk())) await store.reports.beginAnew();
  })();
  filling.catch(() => process.exit(1));
  const start = ((await store.checkpoint())?.number ?? -1) + 1;
  for (let number = start; ; number++) {
    await store.applyBlock(changingBlock(number));
    process.stdout.write(`${number}\n`);
  }
}

if (require.main === module) void main();
