/**
 * The first block: a channel configuration as Fabric would have it for these members, so that tools which read configuration
 * blocks find one. Nothing in this ledger reads it again; what holds is the configuration file.
 */
import { type common, peer } from '@hyperledger/fabric-protos';
import { newGenesisEnvelope } from '../../channel/genesis';
import {
  type MspRoots,
  memberPolicies,
  metaPolicies,
  metaPolicy,
  newBatchValues,
  newCapabilities,
  newGroup,
  newMspValue,
  newRootGroup,
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
  const application = newGroup({
    groups: Object.fromEntries(members),
    values: { Capabilities: newCapabilities('V2_5') },
    policies: { ...metaPolicies(), Endorsement: metaPolicy('MAJORITY', 'Endorsement') },
  });
  const ordering = newGroup({
    values: { ...newBatchValues(batch, batch.timeoutMs), Capabilities: newCapabilities('V2_0') },
    policies: { ...metaPolicies(), BlockValidation: metaPolicy('ANY', 'Writers') },
  });
  return newRootGroup({ Application: application, Orderer: ordering }, 'V3_0');
}

function memberGroup(organisation: MspRoots): common.ConfigGroup {
  return newGroup({ values: { MSP: newMspValue(organisation) }, policies: memberPolicies(organisation.mspId) });
}
