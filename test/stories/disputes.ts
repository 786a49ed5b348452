/** Disputes as the borrower signs them, in two steps. */

import type { ToSign } from '../../gateway/client/words';
import type { GatewayClient } from '../run/rest-client';
import type { Signing } from './people-sign';

export interface DisputeToSign {
  readonly disputeId: string;
  readonly toSign: readonly ToSign[];
}

/** Handed over when this resolves. */
export async function dispute(
  at: GatewayClient,
  who: Signing,
  { recordId, statement }: { readonly recordId: string; readonly statement: string },
): Promise<string> {
  const path = `/v1/credit-records/${recordId}/disputes`;
  const body = { subjectId: who.subjectId, statement };
  const { disputeId, toSign } = await at.post<DisputeToSign>(path, body);
  await at.post(path, { ...body, disputeId, ...(await who.signShown(toSign, 'SUBJECT')) });
  return disputeId;
}
