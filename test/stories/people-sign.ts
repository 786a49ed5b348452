/** People who sign as in a browser: WebCrypto keys that never leave it. */
import { webcrypto } from 'node:crypto';
import { keyIdOf, lowS, possessionText } from '../../chaincode/api/signatures';
import type { GatewayClient } from '../../gateway/client/client';
import { verify } from '../../gateway/client/verifier';
import type { ToSign } from '../../gateway/client/words';
import { person } from '../gateway/subjects/people';
import { until } from './running';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256' } as const;

export interface Signing {
  readonly subjectId: string;
  readonly keyId: string;
  sign(message: string): Promise<PersonSignature>;
  /** What a list asks of one role, after the person's own device has found that it says what it shows. */
  signShown(toSign: readonly ToSign[], role: string): Promise<PersonSignature>;
}

interface PersonSignature {
  readonly keyId: string;
  readonly signature: string;
}

function signing(subjectId: string, keyId: string, privateKey: webcrypto.CryptoKey): Signing {
  const sign = async (message: string) => ({ keyId, signature: await signText(privateKey, message) });
  return {
    subjectId,
    keyId,
    sign,
    async signShown(toSign, role) {
      const item = toSign.find((each) => each.role === role);
      if (item === undefined) throw new Error(`nothing is to be signed by ${role}`);
      expect(await verify(item)).toEqual(item.words);
      return sign(item.message);
    },
  };
}

/** Half of WebCrypto's signatures have s in the upper half: the same signature with the other s counts. */
export async function signText(key: webcrypto.CryptoKey, text: string): Promise<string> {
  const bytes = await webcrypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key, Buffer.from(text));
  return lowS(new Uint8Array(bytes)).toString('base64url');
}

/** Verified at that institution, with a key that cannot be extracted. */
export async function verified(client: GatewayClient, sequence: number, changes: object = {}): Promise<Signing> {
  const { privateKey, point, keyId } = await newKey();
  const possession = await signText(privateKey, possessionText('alliance', point));
  const body = { ...person(sequence, changes), publicKey: point, possession };
  const { subjectId } = await client.post<{ readonly subjectId: string }>('/v1/subjects', body);
  return signing(subjectId, keyId, privateKey);
}

interface KeyToSign {
  readonly toSign: readonly { readonly role: string; readonly message: string }[];
}

/** A further key of somebody whom the institution verified; where an earlier one signs for it, it need not wait. */
export async function withAnotherKey(at: GatewayClient, subjectId: string, earlier?: Signing): Promise<Signing> {
  const { privateKey, point: publicKey, keyId } = await newKey();
  const path = `/v1/subjects/${subjectId}/keys`;
  const by = earlier && { signedBy: { keyId: earlier.keyId } };
  const { toSign } = await until('the earlier key is seen', async () => {
    const { status, body } = await at.send<KeyToSign>('POST', path, { publicKey, ...by });
    return status === 200 && body;
  });
  const messageFor = (role: string) => toSign.find((each) => each.role === role)?.message ?? '';
  const possession = await signText(privateKey, messageFor('NEW_KEY'));
  const signedBy = earlier && { signedBy: await earlier.sign(messageFor('SUBJECT')) };
  await at.post(path, { publicKey, possession, ...signedBy });
  return signing(subjectId, keyId, privateKey);
}

async function newKey() {
  const { privateKey, publicKey } = await webcrypto.subtle.generateKey(algorithm, false, ['sign', 'verify']);
  const point = Buffer.from(await webcrypto.subtle.exportKey('raw', publicKey)).toString('base64url');
  return { privateKey, point, keyId: keyIdOf(point) };
}

/** When this resolves, what the person signs with the key counts on the ledger. */
export async function keyed(at: GatewayClient, { subjectId, keyId }: Signing): Promise<void> {
  await until('the key is on the ledger', async () => {
    const { keys } = await at.get<{ keys: { keyId: string; recorded: boolean }[] }>(`/v1/subjects/${subjectId}`);
    return keys.find((key) => key.keyId === keyId)?.recorded;
  });
}
