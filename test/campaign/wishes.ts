/** The commands and questions of a history as REST calls, and what each leaves on the ledger once it has taken effect. */
import { planSent } from '../stories/plans';
import type { Chain } from './chain';
import { creditStands } from './credit/wishes';
import type { ConfirmWanted, Creditor, PlanWanted, RechargeWanted, RedemptionWanted } from './history';
import { post, type Wish } from './recorder';

export const partyIds: Readonly<Record<string, string>> = {
  keystone: 'KeystoneMSP',
  harbour: 'HarbourMSP',
  meadow: 'MeadowMSP',
  orchard: 'OrchardMSP',
  watchtower: 'WatchtowerMSP',
};

export const personal = {
  partyName: 'canaryname7f3a',
  loanIdent: '11010519491231002X',
  loanMobile: '13999999917',
  licensePlateNumber: 'canaryplate7f3a',
  engineNumber: 'canaryengine7f3a',
} as const;

export const assetIdOf = ({ contributor, localId }: PlanWanted) => `${partyIds[contributor]}:${localId}`;
export const confirmIdOf = ({ by, localId }: ConfirmWanted) => `${partyIds[by]}:${localId}`;
export const redemptionIdOf = ({ holder, localId }: RedemptionWanted) => `${partyIds[holder]}:${localId}`;
export const nameOn = (plan: PlanWanted) => `${personal.partyName}-${assetIdOf(plan)}`;

export function recharge({
  localId,
  holder,
  amountFen,
}: Pick<RechargeWanted, 'localId' | 'holder' | 'amountFen'>): Wish {
  return post('recharge', 'keystone', `KeystoneMSP:${localId}`, '/v1/tokens/recharges', {
    rechargeId: localId,
    partyId: partyIds[holder],
    amountFen,
    paymentReference: `pay-${localId}`,
  });
}

/** `roundStart` in ms since 1970: a repeated publication must name the same times. */
export function publish(plan: PlanWanted, roundStart: number): Wish {
  const { contributor, localId, limitRmb, tokenRateFen, participantCount, endsAfterSeconds } = plan;
  const at = (seconds: number) => new Date(roundStart + seconds * 1_000).toISOString();
  const joinLimit = { sharedLimitRmb: limitRmb, tokenRateFen, participantCount };
  const times = { startTime: at(-60), endTime: at(endsAfterSeconds) };
  const sent = planSent(localId, { ...joinLimit, ...times }, { ...personal, partyName: nameOn(plan) });
  return post('publish', contributor, assetIdOf(plan), '/v1/plans', { plans: [sent] });
}

export function confirm(plan: PlanWanted, wanted: ConfirmWanted): Wish {
  return post('confirm', wanted.by, confirmIdOf(wanted), `/v1/plans/${assetIdOf(plan)}/confirms`, {
    confirmId: wanted.localId,
    confirmTakeInLimitRmb: wanted.limitRmb,
    confirmTakeInRateBps: wanted.rateBps,
  });
}

export function planStep(step: 'withdraw' | 'purge', plan: PlanWanted): Wish {
  return post(step, plan.contributor, assetIdOf(plan), `/v1/plans/${assetIdOf(plan)}/${step}`);
}

export function readBorrower(institution: string, plan: PlanWanted): Wish {
  const id = assetIdOf(plan);
  return { kind: 'read', institution, id, method: 'GET', path: `/v1/plans/${id}/borrower` };
}

export function redeem({ holder, localId, amountFen }: RedemptionWanted): Wish {
  const id = `${partyIds[holder]}:${localId}`;
  return post('redeem', holder, id, '/v1/tokens/redemptions', { redemptionId: localId, amountFen });
}

export type RedemptionStep = 'settle' | 'reject' | 'acknowledge' | 'object' | 'cancel';

export function redemptionStep(step: RedemptionStep, redemption: RedemptionWanted): Wish {
  const id = redemptionIdOf(redemption);
  const caller: 'keystone' | Creditor = step === 'settle' || step === 'reject' ? 'keystone' : redemption.holder;
  const body = step === 'settle' ? { paymentReference: `pay-${redemption.localId}` } : undefined;
  return post(step, caller, id, `/v1/tokens/redemptions/${id}/${step}`, body);
}

/** Whether the ledger holds what was wished, with this content; undefined for what leaves nothing there by itself. */
export function stands(wish: Wish, chain: Chain): boolean | undefined {
  const { kind, id, body = {} } = wish;
  const redemption = chain.find('redemption', id);
  switch (kind) {
    case 'recharge': {
      const record = chain.find('recharge', id);
      return record !== undefined && record.amountFen === body.amountFen && record.partyId === body.partyId;
    }
    case 'publish': {
      const [sent] = body.plans as ReturnType<typeof planSent>[];
      return chain.find('plan', id)?.riskControlResult.score === sent?.riskControlResult.score;
    }
    case 'confirm': {
      const record = chain.find('confirm', id);
      const { confirmTakeInLimitRmb, confirmTakeInRateBps } = body;
      return (
        record?.confirmTakeInLimitRmb === confirmTakeInLimitRmb && record?.confirmTakeInRateBps === confirmTakeInRateBps
      );
    }
    case 'withdraw':
      return chain.find('plan', id)?.status === 'WITHDRAWN';
    case 'purge':
      return chain.find('plan', id)?.purged === true;
    case 'redeem':
      return redemption?.amountFen === body.amountFen;
    case 'settle':
      return redemption?.paymentReference === body.paymentReference;
    case 'object':
      return redemption?.objectedTime !== undefined;
    case 'reject':
      return redemption?.status === 'REJECTED';
    case 'acknowledge':
      return redemption?.status === 'ACKNOWLEDGED';
    case 'cancel':
      return redemption?.status === 'CANCELLED';
    default:
      return creditStands(wish, chain);
  }
}

/** The same identifier with other content. */
export function changed(wish: Wish): Wish {
  const { body = {} } = wish;
  if (wish.kind === 'publish') {
    const [sent] = body.plans as ReturnType<typeof planSent>[];
    return { ...wish, body: { plans: [{ ...sent, riskControlResult: { ...sent?.riskControlResult, score: 'C' } }] } };
  }
  const members: Readonly<Record<string, string>> = { confirm: 'confirmTakeInLimitRmb', file: 'amountRmb' };
  const member = members[wish.kind] ?? 'amountFen';
  return { ...wish, body: { ...body, [member]: Number(body[member]) + 1 } };
}
