/** An own report as the person opens it: with the viewer, the private half of the report key, and nothing of the institution's. */
import { createECDH } from 'node:crypto';
import type { Report } from '../../gateway/queries/report';
import { type OpenedRecord, openReport } from '../../gateway/viewer/report';

export interface ReportKey {
  /** base64url */
  readonly publicKey: string;
  open(report: Report): Promise<Readonly<Record<string, OpenedRecord>>>;
}

export function newReportKey(): ReportKey {
  const keys = createECDH('prime256v1');
  const point = keys.generateKeys();
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString('base64url'));
  // Node leaves leading zeros out.
  const d = Buffer.from(keys.getPrivateKey('hex').padStart(64, '0'), 'hex').toString('base64url');
  const jwk = { ...(x && { x }), ...(y && { y }), d };
  return {
    publicKey: point.toString('base64url'),
    open: async (report) => Object.fromEntries((await openReport(report, jwk)).map((one) => [one.recordId, one])),
  };
}

/** What was opened of a record, in the order of the numbers. */
export function partsOf(opened: OpenedRecord | undefined): readonly unknown[] {
  return [...(opened?.parts.values() ?? [])];
}
