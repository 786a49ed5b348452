/** Lists disputes as this institution may see them, and shows their texts as far as it reads them. */

import type { CreditDisputeRecord } from '../../chaincode/api/records';
import type { Retention } from '../../chaincode/api/retention';
import { disputeAnswer } from '../api/credit-disputes';
import { showMembers } from '../api/shown-members';
import type { Page, Paged } from '../store/pages';
import type { RecordDeps } from './deps';
import { isDisclosed, readRetention } from './disclosure';
import type { DisputeFilter } from './dispute-store';
import { shownTexts } from './dispute-texts';
import { readTexts } from './for-members';
import { disputeStateView } from './views';

type DisputeView = Awaited<ReturnType<typeof disputeView>>;

export async function listDisputes(
  deps: RecordDeps,
  { status, overdue, whose }: Pick<DisputeFilter, 'status' | 'whose'> & { readonly overdue?: boolean | undefined },
  page: Page,
): Promise<Paged<DisputeView>> {
  const retention = await readRetention(deps);
  const { day } = retention;
  const filter = { status, whose, overdue: overdue === undefined ? undefined : { is: overdue, day } };
  const { items, nextCursor } = await deps.store.records.disputes(filter, page);
  const views: DisputeView[] = [];
  // One after another: a page of 500 would ask the peer for as much at once.
  for (const dispute of items) views.push(await disputeView(deps, dispute, retention));
  return nextCursor === undefined ? { items: views } : { items: views, nextCursor };
}

async function disputeView(deps: RecordDeps, dispute: CreditDisputeRecord, retention: Retention) {
  const { recordId, subjectId, answer } = dispute;
  const texts = (await isDisclosed(deps, recordId, retention)) ? await readTexts(deps, dispute) : {};
  return showMembers(disputeAnswer, {
    ...disputeStateView(dispute, retention.day),
    recordId,
    subjectId,
    ...shownTexts(texts),
    answeredTime: answer?.answeredTime,
  });
}
