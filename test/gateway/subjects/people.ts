/** People, their numbers and their keys. */
import { createSign, generateKeyPairSync, type KeyObject, randomInt } from 'node:crypto';
import type { SubjectKeyRecord } from '../../../chaincode/api/records';
import { deriveKeyId, lowS, possessionText } from '../../../chaincode/api/signatures';

export const channel = 'alliance';
export const evidenceSha256 = 'ab'.repeat(32);

/** A number that passes GB 11643; the sequence tells people apart. */
export function citizenNumber(sequence: number): string {
  const day = new Date(Date.UTC(1960, 0, 1 + Math.floor(sequence / 1_000))).toISOString().slice(0, 10);
  const body = `110101${day.replaceAll('-', '')}${String(sequence % 1_000).padStart(3, '0')}`;
  const sum = [...body].reduce((total, digit, index) => total + Number(digit) * (2 ** (17 - index) % 11), 0);
  return `${body}${'10X98765432'[sum % 11]}`;
}

export function person(sequence: number, changes: object = {}) {
  return {
    identityKind: 'ID_CARD' as const,
    identityNumber: citizenNumber(sequence),
    name: `某人${sequence}`,
    verification: { method: 'COUNTER' as const, evidenceSha256 },
    ...changes,
  };
}

export interface SigningKey {
  readonly publicKey: string;
  sign(text: string): string;
}

export function newSigningKey(): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { publicKey: pointOf(publicKey), sign: (text) => sign(privateKey, text) };
}

/** With a report key where one is given. */
export function shown({ publicKey, sign }: SigningKey, subjectId: string, report?: SigningKey) {
  const text = possessionText(channel, { subjectId, publicKey, reportKey: report?.publicKey });
  const reported = report && { report: { publicKey: report.publicKey, possession: report.sign(text) } };
  return { publicKey, possession: sign(text), ...reported };
}

/** As the ledger holds it; it counts for everything since the first day unless said. */
export function recordedKey(
  subjectId: string,
  { publicKey }: Pick<SigningKey, 'publicKey'>,
  changes: Partial<SubjectKeyRecord> = {},
): SubjectKeyRecord {
  return {
    docType: 'subjectKey',
    subjectId,
    keyId: deriveKeyId(publicKey),
    publicKey,
    possession: '',
    identitySignature: '',
    addedTime: '2026-03-01T12:00:00.000Z',
    day: 0,
    countsFromDay: 0,
    reportsFromDay: 0,
    ...changes,
  };
}

export function anyNumbers(count: number): readonly string[] {
  return Array.from({ length: count }, () => citizenNumber(randomInt(20_000_000)));
}

function pointOf(key: KeyObject): string {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  return Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]).toString('base64url');
}

function sign(key: KeyObject, text: string): string {
  const signature = createSign('sha256').update(text).sign({ key, dsaEncoding: 'ieee-p1363' });
  return lowS(signature).toString('base64url');
}
