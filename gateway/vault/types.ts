/** The vault: private keys and plaintext. Only sealed records, commitments, public keys and wraps leave it. */
import type { ConfirmRecord, PlanRecord, Wrap } from '../../chaincode/api/records';
import type { SensitiveFields } from '../../chaincode/api/sealed';

export interface SealedPlan {
  /** Canonical JSON of the SealedRecord; the private part of `plan:publish`. */
  readonly sealedRecord: string;
  readonly sealedHash: string;
  readonly fieldsCommitment: string;
  readonly keyCommitment: string;
  /** Version of the own public key for which the data key is wrapped. */
  readonly keyVersion: number;
}

/** Why a delivery cannot be used; the participator disputes with it. */
export type Opened = { readonly fields: SensitiveFields } | { readonly unusable: 'WRAP' | 'KEY' | 'RECORD' };

export interface Vault {
  /** The newest key pair's version and public key (SPKI PEM). */
  readonly currentKey: { readonly version: number; readonly publicKey: string };
  /** Makes the next version's key pair durable before it answers; a key that was made but never registered is used again. */
  prepareKey(version: number): Promise<{ readonly version: number; readonly publicKey: string }>;
  /**
   * Seals for the own public key. The same fields of the same asset get the same data key, salt and commitments, so that a
   * repeated upload is recognised; only the RSA wrap differs.
   */
  seal(assetId: string, fields: SensitiveFields): Promise<SealedPlan>;
  /** Opens what this institution sealed, whatever key version it was sealed for. */
  openOwn(plan: PlanRecord, sealedRecord: string): Promise<SensitiveFields>;
  /** The one-off public key for a confirm: the same for the same asset and confirm. base64url. */
  oneOffPublicKey(assetId: string, confirmId: string): string;
  /** Its private half, 32 bytes base64url: for a dispute only. */
  revealOneOffKey(assetId: string, confirmId: string): string;
  /** Re-wraps the data key of an own record for a confirm's one-off key: one private-key operation. */
  wrapFor(plan: PlanRecord, sealedRecord: string, confirm: ConfirmRecord): Promise<Wrap>;
  /** Opens a delivery with the confirm's one-off key and checks both commitments. */
  openDelivered(plan: PlanRecord, sealedRecord: string, confirm: ConfirmRecord): Promise<Opened>;
}
