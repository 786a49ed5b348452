/**
 * Chooses the outbox's items to hand over now. An item that was handed over again and again and is on no block is refused for
 * good or withheld. The lender learns that (`NOT_RECORDED`), and may have it handed over again by repeating the request that made
 * it.
 */
import type { Logger } from 'pino';
import type { AllianceRecord } from '../../chaincode/api/records';
import { cutOffTime, handedAgainBefore } from './periods';
import type { OutboxStore, WaitingItem } from './store';

export interface WaitingTools {
  readonly store: { readonly outbox: OutboxStore };
  readonly log: Logger;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export const maxHandOvers = 3;
/** The clocks of two gateways of one institution differ by less. */
const clocksDifferMs = 60_000;
const periodsDiffer = 2;
/** An item that was handed over in time may still be on its way so long after it has expired. */
const onTheWayMs = 60_000;

/** For the package of that period: the oldest first, at most `limit`. Drops what has expired. */
export async function itemsToHand(
  tools: WaitingTools,
  alliance: AllianceRecord,
  { period, limit }: { readonly period: number; readonly limit: number },
): Promise<readonly WaitingItem[]> {
  const { store, now } = tools;
  const isoAt = (ms: number) => new Date(ms).toISOString();
  await store.outbox.dropExpired(isoAt(now() - onTheWayMs));
  await store.outbox.putBack(isoAt(now() + clocksDifferMs), period + periodsDiffer);
  const at = cutOffTime(period, alliance);
  const items = await store.outbox.takeWaiting(handedAgainBefore(period), at, limit);
  const isSpent = ({ handOvers }: WaitingItem) => handOvers >= maxHandOvers;
  await giveUp(
    tools,
    items.filter(isSpent).map(({ key }) => key),
  );
  return items.filter((item) => !isSpent(item));
}

/** The log gets a number only: a key would tell whose gateway a record is from. */
export async function giveUp(tools: WaitingTools, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await tools.store.outbox.giveUp(keys, new Date(tools.now()).toISOString());
  tools.log.error({ items: keys.length }, 'items were not recorded and are handed over no more');
}
