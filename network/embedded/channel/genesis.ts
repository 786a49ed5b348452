/**
 * The first block: a channel configuration as Fabric would have it for these members, so that tools which read configuration
 * blocks find one. Nothing in this ledger reads it again; what holds is the configuration file.
 */
import { common, orderer, peer } from '@hyperledger/fabric-protos';
import { newGenesisEnvelope } from '../../channel/genesis';
import {
  anyRole,
  type MspRoots,
  metaPolicy,
  newCapabilities,
  newGroup,
  newMspValue,
  type Serializable,
} from '../../channel/groups';
import { dataHash, writeBlock } from '../ledger/blocks';
import type { BatchConfig } from './orderer';

export interface GenesisOptions {
  readonly channelId: string;
  readonly organisations: readonly MspRoots[];
  readonly batch: BatchConfig;
}

/** Bytes of `common.Block`. */
export function genesisBlock(options: GenesisOptions): Buffer {
  const envelopes = [
    newGenesisEnvelope(channelGroup(options), { channel: options.channelId, createdTime: new Date() }),
  ];
  const header = { number: 0, previousHash: Buffer.alloc(0), dataHash: dataHash(envelopes) };
  return writeBlock({ header, envelopes, codes: [peer.TxValidationCode.VALID], commitHash: Buffer.alloc(0) });
}

function channelGroup({ organisations, batch }: GenesisOptions): common.ConfigGroup {
  const members = organisations.map((organisation) => [organisation.mspId, memberGroup(organisation)]);
  const hashing = new common.HashingAlgorithm();
  hashing.setName('SHA256');
  const structure = new common.BlockDataHashingStructure();
  structure.setWidth(0xffffffff);
  const policies = {
    Readers: metaPolicy('ANY', 'Readers'),
    Writers: metaPolicy('ANY', 'Writers'),
    Admins: metaPolicy('MAJORITY', 'Admins'),
  };
  const application = newGroup({
    groups: Object.fromEntries(members),
    values: { Capabilities: newCapabilities('V2_5') },
    policies: { ...policies, Endorsement: metaPolicy('MAJORITY', 'Endorsement') },
  });
  const ordering = newGroup({
    values: { ...orderingValues(batch), Capabilities: newCapabilities('V2_0') },
    policies: { ...policies, BlockValidation: metaPolicy('ANY', 'Writers') },
  });
  return newGroup({
    groups: { Application: application, Orderer: ordering },
    values: { Capabilities: newCapabilities('V3_0'), HashingAlgorithm: hashing, BlockDataHashingStructure: structure },
    policies,
  });
}

function memberGroup(organisation: MspRoots): common.ConfigGroup {
  const { mspId } = organisation;
  return newGroup({
    values: { MSP: newMspValue(organisation) },
    policies: {
      Readers: anyRole(mspId, 'admin', 'peer', 'client'),
      Writers: anyRole(mspId, 'admin', 'client'),
      Admins: anyRole(mspId, 'admin'),
      Endorsement: anyRole(mspId, 'peer'),
    },
  });
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
