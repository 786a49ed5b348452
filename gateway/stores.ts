/** The store of a gateway: the parts of all capabilities over one database. Each of them sees its own part only. */
import { type AllianceStore, newAllianceStore } from './alliance/store';
import { type AuditStore, newAuditStore } from './audit/store';
import { auditSchema } from './audit/tables';
import { type ChainStore, newChainStore } from './chain/store';
import { type ImportStore, newImportStore } from './imports/store';
import { importSchema } from './imports/tables';
import { type EventStore, newEventStore } from './operations/event-store';
import { dropDone, newOutboxStore, type OutboxStore } from './outbox/store';
import { outboxSchema } from './outbox/tables';
import { type ApprovalStore, newApprovalStore } from './people/approval-store';
import { userSchema } from './people/tables';
import { newUserStore, type UserStore } from './people/user-store';
import { newUserTokenStore, type UserTokenStore } from './people/user-token-store';
import { newPlanStore, type PlanStore } from './plans/store';
import { newQueryStore, type QueryStore } from './queries/store';
import { querySchema } from './queries/tables';
import { takeOver } from './records/folding';
import { newRecordStore, type RecordStore } from './records/store';
import { creditRecordSchema } from './records/tables';
import { newRegistrarStore, type RegistrarStore } from './registrar/store';
import { registrarSchema } from './registrar/tables';
import { reportSchema } from './reports/control';
import { newReportStore, type ReportStore } from './reports/store';
import { reportTables } from './reports/tables';
import { newReportFollower } from './reports/writing';
import { newSessionStore, type SessionStore } from './sessions/store';
import { sessionSchema } from './sessions/tables';
import { newFolding } from './store/fold';
import { type Leases, newLeases } from './store/leases';
import { openDatabase, type StoreLocation } from './store/open';
import { ledgerSchema } from './store/tables';
import type { LedgerStore } from './store/types';
import { tellUnavailable } from './store/unavailable';
import { newKnownSubjects } from './subjects/known-subjects';
import { newSubjectRecords, type SubjectStore } from './subjects/store';
import { subjectSchema } from './subjects/tables';
import { newTokenStore, type TokenStore } from './tokens/store';
import { newWebhookStore } from './webhooks/store';
import { webhookSchema } from './webhooks/tables';
import type { WebhookStore } from './webhooks/types';

export interface Store
  extends LedgerStore,
    Leases,
    AllianceStore,
    PlanStore,
    TokenStore,
    SubjectStore,
    UserStore,
    UserTokenStore,
    SessionStore,
    ApprovalStore,
    EventStore {
  readonly audit: AuditStore;
  readonly chain: ChainStore;
  readonly imports: ImportStore;
  readonly webhooks: WebhookStore;
  readonly outbox: OutboxStore;
  readonly queries: QueryStore;
  readonly records: RecordStore;
  readonly registrar: RegistrarStore;
  readonly reports: ReportStore;
}

const schema = {
  ...ledgerSchema,
  ...userSchema,
  ...auditSchema,
  ...sessionSchema,
  ...importSchema,
  ...outboxSchema,
  ...querySchema,
  ...creditRecordSchema,
  ...registrarSchema,
  ...subjectSchema,
  ...reportSchema,
  ...webhookSchema,
};

/** Throws StoreUnusable and StoreOutdated, which say what to do. */
export async function openStore(location: StoreLocation): Promise<Store> {
  const { db, dialect, nowMs, compact } = await openDatabase(location, schema);
  const parts = {
    ...newFolding(db, [takeOver, dropDone, newReportFollower(dialect, reportTables)]),
    ...newLeases(db, nowMs),
    ...newAllianceStore(db),
    ...newPlanStore(db),
    ...newTokenStore(db),
    ...newSubjectRecords(db),
    ...newUserStore(db),
    ...newUserTokenStore(db),
    ...newSessionStore(db),
    ...newApprovalStore(db),
    ...newEventStore(db),
  };
  return {
    ...tellUnavailable(parts),
    audit: tellUnavailable(newAuditStore(db)),
    imports: tellUnavailable(newImportStore(db)),
    chain: tellUnavailable(newChainStore(db)),
    webhooks: tellUnavailable(newWebhookStore(db)),
    subjects: tellUnavailable(newKnownSubjects(db, compact)),
    outbox: tellUnavailable(newOutboxStore(db)),
    records: tellUnavailable(newRecordStore(db)),
    registrar: tellUnavailable(newRegistrarStore(db)),
    reports: tellUnavailable(newReportStore(db, dialect)),
    queries: tellUnavailable(newQueryStore(db)),
    close: () => db.destroy(),
  };
}
