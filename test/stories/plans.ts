/** Plans as a back office sends them, with defaults, so that a story names only what matters to it. */
import { randomUUID } from 'node:crypto';
import type { GatewayClient } from '../run/rest-client';
import { until } from './running';

export const sensitive = {
  partyName: '张测试',
  loanIdent: '110101199003074514',
  loanMobile: '13800138000',
  licensePlateNumber: '京A·T0001',
  engineNumber: 'ENGINE-T0001',
} as const;

export const sensitiveUrls = { violationFineDataUrl: 'https://fines.example/1' } as const;

/** What a UUID holds it holds by chance, and no digits of it are taken for a person's number. */
export function freshId(prefix: string): string {
  return `${prefix}-${randomUUID()}`;
}

export interface JoinLimitSent {
  readonly sharedLimitRmb: number;
  readonly sharedRate: { readonly minBps: number; readonly maxBps: number };
  readonly tokenRateFen: number;
  readonly participantCount: number;
  readonly startTime: string;
  readonly endTime: string;
  readonly form?: string;
}

/** 100,000 RMB at 18–20 %, 1 token per 10,000 RMB, three participators, open since a minute and for a week. */
export function planSent(
  assetId: string,
  joinLimit: Partial<JoinLimitSent> = {},
  fields: Partial<Record<keyof typeof sensitive, string>> = {},
) {
  const { partyName, loanIdent, loanMobile, licensePlateNumber, engineNumber } = { ...sensitive, ...fields };
  return {
    assetId,
    borrowerPerson: { partyName, loanIdent, loanMobile, amountRmb: 150_000, loanKind: 'CAR_MORTGAGE' },
    carMortgageInfo: { licensePlateNumber, engineNumber, mileageKm: 42_000, timeToBuy: '2023-05-01T00:00:00.000Z' },
    assetData: sensitiveUrls,
    riskControlResult: { score: 'B+', loanLimitRmb: 150_000, shareLimitRmb: 100_000 },
    joinLimit: {
      sharedLimitRmb: 100_000,
      sharedRate: { minBps: 1_800, maxBps: 2_000 },
      tokenRateFen: 100,
      participantCount: 3,
      startTime: inSeconds(-60),
      endTime: inSeconds(7 * 86_400),
      ...joinLimit,
    },
  };
}

export function inSeconds(seconds: number): string {
  return new Date(Date.now() + seconds * 1_000).toISOString();
}

export interface PlanSeen {
  readonly assetId: string;
  readonly status: string;
  readonly remainingLimitRmb: number;
  readonly loanShareConfirms: readonly ConfirmSeen[];
}

export interface ConfirmSeen {
  readonly confirmId: string;
  readonly tokenFen: number;
  readonly status: string;
}

export interface AccountSeen {
  readonly balanceFen: number;
  readonly heldFen: number;
}

export async function accountOf(client: GatewayClient, partyId: string): Promise<AccountSeen> {
  const { balanceFen, heldFen } = await client.get<AccountSeen>(`/v1/tokens/accounts/${partyId}`);
  return { balanceFen, heldFen };
}

/** Tokens for an institution, there when this resolves at its own gateway. */
export async function recharge(
  issuer: GatewayClient,
  holder: GatewayClient,
  partyId: string,
  amountFen: number,
): Promise<void> {
  const before = await accountOf(holder, partyId);
  const rechargeId = freshId('recharge');
  await issuer.post('/v1/tokens/recharges', { rechargeId, partyId, amountFen, paymentReference: freshId('payment') });
  await until('the recharge is seen', async () => {
    const { balanceFen } = await accountOf(holder, partyId);
    return balanceFen === before.balanceFen + amountFen;
  });
}

/** Publishes at the contributor's gateway and waits until the others' see it; answers the whole assetId. */
export async function publish(
  contributor: GatewayClient,
  partyId: string,
  watchers: readonly GatewayClient[],
  joinLimit: Partial<JoinLimitSent> = {},
  fields: Partial<Record<keyof typeof sensitive, string>> = {},
): Promise<string> {
  const localId = freshId('loan');
  await contributor.post('/v1/plans', { plans: [planSent(localId, joinLimit, fields)] });
  const assetId = `${partyId}:${localId}`;
  for (const watcher of watchers) await until('the plan is seen', () => planOf(watcher, assetId));
  return assetId;
}

export async function planOf(client: GatewayClient, assetId: string): Promise<PlanSeen | undefined> {
  const { status, body } = await client.send<PlanSeen>('GET', `/v1/plans/${assetId}`);
  return status === 200 ? body : undefined;
}

export interface TakeInSent {
  readonly limitRmb?: number;
  readonly rateBps?: number;
  readonly confirmId?: string;
}

export function sendConfirm(client: GatewayClient, assetId: string, takeIn: TakeInSent = {}) {
  const { limitRmb = 80_000, rateBps = 1_800, confirmId = freshId('confirm') } = takeIn;
  return client.send<ConfirmSeen & { readonly code?: string }>('POST', `/v1/plans/${assetId}/confirms`, {
    confirmId,
    confirmTakeInLimitRmb: limitRmb,
    confirmTakeInRateBps: rateBps,
  });
}

export function confirmStatus(
  client: GatewayClient,
  assetId: string,
  confirmId: string,
  status: string,
): Promise<ConfirmSeen> {
  return until(`the confirm is ${status}`, async () => {
    const confirm = await client.get<ConfirmSeen>(`/v1/plans/${assetId}/confirms/${confirmId}`);
    return confirm.status === status ? confirm : undefined;
  });
}
