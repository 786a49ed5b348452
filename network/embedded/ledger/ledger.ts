/**
 * Opens a channel's ledger in its directory, or makes it: LevelDB's files, the witness and the chain are checked before anything
 * is served. Damage is named and nothing is repaired.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { makeClosedFolder } from '../../file-modes';
import { ChannelLedger, type LedgerOptions } from './channel-ledger';
import { LedgerDamaged } from './damage';
import { checkedKey, tipKey } from './keys';
import { checkLevelFiles } from './level-files';
import { readNumbered, writeNumbered } from './records';
import { Batch, Store } from './store';
import { emptyTip, readTip, type Tip, Witness } from './tip';
import type { Ledger } from './types';
import { checkChain, checkRecords, checkWitness } from './verification';

export type { LedgerOptions } from './channel-ledger';

const verifiedBlocks = 1000;

/** Throws LedgerDamaged where the files are not what was written; an Error where they are of another channel or in use. */
export async function openLedger(options: LedgerOptions): Promise<Ledger> {
  const { directory, channelId, genesis, verify = verifiedBlocks } = options;
  await makeClosedFolder(directory);
  const { store, witness } = await openFiles(directory);
  try {
    const record = store.get(tipKey);
    const tip = record === undefined ? emptyTip(channelId) : readTip(record);
    if (tip.channelId !== channelId) {
      throw new Error(`the ledger in ${directory} is of channel ${tip.channelId}, not of ${channelId}`);
    }
    checkWitness(store, tip, Witness.read(directory));
    await check(store, tip, verify);
    const ledger = new ChannelLedger(options, store, witness, tip);
    if (tip.height === 0) {
      await ledger.begin(genesis);
    }
    return ledger;
  } catch (error) {
    witness.close();
    await store.close();
    throw error;
  }
}

async function openFiles(directory: string): Promise<{ store: Store; witness: Witness }> {
  const records = join(directory, 'records');
  const isMade = existsSync(join(records, 'CURRENT'));
  if (!Witness.exists(directory)) {
    if (isMade) {
      throw new LedgerDamaged(`directory ${directory}`, 'the file WITNESS is missing');
    }
    await Witness.create(directory);
  }
  if (!isMade && Witness.read(directory).height > 0) {
    throw new LedgerDamaged(`directory ${records}`, 'the file CURRENT is missing');
  }
  if (isMade) {
    // A second look, because a ledger that another process has open may change its files under the first.
    await checkLevelFiles(records).catch(() => delay(20).then(() => checkLevelFiles(records)));
  }
  await makeClosedFolder(records);
  const store = await Store.open(records, !isMade);
  return { store, witness: Witness.open(directory) };
}

/** At least all that came in since the ledger was opened last: until then it stood in LevelDB's log alone. */
async function check(store: Store, tip: Tip, verify: number | 'all'): Promise<void> {
  const record = store.get(checkedKey);
  const checked = record === undefined ? 0 : readNumbered(record).number;
  if (verify === 'all') {
    await checkRecords(store);
  }
  checkChain(store, tip, verify === 'all' ? 0 : Math.max(0, Math.min(checked, tip.height - verify)));
  const batch = new Batch();
  batch.put(checkedKey, writeNumbered(tip.height));
  await store.write(batch, false);
}
