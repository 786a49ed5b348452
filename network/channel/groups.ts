/** The parts that a channel's configuration is made of: groups, values, policies and capabilities, each changed by the group's `Admins`. */
import { common, msp, orderer } from '@hyperledger/fabric-protos';
import { encodePolicy } from '../identity/policy-envelope';
import { parsePolicy } from '../identity/policy-text';

export interface Serializable {
  serializeBinary(): Uint8Array;
}

export interface GroupParts {
  readonly groups?: Readonly<Record<string, common.ConfigGroup>>;
  readonly values?: Readonly<Record<string, Serializable>>;
  readonly policies?: Readonly<Record<string, common.Policy>>;
}

export interface MspRoots {
  readonly mspId: string;
  readonly rootCertificates: readonly string[];
  readonly intermediateCertificates?: readonly string[];
  readonly tlsRootCertificates?: readonly string[];
}

export function newGroup({ groups = {}, values = {}, policies = {} }: GroupParts): common.ConfigGroup {
  const group = new common.ConfigGroup();
  group.setModPolicy('Admins');
  for (const [name, subgroup] of Object.entries(groups)) group.getGroupsMap().set(name, subgroup);
  for (const [name, message] of Object.entries(values)) {
    const value = new common.ConfigValue();
    value.setModPolicy('Admins');
    value.setValue(message.serializeBinary());
    group.getValuesMap().set(name, value);
  }
  for (const [name, policy] of Object.entries(policies)) {
    const wrapped = new common.ConfigPolicy();
    wrapped.setModPolicy('Admins');
    wrapped.setPolicy(policy);
    group.getPoliciesMap().set(name, wrapped);
  }
  return group;
}

export function newCapabilities(name: string): common.Capabilities {
  const list = new common.Capabilities();
  list.getCapabilitiesMap().set(name, new common.Capability());
  return list;
}

/** Asks the policies of that name in the groups below. */
export function metaPolicy(rule: keyof common.ImplicitMetaPolicy.RuleMap, subPolicy: string): common.Policy {
  const meta = new common.ImplicitMetaPolicy();
  meta.setSubPolicy(subPolicy);
  meta.setRule(common.ImplicitMetaPolicy.Rule[rule]);
  return newPolicy(common.Policy.PolicyType.IMPLICIT_META, meta.serializeBinary());
}

export function signaturePolicy(text: string): common.Policy {
  return newPolicy(common.Policy.PolicyType.SIGNATURE, encodePolicy(parsePolicy(text)));
}

/** The channel itself, over its application and its ordering service. */
export function newRootGroup(groups: Required<GroupParts>['groups'], capability: string): common.ConfigGroup {
  const hashing = new common.HashingAlgorithm();
  hashing.setName('SHA256');
  const structure = new common.BlockDataHashingStructure();
  structure.setWidth(0xffffffff);
  return newGroup({
    groups,
    values: {
      Capabilities: newCapabilities(capability),
      HashingAlgorithm: hashing,
      BlockDataHashingStructure: structure,
    },
    policies: metaPolicies(),
  });
}

/** Anybody reads and writes whom a group below lets, and a majority of the groups changes. */
export function metaPolicies() {
  return {
    Readers: metaPolicy('ANY', 'Readers'),
    Writers: metaPolicy('ANY', 'Writers'),
    Admins: metaPolicy('MAJORITY', 'Admins'),
  };
}

/** The policies of a member, as `/Channel/Application` has it. */
export function memberPolicies(mspId: string) {
  return {
    Readers: anyRole(mspId, 'admin', 'peer', 'client'),
    Writers: anyRole(mspId, 'admin', 'client'),
    Admins: anyRole(mspId, 'admin'),
    Endorsement: anyRole(mspId, 'peer'),
  };
}

export interface BatchLimits {
  readonly maxMessageCount: number;
  readonly absoluteMaxBytes: number;
  readonly preferredMaxBytes: number;
}

/** The values by which the ordering service cuts blocks. */
export function newBatchValues(batch: BatchLimits, timeoutMs: number) {
  const size = new orderer.BatchSize();
  size.setMaxMessageCount(batch.maxMessageCount);
  size.setAbsoluteMaxBytes(batch.absoluteMaxBytes);
  size.setPreferredMaxBytes(batch.preferredMaxBytes);
  const timeout = new orderer.BatchTimeout();
  timeout.setTimeout(`${timeoutMs}ms`);
  return { BatchSize: size, BatchTimeout: timeout };
}

/** Anybody of the MSP with one of the roles. */
export function anyRole(mspId: string, ...roles: readonly string[]): common.Policy {
  return signaturePolicy(`OR(${roles.map((role) => `'${mspId}.${role}'`).join(', ')})`);
}

export function newPolicy(
  type: common.Policy.PolicyTypeMap[keyof common.Policy.PolicyTypeMap],
  value: Uint8Array,
): common.Policy {
  const policy = new common.Policy();
  policy.setType(type);
  policy.setValue(value);
  return policy;
}

/** The value `MSP` of an organisation, with the roles that the project's certificates name. */
export function newMspValue(roots: MspRoots): msp.MSPConfig {
  const { mspId, rootCertificates, intermediateCertificates = [], tlsRootCertificates = [] } = roots;
  const bytes = (certificates: readonly string[]) => certificates.map((pem) => Buffer.from(pem));
  const crypto = new msp.FabricCryptoConfig();
  crypto.setSignatureHashFamily('SHA2');
  crypto.setIdentityIdentifierHashFunction('SHA256');
  const fabricConfig = new msp.FabricMSPConfig();
  fabricConfig.setName(mspId);
  fabricConfig.setRootCertsList(bytes(rootCertificates));
  fabricConfig.setIntermediateCertsList(bytes(intermediateCertificates));
  fabricConfig.setTlsRootCertsList(bytes(tlsRootCertificates));
  fabricConfig.setCryptoConfig(crypto);
  fabricConfig.setFabricNodeOus(nodeUnits(bytes(rootCertificates)[0]));
  const config = new msp.MSPConfig();
  config.setType(0);
  config.setConfig(fabricConfig.serializeBinary());
  return config;
}

function nodeUnits(certificate = Buffer.alloc(0)): msp.FabricNodeOUs {
  const unit = (name: string) => {
    const identifier = new msp.FabricOUIdentifier();
    identifier.setOrganizationalUnitIdentifier(name);
    identifier.setCertificate(certificate);
    return identifier;
  };
  const units = new msp.FabricNodeOUs();
  units.setEnable(true);
  units.setClientOuIdentifier(unit('client'));
  units.setPeerOuIdentifier(unit('peer'));
  units.setAdminOuIdentifier(unit('admin'));
  units.setOrdererOuIdentifier(unit('orderer'));
  return units;
}
