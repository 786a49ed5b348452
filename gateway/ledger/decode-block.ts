/**
 * A block's bytes to what the gateway folds: the valid transactions of one chaincode, their public writes and their events.
 * Private data is not here; a block holds only its hashes.
 *
 * VALID does not say that a majority endorsed: a transaction that writes to private collections alone is judged by their
 * policies, and one member can satisfy that of its own implicit collection. A public write brings the chaincode's policy, so
 * only a transaction with one is folded, announced and dated.
 */
import { createHash } from 'node:crypto';
import { StatusCode } from '@hyperledger/fabric-gateway';
import { common } from '@hyperledger/fabric-protos';
import { readPublicTransaction } from './public-transaction';
import type { LedgerBlock } from './types';

/** Throws where the block has no header or metadata, and for nothing that a transaction holds. */
export function decodeBlock(block: common.Block, chaincode: string): LedgerBlock {
  const header = block.getHeader();
  const filter = block.getMetadata()?.getMetadataList_asU8()[common.BlockMetadataIndex.TRANSACTIONS_FILTER];
  if (header === undefined || filter === undefined) throw new Error('a block without header or metadata');
  const envelopes = block.getData()?.getDataList_asU8() ?? [];
  const read = envelopes.flatMap((bytes, index) =>
    filter[index] === StatusCode.VALID ? (readPublicTransaction(bytes, index, chaincode) ?? []) : [],
  );
  return {
    number: header.getNumber(),
    hash: headerHash(header),
    previousHash: Buffer.from(header.getPreviousHash_asU8()).toString('hex'),
    transactions: read.flatMap((one) => ('code' in one ? [] : [one])),
    passedOver: read.flatMap((one) => ('code' in one ? [one] : [])),
  };
}

/** As Fabric chains blocks: SHA-256 over the DER of number, previous hash and data hash, hex. */
export function headerHash(header: common.BlockHeader): string {
  const number = header.getNumber().toString(16);
  const hex = number.length % 2 === 0 ? number : `0${number}`;
  const magnitude = Buffer.from(hex, 'hex');
  const isNegative = ((magnitude[0] ?? 0) & 0x80) !== 0;
  const fields = Buffer.concat([
    der(0x02, isNegative ? Buffer.concat([Buffer.alloc(1), magnitude]) : magnitude),
    der(0x04, header.getPreviousHash_asU8()),
    der(0x04, header.getDataHash_asU8()),
  ]);
  return createHash('sha256').update(der(0x30, fields)).digest('hex');
}

/** All contents here are shorter than 128 bytes, whose length is one byte. */
function der(tag: number, content: Uint8Array): Buffer {
  if (content.length > 127) throw new Error('a block header with hashes of unknown length');
  return Buffer.concat([Buffer.from([tag, content.length]), content]);
}
