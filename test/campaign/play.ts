/** Plays a history: every institution acts for itself, at its times, and does not wait for the others' recovery. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { LoanWanted } from './credit/history';
import { playLoan } from './credit/play';
import { creditors, type History, type PlanWanted, type RedemptionWanted } from './history';
import { insist } from './insist';
import type { Recorder } from './recorder';
import * as wishes from './wishes';

const purgeAttempts = 5;

export async function play(
  { recharges, plans, redemptions }: History,
  loans: readonly LoanWanted[],
  recorder: Recorder,
): Promise<void> {
  const start = Date.now();
  await Promise.all([
    ...recharges.map(async (wanted) => {
      await sleep(wanted.afterMs);
      await insist(recorder, wishes.recharge(wanted), wanted);
    }),
    ...plans.map((plan) => playPlan(plan, recorder, start)),
    ...redemptions.map((redemption) => playRedemption(redemption, recorder)),
    ...loans.map((loan) => playLoan(loan, recorder, start)),
  ]);
}

async function playPlan(plan: PlanWanted, recorder: Recorder, start: number): Promise<void> {
  await sleep(plan.afterMs);
  if ((await insist(recorder, wishes.publish(plan, start), plan)).outcome !== 'ok') return;
  await Promise.all([
    ...plan.confirms.map(async (wanted) => {
      await sleep(wanted.afterMs);
      await insist(recorder, wishes.confirm(plan, wanted), wanted);
      await recorder.ask(wishes.readBorrower(wanted.by, plan));
    }),
    recorder.ask(wishes.readBorrower(creditors.find((name) => name !== plan.contributor) ?? 'keystone', plan)),
    withdraw(plan, recorder),
  ]);
  for (let attempt = 0; plan.purges && attempt < purgeAttempts; attempt++) {
    const outcome = await recorder.ask(wishes.planStep('purge', plan));
    if (outcome.outcome !== 'refused' || outcome.code === 'PLAN_STILL_OPEN') break;
    await sleep(300);
  }
}

async function withdraw(plan: PlanWanted, recorder: Recorder): Promise<void> {
  if (plan.withdrawAfterMs === undefined) return;
  await sleep(plan.withdrawAfterMs);
  await recorder.ask(wishes.planStep('withdraw', plan));
}

async function playRedemption(redemption: RedemptionWanted, recorder: Recorder): Promise<void> {
  await sleep(redemption.afterMs);
  if ((await insist(recorder, wishes.redeem(redemption), redemption)).outcome !== 'ok') return;
  const take = (step: wishes.RedemptionStep) => recorder.ask(wishes.redemptionStep(step, redemption));
  switch (redemption.end) {
    case 'cancel':
      // Too early; the holder's gateway does it in time, unless it leaves that to its officers.
      return void (await take('cancel'));
    case 'reject':
      return void (await take('reject'));
    case 'settle or reject':
      return void (await Promise.all([take('settle'), take('reject')]));
    case 'expire':
      return void (await take('settle'));
    case 'acknowledge':
      await take('settle');
      return void (await take('acknowledge'));
    case 'acknowledge or object':
      await take('settle');
      return void (await Promise.all([take('acknowledge'), take('object')]));
    case 'object, acknowledge':
    case 'object, reject':
      await take('settle');
      await take('object');
      await take(redemption.end === 'object, reject' ? 'reject' : 'acknowledge');
  }
}
