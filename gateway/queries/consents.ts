/** Consents: what a subject signs so that this institution may ask about it, and its taking back. */
import { randomBytes } from 'node:crypto';
import type { Command } from '../../chaincode/api/commands';
import type { ConsentContent } from '../../chaincode/api/records';
import { reject } from '../../chaincode/api/refusals';
import { consentRevocationText, consentText } from '../../chaincode/api/signatures';
import { type KeyUse, keyUseFor, requireUsableKey } from '../../chaincode/api/subject-keys';
import type { Submitted } from '../ledger/types';
import type { QueryTools } from './tools';

/** Signed, or not yet. */
export interface SubjectSignature {
  readonly keyId: string;
  readonly signature: string;
}

export interface ConsentRequest extends Omit<ConsentContent, 'partyId'> {
  /** Made where it is absent. */
  readonly consentId?: string | undefined;
}

/** What the subject has still to sign; nothing is kept of it. */
export interface ConsentToSign {
  readonly consentId: string;
  readonly toSign: readonly [{ readonly role: 'SUBJECT'; readonly message: string }];
}

type ConsentTools = Pick<QueryTools, 'partyId' | 'channel' | 'store' | 'ledger'>;

export function consentToSign({ partyId, channel }: ConsentTools, request: ConsentRequest): ConsentToSign {
  const { consentId = randomBytes(16).toString('hex'), ...content } = request;
  return toSign(consentId, consentText(channel, consentId, { ...content, partyId }));
}

/** It names the institution that posts it. Refusals before the ledger's: SUBJECT_KEY_REVOKED, SUBJECT_KEY_WAITING. */
export async function grantConsent(
  tools: ConsentTools,
  request: ConsentRequest & { readonly consentId: string },
  signed: SubjectSignature,
): Promise<Submitted<'consent:grant'>> {
  const { reportKey, ...content } = request;
  const { consentId, subjectId, purpose } = content;
  const isNew = (await tools.store.queries.consent(consentId)) === undefined;
  if (isNew) await requireUsable(tools, { subjectId, keyId: signed.keyId }, keyUseFor(purpose));
  const command: Command<'consent:grant'> = {
    ...content,
    ...signed,
    ...(reportKey === undefined ? {} : { reportKey }),
  };
  return tools.ledger.submit('consent:grant', command);
}

/** Whoever it was given to. Throws CONSENT_NOT_FOUND. */
export async function revocationToSign({ channel, store }: ConsentTools, consentId: string): Promise<ConsentToSign> {
  if ((await store.queries.consent(consentId)) === undefined) reject('CONSENT_NOT_FOUND', { consentId });
  return toSign(consentId, consentRevocationText(channel, consentId));
}

/** Refusals before the ledger's: SUBJECT_KEY_REVOKED, SUBJECT_KEY_WAITING. */
export async function revokeConsent(
  tools: ConsentTools,
  consentId: string,
  signed: SubjectSignature,
): Promise<Submitted<'consent:revoke'>> {
  const consent = await tools.store.queries.consent(consentId);
  if (consent !== undefined && consent.revokedTime === undefined) {
    await requireUsable(tools, { subjectId: consent.subjectId, keyId: signed.keyId }, 'SIGN');
  }
  return tools.ledger.submit('consent:revoke', { consentId, ...signed });
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

function toSign(consentId: string, message: string): ConsentToSign {
  return { consentId, toSign: [{ role: 'SUBJECT', message }] };
}
