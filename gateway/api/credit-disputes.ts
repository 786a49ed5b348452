/** Disputes of credit records and their answers. */
import { z } from 'zod';
import { faultless } from '../../chaincode/api/forms';
import { disputeVerdicts } from '../../chaincode/api/records';
import { findTextFault, spellText } from '../../chaincode/api/texts';
import { flag, page, random128, recordParams, sha256 } from './forms';
import { lendingTypes, operation, readingRoles, writingRoles } from './operation';
import { pageAnswer } from './page-answer';
import { signatureForm, signedWhole, toSignList } from './signed-forms';

export const writing = { roles: writingRoles, partyOrgTypes: lendingTypes };

export const status = z.enum(['OPEN', ...disputeVerdicts]);

/** As whoever signs it can be shown it. */
export const said = z
  .string()
  .min(1)
  .max(2_000)
  .transform(spellText)
  .pipe(faultless(z.string(), (text) => findTextFault(text, true)))
  .meta({ override: { format: 'lines-of-text' }, description: 'Lines in NFC, in which everything can be seen' });

export const disputeState = z.object({
  disputeId: z.string(),
  status,
  disputedTime: z.iso.datetime(),
  answerByDay: z.int().meta({ description: "The ledger's day that is the last to answer in time" }),
  overdue: z.boolean(),
});

export const unreadableFor = z.array(z.string()).optional().meta({
  description: 'Members for which it is sealed so that they cannot read it; this institution, where the text is absent',
});

/** Statement and answer, as this institution reads them. */
export const saidTexts = {
  statement: z.string().optional().meta({ description: 'Absent if the text was purged or cannot be read here' }),
  statementUnreadableFor: unreadableFor,
  answer: z.string().optional(),
  answerUnreadableFor: unreadableFor,
};

export const disputeAnswer = disputeState
  .extend({
    recordId: z.string(),
    subjectId: z.string(),
    ...saidTexts,
    answeredTime: z.iso.datetime().optional(),
  })
  .meta({ id: 'CreditDispute' });

export const toSign = z.object({ disputeId: z.string(), toSign: toSignList(z.literal('SUBJECT')) });

export const handedOver = z.object({ disputeId: z.string(), status: z.literal('HANDED_OVER') });

export const disputeCreditRecord = operation({
  id: 'disputeCreditRecord',
  call: 'creditRecords.dispute',
  method: 'post',
  path: '/v1/credit-records/{recordId}/disputes',
  summary: 'Dispute a credit record for its borrower',
  description:
    'A request without a signature answers the text to sign within one day. A request with the signature sends the dispute to the ledger.',
  access: writing,
  params: recordParams,
  body: z
    .strictObject({
      disputeId: random128.optional().meta({ description: 'The disputeId of the answer with the text to sign' }),
      subjectId: sha256.meta({ description: 'The borrower, verified here' }),
      statement: said.meta({ description: 'All members and readers of the record see the statement' }),
      ...signatureForm,
    })
    .refine(...signedWhole)
    .refine((signed) => signed.signature === undefined || signed.disputeId !== undefined, {
      path: ['disputeId'],
      params: { expected: 'comes with the signature' },
    })
    .meta({ override: { dependentRequired: { keyId: ['signature'], signature: ['keyId', 'disputeId'] } } }),
  audited: ['disputeId'],
  answers: {
    200: { description: 'The text to sign; nothing was sent to the ledger', body: toSign },
    201: { description: 'The gateway keeps the request and sends it to the ledger', body: handedOver },
  },
  refusals: [
    'SUBJECT_NOT_VERIFIED_HERE',
    'CREDIT_RECORD_NOT_FOUND',
    'RECORD_NOT_OF_SUBJECT',
    'CREDIT_DISPUTES_EXHAUSTED',
    'DETAILS_EXPIRED',
    'CREDIT_DISPUTE_NOT_FOUND',
    'SUBJECT_KEY_NOT_FOUND',
    'SUBJECT_KEY_REVOKED',
    'SUBJECT_KEY_WAITING',
    'SIGNATURE_INVALID',
  ],
  folded: true,
});

export const answerDispute = operation({
  id: 'answerDispute',
  call: 'creditRecords.answerDispute',
  method: 'post',
  path: '/v1/credit-records/{recordId}/dispute-answers',
  summary: 'Answer a dispute as the lender',
  description: 'UPHELD promises a correction, REJECTED lifts the mark, and UNDETERMINED leaves the mark.',
  access: writing,
  params: recordParams,
  body: z.strictObject({ disputeId: random128, verdict: z.enum(disputeVerdicts), text: said }),
  audited: ['disputeId'],
  answers: { 201: { description: 'The gateway keeps the request and sends it to the ledger', body: handedOver } },
  refusals: ['CREDIT_RECORD_NOT_FOUND', 'CREDIT_DISPUTE_NOT_FOUND', 'CREDIT_DISPUTE_ANSWERED', 'DETAILS_EXPIRED'],
  folded: true,
});

export const listCreditDisputes = operation({
  id: 'listCreditDisputes',
  call: 'creditDisputes.list',
  method: 'get',
  path: '/v1/credit-disputes',
  summary: 'List credit disputes, newest first',
  description:
    'A regulator sees all disputes. Other institutions see disputes of their records and of subjects that they verified.',
  access: { roles: readingRoles, partyOrgTypes: [...lendingTypes, 'REGULATOR'] },
  query: z.strictObject({
    status: status.optional(),
    overdue: flag("Open after its last day, by the ledger's day"),
    role: z.literal('lender').optional().meta({ description: 'Lists only disputes of records of this institution' }),
    ...page,
  }),
  answers: { 200: { description: 'A page of disputes', body: pageAnswer(disputeAnswer) } },
  folded: true,
});
