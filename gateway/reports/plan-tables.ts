/** Plans and confirms, as every member sees them. Data of the borrower is no part of the records. */
import type { PlanRecord } from '../../chaincode/api/records';
import { flag, type ReportTable, recordTable, splitTable, text, time, whole } from './description';

const planId = { name: 'plan_id', about: 'the plan, `partyId:localId`' };

export const planTables: readonly ReportTable[] = [
  recordTable('plan', {
    name: 'plans',
    kind: 'plans',
    about: 'plans of all members',
    id: planId,
    columns: [
      text('contributor', 'the institution that shares the loan', ({ contributor }) => contributor),
      text('status', 'OPEN, FILLED, CLOSED or WITHDRAWN', ({ status }) => status),
      text('form', 'JOINT or FIRST_COME', ({ joinLimit }) => joinLimit.form),
      text('loan_kind', 'the kind of loan', ({ borrowerPerson }) => borrowerPerson.loanKind),
      whole('loan_amount_rmb', 'the amount applied for', ({ borrowerPerson }) => borrowerPerson.amountRmb),
      whole('shared_limit_rmb', 'the limit that is shared', ({ joinLimit }) => joinLimit.sharedLimitRmb),
      whole('remaining_limit_rmb', 'the part that nobody has confirmed', ({ remainingLimitRmb }) => remainingLimitRmb),
      whole('min_rate_bps', 'the lowest rate of a confirm', ({ joinLimit }) => joinLimit.sharedRate.minBps),
      whole('max_rate_bps', 'the highest rate of a confirm', ({ joinLimit }) => joinLimit.sharedRate.maxBps),
      whole('token_rate_fen', 'the fee for each 10,000 RMB of a confirm', ({ joinLimit }) => joinLimit.tokenRateFen),
      whole('min_confirm_rmb', "the plan's own minimum of a confirm", ({ joinLimit }) => joinLimit.minConfirmRmb),
      whole('participant_count', 'how many institutions may take part', ({ joinLimit }) => joinLimit.participantCount),
      text('risk_score', "the contributor's score", ({ riskControlResult }) => riskControlResult.score),
      whole(
        'risk_loan_limit_rmb',
        "the contributor's limit for the loan",
        (plan) => plan.riskControlResult.loanLimitRmb,
      ),
      whole(
        'risk_share_limit_rmb',
        'the part that risk control would share',
        (plan) => plan.riskControlResult.shareLimitRmb,
      ),
      whole('car_mileage_km', 'of a car mortgage', ({ carMortgageInfo }) => carMortgageInfo?.mileageKm),
      time('car_bought_time', 'of a car mortgage', ({ carMortgageInfo }) => carMortgageInfo?.timeToBuy),
      time('start_time', 'confirms are taken from then on', ({ joinLimit }) => joinLimit.startTime),
      time('end_time', 'and until then', ({ joinLimit }) => joinLimit.endTime),
      time('published_time', 'when it was published', ({ publishedTime }) => publishedTime),
      flag('purged', "whether the borrower's sealed data is gone", ({ purged }) => purged),
    ],
  }),
  splitTable('plan', ({ participations }: PlanRecord) => participations, {
    name: 'plan_participations',
    kind: 'plans',
    about: 'how often each institution took part in a plan',
    id: planId,
    columns: [
      text('participator', 'the institution that takes part', ({ partyId }) => partyId),
      whole('standing_count', 'its confirms that are under way or paid', ({ standing }) => standing),
      whole('refunded_count', 'its confirms that were refunded', ({ refunded }) => refunded),
    ],
  }),
  recordTable('confirm', {
    name: 'confirms',
    kind: 'confirms',
    about: 'confirms of all members',
    id: { name: 'confirm_id', about: 'the confirm, `partyId:localId` of the participator' },
    indexes: [['plan_id']],
    columns: [
      text('plan_id', 'the plan', ({ assetId }) => assetId),
      text('participator', 'the institution that takes part and pays', ({ partyId }) => partyId),
      text('contributor', 'the institution that shares the loan and is paid', ({ contributor }) => contributor),
      text('status', 'HELD, DELIVERED, PAID or REFUNDED', ({ status }) => status),
      whole('limit_rmb', 'the limit that was confirmed', ({ confirmTakeInLimitRmb }) => confirmTakeInLimitRmb),
      whole('rate_bps', 'the rate that was confirmed', ({ confirmTakeInRateBps }) => confirmTakeInRateBps),
      whole('token_fen', 'the fee', ({ tokenFen }) => tokenFen),
      time('confirm_time', 'when it was confirmed', ({ confirmTime }) => confirmTime),
      time('deliver_by_time', 'the contributor delivers until then', ({ deliverBy }) => deliverBy),
      time('refund_from_time', 'it can be refunded from then on', ({ refundFrom }) => refundFrom),
      time('delivered_time', 'when it was delivered', ({ deliveredTime }) => deliveredTime),
      time('dispute_by_time', 'the participator may dispute until then', ({ disputeBy }) => disputeBy),
      time('ended_time', 'when it was paid or refunded', ({ endedTime }) => endedTime),
      text('ended_by', 'ACCEPTED, DISPUTED or EXPIRED', ({ endedBy }) => endedBy),
    ],
  }),
];
