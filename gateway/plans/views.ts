/** Shows plans and confirms. The form of each answer names what is shown. */
import type { ConfirmRecord } from '../../chaincode/api/records';
import { Rejection } from '../../chaincode/api/refusals';
import { confirmAnswer, confirmInPlan } from '../api/confirms';
import { planAnswer, type publishPlans } from '../api/plans';
import { showMembers } from '../api/shown-members';
import { problemOf, wordsOf } from '../http/problem';
import type { AnswerTo } from '../http/route';
import type { Acceptance } from './acceptance';
import type { Published } from './publishing';
import type { PlanWithConfirms } from './store';

type Left = Pick<Acceptance, 'leftFor'>;

export function planView({ plan, confirms }: PlanWithConfirms, acceptance: Left) {
  const loanShareConfirms = confirms.map((confirm) => showMembers(confirmInPlan, withReason(confirm, acceptance)));
  return showMembers(planAnswer, { ...plan, loanShareConfirms });
}

export function confirmView(confirm: ConfirmRecord, acceptance: Left) {
  return showMembers(confirmAnswer, withReason(confirm, acceptance));
}

export function countsView<S extends string>(byStatus: Readonly<Record<S, number>>, asOfBlock: number) {
  const total = Object.values<number>(byStatus).reduce((sum, count) => sum + count, 0);
  return { total, byStatus, asOfBlock };
}

function withReason(confirm: ConfirmRecord, acceptance: Left) {
  const leftFor = confirm.status === 'DELIVERED' ? acceptance.leftFor(confirm.confirmId) : undefined;
  return { ...confirm, leftFor };
}

/** One plan answers its refusal's own status; several answer 207 as soon as one is refused. */
export function publishedAnswer(published: readonly Published[]): AnswerTo<typeof publishPlans> {
  const [first, ...others] = published;
  if (first?.outcome.status === 'REFUSED' && others.length === 0) {
    const { code, detail } = first.outcome;
    return problemOf(new Rejection(code, detail), { assetId: first.assetId });
  }
  const blocks = published.flatMap(({ block }) => block ?? []);
  return {
    status: published.every(({ outcome }) => outcome.status === 'ACCEPTED') ? 201 : 207,
    body: { outcomes: published.map(outcomeView) },
    repeated: published.every(({ outcome }) => outcome.status === 'ACCEPTED' && outcome.repeated),
    block: blocks.length === 0 ? undefined : Math.max(...blocks),
  };
}

function outcomeView({ assetId, outcome }: Published) {
  if (outcome.status === 'REFUSED') {
    const { status, code, detail } = outcome;
    return { ...detail, assetId, status, code, detail: wordsOf(code, detail) };
  }
  const { warnings } = outcome.answer;
  return { assetId, status: outcome.status, ...(warnings.length === 0 ? {} : { warnings }) };
}
