/** Commands on plans and their confirms. */
import { z } from 'zod';
import { base64url, bps, count, folds, integer, sha256Hex, timestamp, wrapForm } from './command-members';
import { identifier, score } from './forms';
import { type ConfirmRecord, loanKinds } from './plan-records';
import type { PlanWarning } from './warnings';

export const joinLimitForm = z.strictObject({
  sharedLimitRmb: integer,
  sharedRate: z.strictObject({ minBps: bps, maxBps: bps }),
  tokenRateFen: z.int().min(0),
  participantCount: count,
  minConfirmRmb: z.int().min(1).optional(),
  startTime: timestamp,
  endTime: timestamp,
  form: z.enum(['JOINT', 'FIRST_COME']),
});

export const riskControlResultForm = z.strictObject({
  score,
  loanLimitRmb: z.int().min(0),
  shareLimitRmb: z.int().min(0),
});

export const planContentForm = z.strictObject({
  borrowerPerson: z.strictObject({ amountRmb: integer, loanKind: z.enum(loanKinds) }),
  carMortgageInfo: z.strictObject({ mileageKm: z.int().min(0), timeToBuy: timestamp }).optional(),
  riskControlResult: riskControlResultForm,
  joinLimit: joinLimitForm,
  fieldsCommitment: sha256Hex,
  keyCommitment: sha256Hex,
});

const planStep = z.strictObject({ assetId: identifier });
const confirmStep = z.strictObject({ assetId: identifier, confirmId: identifier });

export const planCommandForms = {
  /** Private part: the sealed record's bytes, in canonical JSON (sealed.ts). */
  'plan:publish': planContentForm.extend({
    assetId: identifier,
    sealedHash: sha256Hex,
    keyVersion: z.int().min(1),
  }),
  'plan:confirm': z.strictObject({
    assetId: identifier,
    confirmId: identifier,
    confirmTakeInLimitRmb: integer,
    confirmTakeInRateBps: bps,
    oneOffPublicKey: base64url(100),
    folds,
  }),
  'plan:deliver': confirmStep.extend({ wrap: wrapForm(100) }),
  'plan:accept': confirmStep,
  /** Private part: the one-off private key, 32 bytes in base64url. */
  'plan:dispute': confirmStep,
  'plan:expire': confirmStep,
  'plan:withdraw': planStep,
  'plan:close': planStep,
  'plan:purge': planStep,
} as const satisfies Readonly<Record<string, z.ZodType>>;

export interface PlanAnswers {
  'plan:publish': { assetId: string; warnings: readonly PlanWarning[] };
  'plan:confirm': ConfirmAnswer;
  'plan:deliver': { confirmId: string };
  'plan:accept': { confirmId: string };
  'plan:dispute': { confirmId: string };
  'plan:expire': { confirmId: string };
  'plan:withdraw': { assetId: string };
  'plan:close': { assetId: string };
  'plan:purge': { assetId: string };
}

/** The confirm as it was when it was accepted. */
export type ConfirmAnswer = Pick<
  ConfirmRecord,
  | 'confirmId'
  | 'assetId'
  | 'partyId'
  | 'contributor'
  | 'confirmTakeInLimitRmb'
  | 'confirmTakeInRateBps'
  | 'tokenFen'
  | 'confirmTime'
  | 'deliverBy'
  | 'disputeWithinSeconds'
> & { readonly status: 'HELD' };
