/** How plans and confirms are shown. The form of each answer names what is shown. */
import type { ConfirmRecord, PlanRecord } from '../../chaincode/api/records';
import { confirmAnswer, confirmInPlan } from '../api/confirms';
import { planAnswer, planPublic } from '../api/plans';
import { showMembers } from '../api/shown-members';
import type { PlanView } from '../store/types';
import type { Acceptance } from './acceptance';

type Left = Pick<Acceptance, 'leftFor'>;

export function planView({ plan, confirms }: PlanView, acceptance: Left) {
  const loanShareConfirms = confirms.map((confirm) => showMembers(confirmInPlan, withReason(confirm, acceptance)));
  return showMembers(planAnswer, { ...plan, loanShareConfirms });
}

export function publicPlanView(plan: PlanRecord) {
  return showMembers(planPublic, plan);
}

export function confirmView(confirm: ConfirmRecord, acceptance: Left) {
  return showMembers(confirmAnswer, withReason(confirm, acceptance));
}

function withReason(confirm: ConfirmRecord, acceptance: Left) {
  const leftFor = confirm.status === 'DELIVERED' ? acceptance.leftFor(confirm.confirmId) : undefined;
  return { ...confirm, leftFor };
}
