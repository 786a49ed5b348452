/** A plan as a contributor sends it, over REST or as a row of a spreadsheet. Messages never repeat what was sent. */
import { z } from 'zod';
import { identifier, joinLimitForm, riskControlResultForm } from '../../chaincode/api/commands';
import { faultless, score } from '../../chaincode/api/forms';
import { parseIdentityNumber, parseMobileNumber } from '../../chaincode/api/identity-numbers';
import { loanKinds } from '../../chaincode/api/records';
import { findTextFault, spellText } from '../../chaincode/api/texts';
import { timeRange, timeText } from '../../chaincode/api/times';

/** A text that is brought to the one text of what it says, so that who says the same again is understood to repeat it. */
function oneText<F extends z.ZodType<string>>(form: F, parse: (text: string) => string | undefined, expected: string) {
  return form.transform((value, context) => {
    const text = parse(value);
    if (text === undefined) context.issues.push({ code: 'custom', input: value, params: { expected } });
    return text ?? z.NEVER;
  });
}

/** Any ISO 8601 with a zone; becomes UTC with milliseconds, as records hold times. What is finer would be another time there. */
export const time = oneText(
  z.iso.datetime({ offset: true }).max(40),
  (value) => (/\.\d{3}\d*[1-9]/.test(value) ? undefined : timeText(Date.parse(value))),
  `is no time ${timeRange}, to the millisecond`,
).meta({
  description: `ISO 8601 with a zone, ${timeRange}, to the millisecond`,
  override: {
    pattern: String.raw`^(19|2[01])\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3}0*)?(Z|[+-]\d\d:\d\d)$`,
  },
});

/** What a person reads and types. A name has one spelling, so that who sends it in another one is understood to repeat it. */
export const text = z
  .string()
  .min(1)
  .max(256)
  .transform(spellText)
  .pipe(faultless(z.string(), (value) => findTextFault(value)))
  .meta({ override: { format: 'line-of-text' }, description: 'One line in NFC, in which everything can be seen' });

/** As the ledger takes it; full-width letters and blanks around it do not matter. */
const scoreAsSent = z
  .string()
  .min(1)
  .max(64)
  .transform((value) => value.normalize('NFKC').trim())
  .pipe(score)
  .meta({ description: 'Public: 1 to 16 letters, digits, +, - and ., and no number of a person' });

export const loanIdent = oneText(
  z.string().max(64),
  (value) => parseIdentityNumber(value, new Date().toISOString()),
  'is no identity number (GB 11643) and no social credit code (GB 32100)',
).meta({
  description: 'GB 11643 identity number or GB 32100 social credit code',
  override: { format: 'identity-number' },
});

export const loanMobile = oneText(z.string().max(64), parseMobileNumber, 'is no mobile number of 11 digits').meta({
  description: 'A mobile number of 11 digits',
  override: { format: 'mobile-number' },
});

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
    riskControlResult: riskControlResultForm.extend({ score: scoreAsSent }),
    joinLimit: joinLimitForm.extend({
      startTime: time,
      endTime: time,
      form: z.enum(['JOINT', 'FIRST_COME']).default('JOINT'),
    }),
  })
  .meta({ id: 'PlanAsSent' });

export type PlanAsSent = z.infer<typeof planForm>;
