/** Credit records: filing, signatures, feedback, levels. */
import { z } from 'zod';
import { feedbackOutcomes, relationKinds } from '../../chaincode/api/credit-fields';
import { creditLevels } from '../../chaincode/api/records';
import { disputeState } from './credit-disputes';
import { flag, page, random128, recordParams, sha256, signature } from './forms';
import { lendingTypes, operation, readingRoles, writingRoles } from './operation';
import { pageAnswer } from './page-answer';
import { text, time } from './plan-form';
import { signedWholeSchema, toSignList } from './signed-forms';

export const reading = { roles: readingRoles, partyOrgTypes: lendingTypes };

export const writing = { roles: writingRoles, partyOrgTypes: lendingTypes };

export const level = z.enum(creditLevels);

export const priceFen = z
  .int()
  .min(0)
  .max(1_000_000_000)
  .default(0)
  .meta({ description: 'The price of one answer, for the level PAID only' });

export const subject = z.strictObject({ subjectId: sha256 });

const feedbackNumber = z.int().min(1).max(1_000);

export const termsForm = z.strictObject({
  filingId: random128.optional().meta({
    description: 'The gateway recognises a repeated filing by this identifier, and makes one if it is absent',
  }),
  relationKind: z.enum(relationKinds).meta({ description: 'Lender to borrower: C a person, B an enterprise' }),
  borrower: subject,
  lender: subject.optional().meta({ description: 'The default is this institution' }),
  amountRmb: z.int().min(1),
  rateBps: z.int().min(0).max(100_000),
  startTime: time,
  maturityTime: time,
  mandateSha256: sha256
    .optional()
    .meta({ description: 'The hash of the mandate under which a company files for the borrower' }),
  signBy: time
    .optional()
    .meta({ description: "Public; at most seven days from now, by default the last midnight in the alliance's zone" }),
});

const renewsForm = z.strictObject({ recordId: random128, level, priceFen });

const registrationForm = termsForm.extend({
  renews: renewsForm.optional().meta({ description: 'The record that ends early, PERFORMED, with this one' }),
});

export const signatureForm = z
  .strictObject({
    role: z.enum(['BORROWER', 'LENDER']),
    keyId: sha256.optional(),
    signature: signature.optional(),
    approvalReference: text.optional(),
    feedback: feedbackNumber
      .optional()
      .meta({ description: 'The number of the feedback to sign; absent for the registration' }),
  })
  .refine((signed) => (signed.keyId === undefined) === (signed.signature === undefined), {
    path: ['signature'],
    params: { expected: 'comes with keyId, and keyId with it' },
  })
  .meta({ override: signedWholeSchema });

export const feedbackForm = z.strictObject({
  outcome: z.enum(feedbackOutcomes),
  level,
  priceFen,
  newMaturityTime: time.optional().meta({ description: 'The new maturity of an extension' }),
  notice: z
    .strictObject({ givenTime: time, evidenceSha256: sha256 })
    .optional()
    .meta({ description: 'The notice to the borrower, required before a breach is recorded' }),
  corrects: feedbackNumber.optional(),
});

export const toSignAnswer = toSignList(z.enum(['BORROWER', 'LENDER']));

export const notRecorded = {
  description:
    'NOT_RECORDED: handed over to the registrar again and again, and not on the ledger; repeating hands it over anew',
};

const recordStatus = z
  .enum(['AWAITING_SIGNATURES', 'LAPSED', 'HANDED_OVER', 'NOT_RECORDED', 'EFFECTIVE'])
  .meta(notRecorded);

const feedbackStatus = z.enum(['AWAITING_SIGNATURES', 'HANDED_OVER', 'NOT_RECORDED', 'RECORDED']).meta(notRecorded);

const filedAnswer = z.object({
  recordId: z.string(),
  status: recordStatus,
  signBy: z.iso.datetime(),
  toSign: toSignAnswer,
  warnings: z.array(z.enum(['RELATION_KIND_FUTURE'])).optional(),
});

const feedbackDone = z.object({ number: z.int(), status: feedbackStatus, toSign: toSignAnswer });

export const recordAnswer = z
  .object({
    recordId: z.string(),
    status: recordStatus,
    relationKind: z.enum(relationKinds),
    borrower: z.object({ subjectId: z.string(), side: z.enum(['SIGNATURE', 'MANDATE']) }),
    lender: z.object({ subjectId: z.string() }).optional(),
    amountRmb: z.int(),
    rateBps: z.int(),
    startTime: z.iso.datetime(),
    maturityTime: z.iso.datetime(),
    signBy: z.iso.datetime(),
    dueTime: z.iso.datetime().optional().meta({ description: 'The maturity that awaits a feedback' }),
    renews: z.string().optional(),
    renewedBy: z.string().optional(),
    corrects: z.string().optional(),
    correctedBy: z.string().optional(),
    registeredTime: z.iso.datetime().optional(),
    level: level.optional(),
    priceFen: z.int().optional(),
    toSign: toSignAnswer,
    feedbacks: z.array(
      feedbackDone.extend({
        outcome: z.enum(feedbackOutcomes),
        level,
        priceFen: z.int(),
        newMaturityTime: z.iso.datetime().optional(),
        corrects: z.int().optional(),
      }),
    ),
    disputes: z.array(disputeState),
  })
  .meta({ id: 'CreditRecord' });

const filingRefusals = [
  'CREDIT_RECORD_EXISTS_WITH_OTHER_CONTENT',
  'SIDES_NOT_DISTINCT',
  'SUBJECT_NOT_VERIFIED_HERE',
  'RELATION_KIND_MISMATCH',
  'MATURITY_INVALID',
  'SIGN_BY_INVALID',
  'PRICE_INVALID',
  'CREDIT_RECORD_NOT_FOUND',
  'PREDECESSOR_DIFFERS',
  'CREDIT_RECORD_NOT_EFFECTIVE',
  'SUCCESSOR_NOT_SIGNED',
  'FEEDBACK_FINAL',
] as const;

