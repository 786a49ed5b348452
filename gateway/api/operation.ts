/**
 * An operation of the REST API as it is documented: address, who may call, forms of what is sent and answered. The document, the
 * checks of requests, handlers' types and clients all follow from it.
 */
import type { z } from 'zod';
import { type PartyOrgType, partyOrgTypes } from '../../chaincode/api/records';
import type { ProblemCode } from './problems';
import { type UserRole, userRoles } from './roles';

/**
 * Who may call: anybody, or a signed-in user with one of the roles, of an institution of one of the types. Without
 * types the operation concerns the gateway itself, and works before the alliance is founded.
 */
export type Access = 'OPEN' | { readonly roles: readonly UserRole[]; readonly partyOrgTypes?: readonly PartyOrgType[] };

export const everyType = partyOrgTypes;
export const everyRole = userRoles;
/** The registrar takes packages of credit records from creditors, and adds its own. */
export const lendingTypes = ['CREDITOR_ORG', 'TOKEN_ISSUER'] as const;
/** A regulator does no business: it writes its own entry and keys, advances the day, and redeems what it may hold. */
export const everyTypeButRegulator = ['CREDITOR_ORG', 'TOKEN_ISSUER', 'DATA_SERVICE_PROVIDER'] as const;
export const readingRoles = ['officer', 'reviewer', 'auditor'] as const;
export const writingRoles = ['officer'] as const;

/** Members that name what an operation is about, and never a person. The audit log repeats nothing else that was sent. */
export type IdentifierName =
  | 'approvalId'
  | 'assetId'
  | 'confirmId'
  | 'consentId'
  | 'disputeId'
  | 'importId'
  | 'keyId'
  | 'proposalId'
  | 'queryId'
  | 'rechargeId'
  | 'recordId'
  | 'redemptionId'
  | 'sessionId'
  | 'subjectId'
  | 'tokenName'
  | 'userName'
  | 'webhookId';

/** Whether the operation is for such a caller; `partyOrgType` is absent where the institution is no member. */
export function mayCall(
  { access }: Pick<Operation, 'access'>,
  caller: { readonly role: UserRole; readonly partyOrgType: PartyOrgType | undefined },
): boolean {
  if (access === 'OPEN') return true;
  if (!access.roles.includes(caller.role)) return false;
  const { partyOrgTypes } = access;
  return partyOrgTypes === undefined || partyOrgTypes.some((type) => type === caller.partyOrgType);
}

export interface AnswerForm {
  readonly description: string;
  /** JSON unless a type is said; nothing where there is no body. */
  readonly body?: z.ZodType;
  readonly type?: string;
  /** The data of each event, where the answer is a stream. */
  readonly events?: z.ZodType;
}

export interface Operation {
  /** The operationId of the document: a verb and a noun. */
  readonly id: string;
  /** How the client package calls it: `plans.publish` is a resource and its method. Pages are no calls. */
  readonly call?: string;
  readonly method: 'get' | 'post' | 'delete';
  /** In OpenAPI's writing: `/v1/plans/{assetId}`. */
  readonly path: string;
  /** An imperative sentence, without a full stop. */
  readonly summary: string;
  /** Full sentences: what a caller must know beyond the summary. */
  readonly description?: string;
  readonly access: Access;
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** The form of the header, where the operation reads it. */
  readonly lastEventId?: z.ZodType<string>;
  /** The body is multipart/form-data: its text fields, and one `file` as Buffer. */
  readonly multipart?: true;
  readonly answers: Readonly<Record<number, AnswerForm>>;
  /** Codes that are particular to the operation; those that every operation of its kind can answer are added. */
  readonly refusals?: readonly ProblemCode[];
  /** Counted for the institution as a whole, by minute and day, so that nobody tries out numbers. */
  readonly lookup?: true;
  /**
   * The audit log notes every write, and a read where this is given. It names the identifiers of the address, and the members
   * with these names of the query, the body and the answer.
   */
  readonly audited?: readonly IdentifierName[];
  /** A call waits until an officer who is another person carries it out, if the institution has turned second approval on. */
  readonly secondApproval?: true;
  /** Answers from folded blocks: waits for the gateway's own last write, and says which block it is as of. */
  readonly folded?: true;
  /**
   * A client repeats a request whose outcome it does not know. It never does so for this operation, or only where the request holds
   * the member that names what is made.
   */
  readonly repeatable?: 'NEVER' | { readonly with: string };
}

/** The operation as it is where second approval is turned on: reviewers call it, too, because they propose. */
export function withReviewers<O extends Pick<Operation, 'access' | 'secondApproval'>>(operation: O): O {
  const { access, secondApproval } = operation;
  if (secondApproval === undefined || access === 'OPEN') return operation;
  return { ...operation, access: { ...access, roles: [...access.roles, 'reviewer'] } };
}

/** Each call leaves an entry in the audit log before it is answered. */
export function isAudited({ method, access, audited }: Operation): boolean {
  return access !== 'OPEN' && (method !== 'get' || audited !== undefined);
}

/** Keeps the exact types of the definition, from which those of its handler follow. */
export function operation<const O extends Operation>(definition: O): O {
  return definition;
}

type Parsed<F> = F extends z.ZodType ? z.output<F> : undefined;
type Part<O extends Operation, Name extends 'params' | 'query' | 'body'> = Name extends keyof O
  ? Parsed<O[Name]>
  : undefined;

/** What a request is parsed to. */
export interface Sent<O extends Operation> {
  readonly params: Part<O, 'params'>;
  readonly query: Part<O, 'query'>;
  readonly body: Part<O, 'body'>;
}

/** What a form shows, as whoever answers makes it: nothing of it need be changeable. */
export type Shown<T> = T extends readonly (infer E)[]
  ? readonly Shown<E>[]
  : T extends object
    ? { readonly [K in keyof T]: Shown<T[K]> }
    : T;

type Answers<O extends Operation> = O['answers'][keyof O['answers']];

/** The bodies of all documented answers; undefined for those without. */
export type ShownBody<O extends Operation> =
  Answers<O> extends infer A
    ? A extends { readonly body: infer F extends z.ZodType }
      ? Shown<z.input<F>>
      : undefined
    : never;
