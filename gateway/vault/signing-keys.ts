/** P-256 keys that sign as chaincode/api/signatures.ts says: private halves are 32 bytes, public ones points in base64url. */
import { createPrivateKey, sign } from 'node:crypto';
import { deriveOneOffPublicKey } from '../../chaincode/api/sealed';
import { lowS } from '../../chaincode/api/signatures';

/** The public half, as a point in base64url. */
export function writePublicKey(privateKey: Uint8Array): string {
  const point = deriveOneOffPublicKey(privateKey);
  if (point === undefined) throw new RangeError('a derived key is outside the curve');
  return point;
}

/** base64url; another signature each time. */
export function signText(privateKey: Uint8Array, text: string): string {
  const point = Buffer.from(writePublicKey(privateKey), 'base64url');
  const [x, y] = [point.subarray(1, 33).toString('base64url'), point.subarray(33).toString('base64url')];
  const d = Buffer.from(privateKey).toString('base64url');
  const key = createPrivateKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x, y, d } });
  return lowS(sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' })).toString('base64url');
}
