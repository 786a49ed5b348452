/** Commitments and signatures as chaincode/api judges them (commitment.ts, signatures.ts), with WebCrypto and nothing of Node. */
import { decodeBase64url } from '../../chaincode/api/base64url';
import { canonicalJson } from '../../chaincode/api/canonical';
import { isSignature } from '../../chaincode/api/credit-fields';
import { sha256 } from './opener';

const pointBytes = 65;

/** SHA-256 over salt ‖ canonical JSON, hex. */
export function commit(salt: Uint8Array, content: unknown): Promise<string> {
  return sha256(salt, new TextEncoder().encode(canonicalJson(content)));
}

/** SHA-256 of a key's point, hex. */
export function deriveKeyId(publicKey: string): Promise<string> {
  return sha256(decodeBase64url(publicKey) ?? new Uint8Array());
}

export async function isSignedBy(publicKey: string, text: string, signature: string): Promise<boolean> {
  const [point, bytes] = [decodeBase64url(publicKey), decodeBase64url(signature)];
  if (point?.length !== pointBytes || bytes === undefined || !isSignature(signature)) return false;
  const { subtle } = crypto;
  try {
    const key = await subtle.importKey('raw', point, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify']);
    return await subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, bytes, new TextEncoder().encode(text));
  } catch {
    return false;
  }
}
