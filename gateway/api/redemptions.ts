/** Redemptions: the holder asks, the issuer pays, the holder acknowledges; and every other way in which one ends. */
import { z } from 'zod';
import { redemptionStatuses } from '../../chaincode/api/records';
import { identifier, localIdentifier, page, redemptionParams } from './forms';
import { everyType, operation, readingRoles, writingRoles } from './operation';
import { pageAnswer } from './page-answer';
import type { ProblemCode } from './problems';

export const redemptionAnswer = z
  .object({
    redemptionId: z.string(),
    partyId: z.string(),
    amountFen: z.int(),
    status: z.enum(redemptionStatuses),
    requestedTime: z.iso.datetime(),
    objectWithinSeconds: z.int(),
    decideWithinDays: z.int(),
    cancelFrom: z.iso
      .datetime()
      .meta({ description: "Until then the issuer settles; afterwards, by the ledger's day, to cancel" }),
    paymentReference: z.string().optional(),
    settledTime: z.iso.datetime().optional(),
    objectBy: z.iso
      .datetime()
      .optional()
      .meta({ description: "Until then, by the ledger's day, to acknowledge or object" }),
    objectedTime: z.iso.datetime().optional(),
    decideBy: z.iso
      .datetime()
      .optional()
      .meta({ description: 'Until then to decide by vote; afterwards the tokens come back' }),
    endedTime: z.iso.datetime().optional(),
  })
  .meta({ id: 'Redemption' });

/** Any type may hold tokens, because a member keeps its tokens when its type changes. */
const holder = { roles: writingRoles, partyOrgTypes: everyType } as const;

const issuer = { roles: writingRoles, partyOrgTypes: ['TOKEN_ISSUER'] } as const;

const redemptionDone = {
  201: { description: 'The ledger has taken the step', body: z.object({ redemptionId: z.string() }) },
};

export const requestRedemption = operation({
  id: 'requestRedemption',
  call: 'redemptions.request',
  method: 'post',
  path: '/v1/tokens/redemptions',
  summary: 'Request a redemption of tokens',
  description: 'The tokens are held until the redemption ends.',
  access: holder,
  body: z.strictObject({ redemptionId: identifier, amountFen: z.int() }),
  audited: ['redemptionId'],
  secondApproval: true,
  answers: redemptionDone,
  refusals: [
    'IDENTIFIER_NOT_OWN',
    'AMOUNT_NOT_POSITIVE',
    'REDEMPTION_EXISTS_WITH_OTHER_CONTENT',
    'BALANCE_INSUFFICIENT',
  ],
});

export const listRedemptions = operation({
  id: 'listRedemptions',
  call: 'redemptions.list',
  method: 'get',
  path: '/v1/tokens/redemptions',
  summary: 'List redemptions, newest first',
  description: 'The token issuer sees all redemptions, a holder its redemptions.',
  access: { ...holder, roles: readingRoles },
  query: z.strictObject({ status: z.enum(redemptionStatuses).optional(), ...page }),
  answers: { 200: { description: 'A page of redemptions', body: pageAnswer(redemptionAnswer) } },
  folded: true,
});

export const settleRedemption = operation({
  id: 'settleRedemption',
  call: 'redemptions.settle',
  method: 'post',
  path: '/v1/tokens/redemptions/{redemptionId}/settle',
  summary: 'Settle a redemption as the token issuer',
  description: 'The request names the payment with which the redemption was paid.',
  access: issuer,
  params: redemptionParams,
  body: z.strictObject({ paymentReference: localIdentifier }),
  secondApproval: true,
  answers: redemptionDone,
  refusals: ['REDEMPTION_NOT_FOUND', 'REDEMPTION_STATUS_WRONG', 'PAYMENT_REFERENCE_USED'],
});

interface Step<Id extends string> {
  readonly id: Id;
  readonly summary: string;
  readonly description: string;
  readonly access: typeof holder | typeof issuer;
  /** What refuses this step alone. */
  readonly own: ProblemCode;
}

/** A step that needs nothing but the redemption's name; its path ends with the first word of its id. */
function step<const Id extends string>({ id, summary, description, access, own }: Step<Id>) {
  const verb = id.replace('Redemption', '');
  return operation({
    id,
    call: `redemptions.${verb}`,
    method: 'post',
    path: `/v1/tokens/redemptions/{redemptionId}/${verb}`,
    summary,
    description,
    access,
    params: redemptionParams,
    answers: redemptionDone,
    refusals: ['REDEMPTION_NOT_FOUND', own, 'REDEMPTION_STATUS_WRONG'],
  });
}

export const rejectRedemption = step({
  id: 'rejectRedemption',
  summary: 'Reject a redemption as the token issuer',
  description: 'The tokens return to the holder.',
  access: issuer,
  own: 'CALLER_TYPE_NOT_ALLOWED',
});

export const acknowledgeRedemption = step({
  id: 'acknowledgeRedemption',
  summary: 'Acknowledge the payment of a redemption as its holder',
  description: 'The tokens are burned.',
  access: holder,
  own: 'NOT_HOLDER',
});

export const objectToRedemption = step({
  id: 'objectRedemption',
  summary: 'Object to the settlement of a redemption as its holder',
  description:
    'The objection counts until objectBy; then the members decide. The gateway objects by itself one day before objectBy.',
  access: holder,
  own: 'OBJECTION_LATE',
});

export const cancelRedemption = step({
  id: 'cancelRedemption',
  summary: 'Cancel a redemption that was not settled in time',
  description: 'The holder may cancel from cancelFrom on. The gateway does so by itself.',
  access: holder,
  own: 'REDEMPTION_NOT_DUE',
});

export const expireRedemption = step({
  id: 'expireRedemption',
  summary: 'Expire a redemption whose period is over',
  description:
    'Tokens are burned if nobody objected by objectBy. Tokens return to the holder if nobody decided by decideBy.',
  access: holder,
  own: 'REDEMPTION_NOT_DUE',
});

export type RedemptionStep = Omit<ReturnType<typeof step<string>>, 'id' | 'path'> & {
  readonly id: string;
  readonly path: string;
};
