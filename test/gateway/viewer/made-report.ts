/** An own report as a gateway makes it of what the ledger holds, with the key that opens it. */
import { createECDH } from 'node:crypto';
import type { SubjectKeyRecord } from '../../../chaincode/api/records';
import { wrapDataKey } from '../../../chaincode/api/sealed';
import type { Report, ReportedRecord } from '../../../gateway/queries/report';
import type { Jwk } from '../../../gateway/viewer/opener';
import { bytesOf, channel, meadow } from '../../chaincode/builders';
import { dataKeyOf, type Loan, subjectIdOf } from '../../chaincode/credit-builders';
import { register } from '../../chaincode/credit-scenario';
import { aToldLoan } from '../../chaincode/query-scenario';
import type { Scenario } from '../../chaincode/scenario';
import * as world from '../queries/world';

export const made = '2026-03-10T08:00:00.000Z';

export function keyOf(seed: string): { readonly point: string; readonly jwk: Required<Jwk> } {
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(bytesOf(seed));
  const point = ecdh.getPublicKey();
  const text = (bytes: Buffer) => bytes.toString('base64url');
  const jwk = { x: text(point.subarray(1, 33)), y: text(point.subarray(33)), d: text(bytesOf(seed)) };
  return { point: text(point), jwk };
}

export interface MadeReport {
  readonly report: Report;
  readonly key: Required<Jwk>;
}

/** Li's two records: one signed, of which there is a feedback, and one that was filed by a mandate. */
export async function madeReport(): Promise<MadeReport> {
  const { s, loan } = await aToldLoan();
  const filed = await register(s, { name: 'filed', mandate: true, signBy: '2027-01-01T00:00:00.000Z' });
  const { point: reportKey, jwk: key } = keyOf('report key');
  const records = [await reported(s, loan, reportKey), await reported(s, filed, reportKey)];
  const report: Report = {
    format: 'tallystick-report-4',
    channel,
    subjectId: subjectIdOf('li'),
    queryId: `${meadow}:Q1`,
    madeTime: made,
    ledgerDay: 150,
    daySeconds: 86_400,
    timeZone: 'Asia/Shanghai',
    reportKey,
    records: [
      {
        ...records[0],
        disputed: true,
        disputes: [
          {
            disputeId: 'd1'.repeat(16),
            disputedTime: made,
            statement: '<b>没有逾期</b>',
            statementUnreadableFor: ['OrchardMSP'],
          },
        ],
      } as ReportedRecord,
      ...records.slice(1),
    ],
    queries: [
      {
        queryId: `${meadow}:Q1`,
        partyId: meadow,
        partyName: '<i>Meadow',
        purpose: 'OWN_REPORT',
        askedTime: made,
        records: 2,
      },
    ],
    consents: [
      {
        consentId: 'c0'.repeat(16),
        partyId: meadow,
        partyName: '<i>Meadow',
        purpose: 'GUARANTEE',
        notAfter: made,
        uses: 2,
        used: 1,
        grantedTime: made,
      },
    ],
    keys: s.ledger
      .records('subjectKey')
      .filter(({ subjectId }) => subjectId === subjectIdOf('li'))
      .map(reportedKey),
  };
  return { report: JSON.parse(JSON.stringify(report)) as Report, key };
}

export function reportedKey({ keyId, publicKey, addedTime, countsFromDay, reportsFromDay }: SubjectKeyRecord) {
  return { keyId, publicKey, addedTime, countsFromDay, reportsFromDay };
}

async function reported(s: Scenario, { recordId }: Loan, reportKey: string): Promise<ReportedRecord> {
  const record = s.ledger.records('creditRecord').find((one) => one.recordId === recordId);
  if (record === undefined) throw new Error('no record');
  const feedbacks = s.ledger.records('creditFeedback').filter((one) => one.recordId === recordId);
  const numbers = [0, ...feedbacks.map(({ number }) => number)];
  const texts = [];
  for (const number of numbers) {
    const sealed = String(await s.ledger.query('credit:sealed', `${recordId}:${number}`, { by: meadow }));
    texts.push({ number, sealed });
  }
  const answerId = `${meadow}:Q1.${recordId.slice(0, 4)}`;
  const keys = Buffer.concat(numbers.map((number) => dataKeyOf(recordId, number)));
  const wrap = wrapDataKey(keys, reportKey, bytesOf(`ephemeral ${answerId}`), {
    channel,
    assetId: recordId,
    confirmId: answerId,
  });
  return { record, feedbacks, disputes: [], answer: { answerId, status: 'DELIVERED', numbers, wrap, texts } };
}

/** A report of one record of the queries' world, of which a key of the borrower is listed. */
export function reportOf(contents: world.LoanContents, changes: Partial<Report> = {}): MadeReport {
  const { point: reportKey, jwk: key } = keyOf('report key');
  const of = world.loan(contents);
  const { answerId, status, numbers, wrap } = world.answer(of, 0, { oneOffPublicKey: reportKey });
  const texts = of.texts.map((sealed, number) => ({ number, sealed }));
  const told = of.feedbacks.filter(({ purged }) => !purged);
  const at = [0, ...told.map(({ number }) => number)];
  const reported: ReportedRecord = {
    record: of.record,
    feedbacks: told,
    disputes: [],
    answer: {
      answerId,
      status,
      numbers,
      ...(wrap && { wrap }),
      texts: texts.filter(({ number }) => at.includes(number)),
    },
  };
  const report: Report = {
    format: 'tallystick-report-4',
    channel: world.channel,
    subjectId: world.subjectId,
    queryId: world.queryId,
    madeTime: made,
    ledgerDay: 150,
    daySeconds: 86_400,
    timeZone: 'Asia/Shanghai',
    reportKey,
    records: [reported],
    queries: [],
    consents: [],
    keys: [reportedKey(world.subjectKey())],
    ...changes,
  };
  return { report, key };
}
