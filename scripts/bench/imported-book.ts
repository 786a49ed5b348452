/** One import, from its POST until what it published is readable at another institution, and is what was uploaded. */
import { setTimeout as sleep } from 'node:timers/promises';
import { unlessRefused } from '../../gateway/client/refused';
import { type BookRow, conditions, writeWorkbook } from './book';
import type { BenchNetwork } from './network';

/** Read back at the other institution, beside the last one. */
const probes = 200;
const probesAtATime = 16;
const pollMs = 20;
const importDeadlineMs = 600_000;

export interface Imported {
  /** From the POST to its answer, to DONE, and to the plans' being readable at Meadow. */
  readonly takenMs: number;
  readonly doneMs: number;
  readonly readableMs: number;
}

/** `begin` is called when the clock starts. */
export async function importBook(network: BenchNetwork, book: readonly BookRow[], begin = () => {}): Promise<Imported> {
  const harbour = network.findClient('harbour');
  const file = new Blob([new Uint8Array(await writeWorkbook(book))]);
  begin();
  const begun = performance.now();
  const { importId } = await harbour.planImports.upload(file, { conditions });
  const takenMs = performance.now() - begun;
  await untilDone(network, importId, book.length);
  const doneMs = performance.now() - begun;
  await untilReadable(network, book);
  return { takenMs, doneMs, readableMs: performance.now() - begun };
}

async function untilDone(network: BenchNetwork, importId: string, rows: number): Promise<void> {
  const end = Date.now() + importDeadlineMs;
  for (;;) {
    const state = await network.findClient('harbour').planImports.read({ importId, limit: 1 });
    if (state.status === 'DONE' && state.accepted === rows) return;
    if (state.status !== 'RUNNING' || Date.now() > end) throw new Error(`the import ended: ${JSON.stringify(state)}`);
    await sleep(pollMs);
  }
}

/** The last plan and some of the others, with what their rows say. */
async function untilReadable(network: BenchNetwork, book: readonly BookRow[]): Promise<void> {
  const chosen = Array.from({ length: probes }, () => book[Math.floor(Math.random() * book.length)]);
  const rows = [book.at(-1), ...chosen].filter((row) => row !== undefined);
  const owner = network.findPartyId('harbour');
  const worker = async () => {
    for (let row = rows.shift(); row !== undefined; row = rows.shift()) {
      const assetId = `${owner}:${row.assetId}`;
      for (;;) {
        const plan = await unlessRefused(network.findClient('meadow').plans.read({ assetId }), 404);
        if (plan?.borrowerPerson.amountRmb === row.amountRmb) break;
        if (plan !== undefined) throw new Error(`${row.assetId} is not what was uploaded`);
        await sleep(pollMs);
      }
    }
  };
  await Promise.all(Array.from({ length: probesAtATime }, worker));
}
