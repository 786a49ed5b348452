/** Queries of credit records: summary, offers, details, and who read them. */
import { z } from 'zod';
import { maxAnswers } from '../../chaincode/api/commands';
import { feedbackOutcomes, relationKinds } from '../../chaincode/api/credit-fields';
import { confirmStatuses, disputeVerdicts, queryPurposes } from '../../chaincode/api/records';
import { saidTexts } from './credit-disputes';
import { identifier, page, random128, sha256 } from './forms';
import { everyType, everyTypeButRegulator, operation, readingRoles, writingRoles } from './operation';
import { pageAnswer } from './page-answer';
import type { ProblemCode } from './problems';

export const asking = { roles: writingRoles, partyOrgTypes: everyTypeButRegulator };

export const reading = { roles: readingRoles, partyOrgTypes: everyTypeButRegulator };

const queryParams = z.strictObject({ queryId: identifier });

export const subjectParams = z.strictObject({ subjectId: sha256 });

export const path = '/v1/credit-queries';

/** The ledger numbers its answers, so its own part is a little shorter than that of others. */
const maxLocalLength = 60;

const queryIdForm = identifier.refine((value) => (value.split(':').at(-1)?.length ?? 0) <= maxLocalLength, {
  params: { expected: `has more than ${maxLocalLength} characters` },
});

export const purpose = z.enum(queryPurposes);

export const priceFen = z.int().min(0).max(1_000_000_000);

const exchangeStatus = z.enum(confirmStatuses);

const queryStatus = z.enum(['PENDING', 'COMPLETE']);

export const summaryAnswer = z.object({
  subjectId: z.string(),
  queryId: z.string(),
  entries: z.array(
    z.object({ borrowedOn: z.iso.date(), entry: z.literal('借入'), disputed: z.literal(true).optional() }),
  ),
});

export const offersAnswer = z.object({
  offers: z.array(
    z.object({
      recordId: z.string(),
      borrowedOn: z.iso.date(),
      level: z.enum(['PUBLIC', 'PAID']),
      priceFen: z.int(),
    }),
  ),
});

export const askedAnswer = z.object({
  queryId: z.string(),
  status: queryStatus,
  answers: z.array(z.object({ recordId: z.string(), tokenFen: z.int(), status: exchangeStatus })),
});

export const detailsAnswer = z.object({
  terms: z
    .object({
      relationKind: z.enum(relationKinds),
      amountRmb: z.int(),
      rateBps: z.int(),
      startTime: z.iso.datetime(),
      maturityTime: z.iso.datetime(),
    })
    .optional(),
  feedbacks: z.array(
    z.object({
      number: z.int(),
      feedbackTime: z.iso.datetime(),
      outcome: z.enum(feedbackOutcomes).optional(),
      newMaturityTime: z.iso.datetime().optional(),
      unproven: z.literal(true).optional().meta({
        description:
          "It counts for nothing: not of the documented form, an extension without the borrower's valid signature, an early end that is not PERFORMED, or given after the record had ended",
      }),
      corrects: z.int().optional(),
    }),
  ),
});

export const disputesAnswer = z.array(
  z.object({
    disputedTime: z.iso.datetime(),
    verdict: z.enum(disputeVerdicts).optional(),
    ...saidTexts,
  }),
);

export const queryAnswer = z
  .object({
    queryId: z.string(),
    subjectId: z.string(),
    purpose,
    askedTime: z.iso.datetime(),
    status: queryStatus,
    answers: z.array(
      z.object({
        recordId: z.string(),
        borrowedOn: z.iso.date(),
        tokenFen: z.int(),
        status: exchangeStatus,
        deliverBy: z.iso.datetime(),
        disputed: z.literal(true).optional(),
        disputes: disputesAnswer.optional(),
        correctedBy: z.string().optional(),
        details: detailsAnswer.optional(),
      }),
    ),
  })
  .meta({ id: 'CreditQuery' });

export const listedAnswer = z.object({
  queryId: z.string(),
  partyId: z.string(),
  subjectId: z.string(),
  purpose,
  consentId: z.string().optional(),
  /** The answers whose details were asked for. */
  answerIds: z.array(z.string()),
  askedTime: z.iso.datetime(),
  day: z.int(),
});

const consentRefusals = [
  'CONSENT_NOT_FOUND',
  'CONSENT_DIFFERS',
  'CONSENT_REVOKED',
  'CONSENT_EXPIRED',
  'CONSENT_USED_UP',
] as const satisfies readonly ProblemCode[];

