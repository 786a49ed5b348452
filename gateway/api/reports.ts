/** The report of a subject about itself. */
import { z } from 'zod';
import { creditRecordForms } from '../../chaincode/api/credit-record-forms';
import { confirmStatuses, queryPurposes } from '../../chaincode/api/records';
import { timeZones } from '../../chaincode/api/time-zones';
import { disputesAnswer } from './credit-queries';
import { identifier, sha256 } from './forms';
import { everyTypeButRegulator, operation, readingRoles } from './operation';

export const wrapAnswer = z.object({ ephemeralPublicKey: z.string(), wrappedKey: z.string() });

export const sealedAnswer = z
  .object({
    answerId: z.string(),
    status: z.enum(confirmStatuses),
    numbers: z.array(z.int()),
    wrap: wrapAnswer.optional(),
    texts: z.array(z.object({ number: z.int(), sealed: z.string() })),
  })
  .meta({ description: 'The details, for whoever has the report key; number 0 is the terms, others are feedbacks' });

export const reportAnswer = z
  .object({
    format: z.literal('tallystick-report-4'),
    channel: z.string(),
    subjectId: z.string(),
    queryId: z.string(),
    madeTime: z.iso.datetime(),
    ledgerDay: z.int(),
    daySeconds: z.int(),
    timeZone: z.enum(timeZones),
    reportKey: z.string(),
    records: z.array(
      z.object({
        record: creditRecordForms.creditRecord.meta({ description: 'As the ledger holds it' }),
        feedbacks: z.array(creditRecordForms.creditFeedback),
        disputed: z.literal(true).optional(),
        disputes: z.array(disputesAnswer.element.extend({ disputeId: z.string() })),
        answer: sealedAnswer.optional(),
      }),
    ),
    queries: z.array(
      z.object({
        queryId: z.string(),
        partyId: z.string(),
        partyName: z.string(),
        purpose: z.enum(queryPurposes),
        askedTime: z.iso.datetime(),
        records: z.int(),
      }),
    ),
    consents: z.array(
      z.object({
        consentId: z.string(),
        partyId: z.string(),
        partyName: z.string(),
        purpose: z.enum(queryPurposes),
        notAfter: z.iso.datetime(),
        uses: z.int(),
        used: z.int(),
        grantedTime: z.iso.datetime(),
        revokedTime: z.iso.datetime().optional(),
      }),
    ),
    keys: z.array(
      z.object({
        keyId: z.string(),
        publicKey: z.string(),
        addedTime: z.iso.datetime(),
        countsFromDay: z.int(),
        reportsFromDay: z.int(),
        revokedTime: z.iso.datetime().optional(),
      }),
    ),
  })
  .meta({ id: 'OwnReport' });

export const readReport = operation({
  id: 'readReport',
  call: 'subjects.readReport',
  method: 'get',
  path: '/v1/subjects/{subjectId}/report',
  summary: 'Read the report of a subject about itself',
  description:
    "The report holds all that the alliance holds about the subject. Only the subject's report key opens the details.",
  access: { roles: readingRoles, partyOrgTypes: everyTypeButRegulator },
  params: z.strictObject({ subjectId: sha256 }),
  query: z.strictObject({ queryId: identifier }),
  audited: ['queryId'],
  answers: { 200: { description: 'The report', body: reportAnswer } },
  refusals: ['CREDIT_QUERY_NOT_FOUND', 'CONSENT_REVOKED', 'CONSENT_EXPIRED'],
  folded: true,
});
