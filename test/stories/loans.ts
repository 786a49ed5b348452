/**
 * Loans as a back office files them and the people sign them, with defaults, so that a story names only what matters to it. Many
 * are filed at once: periods and maturities are waited for together.
 */

import type { ToSign } from '../../gateway/client/words';
import type { GatewayClient } from '../run/rest-client';
import type { Signing } from './people-sign';
import { inSeconds } from './plans';
import { until } from './running';

const path = '/v1/credit-records';
const waitMs = 60_000;

interface Filed {
  readonly recordId: string;
  readonly toSign: readonly ToSign[];
}

interface Shown {
  readonly status: string;
  readonly feedbacks: readonly { readonly number: number; readonly status: string }[];
}

/** Where the loan is filed and who signs; without a lender the institution lends itself. */
export interface Sides {
  readonly at: GatewayClient;
  readonly borrower: Signing;
  readonly lender?: Signing;
}

export interface Outcome {
  readonly outcome: 'PERFORMED' | 'EXTENDED' | 'BREACHED';
  readonly level: 'PUBLIC' | 'ENCRYPTED' | 'PAID';
  readonly priceFen?: number;
  readonly newMaturityTime?: string;
  readonly notice?: { readonly givenTime: string; readonly evidenceSha256: string };
  readonly corrects?: number;
}

export interface LoanSent {
  readonly relationKind: string;
  readonly amountRmb: number;
  readonly rateBps: number;
  readonly startTime: string;
  readonly maturityTime: string;
}

/** 10,000 RMB at 15 %, since a minute, due in some seconds. */
export function loanSent(changes: Partial<LoanSent> = {}): LoanSent {
  return {
    relationKind: 'C2C',
    amountRmb: 10_000,
    rateBps: 1_500,
    startTime: inSeconds(-60),
    maturityTime: inSeconds(8),
    ...changes,
  };
}

/** Signed by both sides and handed over; answers the recordId. */
export async function file(sides: Sides, loan: LoanSent, under: string = path): Promise<string> {
  const { at, borrower, lender } = sides;
  const { recordId, toSign } = await at.post<Filed>(under, {
    ...loan,
    borrower: { subjectId: borrower.subjectId },
    ...(lender === undefined ? {} : { lender: { subjectId: lender.subjectId } }),
  });
  const signatures = `${path}/${recordId}/signatures`;
  await at.post(signatures, { role: 'BORROWER', ...(await borrower.signShown(toSign, 'BORROWER')) });
  await at.post(signatures, { role: 'LENDER', ...(await lender?.signShown(toSign, 'LENDER')) });
  return recordId;
}

export async function effective({ at }: Sides, recordId: string): Promise<string> {
  const status = async () => (await at.get<Shown>(`${path}/${recordId}`)).status;
  await until('the record takes effect', async () => (await status()) === 'EFFECTIVE', waitMs);
  return recordId;
}

/** Given when the record has matured, signed by whoever has to, and on the ledger when this resolves. */
export async function report(sides: Sides, recordId: string, outcome: Outcome): Promise<void> {
  const { at, borrower, lender } = sides;
  const { number, toSign } = await until(
    'the record matures',
    async () => {
      const { status, body } = await at.send<{ number: number; toSign: ToSign[]; code?: string }>(
        'POST',
        `${path}/${recordId}/feedback`,
        outcome,
      );
      if (status === 201) return body;
      if (body.code === 'NOT_MATURE' || body.code === 'CREDIT_RECORD_NOT_EFFECTIVE') return false;
      throw new Error(`the feedback is refused: ${status} ${body.code}`);
    },
    waitMs,
  );
  let left: readonly ToSign[] = toSign;
  for (let next = left[0]; next !== undefined; next = left[0]) {
    const who = next.role === 'BORROWER' ? borrower : lender;
    const signed = { role: next.role, feedback: number, ...(await who?.signShown(left, next.role)) };
    left = (await at.post<{ toSign?: ToSign[] }>(`${path}/${recordId}/signatures`, signed)).toSign ?? [];
  }
  const statusOf = async () =>
    (await at.get<Shown>(`${path}/${recordId}`)).feedbacks.find((one) => one.number === number);
  await until('the feedback is recorded', async () => (await statusOf())?.status === 'RECORDED', waitMs);
}

export function notice(): { readonly givenTime: string; readonly evidenceSha256: string } {
  return { givenTime: inSeconds(-1), evidenceSha256: 'cd'.repeat(32) };
}
