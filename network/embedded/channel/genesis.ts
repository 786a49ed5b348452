/**
 * The first block: a channel configuration as `configtxgen` would make it for these members, so that tools which read
 * configuration blocks find one. Nothing in this ledger reads it again; what holds is the configuration file.
 */
import { randomBytes } from 'node:crypto';
import { common, msp, orderer, peer } from '@hyperledger/fabric-protos';
import { Timestamp } from 'google-protobuf/google/protobuf/timestamp_pb';
import { encodePolicy } from '../../identity/policy-envelope';
import { parsePolicy } from '../../identity/policy-text';
import { dataHash, writeBlock } from '../ledger/blocks';
import { asBuffer, transactionId } from '../messages/bytes';
import type { BatchConfig } from './orderer';

export interface GenesisOptions {
  readonly channelId: string;
  readonly organisations: readonly { readonly mspId: string; readonly rootCertificates: readonly string[] }[];
  readonly batch: BatchConfig;
}

/** Bytes of `common.Block`. */
export function genesisBlock(options: GenesisOptions): Buffer {
  const envelopes = [genesisEnvelope(options)];
  const header = { number: 0, previousHash: Buffer.alloc(0), dataHash: dataHash(envelopes) };
  return writeBlock({ header, envelopes, codes: [peer.TxValidationCode.VALID], commitHash: Buffer.alloc(0) });
}

/** Unsigned, by nobody, with a transaction id of its nonce alone, as Fabric's are. */
function genesisEnvelope(options: GenesisOptions): Buffer {
  const nonce = randomBytes(24);
  const channelHeader = new common.ChannelHeader();
  channelHeader.setType(common.HeaderType.CONFIG);
  channelHeader.setVersion(1);
  channelHeader.setChannelId(options.channelId);
  channelHeader.setTxId(transactionId(nonce, Buffer.alloc(0)));
  channelHeader.setTimestamp(Timestamp.fromDate(new Date()));
  const signatureHeader = new common.SignatureHeader();
  signatureHeader.setNonce(nonce);
  const header = new common.Header();
  header.setChannelHeader(channelHeader.serializeBinary());
  header.setSignatureHeader(signatureHeader.serializeBinary());
  const config = new common.Config();
  config.setChannelGroup(channelGroup(options));
  const configEnvelope = new common.ConfigEnvelope();
  configEnvelope.setConfig(config);
  const payload = new common.Payload();
  payload.setHeader(header);
  payload.setData(configEnvelope.serializeBinary());
  const envelope = new common.Envelope();
  envelope.setPayload(payload.serializeBinary());
  return asBuffer(envelope.serializeBinary());
}

interface Serializable {
  serializeBinary(): Uint8Array;
}

interface GroupParts {
  readonly groups?: Readonly<Record<string, common.ConfigGroup>>;
  readonly values?: Readonly<Record<string, Serializable>>;
  readonly policies?: Readonly<Record<string, common.Policy>>;
}

function newGroup({ groups = {}, values = {}, policies = {} }: GroupParts): common.ConfigGroup {
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

function channelGroup({ organisations, batch }: GenesisOptions): common.ConfigGroup {
  const members = Object.fromEntries(
    organisations.map((organisation) => [organisation.mspId, memberGroup(organisation)]),
  );
  const hashing = new common.HashingAlgorithm();
  hashing.setName('SHA256');
  const structure = new common.BlockDataHashingStructure();
  structure.setWidth(0xffffffff);
  const policies = {
    Readers: implicit('Readers', 'ANY'),
    Writers: implicit('Writers', 'ANY'),
    Admins: implicit('Admins', 'MAJORITY'),
  };
  const application = newGroup({
    groups: members,
    values: { Capabilities: capabilities('V2_5') },
    policies: { ...policies, Endorsement: implicit('Endorsement', 'MAJORITY') },
  });
  const ordering = newGroup({
    values: { ...orderingValues(batch), Capabilities: capabilities('V2_0') },
    policies: { ...policies, BlockValidation: implicit('Writers', 'ANY') },
  });
  return newGroup({
    groups: { Application: application, Orderer: ordering },
    values: { Capabilities: capabilities('V3_0'), HashingAlgorithm: hashing, BlockDataHashingStructure: structure },
    policies,
  });
}

function memberGroup({ mspId, rootCertificates }: GenesisOptions['organisations'][number]): common.ConfigGroup {
  const fabricConfig = new msp.FabricMSPConfig();
  fabricConfig.setName(mspId);
  fabricConfig.setRootCertsList(rootCertificates.map((pem) => Buffer.from(pem)));
  fabricConfig.setFabricNodeOus(nodeUnits());
  const config = new msp.MSPConfig();
  config.setType(0);
  config.setConfig(fabricConfig.serializeBinary());
  const any = (...roles: readonly string[]) => signature(`OR(${roles.map((role) => `'${mspId}.${role}'`).join(', ')})`);
  return newGroup({
    values: { MSP: config },
    policies: {
      Readers: any('admin', 'peer', 'client'),
      Writers: any('admin', 'client'),
      Admins: any('admin'),
      Endorsement: any('peer'),
    },
  });
}

function nodeUnits(): msp.FabricNodeOUs {
  const unit = (name: string) => {
    const identifier = new msp.FabricOUIdentifier();
    identifier.setOrganizationalUnitIdentifier(name);
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

function orderingValues(batch: BatchConfig): Record<string, Serializable> {
  const size = new orderer.BatchSize();
  size.setMaxMessageCount(batch.maxMessageCount);
  size.setPreferredMaxBytes(batch.preferredMaxBytes);
  size.setAbsoluteMaxBytes(batch.absoluteMaxBytes);
  const timeout = new orderer.BatchTimeout();
  timeout.setTimeout(`${batch.timeoutMs}ms`);
  return { BatchSize: size, BatchTimeout: timeout };
}

function capabilities(name: string): common.Capabilities {
  const list = new common.Capabilities();
  list.getCapabilitiesMap().set(name, new common.Capability());
  return list;
}

function implicit(subPolicy: string, rule: keyof common.ImplicitMetaPolicy.RuleMap): common.Policy {
  const meta = new common.ImplicitMetaPolicy();
  meta.setSubPolicy(subPolicy);
  meta.setRule(common.ImplicitMetaPolicy.Rule[rule]);
  return newPolicy(common.Policy.PolicyType.IMPLICIT_META, meta.serializeBinary());
}

function signature(text: string): common.Policy {
  return newPolicy(common.Policy.PolicyType.SIGNATURE, encodePolicy(parsePolicy(text)));
}

function newPolicy(
  type: common.Policy.PolicyTypeMap[keyof common.Policy.PolicyTypeMap],
  value: Uint8Array,
): common.Policy {
  const policy = new common.Policy();
  policy.setType(type);
  policy.setValue(value);
  return policy;
}
