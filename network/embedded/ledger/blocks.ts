/** Blocks as Fabric makes them: the chain of header hashes, the data hash, the metadata slots. */
import { common } from '@hyperledger/fabric-protos';
import { sha256 } from './hash';
import type { ValidationCode } from './types';
import { varint, Wire } from './wire';

export interface Header {
  readonly number: number;
  readonly previousHash: Buffer;
  readonly dataHash: Buffer;
}

const { SIGNATURES, TRANSACTIONS_FILTER, COMMIT_HASH } = common.BlockMetadataIndex;
const slotCount = 5;

/** Hashes `SEQUENCE { INTEGER number, OCTET STRING previousHash, OCTET STRING dataHash }` in DER. */
export function headerHash({ number, previousHash, dataHash }: Header): Buffer {
  const hex = number.toString(16);
  const digits = Buffer.from(hex.padStart(Math.ceil(hex.length / 2) * 2, '0'), 'hex');
  const integer = (digits[0] as number) >= 0x80 ? Buffer.concat([Buffer.from([0]), digits]) : digits;
  const content = Buffer.concat([der(0x02, integer), der(0x04, previousHash), der(0x04, dataHash)]);
  return sha256(der(0x30, content));
}

/** No content here reaches 128 bytes, so that one byte holds every length. */
function der(tag: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([tag, content.length]), content]);
}

export const dataHash = (envelopes: readonly Uint8Array[]): Buffer => sha256(...envelopes);

/** Chains a block's codes and its effect on state to the commit hash of the block before, which is empty for the first. */
export function commitHash(codes: readonly ValidationCode[], updates: Buffer, previous: Buffer): Buffer {
  return sha256(varint(codes.length), Buffer.from(codes), updates, previous);
}

export interface NewBlock {
  readonly header: Header;
  readonly envelopes: readonly Buffer[];
  readonly codes: readonly ValidationCode[];
  /** Empty in block 0. */
  readonly commitHash: Buffer;
}

/**
 * Bytes of `common.Block`. The only configuration is that of block 0, and nobody signs: the slots of the signatures and of the
 * last configuration hold its number, which in protobuf is no bytes at all.
 */
export function writeBlock({ header, envelopes, codes, commitHash }: NewBlock): Buffer {
  const lastConfig = new Wire().message(1, Buffer.alloc(0)).done();
  const slots = new Map<number, Buffer>([
    [SIGNATURES, new Wire().bytes(1, lastConfig).done()],
    [TRANSACTIONS_FILTER, Buffer.from(codes)],
    [COMMIT_HASH, new Wire().bytes(1, commitHash).done()],
  ]);
  const metadata = Array.from({ length: slotCount }, (_, slot) => slots.get(slot) ?? Buffer.alloc(0));
  const head = new Wire().uint(1, header.number).bytes(2, header.previousHash).bytes(3, header.dataHash).done();
  return new Wire()
    .message(1, head)
    .message(2, new Wire().repeated(1, envelopes).done())
    .message(3, new Wire().repeated(1, metadata).done())
    .done();
}

/** The parts of an earlier or a foreign block that the ledger needs. */
export interface ReadBlock {
  readonly header: Header;
  readonly envelopes: readonly Uint8Array[];
  /** The slot as it is; empty where nobody has validated the block. */
  readonly filter: Buffer;
  readonly commitHash: Buffer;
}

export function readBlock(bytes: Uint8Array): ReadBlock {
  const block = common.Block.deserializeBinary(bytes);
  const header = block.getHeader();
  const slots = block.getMetadata()?.getMetadataList_asU8() ?? [];
  const commit = common.Metadata.deserializeBinary(slots[COMMIT_HASH] ?? new Uint8Array());
  return {
    header: {
      number: header?.getNumber() ?? 0,
      previousHash: Buffer.from(header?.getPreviousHash_asU8() ?? []),
      dataHash: Buffer.from(header?.getDataHash_asU8() ?? []),
    },
    envelopes: block.getData()?.getDataList_asU8() ?? [],
    filter: Buffer.from(readValidationCodes(block)),
    commitHash: Buffer.from(commit.getValue_asU8()),
  };
}

/** One `TxValidationCode` for each transaction; empty where nobody has validated the block. */
export function readValidationCodes(block: common.Block): Uint8Array {
  const slots = block.getMetadata()?.getMetadataList_asU8() ?? [];
  return slots[TRANSACTIONS_FILTER] ?? new Uint8Array();
}

/** The transaction id in an envelope's channel header; '' where there is none. */
export function envelopeTxId(envelope: Uint8Array): string {
  const payload = common.Payload.deserializeBinary(common.Envelope.deserializeBinary(envelope).getPayload_asU8());
  return common.ChannelHeader.deserializeBinary(
    payload.getHeader()?.getChannelHeader_asU8() ?? new Uint8Array(),
  ).getTxId();
}
