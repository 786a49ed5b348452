/** What routes answer, as forms for the OpenAPI document, and how records become answers. Never a sensitive field. */

import { z } from 'zod';
import { allianceForm, changeForm, proposalStandings } from '../../chaincode/api/alliance';
import { joinLimitForm, riskControlResultForm } from '../../chaincode/api/commands';
import {
  type ConfirmRecord,
  loanKinds,
  type PlanRecord,
  type RechargeRecord,
  type RedemptionRecord,
  redemptionStatuses,
} from '../../chaincode/api/records';
import { planWarnings } from '../../chaincode/api/warnings';
import type { PlanView, ProposalView } from '../store/types';

interface Acceptance {
  leftFor(confirmId: string): 'FEE' | 'FORM' | undefined;
}

/** Names of open lists come from chaincode/api; answers may grow, so their forms are not strict. */
const id = z.string();
const time = z.iso.datetime();
const amount = z.int();

export const confirmStatus = z.enum(['HELD', 'DELIVERED', 'PAID', 'REFUNDED']);
export const planStatus = z.enum(['OPEN', 'FILLED', 'CLOSED', 'WITHDRAWN']);
export const proposalStatus = z.enum(proposalStandings);
export const redemptionStatus = z.enum(redemptionStatuses);

const confirmInPlan = z.object({
  confirmId: id,
  partyId: id,
  confirmTakeInLimitRmb: amount,
  confirmTakeInRateBps: amount,
  tokenFen: amount,
  confirmTime: time,
  status: confirmStatus,
  deliverBy: time,
  disputeWithinSeconds: amount,
  disputeBy: time.optional(),
  leftFor: z.enum(['FEE', 'FORM']).optional().meta({
    description: "Why this institution's gateway does not accept the delivery by itself; accept or dispute it",
  }),
});

export const confirmAnswer = confirmInPlan
  .extend({
    assetId: id,
    contributor: id,
    deliveredTime: time.optional(),
    endedTime: time.optional(),
    endedBy: z.enum(['ACCEPTED', 'DISPUTED', 'EXPIRED']).optional(),
  })
  .meta({ id: 'LoanShareConfirm' });

const planPublic = z.object({
  assetId: id,
  borrowerPerson: z.object({ amountRmb: amount, loanKind: z.enum(loanKinds) }),
  carMortgageInfo: z.object({ mileageKm: amount, timeToBuy: time }).optional(),
  riskControlResult: riskControlResultForm,
  joinLimit: joinLimitForm,
  contributor: id,
  status: planStatus,
  remainingLimitRmb: amount,
});

export const planAnswer = planPublic
  .extend({ loanShareConfirms: z.array(confirmInPlan) })
  .meta({ id: 'LoanSharedPlan' });

export const historyAnswer = z.object({
  assetId: id,
  entries: z.array(z.object({ transactionId: z.string(), time, plan: planPublic.optional() })),
});

export const outcomesAnswer = z.object({
  outcomes: z.array(
    z.looseObject({
      assetId: id.optional(),
      status: z.enum(['ACCEPTED', 'REFUSED']),
      code: z.string().optional(),
      detail: z.string().optional(),
      warnings: z.array(z.enum(planWarnings)).optional(),
    }),
  ),
});

export const borrowerAnswer = z
  .object({
    partyName: z.string(),
    loanIdent: z.string(),
    loanMobile: z.string(),
    licensePlateNumber: z.string().optional(),
    engineNumber: z.string().optional(),
    assetData: z.object({
      violationFineDataUrl: z.string().optional(),
      phoneRecordDataUrl: z.string().optional(),
      medicalRecordDataUrl: z.string().optional(),
    }),
  })
  .meta({ id: 'Borrower' });

export const proposalAnswer = z
  .object({
    proposalId: id,
    change: changeForm,
    approvals: z.array(id),
    rejections: z.array(id),
    status: proposalStatus,
    proposedTime: time,
    voteByDay: z.int().meta({ description: "The last of the ledger's days on which it is voted on" }),
  })
  .meta({ id: 'Proposal' });

