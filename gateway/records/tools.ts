/** What the steps of a credit record work with, and how drafts are kept and found. */
import { canonicalJson } from '../../chaincode/api/canonical';
import type { AllianceRecord } from '../../chaincode/api/records';
import { reject } from '../../chaincode/api/refusals';
import { isSignedBy } from '../../chaincode/api/signatures';
import { type KeyUse, requireUsableKey } from '../../chaincode/api/subject-keys';
import type { Store } from '../stores';
import type { Vault } from '../vault/types';
import type { OwnFeedback, OwnRecord } from './store';
import type { Draft, FeedbackDraft, PersonSignature, SignatureRequest } from './types';

export interface CreditTools {
  readonly channel: string;
  readonly store: Pick<Store, 'outbox' | 'records' | 'lending' | 'subjects' | 'subjectKey'>;
  readonly vault: Pick<Vault, 'credit' | 'texts' | 'markOf'>;
  alliance(): Promise<AllianceRecord | undefined>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** A registration that was handed over in time may still be on its way so long after signBy. */
const lapseMarginMs = 60_000;

export function timeOf({ now }: Pick<CreditTools, 'now'>): string {
  return new Date(now()).toISOString();
}

/** Before which something must have expired that is not on its way any more; ISO. */
function lostBefore({ now }: Pick<CreditTools, 'now'>): string {
  return new Date(now() - lapseMarginMs).toISOString();
}

/** Another feedback may be given in the place of one that was handed over and never recorded. */
export async function dropLost(tools: Pick<CreditTools, 'store' | 'now'>): Promise<void> {
  await tools.store.records.dropLost(lostBefore(tools));
}

export function isLost(tools: Pick<CreditTools, 'now'>, { status, expires }: OwnFeedback): boolean {
  return status === 'HANDED_OVER' && expires !== undefined && expires < lostBefore(tools);
}

export function hasLapsed({ now }: CreditTools, { status, signBy }: OwnRecord): boolean {
  if (status === 'EFFECTIVE') return false;
  return now() > Date.parse(signBy) + (status === 'HANDED_OVER' ? lapseMarginMs : 0);
}

/** Throws CREDIT_RECORD_NOT_FOUND: of others' records this gateway knows nothing here. */
export async function ownRecordOf(
  { store }: { readonly store: Pick<Store, 'records'> },
  recordId: string,
): Promise<OwnRecord> {
  return (await store.records.ownRecord(recordId)) ?? reject('CREDIT_RECORD_NOT_FOUND', { recordId });
}

export function draftOf({ vault }: Pick<CreditTools, 'vault'>, { recordId, sealed }: OwnRecord): Draft {
  return JSON.parse(vault.texts.open(recordContext(recordId), sealed)) as Draft;
}

/** From which the own record's key follows. Throws CREDIT_RECORD_NOT_FOUND. */
export async function filingIdOf(
  tools: Pick<CreditTools, 'vault'> & { readonly store: Pick<Store, 'records'> },
  recordId: string,
): Promise<string> {
  return draftOf(tools, await ownRecordOf(tools, recordId)).filingId;
}

export function sealDraft({ vault }: CreditTools, recordId: string, draft: Draft): string {
  return vault.texts.seal(recordContext(recordId), canonicalJson(draft));
}

export function feedbackDraftOf(
  { vault }: Pick<CreditTools, 'vault'>,
  { recordId, number, sealed }: OwnFeedback,
): FeedbackDraft {
  return JSON.parse(vault.texts.open(feedbackContext(recordId, number), sealed)) as FeedbackDraft;
}

export function sealFeedbackDraft({ vault }: CreditTools, at: FeedbackName, draft: FeedbackDraft): string {
  return vault.texts.seal(feedbackContext(at.recordId, at.number), canonicalJson(draft));
}

interface FeedbackName {
  readonly recordId: string;
  readonly number: number;
}

/** By which the store finds who borrows. The ledger shows it of records, and never of drafts. */
export function borrowerMarkOf({ vault }: CreditTools, subjectId: string): string {
  return vault.markOf('borrower', subjectId);
}

/** By which the store finds whose record it is; the institution itself has a mark, too. */
export function lenderMarkOf({ vault }: CreditTools, subjectId: string | undefined): string {
  return vault.markOf('lender', subjectId ?? '');
}

export interface ExpectedSignature {
  readonly recordId: string;
  readonly role: 'BORROWER' | 'LENDER';
  readonly subjectId: string;
  readonly message: string;
  /** SIGN where absent. */
  readonly use?: KeyUse;
}

/** Throws SIGNATURE_INVALID, SUBJECT_KEY_NOT_FOUND, SUBJECT_KEY_REVOKED, SUBJECT_KEY_WAITING. */
export async function requirePersonSignature(
  { store }: CreditTools,
  { keyId, signature }: Pick<SignatureRequest, 'keyId' | 'signature'>,
  { recordId, role, subjectId, message, use = 'SIGN' }: ExpectedSignature,
): Promise<PersonSignature> {
  if (keyId === undefined || signature === undefined) return reject('SIGNATURE_INVALID', { recordId, role });
  const key = (await store.subjectKey(subjectId, keyId)) ?? reject('SUBJECT_KEY_NOT_FOUND', { keyId });
  requireUsableKey(key, use, (await store.lending.ledgerDay()) ?? 0);
  if (!isSignedBy(key.publicKey, message, signature)) reject('SIGNATURE_INVALID', { recordId, role });
  return { keyId, signature };
}

const maxTries = 4;

/** Reads and decides anew where somebody else changed the record meanwhile. */
export async function untilWritten<T>(attempt: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < maxTries; tries++) {
    const done = await attempt();
    if (done !== undefined) return done;
  }
  throw new Error('a record changed again and again');
}

function recordContext(recordId: string): string {
  return `credit record ${recordId}`;
}

function feedbackContext(recordId: string, number: number): string {
  return `credit feedback ${recordId} ${number}`;
}
