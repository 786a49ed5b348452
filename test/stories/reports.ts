/** An own report as the person opens it: with the viewer, the private half of the report key, and nothing of the institution's. */
import type { webcrypto } from 'node:crypto';
import type { Report } from '../../gateway/queries/report';
import { type OpenedRecord, openReport } from '../../gateway/viewer/report';

/** By recordId. */
export async function openedReport(
  report: Report,
  key: webcrypto.JsonWebKey,
): Promise<Readonly<Record<string, OpenedRecord>>> {
  return Object.fromEntries((await openReport(report, key)).map((one) => [one.recordId, one]));
}

/** What was opened of a record, in the order of the numbers. */
export function partsOf(opened: OpenedRecord | undefined): readonly unknown[] {
  return [...(opened?.parts.values() ?? [])];
}
