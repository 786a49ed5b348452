/** The store of a gateway: the parts of all capabilities over one database. Each of them sees its own part only. */
import { type AllianceStore, newAllianceStore } from './alliance/store';
import { type ImportStore, newImportStore } from './imports/store';
import { importSchema } from './imports/tables';
import { type EventStore, newEventStore } from './operations/event-store';
import { userSchema } from './operations/tables';
import { newUserStore, type UserStore } from './operations/user-store';
import { outboxSchema } from './outbox/tables';
import { newPlanStore, type PlanStore } from './plans/store';
import { querySchema } from './queries/tables';
import { creditRecordSchema } from './records/tables';
import { creditRecordsOf } from './store/credit-records';
import { foldingOf } from './store/fold';
import { leasesOf } from './store/leases';
import { lendingOf } from './store/lending';
import { openDatabase, type StoreLocation } from './store/open';
import { outboxOf } from './store/outbox';
import { promptsOf } from './store/prompts';
import { queriesOf } from './store/queries';
import { readingOf } from './store/reading';
import { subjectsOf } from './store/subjects';
import { ledgerSchema } from './store/tables';
import type { LedgerStore } from './store/types';
import { tellUnavailable } from './store/unavailable';
import { workListsOf } from './store/work-lists';
import { subjectSchema } from './subjects/tables';
import { newTokenStore, type TokenStore } from './tokens/store';
import { newWebhookStore } from './webhooks/store';
import { webhookSchema } from './webhooks/tables';
import type { WebhookStore } from './webhooks/types';

export interface Store extends LedgerStore, AllianceStore, PlanStore, TokenStore, UserStore, EventStore {
  readonly imports: ImportStore;
  readonly webhooks: WebhookStore;
}

const schema = {
  ...ledgerSchema,
  ...userSchema,
  ...importSchema,
  ...outboxSchema,
  ...querySchema,
  ...creditRecordSchema,
  ...subjectSchema,
  ...webhookSchema,
};

/** Throws StoreUnusable and StoreOutdated, which say what to do. */
export async function openStore(location: StoreLocation): Promise<Store> {
  const { db, nowMs, compact } = await openDatabase(location, schema);
  const parts = {
    ...foldingOf(db),
    ...readingOf(db),
    ...workListsOf(db),
    ...leasesOf(db, nowMs),
    ...newAllianceStore(db),
    ...newPlanStore(db),
    ...newTokenStore(db),
    ...newUserStore(db),
    ...newEventStore(db),
  };
  return {
    ...tellUnavailable(parts),
    imports: tellUnavailable(newImportStore(db)),
    webhooks: tellUnavailable(newWebhookStore(db)),
    subjects: tellUnavailable(subjectsOf(db, compact)),
    credit: tellUnavailable({ ...outboxOf(db), ...creditRecordsOf(db), ...promptsOf(db) }),
    lending: tellUnavailable(lendingOf(db)),
    queries: tellUnavailable(queriesOf(db)),
    close: () => db.destroy(),
  };
}
