/**
 * The commands: what each submitting function takes in its list, and what it answers for each. Each noun has a file of its own.
 *
 * A transaction's one argument is canonical JSON `{commands: […]}`. Content that must not be in a block travels in the transient
 * field `private`: a JSON list with one string for each command. The forms are checked by the gateway and once more by
 * every endorser; what they let through is understood, the rules decide whether it is right.
 */
import type { z } from 'zod';
import { type AllianceAnswers, allianceCommandForms } from './alliance-commands';
import { type CreditAnswers, creditCommandForms } from './credit-commands';
import { type PlanAnswers, planCommandForms } from './plan-commands';
import { type QueryAnswers, queryCommandForms } from './query-commands';
import type { RefusalCode, RefusalDetail } from './refusals';
import { type SubjectAnswers, subjectCommandForms } from './subject-commands';
import { type TokenAnswers, tokenCommandForms } from './token-commands';

export { timestamp } from './command-members';
export {
  type PrivateOfFeedback,
  type PrivateOfRenewal,
  privateOfFeedbackForm,
  privateOfRenewalForm,
} from './credit-commands';
export { identifier, localIdentifier, partyIdentifier } from './forms';
export * from './limits';
export { type ConfirmAnswer, joinLimitForm, planContentForm, riskControlResultForm } from './plan-commands';
export * from './read-functions';

export const transientField = 'private';
export const sealedCollection = 'sealed';
/** The collection of the packages that lenders hand over. The registrar is its only member; any member may write into it. */
export const registrarCollection = 'registrar';

/** Every submitting function, as `contract:function`, with the form of its commands. */
export const commandForms = {
  ...allianceCommandForms,
  ...planCommandForms,
  ...tokenCommandForms,
  ...subjectCommandForms,
  ...creditCommandForms,
  ...queryCommandForms,
} as const satisfies Record<string, z.ZodType>;

export type CommandName = keyof typeof commandForms;
export type Command<N extends CommandName> = z.infer<(typeof commandForms)[N]>;

/** The answers of accepted commands. A repeated command gets the same answer again. */
export interface Answers
  extends AllianceAnswers,
    PlanAnswers,
    TokenAnswers,
    SubjectAnswers,
    CreditAnswers,
    QueryAnswers {}

export type Outcome<N extends CommandName = CommandName> =
  | { readonly status: 'ACCEPTED'; readonly repeated: boolean; readonly answer: Answers[N] }
  | { readonly status: 'REFUSED'; readonly code: RefusalCode; readonly detail: RefusalDetail };

/** In the order of the commands. */
export interface TransactionResult<N extends CommandName = CommandName> {
  readonly outcomes: readonly Outcome<N>[];
}
