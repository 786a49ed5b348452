/** All authorisation by institution: who may call which submitting function. The rules say what belongs to whom. */
import { X509Certificate } from 'node:crypto';
import type { CommandName } from '../api/commands';
import type { FoundingDocument, Member, PartyOrgType } from '../api/records';
import { reject } from '../api/refusals';
import { findMember } from '../domain/alliance';

export interface Caller {
  readonly partyId: string;
  readonly member: Member;
}

interface Permission {
  readonly types: readonly PartyOrgType[];
  /** Only with a certificate of the organisational unit `admin`. */
  readonly admin?: true;
  /** Only the holder of this office of the alliance may call. */
  readonly office?: 'EVALUATOR' | 'REGISTRAR';
}

const creditor: readonly PartyOrgType[] = ['CREDITOR_ORG'];
const issuer: readonly PartyOrgType[] = ['TOKEN_ISSUER'];
const notRegulator: readonly PartyOrgType[] = ['CREDITOR_ORG', 'TOKEN_ISSUER', 'DATA_SERVICE_PROVIDER'];
/** Every type that may hold tokens: a holder whose type the members changed can still redeem. */
const anybody: readonly PartyOrgType[] = [...notRegulator, 'REGULATOR'];
const registrar: Permission = { types: notRegulator, office: 'REGISTRAR' };

export const permissions: Readonly<Record<CommandName, Permission>> = {
  'alliance:found': { types: issuer, admin: true },
  'alliance:propose': { types: notRegulator, admin: true },
  'alliance:vote': { types: notRegulator, admin: true },
  'alliance:advanceDay': { types: anybody },
  'party:registerKey': { types: anybody, admin: true },
  'plan:publish': { types: creditor },
  'plan:confirm': { types: creditor },
  'plan:deliver': { types: creditor },
  'plan:accept': { types: creditor },
  'plan:dispute': { types: creditor },
  'plan:expire': { types: notRegulator },
  'plan:withdraw': { types: creditor },
  'plan:close': { types: creditor },
  'plan:purge': { types: creditor },
  'token:recharge': { types: issuer },
  'token:redeem': { types: anybody },
  'token:fold': { types: anybody },
  'token:settle': { types: issuer },
  'token:reject': { types: issuer },
  'token:acknowledge': { types: anybody },
  'token:object': { types: anybody },
  'token:cancel': { types: anybody },
  'token:expire': { types: anybody },
  'subject:registerEvaluator': { types: anybody, admin: true, office: 'EVALUATOR' },
  'subject:ask': { types: notRegulator },
  'subject:evaluate': { types: anybody, office: 'EVALUATOR' },
  'subject:attach': registrar,
  'subject:addKey': registrar,
  'subject:revokeKey': registrar,
  'credit:register': registrar,
  'credit:feedback': registrar,
  'credit:setLevel': registrar,
  'consent:grant': { types: notRegulator },
  'consent:revoke': { types: notRegulator },
  'credit:query': { types: notRegulator },
  'credit:deliver': registrar,
  'credit:accept': { types: notRegulator },
  'credit:proveMisdelivery': { types: notRegulator },
  'credit:expire': { types: notRegulator },
  'credit:payOut': registrar,
  'credit:dispute': registrar,
  'credit:answerDispute': registrar,
  'credit:purge': { types: notRegulator },
  'credit:handOver': { types: creditor },
  'credit:discard': registrar,
};

/** Refusals in order: CALLER_NOT_MEMBER, CALLER_TYPE_NOT_ALLOWED, CALLER_NOT_ADMIN. */
export function authorise(
  name: CommandName,
  alliance: FoundingDocument,
  client: { readonly mspId: string; readonly certificate: string },
): Caller {
  const { mspId: partyId, certificate } = client;
  const member = findMember(alliance, partyId);
  if (member === undefined) reject('CALLER_NOT_MEMBER', { partyId });
  const { types, admin } = permissions[name];
  if (!types.includes(member.partyOrgType)) {
    reject('CALLER_TYPE_NOT_ALLOWED', { partyId, partyOrgType: member.partyOrgType });
  }
  if (admin && !isAdmin(certificate)) reject('CALLER_NOT_ADMIN', { partyId });
  return { partyId, member };
}

/** Refuses one command, for an earlier one of the transaction may have changed the alliance. */
export function requireOffice(name: CommandName, alliance: FoundingDocument, { partyId }: Caller): void {
  const { office } = permissions[name];
  if (office === 'EVALUATOR' && !alliance.evaluators.includes(partyId)) reject('NOT_EVALUATOR', { partyId });
  if (office === 'REGISTRAR' && alliance.registrar !== partyId) reject('NOT_REGISTRAR', { partyId });
}

/** The organisational unit that Fabric's node OUs give to administrators; the peer has verified the certificate. */
function isAdmin(certificate: string): boolean {
  return new X509Certificate(certificate).subject.split('\n').includes('OU=admin');
}