export const filed = {
  201: { description: 'The gateway keeps the record until both sides have signed', body: filedAnswer },
};

export const fileCreditRecord = operation({
  id: 'fileCreditRecord',
  call: 'creditRecords.file',
  method: 'post',
  path: '/v1/credit-records',
  summary: 'File a credit record',
  description: 'The record takes effect when borrower and lender have signed the same terms.',
  access: writing,
  body: registrationForm,
  audited: ['recordId'],
  answers: filed,
  refusals: filingRefusals,
  folded: true,
  repeatable: { with: 'filingId' },
});

export const correctCreditRecord = operation({
  id: 'correctCreditRecord',
  call: 'creditRecords.correct',
  method: 'post',
  path: '/v1/credit-records/{recordId}/corrections',
  summary: 'File a correction of a credit record',
  description: 'The corrected record stays on the ledger and names the record that corrects it.',
  access: writing,
  params: recordParams,
  body: termsForm,
  audited: ['recordId'],
  answers: filed,
  refusals: filingRefusals.filter((code) => code !== 'PRICE_INVALID' && code !== 'FEEDBACK_FINAL'),
  folded: true,
  repeatable: { with: 'filingId' },
});

export const signCreditRecord = operation({
  id: 'signCreditRecord',
  call: 'creditRecords.sign',
  method: 'post',
  path: '/v1/credit-records/{recordId}/signatures',
  summary: 'Sign a credit record or one of its feedbacks',
  description:
    "The signature is the borrower's or the lender's. This institution confirms as the lender without a signature.",
  access: writing,
  params: recordParams,
  body: signatureForm,
  answers: {
    201: { description: 'Kept', body: z.union([filedAnswer, feedbackDone]) },
  },
  refusals: [
    'CREDIT_RECORD_NOT_FOUND',
    'FEEDBACK_NOT_FOUND',
    'SIGNATURE_NOT_AWAITED',
    'CREDIT_RECORD_LAPSED',
    'BORROWER_NOT_SIGNED',
    'SIGNATURE_INVALID',
    'SUBJECT_KEY_NOT_FOUND',
    'SUBJECT_KEY_REVOKED',
    'SUBJECT_KEY_WAITING',
    'APPROVAL_MISSING',
    'CREDIT_RECORD_NOT_EFFECTIVE',
    'FEEDBACK_FINAL',
    'CHANGE_PENDING',
  ],
  folded: true,
});

export const giveFeedback = operation({
  id: 'giveFeedback',
  call: 'creditRecords.giveFeedback',
  method: 'post',
  path: '/v1/credit-records/{recordId}/feedback',
  summary: 'Give feedback on a credit record',
  description:
    "The feedback says how the loan was performed after its maturity. An extension counts only with the borrower's signature.",
  access: writing,
  params: recordParams,
  body: feedbackForm,
  answers: {
    201: {
      description: 'The gateway keeps the feedback and sends it to the ledger once all have signed',
      body: feedbackDone,
    },
  },
  refusals: [
    'CREDIT_RECORD_NOT_FOUND',
    'CREDIT_RECORD_NOT_EFFECTIVE',
    'CREDIT_RECORD_CORRECTED',
    'CHANGE_PENDING',
    'PRICE_INVALID',
    'FEEDBACK_NOT_FOUND',
    'FEEDBACK_FINAL',
    'NOT_MATURE',
    'MATURITY_INVALID',
    'NOTICE_MISSING',
  ],
  folded: true,
});

export const setLevel = operation({
  id: 'setLevel',
  call: 'creditRecords.setLevel',
  method: 'post',
  path: '/v1/credit-records/{recordId}/level',
  summary: 'Set the level and the price of a credit record',
  description: 'The level decides which institutions read the details from now on.',
  access: writing,
  params: recordParams,
  body: z.strictObject({ level, priceFen }),
  answers: { 201: { description: 'The gateway sends the change to the ledger', body: z.object({ version: z.int() }) } },
  refusals: [
    'PRICE_INVALID',
    'CREDIT_RECORD_NOT_FOUND',
    'CREDIT_RECORD_NOT_EFFECTIVE',
    'CREDIT_RECORD_CORRECTED',
    'FEEDBACK_NOT_FOUND',
    'CHANGE_PENDING',
  ],
  folded: true,
});

export const listCreditRecords = operation({
  id: 'listCreditRecords',
  call: 'creditRecords.list',
  method: 'get',
  path: '/v1/credit-records',
  summary: 'List credit records of this institution, newest first',
  access: reading,
  query: z.strictObject({
    subjectId: sha256.optional(),
    role: z.enum(['lender', 'borrower']).optional().meta({
      description: 'On which side the subject stands: borrower unless said; all records have both sides here',
    }),
    due: flag('Only records that have matured and await a feedback, or only others'),
    ...page,
  }),
  answers: { 200: { description: 'A page of records', body: pageAnswer(recordAnswer) } },
  folded: true,
});

export const readCreditRecord = operation({
  id: 'readCreditRecord',
  call: 'creditRecords.read',
  method: 'get',
  path: '/v1/credit-records/{recordId}',
  summary: 'Read a credit record of this institution with its terms',
  access: reading,
  params: recordParams,
  answers: { 200: { description: 'The record', body: recordAnswer } },
  refusals: ['CREDIT_RECORD_NOT_FOUND'],
  folded: true,
});
