/** What must still come to its end without anybody's doing: exchanges, redemptions that were settled, plans past their endTime. */
import type { Chain } from '../chain';

export function unsettled(chain: Chain, now: string): readonly string[] {
  const confirms = chain.all('confirm').filter(({ status }) => status === 'HELD' || status === 'DELIVERED');
  const redemptions = chain.all('redemption').filter(({ status }) => status === 'SETTLED' || status === 'OBJECTED');
  const plans = chain.all('plan').filter(({ status, joinLimit }) => status === 'OPEN' && joinLimit.endTime < now);
  return [
    ...confirms.map(({ confirmId, status }) => `the confirm ${confirmId} is ${status}`),
    ...redemptions.map(({ redemptionId, status }) => `the redemption ${redemptionId} is ${status} and does not expire`),
    ...plans.map(({ assetId }) => `the plan ${assetId} is OPEN after its endTime`),
  ];
}
