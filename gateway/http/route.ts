/**
 * A route is data and a handler of a few lines. The table of all routes is the one source of authorisation, of the OpenAPI
 * document and of the test of both.
 */
import type { ServerResponse } from 'node:http';
import type { ZodType } from 'zod';
import { type PartyOrgType, partyOrgTypes } from '../../chaincode/api/records';
import type { Gateway } from '../gateway';
import { type User, type UserRole, userRoles } from '../store/types';
import type { ProblemCode } from './problem';

/**
 * Who may call: anybody, or a signed-in user with one of the roles, of an institution of one of the types. Without
 * types the route concerns the gateway itself, and works before the alliance is founded.
 */
export type Access = 'OPEN' | { readonly roles: readonly UserRole[]; readonly partyOrgTypes?: readonly PartyOrgType[] };

export const everyType = partyOrgTypes;
export const everyRole = userRoles;
/** Whose packages of credit records the registrar takes, and the registrar itself. */
export const lendingTypes = ['CREDITOR_ORG', 'TOKEN_ISSUER'] as const;
/** A regulator does no business: it writes its own entry and keys, advances the day, and redeems what it may hold. */
export const everyTypeButRegulator = ['CREDITOR_ORG', 'TOKEN_ISSUER', 'DATA_SERVICE_PROVIDER'] as const;
export const readingRoles = ['officer', 'auditor'] as const;
export const writingRoles = ['officer'] as const;

export interface Caller {
  readonly user: User;
  /** Undefined where the route does not depend on it. */
  readonly partyOrgType: PartyOrgType | undefined;
  /** Whether the token is still valid: for answers that take longer than a moment. */
  stillSignedIn(): Promise<boolean>;
}

export interface Call<P, Q, B> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly caller: Caller;
  readonly lastEventId: string | undefined;
  /** The answer holds at least what this block and those before it brought. */
  readonly asOfBlock: number;
}

export interface JsonAnswer {
  /** 200 unless said. */
  readonly status?: number;
  readonly body?: unknown;
  /** The command had been done before. */
  readonly repeated?: boolean;
  /** The block in which the command took effect. */
  readonly block?: number | undefined;
}

export interface TextAnswer {
  readonly type: string;
  /** As bytes where many ask for the same text. */
  readonly text: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Writes the response by itself until it ends or the reader goes. */
export interface StreamAnswer {
  stream(response: ServerResponse): Promise<void>;
}

/** To be saved under the name. */
export interface FileAnswer {
  readonly type: string;
  readonly fileName: string;
  readonly bytes: Buffer;
}

export type Answer = JsonAnswer | TextAnswer | FileAnswer | StreamAnswer;

export interface AnswerForm {
  readonly description: string;
  /** JSON unless a type is said; nothing where there is no body. */
  readonly body?: ZodType;
  readonly type?: string;
}

export interface Route<P = never, Q = never, B = never> {
  readonly method: 'get' | 'post' | 'delete';
  /** In OpenAPI's writing: `/v1/plans/{assetId}`. */
  readonly path: string;
  readonly summary: string;
  readonly access: Access;
  readonly params?: ZodType<P>;
  readonly query?: ZodType<Q>;
  readonly body?: ZodType<B>;
  /** The form of the header, where the route reads it. */
  readonly lastEventId?: ZodType<string>;
  /** The body is multipart/form-data: its text fields, and one `file` as Buffer. */
  readonly multipart?: true;
  readonly answers: Readonly<Record<number, AnswerForm>>;
  /** Codes that are particular to the route; those that every route of its kind can answer are added. */
  readonly refusals?: readonly ProblemCode[];
  /** Counted for the institution as a whole, by minute and day, so that nobody tries out numbers. */
  readonly lookup?: true;
  /** Answers from folded blocks: waits for the gateway's own last write, and says which block it is as of. */
  readonly folded?: true;
  handle(gateway: Gateway, call: Call<P, Q, B>): Promise<Answer>;
}

/** A route of the table, whatever its forms are. */
export type AnyRoute = Omit<Route, 'handle'> & {
  handle(gateway: Gateway, call: Call<unknown, unknown, unknown>): Promise<Answer>;
};

/** Checks a route's handler against its forms. */
export function route<P = undefined, Q = undefined, B = undefined>(definition: Route<P, Q, B>): AnyRoute {
  return definition as unknown as AnyRoute;
}

export function isStream(answer: Answer): answer is StreamAnswer {
  return 'stream' in answer;
}

export function isFile(answer: Answer): answer is FileAnswer {
  return 'bytes' in answer;
}

export function isText(answer: Answer): answer is TextAnswer {
  return 'text' in answer;
}
