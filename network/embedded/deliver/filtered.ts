/** Filtered blocks: ids, types, codes and event names, and no payload. Invalid transactions are in them, too. */
import { common, peer } from '@hyperledger/fabric-protos';
import { readValidationCodes } from '../ledger/blocks';
import { readEnvelope, readEvent } from '../messages/transaction';

export function filteredBlock(channelId: string, block: common.Block): peer.FilteredBlock {
  const filtered = new peer.FilteredBlock();
  filtered.setChannelId(channelId);
  filtered.setNumber(block.getHeader()?.getNumber() ?? 0);
  const codes = readValidationCodes(block);
  const envelopes = block.getData()?.getDataList_asU8() ?? [];
  filtered.setFilteredTransactionsList(
    envelopes.map((bytes, index) => filteredTransaction(bytes, codes[index] ?? 254)),
  );
  return filtered;
}

function filteredTransaction(bytes: Uint8Array, code: number): peer.FilteredTransaction {
  const transaction = new peer.FilteredTransaction();
  transaction.setTxValidationCode(code as peer.TxValidationCodeMap[keyof peer.TxValidationCodeMap]);
  try {
    const parts = readEnvelope(common.Envelope.deserializeBinary(bytes));
    transaction.setTxid(parts.txId);
    transaction.setType(parts.type as common.HeaderTypeMap[keyof common.HeaderTypeMap]);
    if (parts.type === common.HeaderType.ENDORSER_TRANSACTION) transaction.setTransactionActions(actions(parts.data));
  } catch {
    // An envelope that does not parse has a validation code and nothing else to show.
  }
  return transaction;
}

function actions(transactionBytes: Uint8Array): peer.FilteredTransactionActions {
  const list = new peer.FilteredTransactionActions();
  const event = readEvent(transactionBytes);
  if (!event) return list;
  const named = new peer.ChaincodeEvent();
  named.setTxId(event.getTxId());
  named.setChaincodeId(event.getChaincodeId());
  named.setEventName(event.getEventName());
  const action = new peer.FilteredChaincodeAction();
  action.setChaincodeEvent(named);
  list.setChaincodeActionsList([action]);
  return list;
}
