/** Consents as an institution asks for them and a person gives them and takes them back: in two steps, signed by its key. */

import type { ToSign } from '../../gateway/client/words';
import type { GatewayClient } from '../run/rest-client';
import type { Signing } from './people-sign';
import { freshId, inSeconds } from './plans';

interface ConsentToSign {
  readonly consentId: string;
  readonly signedTime: string;
  readonly toSign: readonly ToSign[];
}

export interface ConsentSent {
  readonly purpose: string;
  readonly notAfter: string;
  readonly uses: number;
}

/** To ask five times within the hour because of a loan. */
export async function consent(asker: GatewayClient, who: Signing, changes: Partial<ConsentSent> = {}): Promise<string> {
  const signed = await signConsent(asker, who, changes);
  const { consentId } = await asker.post<{ readonly consentId: string }>('/v1/consents', signed.body);
  if (consentId !== signed.consentId) throw new Error('another consent was posted');
  return consentId;
}

/** Signed by the person and not posted. */
export async function signConsent(asker: GatewayClient, who: Signing, changes: Partial<ConsentSent> = {}) {
  const { subjectId, keyId } = who;
  const content = { purpose: 'LOAN_APPLICATION', notAfter: inSeconds(3_600), uses: 5, ...changes };
  const asked = { subjectId, keyId, ...content };
  const { consentId, signedTime, toSign } = await asker.post<ConsentToSign>('/v1/consents', asked);
  const { signature } = await who.signShown(toSign, 'SUBJECT');
  return { consentId, body: { ...asked, signedTime, signature } };
}

/** Whether it was posted or not. */
export async function revoke(through: GatewayClient, who: Signing, consentId: string): Promise<void> {
  const path = `/v1/consents/${consentId}/revoke`;
  const { subjectId } = who;
  const { toSign } = await through.post<Pick<ConsentToSign, 'toSign'>>(path, { subjectId });
  await through.post(path, { subjectId, ...(await who.signShown(toSign, 'SUBJECT')) });
}

export interface SummarySeen {
  readonly subjectId: string;
  readonly queryId: string;
  readonly entries: readonly { readonly borrowedOn: string; readonly entry: string; readonly disputed?: true }[];
}

interface SummarySent {
  readonly queryId?: string;
  readonly purpose?: string;
  readonly consentId?: string | undefined;
}

export function sendSummary(asker: GatewayClient, subjectId: string, sent: SummarySent) {
  const { queryId = freshId('summary'), purpose = 'LOAN_APPLICATION', consentId } = sent;
  const query = new URLSearchParams({ queryId, purpose, ...(consentId === undefined ? {} : { consentId }) });
  return asker.send<SummarySeen & { readonly code?: string }>('GET', `/v1/subjects/${subjectId}/summary?${query}`);
}

export interface DetailsSent {
  readonly queryId?: string;
  readonly purpose?: string;
  readonly consentId: string;
  readonly records?: readonly { readonly recordId: string; readonly priceFen: number }[];
  readonly maxTotalFen?: number;
}

export interface AnswerSeen {
  readonly recordId: string;
  readonly borrowedOn: string;
  readonly tokenFen: number;
  readonly status: string;
  readonly disputed?: true;
  readonly disputes?: readonly { readonly statement: string; readonly verdict?: string; readonly answer?: string }[];
  readonly correctedBy?: string;
  readonly details?: {
    readonly terms: { readonly amountRmb: number; readonly rateBps: number };
    readonly feedbacks: readonly {
      readonly number: number;
      readonly outcome: string;
      readonly newMaturityTime?: string;
      readonly corrects?: number;
    }[];
  };
}

export interface QuerySeen {
  readonly queryId: string;
  readonly subjectId: string;
  readonly purpose: string;
  readonly status: string;
  readonly answers: readonly AnswerSeen[];
  readonly code?: string;
}

export function sendQuery(asker: GatewayClient, subjectId: string, sent: DetailsSent) {
  const { queryId = freshId('query'), purpose = 'LOAN_APPLICATION', ...rest } = sent;
  return asker.send<QuerySeen>('POST', '/v1/credit-queries', { queryId, subjectId, purpose, ...rest });
}
