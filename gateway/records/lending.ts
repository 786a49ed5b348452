/** Loans of the institution itself, filed by the borrower's mandate and confirmed at once: what a book of them consists of. */
import { canonicalJson } from '../../chaincode/api/canonical';
import { reject } from '../../chaincode/api/refusals';
import { fileRecord } from './filing';
import { signRecord } from './signing';
import { type CreditTools, hasLapsed, ownRecordOf } from './tools';
import type { Lent, MandateRequest } from './types';

/** Whatever interrupts it, repeating goes on where it stood. */
export async function lendByMandate(
  tools: CreditTools,
  request: MandateRequest,
  approvalReference: string,
): Promise<Lent> {
  const filingId = request.filingId ?? filingIdOf(tools, request);
  const { recordId, repeated } = await fileRecord(tools, { ...request, filingId }, undefined);
  if (repeated) await requireNotLapsed(tools, recordId);
  const confirmed = await signRecord(tools, recordId, { role: 'LENDER', approvalReference });
  return { recordId, repeated: repeated && confirmed };
}

/** Nobody without the vault can tell from it what the loan is. */
function filingIdOf({ vault }: CreditTools, { filingId: _none, ...content }: MandateRequest): string {
  return vault.markOf('loan', canonicalJson(content)).slice(0, 32);
}

/** A record that was handed over and never took effect would be taken for done. */
async function requireNotLapsed(tools: CreditTools, recordId: string): Promise<void> {
  const own = await ownRecordOf(tools, recordId);
  if (hasLapsed(tools, own)) reject('CREDIT_RECORD_LAPSED', { recordId, signBy: own.signBy });
}
