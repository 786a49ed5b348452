/** A registration or a feedback that was not signed or recorded in time counts no more. */
import type { RecordDeps } from './deps';
import type { OwnFeedback, OwnRecord } from './own-records';

/** An item that was handed over in time may still be on its way so long after it expired. */
const lapseMarginMs = 60_000;

export function hasLapsed({ now }: Pick<RecordDeps, 'now'>, { status, signBy }: OwnRecord): boolean {
  if (status === 'EFFECTIVE') return false;
  return now() > Date.parse(signBy) + (status === 'HANDED_OVER' ? lapseMarginMs : 0);
}

/** Another feedback may be given in the place of one that was handed over and never recorded. */
export async function dropLost(deps: Pick<RecordDeps, 'store' | 'now'>): Promise<void> {
  await deps.store.records.dropLost(lostBefore(deps));
}

export function isLost(deps: Pick<RecordDeps, 'now'>, { status, expires }: OwnFeedback): boolean {
  return status === 'HANDED_OVER' && expires !== undefined && expires < lostBefore(deps);
}

/** An item that expired before this time is not on its way any more; ISO. */
function lostBefore({ now }: Pick<RecordDeps, 'now'>): string {
  return new Date(now() - lapseMarginMs).toISOString();
}
