/**
 * Signature policies as the bytes of `common.SignaturePolicyEnvelope`: what chaincode definitions, collections and the
 * validation parameters of keys hold. Writing gives the bytes that Fabric's own parser gives for the same text.
 */
import { common, msp } from '@hyperledger/fabric-protos';
import type { Role } from './identity';
import type { SignaturePolicy, SignedBy } from './policy';

const { MSPRoleType } = msp.MSPRole;
const roleTypes: Readonly<Record<Role, (typeof MSPRoleType)[keyof typeof MSPRoleType]>> = {
  member: MSPRoleType.MEMBER,
  admin: MSPRoleType.ADMIN,
  client: MSPRoleType.CLIENT,
  peer: MSPRoleType.PEER,
  orderer: MSPRoleType.ORDERER,
};
const roles = new Map(Object.entries(roleTypes).map(([role, type]) => [type, role as Role]));

export function encodePolicy(policy: SignaturePolicy): Buffer {
  const envelope = new common.SignaturePolicyEnvelope();
  const principals: msp.MSPPrincipal[] = [];
  envelope.setRule(toRule(policy, principals));
  envelope.setIdentitiesList(principals);
  return Buffer.from(envelope.serializeBinary());
}

/**
 * Throws an Error where the bytes are no such envelope, of another version than 0, or name anybody otherwise than by
 * MSP and role: Fabric also knows single certificates, free OUs and combinations of them; the text form does not.
 */
export function decodePolicy(bytes: Uint8Array): SignaturePolicy {
  const envelope = common.SignaturePolicyEnvelope.deserializeBinary(bytes);
  if (envelope.getVersion() !== 0) throw new Error(`signature policy of unknown version ${envelope.getVersion()}`);
  return fromRule(envelope.getRule(), envelope.getIdentitiesList().map(fromPrincipal));
}

/** Every mention gets a principal of its own. Those of nested gates come first, as Fabric's parser evaluates them. */
function toRule(policy: SignaturePolicy, principals: msp.MSPPrincipal[]): common.SignaturePolicy {
  const rule = new common.SignaturePolicy();
  if (policy.kind === 'signedBy') {
    rule.setSignedBy(principals.push(toPrincipal(policy)) - 1);
    return rule;
  }
  const nested = policy.rules.map((part) => (part.kind === 'outOf' ? toRule(part, principals) : undefined));
  const outOf = new common.SignaturePolicy.NOutOf();
  outOf.setN(policy.n);
  outOf.setRulesList(policy.rules.map((part, index) => nested[index] ?? toRule(part, principals)));
  rule.setNOutOf(outOf);
  return rule;
}

function fromRule(rule: common.SignaturePolicy | undefined, principals: readonly SignedBy[]): SignaturePolicy {
  const outOf = rule?.getNOutOf();
  if (outOf) {
    return { kind: 'outOf', n: outOf.getN(), rules: outOf.getRulesList().map((part) => fromRule(part, principals)) };
  }
  if (!rule?.hasSignedBy()) throw new Error('signature policy with an empty rule');
  const principal = principals[rule.getSignedBy()];
  if (!principal) throw new Error(`signature policy names principal ${rule.getSignedBy()} of ${principals.length}`);
  return principal;
}

function toPrincipal({ mspId, role }: SignedBy): msp.MSPPrincipal {
  const mspRole = new msp.MSPRole();
  mspRole.setMspIdentifier(mspId);
  mspRole.setRole(roleTypes[role]);
  const principal = new msp.MSPPrincipal();
  principal.setPrincipalClassification(msp.MSPPrincipal.Classification.ROLE);
  principal.setPrincipal(mspRole.serializeBinary());
  return principal;
}

function fromPrincipal(principal: msp.MSPPrincipal): SignedBy {
  if (principal.getPrincipalClassification() !== msp.MSPPrincipal.Classification.ROLE) {
    throw new Error('signature policy with a principal that is no role of an MSP');
  }
  const mspRole = msp.MSPRole.deserializeBinary(principal.getPrincipal_asU8());
  const role = roles.get(mspRole.getRole());
  if (role === undefined) throw new Error(`signature policy with unknown role ${mspRole.getRole()}`);
  return { kind: 'signedBy', mspId: mspRole.getMspIdentifier(), role };
}
