/** A process that folds blocks without end, to be killed. Prints the number of each block that it has folded. */

import type { StoreLocation } from '../../../gateway/store/open';
import { openStore } from '../../../gateway/stores';
import { publishingBlock } from './chain';

export const plansPerBlock = 20;

async function main(): Promise<void> {
  const store = await openStore(JSON.parse(process.argv[2] ?? '') as StoreLocation);
  const start = ((await store.checkpoint())?.number ?? -1) + 1;
  for (let number = start; ; number++) {
    await store.applyBlock(publishingBlock(number, plansPerBlock));
    process.stdout.write(`${number}\n`);
  }
}

if (require.main === module) void main();
