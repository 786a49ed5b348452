/**
 * The baseline's import: one plan a transaction, sealed by the client as a gateway seals it, its public record and its sealed
 * one of the same form and size as ours. Timed from the first plan to all VALID and the last ones readable elsewhere.
 */
import { constants, generateKeyPairSync, type KeyObject, publicEncrypt, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { canonicalJson } from '../../chaincode/api/canonical';
import { commit } from '../../chaincode/api/commitment';
import type { PlanRecord } from '../../chaincode/api/records';
import { commitToKey, encryptRecord, hashOfSealed, sealedFormat } from '../../chaincode/api/sealed';
import { type BookRow, conditions, newBook, pickPublicPart, pickSensitiveFields } from './book';
import { connectPlainly, type PlainConnection, type PlainPeer } from './plain-connection';

export interface PublishesTask {
  readonly kind: 'publishes';
  readonly peer: PlainPeer;
  /** The peer on which the plans must be readable. */
  readonly reader: PlainPeer;
  readonly workers: number;
  readonly seed: string;
  readonly plans: number;
}

export interface PublishesResult {
  readonly perSecond: number;
  readonly cpuMs: number;
}

const lastPlans = 20;

export async function publishes({ peer, reader, workers, seed, plans }: PublishesTask): Promise<PublishesResult> {
  const rows = newBook(seed, plans);
  const publicKey = generateKeyPairSync('rsa', { modulusLength: 3072 }).publicKey;
  const [writing, reading] = [connectPlainly(peer), connectPlainly(reader)];
  // Both connections are made, and the key is expanded, before the clock runs.
  await readAt(reading, 'nothing');
  await readAt(writing, 'nothing');
  sealPlan(newBook(`${seed}-warm`, 1)[0] as BookRow, peer, publicKey);
  const cpuBefore = process.cpuUsage();
  const begun = performance.now();
  let next = 0;
  const worker = async () => {
    for (let row = rows[next++]; row !== undefined; row = rows[next++]) {
      const { record, sealedRecord } = sealPlan(row, peer, publicKey);
      await writing.contract.submit('naive:publish', {
        arguments: [record.assetId, canonicalJson(record)],
        transientData: { sealed: sealedRecord },
      });
    }
  };
  await Promise.all(Array.from({ length: workers }, worker));
  for (const { assetId } of rows.slice(-lastPlans)) {
    while ((await readAt(reading, `${peer.mspId}:${assetId}`)) === '') await sleep(5);
  }
  const elapsedMs = performance.now() - begun;
  const { user, system } = process.cpuUsage(cpuBefore);
  writing.close();
  reading.close();
  return { perSecond: (plans * 1_000) / elapsedMs, cpuMs: (user + system) / 1_000 };
}

async function readAt({ contract }: PlainConnection, key: string): Promise<string> {
  return Buffer.from(await contract.evaluateTransaction('naive:read', key)).toString();
}

function sealPlan(row: BookRow, { mspId, channel }: PlainPeer, publicKey: KeyObject) {
  const assetId = `${mspId}:${row.assetId}`;
  const fields = pickSensitiveFields(row);
  const [dataKey, salt, iv] = [randomBytes(32), randomBytes(32), randomBytes(12)];
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  const sealedRecord = canonicalJson({
    format: sealedFormat,
    keyVersion: 1,
    wrappedKey: publicEncrypt({ key: publicKey, padding, oaepHash: 'sha256' }, dataKey).toString('base64url'),
    ...encryptRecord({ salt, fields }, { dataKey, iv }, { channel, assetId }),
  });
  const record: PlanRecord = {
    ...pickPublicPart(row),
    joinLimit: conditions,
    docType: 'plan',
    assetId,
    contributor: mspId,
    publishedTime: new Date().toISOString(),
    fieldsCommitment: commit(salt, fields),
    keyCommitment: commitToKey(dataKey),
    sealedHash: hashOfSealed(sealedRecord),
    keyVersion: 1,
    status: 'OPEN',
    purged: false,
    remainingLimitRmb: conditions.sharedLimitRmb,
    confirmIds: [],
    participations: [],
  };
  return { record, sealedRecord };
}
