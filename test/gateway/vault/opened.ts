/** A sealed text of a credit record, opened as whoever asked for it does. */
import { openCredit, unwrapDataKey } from '../../../chaincode/api/sealed';
import type { Vault } from '../../../gateway/vault/types';
import { oneOffKey } from '../../chaincode/builders';

export interface SealedPart {
  readonly recordId: string;
  readonly number: number;
  readonly sealed: string;
  readonly commitment: string;
  /** From which the lender's vault derives the data key. */
  readonly agreed: object;
}

export function openedWith(
  { vault }: { readonly vault: Vault },
  { recordId, number, sealed, commitment, agreed }: SealedPart,
): object | undefined {
  const { publicKey, privateKey } = oneOffKey('whoever asks');
  const asked = { answerId: 'MeadowMSP:q.0', oneOffPublicKey: publicKey };
  const wrap = vault.credit.wrapAnswer(recordId, asked, new Map([[number, agreed]]));
  const context = { channel: 'alliance', assetId: recordId, confirmId: asked.answerId };
  const dataKey = unwrapDataKey(wrap, privateKey, context);
  return dataKey && openCredit(sealed, dataKey, { channel: 'alliance', recordId, number }, commitment);
}
