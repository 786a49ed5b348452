/** When a registration counts no more, because it was not signed or recorded in time. */
import type { OwnRecord } from '../store/types';
import type { Store } from '../stores';
import type { RecordDeps } from './deps';

/** A registration that was handed over in time may still be on its way so long after signBy. */
const lapseMarginMs = 60_000;

export function hasLapsed({ now }: Pick<RecordDeps, 'now'>, { status, signBy }: OwnRecord): boolean {
  if (status === 'EFFECTIVE') return false;
  return now() > Date.parse(signBy) + (status === 'HANDED_OVER' ? lapseMarginMs : 0);
}

export interface SettlingTools {
  readonly store: Pick<Store, 'credit'>;
  readonly now: () => number;
}

/** Takes over what blocks have brought since. */
export async function settle({ store, now }: SettlingTools): Promise<void> {
  await store.credit.settle(new Date(now() - lapseMarginMs).toISOString());
}
