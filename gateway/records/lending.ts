/** Files loans of the institution itself under the borrower's mandate, and confirms them at once: a row of a loan book. */
import { canonicalJson } from '../../chaincode/api/canonical';
import { reject } from '../../chaincode/api/refusals';
import type { RecordDeps } from './deps';
import { type RegistrationRequest, readOwnRecord } from './drafts';
import { fileRecord } from './filing';
import { hasLapsed } from './lapse';
import { signRecord } from './signing';

/** A loan that a company files in the borrower's name, and lends itself. */
export type MandateRequest = Omit<RegistrationRequest, 'lender' | 'renews' | 'signBy'> & {
  readonly mandateSha256: string;
};

export interface Lent {
  readonly recordId: string;
  /** True if it was filed and confirmed before. */
  readonly repeated: boolean;
}

/**
 * Repeating it goes on where it was interrupted. Without a filingId the identifier follows from the content. Refusals: as
 * `fileRecord`, then as `signRecord`; CREDIT_RECORD_LAPSED where it was filed and took no effect.
 */
export async function lendByMandate(
  deps: RecordDeps,
  request: MandateRequest,
  approvalReference: string,
): Promise<Lent> {
  const filingId = request.filingId ?? deriveFilingId(deps, request);
  const { recordId, repeated } = await fileRecord(deps, { ...request, filingId });
  if (repeated) await requireNotLapsed(deps, recordId);
  const confirmed = await signRecord(deps, recordId, { role: 'LENDER', approvalReference });
  return { recordId, repeated: repeated && confirmed };
}

/** Nobody without the vault can tell the loan from it. */
function deriveFilingId({ vault }: RecordDeps, { filingId: _none, ...content }: MandateRequest): string {
  return vault.deriveMark('loan', canonicalJson(content)).slice(0, 32);
}

/** Otherwise a record that was handed over and never took effect would count as done. */
async function requireNotLapsed(deps: RecordDeps, recordId: string): Promise<void> {
  const own = await readOwnRecord(deps, recordId);
  if (hasLapsed(deps, own)) reject('CREDIT_RECORD_LAPSED', { recordId, signBy: own.signBy });
}
