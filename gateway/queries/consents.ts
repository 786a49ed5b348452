/** Takes the consent that a subject signs so that this institution may ask about it, and its revocation. */
import type { z } from 'zod';
import { reject } from '../../chaincode/api/refusals';
import { consentRevocationText, consentText, identifierFrom } from '../../chaincode/api/signatures';
import { type KeyUse, keyUseFor, requireUsableKey } from '../../chaincode/api/subject-keys';
import type { recordConsent } from '../api/consents';
import { newToSign } from '../client/to-sign';
import type { Submitted } from '../ledger/types';
import { timeNow } from '../work/moments';
import type { QueryDeps } from './deps';

type ConsentAsSent = Omit<z.output<typeof recordConsent.body>, 'signature'>;
type SignedConsent = ConsentAsSent & { readonly signedTime: string; readonly signature: string };

/** The text that the subject has still to sign, now unless `signedTime` says when. Throws CONSENT_TIME_AHEAD, because such a consent could be kept until its day. */
export function consentToSign(
  deps: Pick<QueryDeps, 'partyId' | 'channel' | 'now'>,
  { signedTime = timeNow(deps), ...consent }: ConsentAsSent,
) {
  if (signedTime > timeNow(deps)) reject('CONSENT_TIME_AHEAD', { signedTime });
  const text = consentText(deps.channel, { ...consent, partyId: deps.partyId, signedTime });
  return { consentId: identifierFrom(text), signedTime, toSign: [newToSign('SUBJECT', text, {}, consent.keyId)] };
}

/** Records a consent that names this institution. Refusals before the ledger's: SUBJECT_KEY_REVOKED, SUBJECT_KEY_WAITING. */
export async function grantConsent(
  deps: QueryDeps,
  { signature, ...consent }: SignedConsent,
): Promise<Submitted<'consent:grant'>> {
  const { channel, partyId, store, ledger } = deps;
  const consentId = identifierFrom(consentText(channel, { ...consent, partyId }));
  const isNew = (await store.queries.consent(consentId)) === undefined;
  if (isNew) await requireKey(deps, consent, keyUseFor(consent.purpose));
  return ledger.submit('consent:grant', { ...consent, signature });
}

/** A consent to whichever institution. Its subject is named where the ledger does not hold the consent. */
export interface ConsentName {
  readonly consentId: string;
  readonly subjectId?: string | undefined;
}

/** Throws CONSENT_NOT_FOUND. */
export async function revocationToSign(deps: QueryDeps, name: ConsentName) {
  const { consentId } = name;
  const text = consentRevocationText(deps.channel, { consentId, subjectId: await readSubjectId(deps, name) });
  return { consentId, toSign: [newToSign('SUBJECT', text)] };
}

/** Refusals before the ledger's: CONSENT_NOT_FOUND, SUBJECT_KEY_REVOKED, SUBJECT_KEY_WAITING. */
export async function revokeConsent(
  deps: QueryDeps,
  name: ConsentName,
  signed: { readonly keyId: string; readonly signature: string },
): Promise<Submitted<'consent:revoke'>> {
  const { consentId } = name;
  const subjectId = await readSubjectId(deps, name);
  const consent = await deps.store.queries.consent(consentId);
  if (consent?.revokedTime === undefined) await requireKey(deps, { subjectId, keyId: signed.keyId }, 'SIGN');
  return deps.ledger.submit('consent:revoke', { consentId, subjectId, ...signed });
}

/** Throws CONSENT_NOT_FOUND where neither the caller nor the ledger names the subject. */
async function readSubjectId({ store }: QueryDeps, { consentId, subjectId }: ConsentName): Promise<string> {
  if (subjectId !== undefined) return subjectId;
  const consent = await store.queries.consent(consentId);
  return consent?.subjectId ?? reject('CONSENT_NOT_FOUND', { consentId });
}

/** Refuses a key that folded blocks show to be unusable, so that no block holds the attempt. */
async function requireKey(
  { store, ledgerDay }: QueryDeps,
  { subjectId, keyId }: { readonly subjectId: string; readonly keyId: string },
  use: KeyUse,
): Promise<void> {
  const key = await store.subjectKey(subjectId, keyId);
  if (key !== undefined) requireUsableKey(key, use, (await ledgerDay()) ?? 0);
}
