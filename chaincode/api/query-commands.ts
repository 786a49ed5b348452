/** Commands on consents and queries, on the answers to them, and on what is passed on to lenders. */
import { z } from 'zod';
import {
  folds,
  integer,
  point,
  priceFen,
  random128,
  sha256Hex,
  signature,
  timestamp,
  wrapForm,
} from './command-members';
import { identifier, partyIdentifier } from './forms';
import { parseOwnedId } from './identifiers';
import { maxAnswers, maxNumbers, maxQueryIdLength } from './limits';
import { queryPurposes } from './query-records';

const answerStep = z.strictObject({ answerId: identifier });

/** True where the identifiers of answers fit: the query's identifier, and the place of a record behind it. */
function leavesRoom(queryId: string): boolean {
  return parseOwnedId(queryId, '').local.length <= maxQueryIdLength;
}

function isAscending(numbers: readonly number[]): boolean {
  return numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? number));
}

export const queryCommandForms = {
  /** The consent's identifier follows from the signed text. */
  'consent:grant': z.strictObject({
    subjectId: sha256Hex,
    keyId: sha256Hex,
    purpose: z.enum(queryPurposes),
    signedTime: timestamp,
    notAfter: timestamp,
    uses: z.int().min(1),
    signature,
  }),
  /** The consent may be on the ledger or not. */
  'consent:revoke': z.strictObject({ consentId: random128, subjectId: sha256Hex, keyId: sha256Hex, signature }),
  'credit:query': z
    .strictObject({
      queryId: identifier.refine(leavesRoom, 'too long'),
      subjectId: sha256Hex,
      purpose: z.enum(queryPurposes),
      consentId: random128.optional(),
      /** An empty list asks for the summary. */
      records: z
        .array(
          z.strictObject({
            recordId: random128,
            /** The price that the asker accepts: the record's, or 0 for an own report. */
            priceFen,
            numbers: z.array(z.int().min(0).max(1_000)).min(1).max(maxNumbers).refine(isAscending, 'not ascending'),
            /** This answer has it alone. An own report has none: the subject's report key serves. */
            oneOffPublicKey: point.optional(),
          }),
        )
        .max(maxAnswers)
        .refine(
          (records) => new Set(records.map(({ recordId }) => recordId)).size === records.length,
          'a record twice',
        ),
      folds,
    })
    .refine(
      ({ purpose, records }) =>
        records.every(({ oneOffPublicKey }) => (oneOffPublicKey === undefined) === (purpose === 'OWN_REPORT')),
      'a record without a one-off key, or an own report with one',
    ),
  /** Signed with the record's own key. */
  'credit:deliver': answerStep.extend({ wrap: wrapForm(3_000), signature }),
  'credit:accept': answerStep,
  /** Private part: the one-off private key, 32 bytes in base64url. */
  'credit:proveMisdelivery': answerStep,
  'credit:expire': answerStep,
  'credit:payOut': z.strictObject({
    period: z.int().min(0),
    transfers: z
      .array(z.strictObject({ partyId: partyIdentifier, amountFen: integer }))
      .min(1)
      .max(200),
    folds,
  }),
} as const satisfies Readonly<Record<string, z.ZodType>>;

export interface QueryAnswers {
  'consent:grant': { consentId: string };
  'consent:revoke': { consentId: string };
  'credit:query': { queryId: string; answerIds: readonly string[]; tokenFen: number };
  'credit:deliver': { answerId: string };
  'credit:accept': { answerId: string };
  'credit:proveMisdelivery': { answerId: string };
  'credit:expire': { answerId: string };
  'credit:payOut': { period: number };
}
