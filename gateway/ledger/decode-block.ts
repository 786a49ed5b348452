/**
 * A block's bytes to what the gateway folds: the valid transactions of one chaincode, their public writes and their events.
 * Private data is not here; a block holds only its hashes.
 */
import { createHash } from 'node:crypto';
import { StatusCode } from '@hyperledger/fabric-gateway';
import { common, ledger, peer } from '@hyperledger/fabric-protos';
import { type LedgerEvent, type TransactionEvents, transactionEventName } from '../../chaincode/api/events';
import type { LedgerRecord } from '../../chaincode/api/records';
import type { LedgerBlock, LedgerTransaction } from './types';

const { rwset } = ledger;

/** Throws where the block has no header or metadata, or where a value of the chaincode is no JSON. */
export function decodeBlock(block: common.Block, chaincode: string): LedgerBlock {
  const header = block.getHeader();
  const filter = block.getMetadata()?.getMetadataList_asU8()[common.BlockMetadataIndex.TRANSACTIONS_FILTER];
  if (header === undefined || filter === undefined) throw new Error('a block without header or metadata');
  const envelopes = block.getData()?.getDataList_asU8() ?? [];
  const transactions = envelopes.flatMap((bytes, index) =>
    filter[index] === StatusCode.VALID ? decodeTransaction(bytes, index, chaincode) : [],
  );
  return {
    number: header.getNumber(),
    hash: headerHash(header),
    previousHash: Buffer.from(header.getPreviousHash_asU8()).toString('hex'),
    transactions,
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

/** Empty for what is not a transaction of the chaincode, such as configuration. */
function decodeTransaction(bytes: Uint8Array, index: number, chaincode: string): readonly LedgerTransaction[] {
  const payload = common.Payload.deserializeBinary(common.Envelope.deserializeBinary(bytes).getPayload_asU8());
  const header = common.ChannelHeader.deserializeBinary(
    payload.getHeader()?.getChannelHeader_asU8() ?? new Uint8Array(),
  );
  if (header.getType() !== common.HeaderType.ENDORSER_TRANSACTION) return [];
  const actions = peer.Transaction.deserializeBinary(payload.getData_asU8()).getActionsList().map(chaincodeActionOf);
  const sets = actions.flatMap((action) =>
    rwset.TxReadWriteSet.deserializeBinary(action.getResults_asU8())
      .getNsRwsetList()
      .filter((set) => set.getNamespace() === chaincode),
  );
  const events = actions.flatMap((action) => eventsOf(action, chaincode));
  if (sets.length === 0 && events.length === 0) return [];
  const writes = sets.flatMap((set) =>
    rwset.kvrwset.KVRWSet.deserializeBinary(set.getRwset_asU8()).getWritesList().map(writeOf),
  );
  return [{ index, transactionId: header.getTxId(), time: timeOf(header), writes, events }];
}

function chaincodeActionOf(action: peer.TransactionAction): peer.ChaincodeAction {
  const endorsed = peer.ChaincodeActionPayload.deserializeBinary(action.getPayload_asU8()).getAction();
  const response = endorsed?.getProposalResponsePayload_asU8() ?? new Uint8Array();
  return peer.ChaincodeAction.deserializeBinary(
    peer.ProposalResponsePayload.deserializeBinary(response).getExtension_asU8(),
  );
}

function eventsOf(action: peer.ChaincodeAction, chaincode: string): readonly LedgerEvent[] {
  const bytes = action.getEvents_asU8();
  if (bytes.length === 0) return [];
  const event = peer.ChaincodeEvent.deserializeBinary(bytes);
  if (event.getChaincodeId() !== chaincode || event.getEventName() !== transactionEventName) return [];
  return (JSON.parse(Buffer.from(event.getPayload_asU8()).toString()) as TransactionEvents).events;
}

function writeOf(write: ledger.rwset.kvrwset.KVWrite): LedgerTransaction['writes'][number] {
  const key = write.getKey();
  if (write.getIsDelete()) return { key };
  return { key, record: JSON.parse(Buffer.from(write.getValue_asU8()).toString()) as LedgerRecord };
}

function timeOf(header: common.ChannelHeader): string {
  const timestamp = header.getTimestamp();
  const ms = (timestamp?.getSeconds() ?? 0) * 1_000 + Math.floor((timestamp?.getNanos() ?? 0) / 1_000_000);
  return new Date(ms).toISOString();
}
