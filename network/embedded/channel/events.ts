/** The chaincode events of blocks, read once for all who listen: listeners at the tip all want the same few blocks. */
import { common, peer } from '@hyperledger/fabric-protos';
import { readValidationCodes } from '../ledger/blocks';
import { readEnvelope, readEvent } from '../messages/transaction';
import type { NumberedBlock } from './blocks';

const keptBlocks = 32;

export class BlockEvents {
  readonly #kept = new Map<number, readonly peer.ChaincodeEvent[]>();

  /** Events of valid transactions only, in their order. */
  of(block: NumberedBlock): readonly peer.ChaincodeEvent[] {
    let events = this.#kept.get(block.number);
    if (!events) {
      events = readEvents(block.bytes);
      this.#kept.set(block.number, events);
      const [oldest] = this.#kept.keys();
      if (this.#kept.size > keptBlocks && oldest !== undefined) this.#kept.delete(oldest);
    }
    return events;
  }
}

function readEvents(bytes: Buffer): peer.ChaincodeEvent[] {
  const block = common.Block.deserializeBinary(bytes);
  const codes = readValidationCodes(block);
  return (block.getData()?.getDataList_asU8() ?? []).flatMap((data, index) => {
    if (codes[index] !== peer.TxValidationCode.VALID) return [];
    const { type, data: transaction } = readEnvelope(common.Envelope.deserializeBinary(data));
    if (type !== common.HeaderType.ENDORSER_TRANSACTION) return [];
    return readEvent(transaction) ?? [];
  });
}
