/**
 * What of the outbox is to be handed over now. What was handed over again and again and is on no block is refused for good or
 * withheld; who lends is told so (`NOT_RECORDED`), and may have it handed over again by repeating the request that made it.
 */
import type { Logger } from 'pino';
import type { AllianceRecord } from '../../chaincode/api/records';
import { type SettlingTools, settle } from '../records/lapse';
import type { WaitingItem } from '../store/types';
import { timeNow } from '../work/moments';
import { cutOffOf, handedAgainBefore } from './periods';

export interface WaitingTools extends SettlingTools {
  readonly log: Logger;
}

export const maxHandOvers = 3;
/** The clocks of two gateways of one institution differ by less. */
const clocksDifferMs = 60_000;
const periodsDiffer = 2;

/** For the package of that period: the oldest first, at most `limit`; after what blocks have brought is settled. */
export async function itemsToHand(
  tools: WaitingTools,
  alliance: AllianceRecord,
  { period, limit }: { readonly period: number; readonly limit: number },
): Promise<readonly WaitingItem[]> {
  await settle(tools);
  await tools.store.credit.putBackOutbox(new Date(tools.now() + clocksDifferMs).toISOString(), period + periodsDiffer);
  const at = cutOffOf(period, alliance);
  const items = await tools.store.credit.outboxToHand(handedAgainBefore(period), at, limit);
  const isSpent = ({ handOvers }: WaitingItem) => handOvers >= maxHandOvers;
  await giveUp(
    tools,
    items.filter(isSpent).map(({ key }) => key),
  );
  return items.filter((item) => !isSpent(item));
}

/** What is logged is a number: a key would tell whose gateway a record is from. */
export async function giveUp(tools: WaitingTools, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await tools.store.credit.giveUp(keys, timeNow(tools));
  tools.log.error({ items: keys.length }, 'not recorded, and handed over no more');
}
