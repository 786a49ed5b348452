/** An own report as the person opens it: with the private half of the report key, and nothing of the institution's. */

import type { Wrap } from '../../chaincode/api/records';
import { openCredit, unwrapDataKeys } from '../../chaincode/api/sealed';

export interface ReportSeen {
  readonly channel: string;
  readonly subjectId: string;
  readonly records: readonly {
    readonly recordId: string;
    readonly borrowedOn: string;
    readonly level?: string;
    readonly disputed?: true;
    readonly disputes: readonly { readonly statement?: string; readonly verdict?: string; readonly answer?: string }[];
    readonly answer?: {
      readonly answerId: string;
      readonly numbers: readonly number[];
      readonly wrap?: Wrap;
      readonly texts: readonly {
        readonly number: number;
        readonly sealed: string;
        readonly commitment: string;
      }[];
    };
  }[];
  readonly queries: readonly { readonly partyId: string; readonly purpose: string; readonly records: number }[];
  readonly consents: readonly { readonly consentId: string; readonly partyId: string; readonly used: number }[];
}

/** By recordId, what was opened of each in the order of the numbers. */
export function openedReport(
  { channel, records }: ReportSeen,
  reportPrivateKey: Uint8Array,
): Readonly<Record<string, readonly unknown[]>> {
  const opened = records.map(({ recordId, answer }) => {
    if (answer?.wrap === undefined) return [recordId, []] as const;
    const { answerId: confirmId, numbers, wrap, texts } = answer;
    const keys = unwrapDataKeys(wrap, numbers.length, reportPrivateKey, { channel, assetId: recordId, confirmId });
    const fields = texts.map(({ number, sealed, commitment }) => {
      const dataKey = keys?.[numbers.indexOf(number)] ?? Buffer.alloc(0);
      return openCredit(sealed, dataKey, { channel, recordId, number }, commitment);
    });
    return [recordId, fields] as const;
  });
  return Object.fromEntries(opened);
}
