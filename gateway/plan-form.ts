/** A plan as a contributor sends it, over REST or as a row of a spreadsheet. Messages never repeat what was sent. */
import { z } from 'zod';
import { identifier, joinLimitForm, riskControlResultForm } from '../chaincode/api/commands';
import { isIdentityNumber } from '../chaincode/api/identity-numbers';
import { loanKinds } from '../chaincode/api/records';

/** Any ISO 8601 with a zone; becomes UTC with milliseconds, as records hold times, so that the same moment is the same plan. */
export const time = z.iso.datetime({ offset: true }).transform((value) => new Date(value).toISOString());

export const text = z.string().min(1).max(256);

export const loanIdent = z
  .string()
  .max(18)
  .refine(isIdentityNumber, {
    params: { expected: 'is no identity number (GB 11643) and no social credit code (GB 32100)' },
  })
  .meta({ description: 'GB 11643 identity number or GB 32100 social credit code' });

export const loanMobile = z.string().regex(/^1[3-9]\d{9}$/);

/** A plan as a contributor sends it. */
export const planForm = z
  .strictObject({
    assetId: identifier,
    borrowerPerson: z.strictObject({
      partyName: text,
      loanIdent,
      loanMobile,
      amountRmb: z.int(),
      loanKind: z.enum(loanKinds),
    }),
    carMortgageInfo: z
      .strictObject({ licensePlateNumber: text, engineNumber: text, mileageKm: z.int().min(0), timeToBuy: time })
      .optional(),
    assetData: z
      .strictObject({
        violationFineDataUrl: text.optional(),
        phoneRecordDataUrl: text.optional(),
        medicalRecordDataUrl: text.optional(),
      })
      .default({}),
    riskControlResult: riskControlResultForm,
    joinLimit: joinLimitForm.extend({
      startTime: time,
      endTime: time,
      form: z.enum(['JOINT', 'FIRST_COME']).default('JOINT'),
    }),
  })
  .meta({ id: 'PlanAsSent' });

export type PlanAsSent = z.infer<typeof planForm>;
