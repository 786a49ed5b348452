/**
 * Opens what was wrapped and sealed for a person's own key, with WebCrypto and nothing of Node. Wraps and sealed texts have the
 * form of chaincode/api/sealed-forms.ts: those that open for an endorser open here, and no others.
 */
import { decodeBase64url } from '../../chaincode/api/base64url';
import { canonicalJson } from '../../chaincode/api/canonical';
import type { Wrap } from '../../chaincode/api/records';
import {
  boundTo,
  type CreditContext,
  dataKeyBytes,
  keyCommitmentTag,
  parseCreditContent,
  parseSealedCredit,
  parseWrap,
  readCiphertext,
  type WrapContext,
} from '../../chaincode/api/sealed-forms';

type Bytes = Uint8Array<ArrayBuffer>;
type PrivateKey = Parameters<typeof globalThis.crypto.subtle.deriveBits>[1];

const p256 = { name: 'ECDH', namedCurve: 'P-256' } as const;
const utf8 = (text: string): Bytes => new TextEncoder().encode(text) as Bytes;

/** The members of a private key of P-256; others do not matter. */
export type Jwk = { readonly [member in 'x' | 'y' | 'd']?: string };

/** The public half as a point. */
export function makePoint({ x = '', y = '' }: Jwk): Bytes {
  return Uint8Array.from([4, ...(decodeBase64url(x) ?? []), ...(decodeBase64url(y) ?? [])]);
}

/** Throws where it is no private key of P-256. */
export function importReportKey({ x = '', y = '', d = '' }: Jwk) {
  return globalThis.crypto.subtle.importKey('jwk', { kty: 'EC', crv: 'P-256', x, y, d }, p256, false, ['deriveBits']);
}

/** Hex. */
export async function sha256(...parts: readonly Uint8Array[]): Promise<string> {
  const bytes = Uint8Array.from(parts.flatMap((part) => [...part]));
  const digest = new Uint8Array(await globalThis.crypto.subtle.digest('SHA-256', bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The data keys in their order: undefined where the wrap is not of that many keys, or not for this key and context. */
export async function unwrapKeys(
  wrap: Wrap,
  count: number,
  privateKey: PrivateKey,
  context: WrapContext,
): Promise<readonly Bytes[] | undefined> {
  const form = parseWrap(wrap, count);
  if (form === undefined) return undefined;
  const { subtle } = globalThis.crypto;
  try {
    const ephemeral = await subtle.importKey('raw', form.ephemeral, p256, false, []);
    const secret = await subtle.deriveBits({ name: 'ECDH', public: ephemeral }, privateKey, 256);
    const material = await subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey']);
    const derivation = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: utf8(boundTo.wrap(context)) };
    const wrapping = { name: 'AES-KW', length: 256 };
    const wrappingKey = await subtle.deriveKey(derivation, material, wrapping, false, ['unwrapKey']);
    // Several data keys are no AES key, so they pass for one of HMAC, which may have any length.
    const hmac = { name: 'HMAC', hash: 'SHA-256' };
    const keys = await subtle.unwrapKey('raw', form.wrapped, wrappingKey, 'AES-KW', hmac, true, ['sign']);
    const bytes = new Uint8Array(await subtle.exportKey('raw', keys));
    return Array.from({ length: count }, (_, at) => bytes.slice(at * dataKeyBytes, (at + 1) * dataKeyBytes));
  } catch {
    return undefined;
  }
}

export async function commitToKey(dataKey: Uint8Array): Promise<string> {
  return sha256(utf8(keyCommitmentTag), dataKey);
}

/** The fields, if the text opens under the key and they are what the lender committed to; otherwise undefined. */
export async function openCredit(
  sealedCredit: string,
  dataKey: Bytes,
  context: CreditContext,
  commitment: string,
): Promise<object | undefined> {
  const sealed = parseSealedCredit(sealedCredit);
  const plaintext = sealed && (await decrypt(readCiphertext(sealed), dataKey, boundTo.credit(context)));
  const content = plaintext && parseCreditContent(plaintext);
  if (content === undefined) return undefined;
  const committed = await sha256(content.salt, utf8(canonicalJson(content.fields)));
  return committed === commitment ? content.fields : undefined;
}

async function decrypt({ iv, bytes }: ReturnType<typeof readCiphertext>, dataKey: Bytes, bound: string) {
  if (dataKey.length !== dataKeyBytes) return undefined;
  const { subtle } = globalThis.crypto;
  try {
    const key = await subtle.importKey('raw', dataKey, 'AES-GCM', false, ['decrypt']);
    return new Uint8Array(await subtle.decrypt({ name: 'AES-GCM', iv, additionalData: utf8(bound) }, key, bytes));
  } catch {
    return undefined;
  }
}
