/** Who calls, and whether the route's line of the table admits them. */
import type { AllianceRecord } from '../../chaincode/api/records';
import { reject } from '../../chaincode/api/refusals';
import type { Access } from '../api/operation';
import { Problem } from '../api/problem';
import type { User } from '../api/roles';
import type { Caller } from './route';

export interface SignInDeps {
  readonly store: { userByToken(token: string, address?: string): Promise<User | undefined> };
}

export interface CallerDeps {
  readonly partyId: string;
  alliance(): Promise<AllianceRecord | undefined>;
}

/** Tokens are opaque; the store finds them by their hash, so that no comparison takes longer for a better guess. */
export async function authenticate(
  { store }: SignInDeps,
  { authorization, address }: { readonly authorization: string | undefined; readonly address: string | undefined },
): Promise<Caller> {
  const token = /^Bearer ([\x21-\x7e]{1,512})$/i.exec(authorization ?? '')?.[1];
  const user = token === undefined ? undefined : await store.userByToken(token, address);
  if (token === undefined || user === undefined) {
    throw new Problem('NOT_SIGNED_IN', {}, { 'WWW-Authenticate': 'Bearer realm="tallystick"' });
  }
  const stillSignedIn = async () => isSame(await store.userByToken(token, address), user);
  return { user, partyOrgType: undefined, stillSignedIn };
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