export const allianceAnswer = allianceForm.extend({
  version: z.int(),
  foundingHash: z.string(),
  ledgerDay: z.int().optional().meta({ description: 'By which long periods, and those in which silence decides, end' }),
  openProposals: z.array(proposalAnswer),
  asOfBlock: z.int(),
});

export const partyAnswer = z
  .object({
    partyId: id,
    partyName: z.string(),
    partyOrgType: z.string(),
    endorses: z.boolean(),
    /** 0 where no key is registered. */
    keyVersion: z.int(),
    publicKey: z.string().optional(),
  })
  .meta({ id: 'Party' });

export const rechargeAnswer = z
  .object({ rechargeId: id, partyId: id, amountFen: amount, paymentReference: z.string(), rechargeTime: time })
  .meta({ id: 'Recharge' });

export const redemptionAnswer = z
  .object({
    redemptionId: id,
    partyId: id,
    amountFen: amount,
    status: redemptionStatus,
    requestedTime: time,
    objectWithinSeconds: z.int(),
    decideWithinDays: z.int(),
    cancelFrom: time.meta({ description: "Until then the issuer settles; afterwards, by the ledger's day, to cancel" }),
    paymentReference: z.string().optional(),
    settledTime: time.optional(),
    objectBy: time.optional().meta({ description: "Until then, by the ledger's day, to acknowledge or object" }),
    objectedTime: time.optional(),
    decideBy: time.optional().meta({ description: 'Until then to decide by vote; afterwards the tokens come back' }),
    endedTime: time.optional(),
  })
  .meta({ id: 'Redemption' });

export const accountAnswer = z.object({ partyId: id, balanceFen: amount, heldFen: amount, asOfBlock: z.int() });
export const entryAnswer = z.object({
  entryId: id,
  time,
  kind: z.string(),
  reference: id,
  balanceFen: amount,
  heldFen: amount,
});

/** A page of a list: `nextCursor` where there is more, and the block that it is as of. */
export function listOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().optional(), asOfBlock: z.int() });
}

export function confirmOf(confirm: ConfirmRecord, acceptance: Acceptance) {
  const { assetId, contributor, deliveredTime, endedTime, endedBy } = confirm;
  return { ...inPlan(confirm, acceptance), assetId, contributor, deliveredTime, endedTime, endedBy };
}

export function planOf({ plan, confirms }: PlanView, acceptance: Acceptance) {
  return { ...publicOf(plan), loanShareConfirms: confirms.map((confirm) => inPlan(confirm, acceptance)) };
}

export function publicOf(plan: PlanRecord) {
  const { assetId, borrowerPerson, carMortgageInfo, riskControlResult, joinLimit } = plan;
  const { contributor, status, remainingLimitRmb } = plan;
  return {
    assetId,
    borrowerPerson,
    carMortgageInfo,
    riskControlResult,
    joinLimit,
    contributor,
    status,
    remainingLimitRmb,
  };
}

/** A record whose members are all for answers. */
export function withoutDocType<R extends ProposalView | RechargeRecord | RedemptionRecord>({ docType: _, ...rest }: R) {
  return rest;
}

function inPlan(confirm: ConfirmRecord, acceptance: Acceptance) {
  const { confirmId, partyId, confirmTakeInLimitRmb, confirmTakeInRateBps, tokenFen, confirmTime } = confirm;
  const { status, deliverBy, disputeWithinSeconds, disputeBy } = confirm;
  return {
    confirmId,
    partyId,
    confirmTakeInLimitRmb,
    confirmTakeInRateBps,
    tokenFen,
    confirmTime,
    status,
    deliverBy,
    disputeWithinSeconds,
    disputeBy,
    leftFor: status === 'DELIVERED' ? acceptance.leftFor(confirmId) : undefined,
  };
}
