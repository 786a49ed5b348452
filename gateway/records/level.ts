/** The lender changes the level at which details are disclosed, after the first feedback. */
import { reject } from '../../chaincode/api/refusals';
import { levelText } from '../../chaincode/api/signatures';
import type * as rest from '../api/credit-records';
import type { Sent } from '../api/operation';
import { itemKeys, makeOutboxRow, type OutboxItem, openOutboxRow } from '../outbox/outbox';
import { timeNow } from '../work/moments';
import type { RecordDeps } from './deps';
import { openDraft, untilWritten } from './drafts';
import { effectiveRecord, requireNothingPending } from './feedback';
import { requirePrice } from './filing';

type LevelRequest = Sent<typeof rest.setLevel>['body'];

/**
 * Returns the version, and whether the level is that one already or will be. Refusals in order: PRICE_INVALID,
 * CREDIT_RECORD_NOT_FOUND, CREDIT_RECORD_NOT_EFFECTIVE, CREDIT_RECORD_CORRECTED, FEEDBACK_NOT_FOUND, CHANGE_PENDING.
 */
export async function setLevel(
  deps: RecordDeps,
  recordId: string,
  { level, priceFen }: LevelRequest,
): Promise<{ readonly version: number; readonly repeated: boolean }> {
  const { channel, store, vault } = deps;
  requirePrice({ level, priceFen });
  return untilWritten(async () => {
    const { own, recorded } = await effectiveRecord(deps, recordId);
    const { feedbackCount, levelVersion } = recorded;
    if (feedbackCount === 0) reject('FEEDBACK_NOT_FOUND', { recordId });
    const version = levelVersion + 1;
    const key = itemKeys.level(recordId, version);
    const waiting = await store.outbox.read(key);
    if (waiting !== undefined) {
      const { command } = JSON.parse(openOutboxRow(vault, waiting)) as OutboxItem & { readonly command: LevelRequest };
      if (command.level === level && command.priceFen === priceFen) {
        await store.outbox.handAgain(key);
        return { version, repeated: true };
      }
    }
    await requireNothingPending(deps, recorded, (await store.records.ownFeedbacks(recordId)).at(-1));
    if (recorded.level === level && recorded.priceFen === priceFen) return { version: levelVersion, repeated: true };
    const to = { version, level, priceFen };
    const signature = vault.credit.signAsLender(openDraft(deps, own).filingId, levelText({ channel, recordId }, to));
    const item: OutboxItem = { name: 'credit:setLevel', key, command: { recordId, ...to, signature } };
    const outbox = [makeOutboxRow(vault, item, timeNow(deps))];
    return (await store.records.change({ outbox, outboxIsNew: true })) ? { version, repeated: false } : undefined;
  });
}
