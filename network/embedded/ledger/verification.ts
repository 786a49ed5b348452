/** Checks of a ledger when it is opened, beyond LevelDB's own files: the chain of blocks, and on demand every record. */

import { dataHash, headerHash, readBlock } from './blocks';
import { LedgerDamaged } from './damage';
import { blockKey, type KeyRange } from './keys';
import type { Store } from './store';
import type { Tip } from './tip';

/** The tip of a ledger against the witness: everything acknowledged must be there. */
export function checkWitness(store: Store, tip: Tip, witness: Pick<Tip, 'height' | 'headerHash'>): void {
  if (witness.height === 0) {
    return;
  }
  const number = witness.height - 1;
  if (tip.height < witness.height) {
    throw new LedgerDamaged(
      `block ${tip.height}`,
      `it was acknowledged and is missing; blocks up to ${number} should be there`,
    );
  }
  if (!headerHash(blockAt(store, number).header).equals(witness.headerHash)) {
    throw new LedgerDamaged(`block ${number}`, 'it is not the block that was acknowledged');
  }
}

/** Every block from `first`: its number, its link to the block before, its data hash, its filter; and the end against the tip. */
export function checkChain(store: Store, tip: Tip, first: number): void {
  let previous = first === 0 ? Buffer.alloc(0) : headerHash(blockAt(store, first - 1).header);
  for (let number = first; number < tip.height; number++) {
    const { header, envelopes, filter } = blockAt(store, number);
    const damaged = (what: string) => new LedgerDamaged(`block ${number}`, what);
    if (!header.previousHash.equals(previous)) {
      throw damaged('it does not link to the block before it');
    }
    if (!header.dataHash.equals(dataHash(envelopes))) {
      throw damaged('its data hash differs');
    }
    if (filter.length !== envelopes.length) {
      throw damaged('it does not have one validation code for each transaction');
    }
    previous = headerHash(header);
  }
  if (!previous.equals(tip.headerHash)) {
    throw new LedgerDamaged(`block ${tip.height - 1}`, 'it is not the end of the chain that the tip names');
  }
}

/** Reads every record, so that each one's checksum is checked against its content. */
export async function checkRecords(store: Store): Promise<void> {
  const everything: KeyRange = { from: '', to: '\u{10ffff}' };
  for await (const _ of store.each(everything)) {
    // Because reading is the check.
  }
}

function blockAt(store: Store, number: number) {
  const bytes = store.get(blockKey(number));
  if (bytes === undefined) {
    throw new LedgerDamaged(`block ${number}`, 'it is missing');
  }
  const block = readBlock(bytes);
  if (block.header.number !== number) {
    throw new LedgerDamaged(`block ${number}`, `in its place is block ${block.header.number}`);
  }
  return block;
}
