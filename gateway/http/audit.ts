/**
 * Notes who called which audited operation, about what, and with which outcome, before the answer leaves. Only identifiers are
 * taken from what was sent, never another value. If the note cannot be kept, the caller gets the failure instead of the answer.
 */
import type { ErrorRequestHandler, Response } from 'express';
import { holdsPersonalNumber } from '../../chaincode/api/personal-numbers';
import { isAudited, type Operation } from '../api/operation';
import { Problem } from '../api/problem';
import type { ProblemCode } from '../api/problems';
import type { User } from '../api/roles';
import { problemOf } from './problem';
import type { Answer, Caller } from './route';
import type { Received } from './validate';

export interface AuditNote {
  readonly operation: string;
  readonly user: User;
  /** This institution's own identifiers by their local part. */
  readonly about: readonly string[];
  readonly status: number;
  /** The code of the refusal. */
  readonly code: string | undefined;
}

export interface AuditLog {
  /** Resolves once the note is durable. */
  note(note: AuditNote): Promise<void>;
  /** Nobody knows who it was, and there may be many, so they are counted by minute. */
  countRefusedSignIn(code: ProblemCode): Promise<void>;
}

interface AuditingDeps {
  readonly partyId: string;
  readonly audit: AuditLog;
}

export interface Auditing {
  noteAnswer(response: Response, answer: Answer): Promise<void>;
  readonly noteRefusal: ErrorRequestHandler;
  /** Throws the error again. */
  countRefusedSignIn(error: unknown): Promise<never>;
}

interface Locals {
  readonly caller?: Caller;
  /** Absent until the request was understood. */
  readonly received?: Received;
  isNoted?: boolean;
}

const identifier = /^[A-Za-z0-9._:-]{1,129}$/;

export function newAuditing({ audit, partyId }: AuditingDeps, route: Operation): Auditing {
  const note = async (
    { locals }: Response,
    outcome: { readonly status: number; readonly code?: unknown },
    body?: unknown,
  ) => {
    const { caller, received } = locals as Locals;
    if (!isAudited(route) || caller === undefined || locals.isNoted === true) return;
    // Set first, because a note that fails must not be tried again as that of a refusal.
    locals.isNoted = true;
    const about = readIdentifiers(route, { ...received, answer: body }, partyId);
    const code = typeof outcome.code === 'string' ? outcome.code : undefined;
    await audit.note({ operation: route.id, user: caller.user, about, status: outcome.status, code });
  };
  return {
    noteAnswer: (response, answer) => {
      if (!('body' in answer)) return note(response, { status: 200 });
      const { status = 200, body } = answer;
      return note(response, { status, code: status < 400 ? undefined : Object(body).code }, body);
    },

    noteRefusal: async (error, _request, response, next) => {
      const { status, body } = problemOf(error);
      // A caller that asks too often does nothing, and would fill the log.
      if (status !== 429) await note(response, { status, code: body.code }, body);
      next(error);
    },

    async countRefusedSignIn(error) {
      if (error instanceof Problem && (error.code === 'NOT_SIGNED_IN' || error.code === 'TOO_MANY_FAILED_SIGN_INS')) {
        await audit.countRefusedSignIn(error.code);
      }
      throw error;
    },
  };
}

interface Parts extends Partial<Received> {
  readonly answer: unknown;
}

/** Those of the address, and those that the operation names. An identifier that carries a person's number is left out. */
function readIdentifiers(
  { audited = [], secondApproval }: Operation,
  { params, query, body, answer }: Parts,
  partyId: string,
): string[] {
  const named = [query, body, answer].flatMap((part) =>
    findMembers(part, secondApproval ? [...audited, 'approvalId'] : audited),
  );
  const found = [...Object.values(Object(params)), ...named].map((value) => localPart(String(value), partyId));
  return [...new Set(found)].filter((value) => identifier.test(value) && !holdsPersonalNumber(value));
}

/** The texts of all members with one of the names, at any depth. */
function findMembers(value: unknown, names: readonly string[]): readonly string[] {
  if (names.length === 0 || typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return [];
  if (Array.isArray(value)) return value.flatMap((item) => findMembers(item, names));
  return Object.entries(value).flatMap(([name, member]) =>
    typeof member === 'string' ? (names.includes(name) ? [member] : []) : findMembers(member, names),
  );
}

function localPart(identifier: string, partyId: string): string {
  return identifier.startsWith(`${partyId}:`) ? identifier.slice(partyId.length + 1) : identifier;
}
