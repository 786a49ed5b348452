/** Who calls, and whether the route's line of the table admits them. */
import type { IncomingMessage } from 'node:http';
import type { AllianceRecord } from '../../chaincode/api/records';
import { reject } from '../../chaincode/api/refusals';
import type { Access } from '../api/operation';
import { Problem } from '../api/problem';
import type { User } from '../api/roles';
import type { Caller } from './route';
import { readCookie, refuseCrossSite, type Sessions } from './sessions';

export interface SignInDeps {
  readonly store: { userByToken(token: string, address?: string): Promise<User | undefined> };
  /** Absent where nobody signs in with a browser. */
  readonly sessions?: Sessions | undefined;
}

export interface CallerDeps {
  readonly partyId: string;
  alliance(): Promise<AllianceRecord | undefined>;
}

type Head = IncomingMessage & { readonly ip?: string | undefined };

/**
 * By a token, or by the cookie of a session, and never by both. The store finds tokens by their hash, so that no comparison takes longer for a
 * better guess.
 */
export async function authenticate({ store, sessions }: SignInDeps, request: Head): Promise<Caller> {
  const { authorization, cookie } = request.headers;
  const value = sessions && readCookie(cookie);
  if (sessions !== undefined && value !== undefined) {
    if (authorization !== undefined) refuseBoth();
    const session = await sessions.find(value);
    // Not counted as a guess: a page that stays open would keep others of its address out.
    if (session === undefined) throw new Problem('SESSION_ENDED', {}, signInHeaders);
    refuseCrossSite(request, sessions.origin);
    const stillSignedIn = async () => (await sessions.find(value)) !== undefined;
    return { user: session.user, session, partyOrgType: undefined, stillSignedIn };
  }
  const token = /^Bearer ([\x21-\x7e]{1,512})$/i.exec(authorization ?? '')?.[1];
  const user = token === undefined ? undefined : await store.userByToken(token, request.ip);
  if (token === undefined || user === undefined) refuseUnknown();
  const stillSignedIn = async () => isSame(await store.userByToken(token, request.ip), user);
  return { user, partyOrgType: undefined, stillSignedIn };
}

const signInHeaders = { 'WWW-Authenticate': 'Bearer realm="tallystick"' };

function refuseUnknown(): never {
  throw new Problem('NOT_SIGNED_IN', {}, signInHeaders);
}

function refuseBoth(): never {
  const errors = [{ path: 'Authorization', message: 'comes with the cookie of a session: send one of them' }];
  throw new Problem('REQUEST_MALFORMED', { errors });
}

/** Refusals in order: ROLE_NOT_ALLOWED, ALLIANCE_NOT_FOUNDED, CALLER_NOT_MEMBER, CALLER_TYPE_NOT_ALLOWED. */
export async function authorise(
  { partyId, alliance: readAlliance }: CallerDeps,
  caller: Caller,
  access: Exclude<Access, 'OPEN'>,
): Promise<Caller> {
  if (!access.roles.includes(caller.user.role)) throw new Problem('ROLE_NOT_ALLOWED');
  if (access.partyOrgTypes === undefined) return caller;
  const alliance = await readAlliance();
  if (alliance === undefined) reject('ALLIANCE_NOT_FOUNDED');
  const partyOrgType = alliance.members.find((member) => member.partyId === partyId)?.partyOrgType;
  if (partyOrgType === undefined) reject('CALLER_NOT_MEMBER', { partyId });
  if (!access.partyOrgTypes.includes(partyOrgType)) reject('CALLER_TYPE_NOT_ALLOWED', { partyOrgType });
  return { ...caller, partyOrgType };
}

function isSame(one: User | undefined, other: User): boolean {
  return one?.userName === other.userName && one.role === other.role;
}
