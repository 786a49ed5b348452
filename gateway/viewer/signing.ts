/** Has the verifier check what a person is asked to sign, and signs it with the person's key if the verifier agrees. */
import { signText } from '../client/signing';
import { verify } from '../client/verifier';
import type { ToSign } from '../client/words';
import { type Jwk, makePoint, sha256 } from './opener';

const ecdsa = { name: 'ECDSA', namedCurve: 'P-256' } as const;

export interface Checked {
  readonly item: ToSign;
  /** Undefined where what is shown is not what would be signed, or cannot be said: nobody should sign that. */
  readonly words: ToSign['words'] | undefined;
}

/** The items of an answer of the gateway, of a list, or one alone. Throws where there are none. */
export async function checkToSign(json: string): Promise<readonly Checked[]> {
  const parsed = JSON.parse(json) as { readonly toSign?: unknown } | readonly unknown[];
  const items = 'toSign' in parsed ? parsed.toSign : Array.isArray(parsed) ? parsed : [parsed];
  if (!Array.isArray(items) || items.length === 0 || !items.every(isItem)) throw new Error('nothing to sign');
  return Promise.all(items.map(async (item) => ({ item, words: await verify(item).catch(() => undefined) })));
}

/** In the one form that counts: r ‖ s with s in the lower half. Throws where the key is no private key of P-256. */
export async function signItem(
  { message }: ToSign,
  key: Jwk,
): Promise<{ readonly keyId: string; readonly signature: string }> {
  const { x = '', y = '', d = '' } = key;
  const jwk = { kty: 'EC', crv: 'P-256', x, y, d };
  const privateKey = await crypto.subtle.importKey('jwk', jwk, ecdsa, false, ['sign']);
  return { keyId: await sha256(makePoint(key)), signature: await signText(privateKey, message) };
}

function isItem(value: unknown): value is ToSign {
  if (typeof value !== 'object' || value === null) return false;
  const { role, message, opening } = value as Partial<ToSign>;
  return typeof role === 'string' && typeof message === 'string' && typeof opening === 'object' && opening !== null;
}
