/**
 * Drafts of records and feedbacks: their shape, and how they are found, opened and sealed. A draft stays when its record has
 * taken effect.
 */
import { canonicalJson } from '../../chaincode/api/canonical';
import type { BorrowerSide, CreditContent } from '../../chaincode/api/records';
import { reject } from '../../chaincode/api/refusals';
import type * as rest from '../api/credit-records';
import type { Sent } from '../api/operation';
import type { RecordDeps } from './deps';
import type { OwnFeedback, OwnRecord } from './own-records';

export type RegistrationRequest = Sent<typeof rest.fileCreditRecord>['body'];

export type FeedbackRequest = Sent<typeof rest.giveFeedback>['body'];

/** The part that the ledger holds sealed. It names no side. */
export interface Terms
  extends Pick<
    RegistrationRequest,
    'relationKind' | 'amountRmb' | 'rateBps' | 'startTime' | 'maturityTime' | 'mandateSha256'
  > {
  /** Opens maturityCommitment; base64url. */
  readonly maturitySalt: string;
  /** Opens mandateCommitment; base64url. */
  readonly mandateSalt?: string | undefined;
}

export interface PersonSignature {
  readonly keyId: string;
  readonly signature: string;
}

/** How the lender's side was confirmed: by a person's key, or by the institution as itself. */
export interface LenderSide extends Partial<PersonSignature> {
  /** Names the institution's own approval. */
  readonly approvalReference?: string | undefined;
}

export interface Draft {
  /** The record's own key follows from it. */
  readonly filingId: string;
  readonly request: RegistrationRequest;
  readonly terms: Terms;
  readonly content: CreditContent;
  readonly borrower?: BorrowerSide | undefined;
  readonly lender?: LenderSide | undefined;
}

export interface FeedbackDraft {
  readonly request: FeedbackRequest;
  /** Given with the registration that renews the record. */
  readonly early?: true;
  readonly borrower?: PersonSignature | undefined;
  readonly lender?: PersonSignature | undefined;
}

export interface FeedbackName {
  readonly recordId: string;
  readonly number: number;
}

type Sealing = Pick<RecordDeps, 'vault'>;
type Reading = Pick<RecordDeps, 'store'>;

/** Throws CREDIT_RECORD_NOT_FOUND, also where the record is another institution's. */
export async function readOwnRecord({ store }: Reading, recordId: string): Promise<OwnRecord> {
  return (await store.records.ownRecord(recordId)) ?? reject('CREDIT_RECORD_NOT_FOUND', { recordId });
}

export function openDraft({ vault }: Sealing, { recordId, sealed }: OwnRecord): Draft {
  return JSON.parse(vault.texts.open(recordContext(recordId), sealed)) as Draft;
}

export function sealDraft({ vault }: Sealing, recordId: string, draft: Draft): string {
  return vault.texts.seal(recordContext(recordId), canonicalJson(draft));
}

/** The record's own key follows from it. Throws CREDIT_RECORD_NOT_FOUND. */
export async function readFilingId(deps: Sealing & Reading, recordId: string): Promise<string> {
  return openDraft(deps, await readOwnRecord(deps, recordId)).filingId;
}

export function openFeedbackDraft({ vault }: Sealing, { sealed, ...name }: OwnFeedback): FeedbackDraft {
  return JSON.parse(vault.texts.open(feedbackContext(name), sealed)) as FeedbackDraft;
}

export function sealFeedbackDraft({ vault }: Sealing, name: FeedbackName, draft: FeedbackDraft): string {
  return vault.texts.seal(feedbackContext(name), canonicalJson(draft));
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

function feedbackContext({ recordId, number }: FeedbackName): string {
  return `credit feedback ${recordId} ${number}`;
}
