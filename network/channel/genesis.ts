/** A channel's first block. The same configuration and time give the same bytes, so that every member can check it. */
import { createHash } from 'node:crypto';
import { common } from '@hyperledger/fabric-protos';
import { Timestamp } from 'google-protobuf/google/protobuf/timestamp_pb';

export interface Founding {
  readonly channel: string;
  readonly createdTime: Date;
}

export interface ConfigBlock {
  readonly number: number;
  readonly channel: string;
  readonly config: common.Config;
}

const nonceBytes = 24;
/** Signatures, last configuration, validation codes, orderer, commit hash. */
const metadataEntries = 5;

/** Bytes of `common.Block`. */
export function writeGenesisBlock(group: common.ConfigGroup, founding: Founding): Buffer {
  const envelope = newGenesisEnvelope(group, founding);
  const data = new common.BlockData();
  data.setDataList([envelope]);
  const header = new common.BlockHeader();
  header.setDataHash(sha256(envelope));
  const block = new common.Block();
  block.setHeader(header);
  block.setData(data);
  block.setMetadata(newMetadata());
  return Buffer.from(block.serializeBinary());
}

/** The configuration that a block holds. Throws where the bytes are no block with a configuration. */
export function readConfigBlock(bytes: Uint8Array): ConfigBlock {
  const block = common.Block.deserializeBinary(bytes);
  const [envelope] = block.getData()?.getDataList_asU8() ?? [];
  if (envelope === undefined) throw new Error('the block holds no transaction');
  const payload = common.Payload.deserializeBinary(common.Envelope.deserializeBinary(envelope).getPayload_asU8());
  const channelHeader = common.ChannelHeader.deserializeBinary(
    payload.getHeader()?.getChannelHeader_asU8() ?? new Uint8Array(),
  );
  const config = common.ConfigEnvelope.deserializeBinary(payload.getData_asU8()).getConfig();
  if (channelHeader.getType() !== common.HeaderType.CONFIG || config?.getChannelGroup() === undefined)
    throw new Error('the block holds no configuration');
  return { number: block.getHeader()?.getNumber() ?? 0, channel: channelHeader.getChannelId(), config };
}

/** Bytes of `common.Envelope`. Signed by nobody; its nonce follows from what it says. */
export function newGenesisEnvelope(group: common.ConfigGroup, { channel, createdTime }: Founding): Buffer {
  const config = new common.Config();
  config.setChannelGroup(group);
  const configEnvelope = new common.ConfigEnvelope();
  configEnvelope.setConfig(config);
  const content = configEnvelope.serializeBinary();
  const nonce = sha256(content).subarray(0, nonceBytes);
  const channelHeader = new common.ChannelHeader();
  channelHeader.setType(common.HeaderType.CONFIG);
  channelHeader.setVersion(1);
  channelHeader.setChannelId(channel);
  channelHeader.setTxId(sha256(nonce).toString('hex'));
  channelHeader.setTimestamp(Timestamp.fromDate(createdTime));
  const signatureHeader = new common.SignatureHeader();
  signatureHeader.setNonce(nonce);
  const header = new common.Header();
  header.setChannelHeader(channelHeader.serializeBinary());
  header.setSignatureHeader(signatureHeader.serializeBinary());
  const payload = new common.Payload();
  payload.setHeader(header);
  payload.setData(content);
  const envelope = new common.Envelope();
  envelope.setPayload(payload.serializeBinary());
  return Buffer.from(envelope.serializeBinary());
}

/** Says that the last configuration is in this block. */
function newMetadata(): common.BlockMetadata {
  const orderers = new common.OrdererBlockMetadata();
  orderers.setLastConfig(new common.LastConfig());
  const signatures = new common.Metadata();
  signatures.setValue(orderers.serializeBinary());
  const metadata = new common.BlockMetadata();
  const others = Array.from({ length: metadataEntries - 1 }, () => new Uint8Array());
  metadata.setMetadataList([signatures.serializeBinary(), ...others]);
  return metadata;
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
