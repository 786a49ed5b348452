/** What the steps of a query work with. */

import type {
  AllianceRecord,
  ConsentRecord,
  CreditDisputeRecord,
  CreditQueryRecord,
  QueryPurpose,
} from '../../chaincode/api/records';
import { reject } from '../../chaincode/api/refusals';
import type { Retention } from '../../chaincode/api/retention';
import { Problem } from '../api/problem';
import type { LedgerClient } from '../ledger/types';
import type { DisputeTexts } from '../records/dispute-texts';
import type { Store } from '../stores';
import type { Vault } from '../vault/types';
import type { Audit } from './audit';

export interface QueryTools {
  readonly partyId: string;
  readonly channel: string;
  readonly store: Pick<Store, 'lending' | 'queries' | 'subjectKey' | 'subjectKeys'>;
  readonly vault: Pick<Vault, 'credit' | 'texts'>;
  readonly ledger: Pick<LedgerClient, 'submit' | 'tryOut' | 'evaluate'>;
  readonly audit: Audit;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  alliance(): Promise<AllianceRecord | undefined>;
  /** Asks the own peer for the sealed texts and opens what is sealed for the members. */
  openDispute(dispute: CreditDisputeRecord): Promise<DisputeTexts>;
}

export async function standingOf({ store, alliance }: Pick<QueryTools, 'store' | 'alliance'>): Promise<Retention> {
  const { parameters } = (await alliance()) ?? reject('ALLIANCE_NOT_FOUNDED');
  return { day: (await store.lending.ledgerDay()) ?? 0, retentionDays: parameters.retentionDays };
}

export function timeOf({ now }: Pick<QueryTools, 'now'>): string {
  return new Date(now()).toISOString();
}

/** Under which may still be read; the store says of a revoked key that its consents are. Throws CONSENT_REVOKED, CONSENT_EXPIRED. */
export function requireReadable({ consentId, revokedTime, notAfter }: ConsentRecord, now: string): void {
  if (revokedTime !== undefined) reject('CONSENT_REVOKED', { consentId });
  if (now > notAfter) reject('CONSENT_EXPIRED', { consentId, notAfter });
}

export interface ConsentNeeded {
  readonly consentId: string;
  readonly subjectId: string;
  isFor(purpose: QueryPurpose): boolean;
}

/**
 * A consent to this institution under which may still be asked. Throws in order CONSENT_NOT_FOUND, CONSENT_DIFFERS,
 * CONSENT_REVOKED, CONSENT_EXPIRED, CONSENT_USED_UP.
 */
export function requireUsable(
  tools: Pick<QueryTools, 'partyId' | 'now'>,
  consent: ConsentRecord | undefined,
  { consentId, subjectId, isFor }: ConsentNeeded,
): ConsentRecord {
  if (consent?.partyId !== tools.partyId) return reject('CONSENT_NOT_FOUND', { consentId });
  if (consent.subjectId !== subjectId || !isFor(consent.purpose)) reject('CONSENT_DIFFERS', { consentId });
  requireReadable(consent, timeOf(tools));
  if (consent.used >= consent.uses) reject('CONSENT_USED_UP', { consentId });
  return consent;
}

/** The consent of a query, where it has one. Throws as requireReadable does. */
export async function readableConsent(
  tools: Pick<QueryTools, 'store' | 'now'>,
  { consentId }: Pick<CreditQueryRecord, 'consentId'>,
): Promise<ConsentRecord | undefined> {
  if (consentId === undefined) return undefined;
  const consent = (await tools.store.queries.consent(consentId)) ?? reject('CONSENT_NOT_FOUND', { consentId });
  requireReadable(consent, timeOf(tools));
  return consent;
}

/** Throws CREDIT_QUERY_NOT_FOUND, also for what others asked. */
export async function ownQuery({ store, partyId }: QueryTools, queryId: string): Promise<CreditQueryRecord> {
  const query = await store.queries.creditQuery(queryId);
  if (query?.partyId !== partyId) throw new Problem('CREDIT_QUERY_NOT_FOUND');
  return query;
}