export const querySummary = operation({
  id: 'querySummary',
  call: 'subjects.querySummary',
  method: 'get',
  path: '/v1/subjects/{subjectId}/summary',
  summary: 'Query on which dates a subject borrowed',
  description:
    'The answer holds dates and nothing else. The query is recorded on the ledger, and the gateway keeps who read the answer.',
  access: asking,
  params: subjectParams,
  query: z.strictObject({ queryId: queryIdForm, purpose, consentId: random128.optional() }),
  audited: ['queryId', 'consentId'],
  answers: { 200: { description: 'The summary, by date', body: summaryAnswer } },
  refusals: [
    'IDENTIFIER_PERSONAL',
    'IDENTIFIER_NOT_OWN',
    'QUERY_EXISTS_WITH_OTHER_CONTENT',
    'SUBJECT_NOT_FOUND',
    'CONSENT_MISSING',
    ...consentRefusals,
  ],
  folded: true,
});

export const listOffers = operation({
  id: 'listOffers',
  call: 'subjects.listOffers',
  method: 'get',
  path: '/v1/subjects/{subjectId}/offers',
  summary: 'List the details that a consent opens, with their prices',
  access: reading,
  params: subjectParams,
  query: z.strictObject({ consentId: random128 }),
  audited: ['consentId'],
  answers: { 200: { description: 'The offers', body: offersAnswer } },
  refusals: consentRefusals,
  folded: true,
});

export const queryDetails = operation({
  id: 'queryDetails',
  call: 'creditQueries.queryDetails',
  method: 'post',
  path,
  summary: 'Query details of credit records',
  description: 'The price of each answer is held until the answer is delivered.',
  access: asking,
  body: z.strictObject({
    queryId: queryIdForm,
    subjectId: sha256,
    purpose,
    consentId: random128,
    records: z
      .array(z.strictObject({ recordId: random128, priceFen }))
      .min(1)
      .max(maxAnswers)
      .optional()
      .meta({ description: 'The default is all records that are offered' }),
    maxTotalFen: priceFen.default(0).meta({ description: 'The most that all answers together may cost' }),
  }),
  audited: ['queryId', 'subjectId', 'consentId', 'recordId'],
  secondApproval: true,
  answers: { 201: { description: 'The query with the status of each answer', body: askedAnswer } },
  refusals: [
    'IDENTIFIER_PERSONAL',
    'IDENTIFIER_NOT_OWN',
    'QUERY_EXISTS_WITH_OTHER_CONTENT',
    ...consentRefusals,
    'NOTHING_OFFERED',
    'OFFERS_TOO_MANY',
    'PRICE_ABOVE_MAX',
    'RECORD_UNAVAILABLE',
    'SUBJECT_NOT_FOUND',
    'CREDIT_RECORD_NOT_FOUND',
    'RECORD_NOT_OF_SUBJECT',
    'DETAILS_NOT_RELEASED',
    'PRICE_DIFFERS',
    'FEEDBACK_NOT_FOUND',
    'DETAILS_EXPIRED',
    'ONE_OFF_KEY_INVALID',
    'ONE_OFF_KEY_USED',
    'BALANCE_INSUFFICIENT',
  ],
  folded: true,
});

export const listCreditQueries = operation({
  id: 'listCreditQueries',
  call: 'creditQueries.list',
  method: 'get',
  path,
  summary: 'List credit queries, newest first',
  description:
    'A regulator sees the queries of all institutions: who asked, when and why. Other institutions see their queries.',
  access: { roles: readingRoles, partyOrgTypes: everyType },
  query: z.strictObject({ subjectId: sha256.optional(), ...page }),
  answers: { 200: { description: 'A page of queries', body: pageAnswer(listedAnswer) } },
  folded: true,
});

export const readCreditQuery = operation({
  id: 'readCreditQuery',
  call: 'creditQueries.read',
  method: 'get',
  path: `${path}/{queryId}`,
  summary: 'Read a credit query with its answers',
  description: 'An answer holds details once they are delivered. The gateway keeps who read them.',
  access: reading,
  params: queryParams,
  audited: [],
  answers: { 200: { description: 'The query with its answers', body: queryAnswer } },
  refusals: ['CREDIT_QUERY_NOT_FOUND', 'CONSENT_REVOKED', 'CONSENT_EXPIRED'],
  folded: true,
});

export const listReads = operation({
  id: 'listReads',
  call: 'creditQueries.listReads',
  method: 'get',
  path: `${path}/{queryId}/reads`,
  summary: 'List who read a credit query, newest first',
  access: reading,
  params: queryParams,
  query: z.strictObject({ ...page }),
  answers: {
    200: {
      description: 'A page of reads',
      body: pageAnswer(z.object({ queryId: z.string(), userName: z.string(), time: z.iso.datetime() })),
    },
  },
  refusals: ['CREDIT_QUERY_NOT_FOUND'],
  folded: true,
});
