/** People who sign as in a browser: WebCrypto keys that never leave it, and nothing that the verifier does not show to be what is said. */
import { webcrypto } from 'node:crypto';
import { deriveKeyId, lowS } from '../../chaincode/api/signatures';
import { verify } from '../../gateway/client/verifier';
import type { ToSign } from '../../gateway/client/words';
import { person } from '../gateway/subjects/people';
import type { GatewayClient } from '../run/rest-client';
import { until } from './running';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256' } as const;

export interface Signing {
  readonly subjectId: string;
  readonly keyId: string;
  /** With which the person opens its own reports. */
  readonly reportKey: webcrypto.JsonWebKey;
  sign(message: string): Promise<PersonSignature>;
  /** What a list asks of one role, after the person's own device has found that it says what it shows. */
  signShown(toSign: readonly ToSign[], role: string): Promise<PersonSignature>;
}

interface PersonSignature {
  readonly keyId: string;
  readonly signature: string;
}

interface HeldKeys {
  readonly privateKey: webcrypto.CryptoKey;
  readonly reportKey: webcrypto.JsonWebKey;
}

function signing(subjectId: string, keyId: string, { privateKey, reportKey }: HeldKeys): Signing {
  const sign = async (message: string) => ({ keyId, signature: await signText(privateKey, message) });
  return {
    subjectId,
    keyId,
    reportKey,
    sign,
    signShown: async (toSign, role) => sign(await messageShown(toSign, role)),
  };
}

/** Half of WebCrypto's signatures have s in the upper half: the same signature with the other s counts. */
export async function signText(key: webcrypto.CryptoKey, text: string): Promise<string> {
  const bytes = await webcrypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key, Buffer.from(text));
  return lowS(new Uint8Array(bytes)).toString('base64url');
}

/** Only where it follows from what is shown, and the words are those of what is shown. */
async function messageShown(toSign: readonly ToSign[], role: string): Promise<string> {
  const shown = toSign.find((each) => each.role === role);
  if (shown === undefined) throw new Error(`nothing is to be signed by ${role}`);
  expect(await verify(shown)).toEqual(shown.words);
  return shown.message;
}

/** Verified at that institution, with a key that cannot be extracted. */
export async function verified(client: GatewayClient, sequence: number, changes: object = {}): Promise<Signing> {
  const { subjectId } = await client.post<{ readonly subjectId: string }>('/v1/subjects', person(sequence, changes));
  return withAnotherKey(client, subjectId);
}

interface KeyToSign {
  readonly toSign: readonly ToSign[];
}

/** A further key of somebody whom the institution verified; where an earlier one signs for it, it need not wait. */
export async function withAnotherKey(at: GatewayClient, subjectId: string, earlier?: Signing): Promise<Signing> {
  const [{ privateKey, point: publicKey, keyId }, report] = await Promise.all([newKey(), newReportKey()]);
  const path = `/v1/subjects/${subjectId}/keys`;
  const unsigned = { publicKey, report: { publicKey: report.point } };
  const by = earlier && { signedBy: { keyId: earlier.keyId } };
  const { toSign } = await until('the earlier key is seen', async () => {
    const { status, body } = await at.send<KeyToSign>('POST', path, { ...unsigned, ...by });
    return status === 200 && body;
  });
  const possession = await signText(privateKey, await messageShown(toSign, 'NEW_KEY'));
  const ofReport = await signText(report.privateKey, await messageShown(toSign, 'REPORT_KEY'));
  const signedBy = earlier && { signedBy: await earlier.signShown(toSign, 'SUBJECT') };
  await at.post(path, { publicKey, possession, report: { ...unsigned.report, possession: ofReport }, ...signedBy });
  return signing(subjectId, keyId, { privateKey, reportKey: report.jwk });
}

async function newKey() {
  const { privateKey, publicKey } = await webcrypto.subtle.generateKey(algorithm, false, ['sign', 'verify']);
  const point = Buffer.from(await webcrypto.subtle.exportKey('raw', publicKey)).toString('base64url');
  return { privateKey, point, keyId: deriveKeyId(point) };
}

/** It signs once, for its possession; from then on the person opens reports with it. */
async function newReportKey() {
  const { privateKey, publicKey } = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const point = Buffer.from(await webcrypto.subtle.exportKey('raw', publicKey)).toString('base64url');
  const { kty, crv, x, y, d } = await webcrypto.subtle.exportKey('jwk', privateKey);
  return { privateKey, point, jwk: { kty, crv, x, y, d } as webcrypto.JsonWebKey };
}

/** When this resolves, what the person signs with the key counts on the ledger. */
export async function keyed(at: GatewayClient, { subjectId, keyId }: Signing): Promise<void> {
  await until('the key is on the ledger', async () => {
    const { keys } = await at.get<{ keys: { keyId: string; recorded: boolean }[] }>(`/v1/subjects/${subjectId}`);
    return keys.find((key) => key.keyId === keyId)?.recorded;
  });
}
