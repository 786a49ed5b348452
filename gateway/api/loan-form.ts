/** A loan as a row of a spreadsheet tells it: who the borrower is, and what was agreed. Messages never repeat what was sent. */
import { z } from 'zod';
import { identityKinds, parseIdentityNumber } from '../../chaincode/api/identity-numbers';
import { text, time } from './plan-form';

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
  [expected, chinese]: readonly [string, string],
  other: keyof LoanAsSent,
  isGood: (loan: LoanAsSent) => boolean,
) {
  return z.refine<LoanAsSent>(isGood, {
    path: [path],
    params: { expected, chinese },
    when: ({ value, issues }) =>
      typeof value === 'object' &&
      value !== null &&
      !issues.some(({ path: at }) => at?.[0] === path || at?.[0] === other),
  });
}

export const loanForm = shape.check(
  together(
    'identityNumber',
    [
      'is no number of its kind (GB 11643 for ID_CARD, GB 32100 for CREDIT_CODE)',
      '与证件类型不符或校验码错误（身份证按 GB 11643，统一社会信用代码按 GB 32100）',
    ],
    'identityKind',
    ({ identityKind, identityNumber }) =>
      parseIdentityNumber(identityNumber, new Date().toISOString(), identityKind) !== undefined,
  ),
  together(
    'relationKind',
    [
      'does not fit the kind of borrower: B2C lends to a person, B2B to an enterprise',
      '与借款人类型不符：B2C 为个人借款，B2B 为企业借款',
    ],
    'identityKind',
    ({ identityKind, relationKind }) => (relationKind === 'B2C') === (identityKind === 'ID_CARD'),
  ),
  together(
    'maturityTime',
    ['does not come after the start', '不晚于起始时间'],
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
