/** Commands on tokens: recharge, redemption, fold. */
import { z } from 'zod';
import { folds, integer } from './command-members';
import { identifier, localIdentifier, partyIdentifier } from './forms';

const redemptionStep = z.strictObject({ redemptionId: identifier });

export const tokenCommandForms = {
  'token:recharge': z.strictObject({
    rechargeId: identifier,
    partyId: partyIdentifier,
    amountFen: integer,
    paymentReference: localIdentifier,
  }),
  'token:redeem': z.strictObject({ redemptionId: identifier, amountFen: integer, folds }),
  'token:fold': z.strictObject({ folds }),
  'token:settle': redemptionStep.extend({ paymentReference: localIdentifier }),
  'token:reject': redemptionStep,
  'token:acknowledge': redemptionStep,
  'token:object': redemptionStep,
  'token:cancel': redemptionStep,
  'token:expire': redemptionStep,
} as const satisfies Readonly<Record<string, z.ZodType>>;

export interface TokenAnswers {
  'token:recharge': { rechargeId: string };
  'token:redeem': { redemptionId: string };
  'token:fold': { partyId: string };
  'token:settle': { redemptionId: string };
  'token:reject': { redemptionId: string };
  'token:acknowledge': { redemptionId: string };
  'token:object': { redemptionId: string };
  'token:cancel': { redemptionId: string };
  'token:expire': { redemptionId: string };
}
