/**
 * Opens the sealed details of an own report with the report key, by WebCrypto and nothing else. The page carries this function's own
 * text, so it uses nothing from around it; what it does is chaincode/api/sealed.ts said for a browser.
 */
import type { webcrypto } from 'node:crypto';
import type { Report } from './report';

/** Absent parts were not at hand; a record that is damaged says so. */
export interface OpenedRecord {
  readonly recordId: string;
  /** By number: 0 the terms, others feedbacks. */
  readonly parts: Readonly<Record<number, object>>;
  readonly isDamaged: boolean;
}

/** Throws `OTHER_KEY` where the key is not the one that the report was made for. */
export async function openReport(report: Report, key: webcrypto.JsonWebKey): Promise<readonly OpenedRecord[]> {
  const { subtle } = globalThis.crypto;
  const tagged = (text: string) => new TextEncoder().encode(text);
  const bytesOf = (text: string) =>
    Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
  const joined = (...all: readonly Uint8Array[]) => Uint8Array.from(all.flatMap((bytes) => [...bytes]));
  const hash = async (bytes: Uint8Array<ArrayBuffer>) =>
    [...new Uint8Array(await subtle.digest('SHA-256', bytes))]
      .map((byte) => byte.toString(16).padStart(2, '0'))
      .join('');

  /** RFC 8785 for what is sealed: strings, integers, booleans, objects. */
  const canonical = (value: unknown): string => {
    if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
    if (typeof value !== 'object' || value === null) return JSON.stringify(value);
    const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
    return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
  };

  const point = joined(Uint8Array.of(4), bytesOf(key.x ?? ''), bytesOf(key.y ?? ''));
  const reported = bytesOf(report.reportKey);
  if (point.length !== reported.length || point.some((byte, index) => byte !== reported[index])) {
    throw new Error('OTHER_KEY');
  }
  const { kty, crv, x, y, d } = key;
  const jwk = { kty, crv, x, y, d } as webcrypto.JsonWebKey;
  const p256 = { name: 'ECDH', namedCurve: 'P-256' };
  const privateKey = await subtle.importKey('jwk', jwk, p256, false, ['deriveBits']);

  type Answer = NonNullable<Report['records'][number]['answer']>;

  /** The data keys one after another. */
  const unwrap = async (recordId: string, { answerId, wrap }: Answer): Promise<Uint8Array<ArrayBuffer> | undefined> => {
    if (wrap === undefined) return undefined;
    const ephemeral = await subtle.importKey('raw', bytesOf(wrap.ephemeralPublicKey), p256, false, []);
    const secret = await subtle.deriveBits({ name: 'ECDH', public: ephemeral }, privateKey, 256);
    const material = await subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey']);
    const context = { format: 'tallystick-wrap-1', channel: report.channel, assetId: recordId, confirmId: answerId };
    const info = tagged(canonical(context));
    const derivation = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info };
    const wrapping = { name: 'AES-KW', length: 256 };
    const wrappingKey = await subtle.deriveKey(derivation, material, wrapping, false, ['unwrapKey']);
    // Several data keys are no AES key, so they pass for one of HMAC, which may have any length.
    const wrapped = bytesOf(wrap.wrappedKey);
    const hmac = { name: 'HMAC', hash: 'SHA-256' };
    const keys = await subtle.unwrapKey('raw', wrapped, wrappingKey, 'AES-KW', hmac, true, ['sign']);
    return new Uint8Array(await subtle.exportKey('raw', keys));
  };

  const openPart = async (
    recordId: string,
    part: Answer['texts'][number],
    dataKey: Uint8Array<ArrayBuffer>,
  ): Promise<object> => {
    if ((await hash(joined(tagged('tallystick-key-1'), dataKey))) !== part.keyCommitment) throw new Error('KEY');
    const { iv, ciphertext } = JSON.parse(part.sealed) as { readonly iv: string; readonly ciphertext: string };
    const bound = { format: 'tallystick-sealed-credit-1', channel: report.channel, recordId, number: part.number };
    const algorithm = { name: 'AES-GCM', iv: bytesOf(iv), additionalData: tagged(canonical(bound)) };
    const aes = await subtle.importKey('raw', dataKey, 'AES-GCM', false, ['decrypt']);
    const plaintext = new TextDecoder().decode(await subtle.decrypt(algorithm, aes, bytesOf(ciphertext)));
    const { salt, fields } = JSON.parse(plaintext) as { readonly salt: string; readonly fields: object };
    const committed = await hash(joined(bytesOf(salt), tagged(canonical(fields))));
    if (committed !== part.commitment) throw new Error('COMMITMENT');
    return fields ?? {};
  };

  const opened: OpenedRecord[] = [];
  for (const { recordId, answer } of report.records) {
    const parts: Record<number, object> = {};
    let isDamaged = false;
    try {
      const keys = answer && (await unwrap(recordId, answer));
      for (const part of (keys && answer?.texts) ?? []) {
        const place = answer?.numbers.indexOf(part.number) ?? 0;
        parts[part.number] = await openPart(recordId, part, (keys ?? point).slice(place * 32, place * 32 + 32));
      }
    } catch {
      isDamaged = true;
    }
    opened.push({ recordId, parts, isDamaged });
  }
  return opened;
}
