/** Checks the signature of a person: its key is on the ledger, and usable today. */
import { reject } from '../../chaincode/api/refusals';
import { isSignedBy } from '../../chaincode/api/signatures';
import { type KeyUse, requireUsableKey } from '../../chaincode/api/subject-keys';
import type * as rest from '../api/credit-records';
import type { Sent } from '../api/operation';
import type { RecordDeps } from './deps';
import type { PersonSignature } from './drafts';

export type SignatureRequest = Sent<typeof rest.signCreditRecord>['body'];

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
  { store, ledgerDay }: Pick<RecordDeps, 'store' | 'ledgerDay'>,
  { keyId, signature }: Pick<SignatureRequest, 'keyId' | 'signature'>,
  { recordId, role, subjectId, message, use = 'SIGN' }: ExpectedSignature,
): Promise<PersonSignature> {
  if (keyId === undefined || signature === undefined) return reject('SIGNATURE_INVALID', { recordId, role });
  const key = (await store.subjectKey(subjectId, keyId)) ?? reject('SUBJECT_KEY_NOT_FOUND', { keyId });
  requireUsableKey(key, use, (await ledgerDay()) ?? 0);
  if (!isSignedBy(key.publicKey, message, signature)) reject('SIGNATURE_INVALID', { recordId, role });
  return { keyId, signature };
}
