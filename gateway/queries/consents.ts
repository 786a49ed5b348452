/** Consents: what a subject signs so that this institution may ask about it, and its taking back. */
import type { ConsentContent } from '../../chaincode/api/records';
import { reject } from '../../chaincode/api/refusals';
import { consentRevocationText, consentText, identifierFrom } from '../../chaincode/api/signatures';
import { type KeyUse, keyUseFor, requireUsableKey } from '../../chaincode/api/subject-keys';
import { newToSign } from '../client/to-sign';
import type { ToSign } from '../client/words';
import type { Submitted } from '../ledger/types';
import { type QueryTools, timeOf } from './tools';

/** Signed, or not yet. */
export interface SubjectSignature {
  readonly keyId: string;
  readonly signature: string;
}

export interface ConsentRequest extends Omit<ConsentContent, 'partyId' | 'signedTime'> {
  /** Now where it is absent. */
  readonly signedTime?: string | undefined;
}

/** What the subject has still to sign; nothing is kept of it. */
export interface ConsentToSign {
  readonly consentId: string;
  /** Comes back with the signature. */
  readonly signedTime: string;
  readonly toSign: readonly [ToSign<'SUBJECT'>];
}

export type RevocationToSign = Omit<ConsentToSign, 'signedTime'>;

type ConsentTools = Pick<QueryTools, 'partyId' | 'channel' | 'store' | 'ledger'>;

/** Throws CONSENT_TIME_AHEAD: what is dated ahead could be kept until its day. */
export function consentToSign(
  tools: Pick<QueryTools, 'partyId' | 'channel' | 'now'>,
  request: ConsentRequest,
): ConsentToSign {
  const { partyId, channel } = tools;
  const { signedTime = timeOf(tools) } = request;
  if (signedTime > timeOf(tools)) reject('CONSENT_TIME_AHEAD', { signedTime });
  const text = consentText(channel, { ...request, partyId, signedTime });
  return {
    consentId: identifierFrom(text),
    signedTime,
    toSign: [newToSign('SUBJECT', text, {}, request.keyId)],
  };
}

/** It names the institution that posts it. Refusals before the ledger's: SUBJECT_KEY_REVOKED, SUBJECT_KEY_WAITING. */
export async function grantConsent(
  tools: ConsentTools,
  { signature, ...request }: Omit<ConsentContent, 'partyId'> & { readonly signature: string },
): Promise<Submitted<'consent:grant'>> {
  const { channel, partyId, store } = tools;
  const { subjectId, keyId, purpose } = request;
  const consentId = identifierFrom(consentText(channel, { ...request, partyId }));
  const isNew = (await store.queries.consent(consentId)) === undefined;
  if (isNew) await requireUsable(tools, { subjectId, keyId }, keyUseFor(purpose));
  return tools.ledger.submit('consent:grant', { ...request, signature });
}

/** A consent, wherever it is; its subject is named where the ledger does not hold it. */
export interface ConsentName {
  readonly consentId: string;
  readonly subjectId?: string | undefined;
}

/** Whoever it was given to. Throws CONSENT_NOT_FOUND. */
export async function revocationToSign(tools: ConsentTools, name: ConsentName): Promise<RevocationToSign> {
  const { consentId } = name;
  const subjectId = await subjectOf(tools, name);
  const text = consentRevocationText(tools.channel, { consentId, subjectId });
  return { consentId, toSign: [newToSign('SUBJECT', text)] };
}

/** Refusals before the ledger's: CONSENT_NOT_FOUND, SUBJECT_KEY_REVOKED, SUBJECT_KEY_WAITING. */
export async function revokeConsent(
  tools: ConsentTools,
  name: ConsentName,
  signed: SubjectSignature,
): Promise<Submitted<'consent:revoke'>> {
  const { consentId } = name;
  const subjectId = await subjectOf(tools, name);
  const consent = await tools.store.queries.consent(consentId);
  if (consent?.revokedTime === undefined) await requireUsable(tools, { subjectId, keyId: signed.keyId }, 'SIGN');
  return tools.ledger.submit('consent:revoke', { consentId, subjectId, ...signed });
}

/** Throws CONSENT_NOT_FOUND where neither the ledger nor the caller says whose it is. */
async function subjectOf({ store }: ConsentTools, { consentId, subjectId }: ConsentName): Promise<string> {
  if (subjectId !== undefined) return subjectId;
  const consent = await store.queries.consent(consentId);
  return consent?.subjectId ?? reject('CONSENT_NOT_FOUND', { consentId });
}

/** As far as blocks have brought the key: what is refused here stands in no block. */
async function requireUsable(
  { store }: ConsentTools,
  { subjectId, keyId }: { readonly subjectId: string; readonly keyId: string },
  use: KeyUse,
): Promise<void> {
  const key = await store.subjectKey(subjectId, keyId);
  if (key !== undefined) requireUsableKey(key, use, (await store.lending.ledgerDay()) ?? 0);
}
