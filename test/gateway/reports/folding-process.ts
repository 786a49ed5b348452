/**
 * A process that folds blocks without end and fills the copy beside it, to be killed. Like a gateway it tries again what a database
 * that was killed could not do. Prints the number of each folded block.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { reportKinds } from '../../../gateway/reports/kinds';
import type { StoreLocation } from '../../../gateway/store/open';
import { openStore } from '../../../gateway/stores';
import { changingBlock } from './records';

async function main(): Promise<void> {
  const store = await openStore(JSON.parse(process.argv[2] ?? '') as StoreLocation);
  // Every other process begins with half of the kinds, so that tables are emptied and filled all the time.
  const isOdd = process.argv[3] === 'odd';
  await store.reports.choose(reportKinds.filter((_, index) => !isOdd || index % 2 === 0));
  void untilKilled(async () => {
    if (!(await store.reports.fillChunk())) await store.reports.beginAnew();
  });
  let number = ((await store.checkpoint())?.number ?? -1) + 1;
  await untilKilled(async () => {
    await store.applyBlock(changingBlock(number));
    process.stdout.write(`${number++}\n`);
  });
}

async function untilKilled(step: () => Promise<void>): Promise<never> {
  for (;;) await step().catch(() => delay(20));
}

if (require.main === module) void main();
