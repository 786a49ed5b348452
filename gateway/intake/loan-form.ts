/** A loan as a row of a spreadsheet tells it: who the borrower is, and what was agreed. Messages never repeat what was sent. */
import { z } from 'zod';
import { identityKinds, parseIdentityNumber } from '../../chaincode/api/identity-numbers';
import { text, time } from '../plan-form';

const sha256 = z
  .string()
  .toLowerCase()
  .regex(/^[0-9a-f]{64}$/);

const methods = ['COUNTER', 'VIDEO', 'BANK_CARD', 'OTHER'] as const;
/** The institution itself lends. */
const relations = ['B2C', 'B2B'] as const;

const shape = z.strictObject({
  identityKind: z.enum(identityKinds),
  identityNumber: z.string().min(1).max(64),
  name: text,
  method: z.enum(methods),
  evidenceSha256: sha256,
  filingId: z
    .string()
    .toLowerCase()
    .regex(/^[0-9a-f]{32}$/)
    .optional(),
  relationKind: z.enum(relations),
  amountRmb: z.int().min(1),
  rateBps: z.int().min(0).max(100_000),
  startTime: time,
  maturityTime: time,
  mandateSha256: sha256,
  approvalReference: text,
});

export type LoanAsSent = z.infer<typeof shape>;
export type IdentityKind = LoanAsSent['identityKind'];
export type VerificationMethod = LoanAsSent['method'];
export type LoanRelation = LoanAsSent['relationKind'];

/** What two columns say together is told beside what is wrong with others; where one of the two is unfit, only that is. */
function together(
  path: keyof LoanAsSent,
  expected: string,
  other: keyof LoanAsSent,
  isGood: (loan: LoanAsSent) => boolean,
) {
  return z.refine<LoanAsSent>(isGood, {
    path: [path],
    params: { expected },
    when: ({ value, issues }) =>
      typeof value === 'object' &&
      value !== null &&
      !issues.some(({ path: at }) => at?.[0] === path || at?.[0] === other),
  });
}

export const loanForm = shape.check(
  together(
    'identityNumber',
    'is no number of its kind (GB 11643 for ID_CARD, GB 32100 for CREDIT_CODE)',
    'identityKind',
    ({ identityKind, identityNumber }) =>
      parseIdentityNumber(identityNumber, new Date().toISOString(), identityKind) !== undefined,
  ),
  together(
    'relationKind',
    'does not fit the kind of borrower: B2C lends to a person, B2B to an enterprise',
    'identityKind',
    ({ identityKind, relationKind }) => (relationKind === 'B2C') === (identityKind === 'ID_CARD'),
  ),
  together(
    'maturityTime',
    'does not come after the start',
    'startTime',
    ({ startTime, maturityTime }) => maturityTime > startTime,
  ),
);

/** What holds for every row of a file of loans that does not say otherwise. */
export const loanConditionsForm = shape
  .pick({
    identityKind: true,
    method: true,
    relationKind: true,
    rateBps: true,
    startTime: true,
    maturityTime: true,
    mandateSha256: true,
    approvalReference: true,
  })
  .partial()
  .meta({ id: 'LoanImportConditions' });

export type LoanConditions = z.infer<typeof loanConditionsForm>;
