/**
 * How long it takes to read again what a credit query brought (the consent checked, the read noted durably), against a bare
 * evaluate of one key by the plain client. One call after another, the arms in turns.
 */
import { createSign, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { deriveKeyId, lowS, possessionText } from '../../chaincode/api/signatures';
import type { AttachSubjects, RecordConsent } from '../../gateway/client/emitted';
import { unlessRefused } from '../../gateway/client/refused';
import { interleaved, ratios, spread } from './interleaved';
import { median, quantile } from './measure';
import type { BenchNetwork } from './network';
import { connectPlainly } from './plain-connection';
import { until } from './until';

export interface RereadsOptions {
  readonly rounds: number;
  /** The number of reads of each arm in a round. */
  readonly reads: number;
}

const asker = 'meadow';
const lender = 'harbour';
const channel = 'alliance';
const purpose = 'LOAN_APPLICATION';

interface Borrower {
  readonly subjectId: string;
  readonly publicKey: string;
  readonly privateKey: KeyObject;
}

export async function benchRereads(network: BenchNetwork, { rounds, reads }: RereadsOptions): Promise<void> {
  console.log(`\nreading a granted query again, ${reads} reads of each arm a round`);
  const queryId = await grantedQuery(network);
  const client = network.findClient(asker);
  const { contract, close } = connectPlainly(network.findPeer(asker));
  await contract.submitTransaction('naive:open', 'one-key', 'x'.repeat(1_000));
  const ours = () => timed(reads, () => client.creditQueries.read({ queryId }));
  const theirs = () => timed(reads, () => contract.evaluateTransaction('naive:read', 'one-key'));
  await ours();
  await theirs();
  const cells = await interleaved(rounds, ours, theirs);
  close();
  print('  GET /v1/credit-queries/{queryId}', cells.ours);
  print('  evaluate of one key, plain client', cells.theirs);
  const p95 = (values: readonly number[]) => quantile(values, 0.95);
  console.log(`  ratio of p50: ${spread(ratios(cells.ours.map(median), cells.theirs.map(median)))}`);
  console.log(`  ratio of p95: ${spread(ratios(cells.ours.map(p95), cells.theirs.map(p95)))}   (aim: 0.25)`);
}

async function timed(calls: number, call: () => Promise<unknown>): Promise<readonly number[]> {
  const latenciesMs: number[] = [];
  for (let done = 0; done < calls; done++) {
    const begun = performance.now();
    await call();
    latenciesMs.push(performance.now() - begun);
  }
  return latenciesMs;
}

/** One person, one loan that was performed, its details asked for with the person's consent and delivered. */
async function grantedQuery(network: BenchNetwork): Promise<string> {
  const borrower = await verified(network);
  const recordId = await lent(network, borrower);
  const client = network.findClient(asker);
  const { subjectId } = borrower;
  const keyId = deriveKeyId(borrower.publicKey);
  const content: RecordConsent = { subjectId, keyId, purpose, notAfter: inSeconds(86_400), uses: 1 };
  const { consentId, ...signed } = await signedWith(network, borrower, content);
  await client.consents.record({ ...content, ...signed });
  const queryId = randomUUID();
  const records = [{ recordId, priceFen: 0 }];
  await client.creditQueries.queryDetails({ queryId, subjectId, purpose, consentId, records });
  await until('the answer is delivered', async () => {
    const { status } = await client.creditQueries.read({ queryId });
    return status === 'COMPLETE';
  });
  return queryId;
}

async function verified(network: BenchNetwork): Promise<Borrower> {
  const { privateKey, publicKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  const parts = [Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')];
  const publicKey = Buffer.concat(parts).toString('base64url');
  const person: AttachSubjects = {
    identityKind: 'ID_CARD',
    identityNumber: '110101199003074514',
    name: 'bench',
    verification: { method: 'COUNTER', evidenceSha256: 'ab'.repeat(32) },
  };
  const client = network.findClient(lender);
  let subjectId = '';
  await until('the evaluators answer', async () => {
    const attached = await unlessRefused(client.subjects.attach(person), 409, 503);
    if (attached !== undefined && 'subjectId' in attached) subjectId = attached.subjectId;
    return subjectId !== '';
  });
  const possession = signature(privateKey, possessionText(channel, { subjectId, publicKey }));
  await client.subjects.addKey({ subjectId, publicKey, possession });
  await until('the key is recorded', async () => {
    const { keys } = await client.subjects.read({ subjectId });
    return keys.some(({ recorded }) => recorded);
  });
  return { subjectId, publicKey, privateKey };
}

/** Files a record by a mandate, due at once, and performs it. */
async function lent(network: BenchNetwork, { subjectId }: Borrower): Promise<string> {
  const client = network.findClient(lender);
  const { recordId } = await client.creditRecords.file({
    relationKind: 'B2C',
    borrower: { subjectId },
    amountRmb: 10_000,
    rateBps: 1_500,
    startTime: inSeconds(-86_400),
    maturityTime: inSeconds(2),
    mandateSha256: 'ab'.repeat(32),
  });
  await client.creditRecords.sign({ recordId, role: 'LENDER', approvalReference: 'bench' });
  const feedback = { recordId, outcome: 'PERFORMED', level: 'PUBLIC' } as const;
  await until('the loan is due', async () => {
    const given = await unlessRefused(client.creditRecords.giveFeedback(feedback), 409);
    return given !== undefined;
  });
  await until('the feedback is recorded', async () => {
    const { feedbacks } = await client.creditRecords.read({ recordId });
    return feedbacks[0]?.status === 'RECORDED';
  });
  return recordId;
}

async function signedWith(network: BenchNetwork, { privateKey }: Borrower, content: RecordConsent) {
  const asked = await network.findClient(asker).consents.record(content);
  if (!('toSign' in asked)) throw new Error('the consent is recorded without a signature');
  const { consentId, signedTime, toSign } = asked;
  return { consentId, signedTime, signature: signature(privateKey, toSign[0]?.message ?? '') };
}

function signature(key: KeyObject, text: string): string {
  const bytes = createSign('sha256').update(text).sign({ key, dsaEncoding: 'ieee-p1363' });
  return lowS(bytes).toString('base64url');
}

function inSeconds(seconds: number): string {
  return new Date(Date.now() + seconds * 1_000).toISOString();
}

function print(title: string, cells: readonly (readonly number[])[]): void {
  const all = cells.flat();
  const [p50, p95] = [quantile(all, 0.5), quantile(all, 0.95)].map((ms) => ms.toFixed(2));
  console.log(`${title}: p50 ${p50} ms, p95 ${p95} ms of ${all.length}`);
}
