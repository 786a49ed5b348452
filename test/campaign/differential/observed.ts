/** What a client can observe, as text that is equal where two ledgers do the same: nothing in it hangs on addresses or block numbers. */
import type { ServiceError } from '@grpc/grpc-js';
import { status } from '@grpc/grpc-js';
import { type common, gateway, google, ledger, msp, peer } from '@hyperledger/fabric-protos';
import { readAction, readEnvelope, readEvent } from '../../../network/embedded/messages/transaction';

const { kvrwset, TxReadWriteSet } = ledger.rwset;

/** Code, message and each peer's part in it. */
export function failureText(error: unknown): string {
  const { code, details, metadata } = error as ServiceError;
  if (code === undefined) return `not an answer: ${error}`;
  const [packed] = metadata?.get('grpc-status-details-bin') ?? [];
  const whole = packed instanceof Uint8Array ? google.rpc.Status.deserializeBinary(packed) : undefined;
  const told = (whole?.getDetailsList() ?? []).map((part) => {
    const detail = gateway.ErrorDetail.deserializeBinary(part.getValue_asU8());
    const text = asHeardDirectly(detail.getMessage());
    // Of two whose answers differ the one that is heard later is to blame.
    return text === 'ProposalResponsePayloads do not match' ? text : `${detail.getMspId()}: ${text}`;
  });
  // Because Node's HTTP/2 drops the header that tells it where it ends in a space.
  const message = whole?.getMessage() ?? details;
  const spoken = [`${status[code]}: ${message}`, ...told.sort()];
  return spoken.map(withoutPlaces).join(' // ');
}

/** A peer that is asked by another peer's gateway is quoted; the embedded ledger's peers are in one process. */
function asHeardDirectly(message: string): string {
  return message.replace(/^rpc error: code = Unknown desc = /, '');
}

/** Times and block numbers are each ledger's own; the gateway of Fabric tells collections in any order. */
function withoutPlaces(message: string): string {
  return message
    .replace(/(?<=private data collection\(s\): \[)[^\]]*/, (names) => names.split(' ').sort().join(' '))
    .replace(/(incorrect timestamp).*$/, '$1')
    .replaceAll(/BlockNum: \d+, TxNum: \d+/g, 'BlockNum and TxNum');
}

export function responseText(response: peer.Response | undefined): string {
  if (response === undefined) return 'no response';
  return withoutPlaces(`${response.getStatus()} "${response.getMessage()}" ${Buffer.from(response.getPayload_asU8())}`);
}

/**
 * Response, event, endorsing members and the read-write set: of versions only whether there is one, and without `_lifecycle`, in
 * which Fabric notes that it read the chaincode's definition.
 */
export function endorsedText(envelope: common.Envelope): string {
  const { action, endorsements } = readAction(readEnvelope(envelope).data);
  const content = peer.ChaincodeAction.deserializeBinary(action);
  const event = peer.ChaincodeEvent.deserializeBinary(content.getEvents_asU8());
  const by = endorsements.map(({ endorser }) => msp.SerializedIdentity.deserializeBinary(endorser).getMspid());
  const id = content.getChaincodeId();
  return [
    responseText(content.getResponse()),
    `by ${by.sort()}`,
    `of ${id?.getName()}:${id?.getVersion()}${id?.getPath()}`,
    `event ${event.getEventName()} ${Buffer.from(event.getPayload_asU8())} ${event.getChaincodeId()}`,
    JSON.stringify(readWriteSet(content.getResults_asU8())),
  ].join(' | ');
}

/** Whether listeners are to hear of it, if it is valid. */
export function hasEvent(envelope: common.Envelope): boolean {
  try {
    return readEvent(readEnvelope(envelope).data) !== undefined;
  } catch {
    return false;
  }
}

function readWriteSet(bytes: Uint8Array): object {
  const set = TxReadWriteSet.deserializeBinary(bytes);
  const spaces = set.getNsRwsetList().filter((space) => space.getNamespace() !== '_lifecycle');
  const namespaces = spaces.map((space) => ({
    [space.getNamespace()]: publicPart(space.getRwset_asU8()),
    collections: space.getCollectionHashedRwsetList().map((collection) => ({
      [collection.getCollectionName()]: hashedPart(collection.getHashedRwset_asU8()),
      private: hex(collection.getPvtRwsetHash_asU8()),
    })),
  }));
  return { model: set.getDataModel(), namespaces };
}

function publicPart(bytes: Uint8Array): object {
  const set = kvrwset.KVRWSet.deserializeBinary(bytes);
  return {
    reads: set.getReadsList().map((read) => `${read.getKey()} ${read.hasVersion()}`),
    ranges: set.getRangeQueriesInfoList().map((range) => ({
      of: [range.getStartKey(), range.getEndKey(), range.getItrExhausted()],
      raw: range
        .getRawReads()
        ?.getKvReadsList()
        .map((read) => read.getKey()),
      merkle: range.getReadsMerkleHashes()?.getMaxLevel(),
    })),
    writes: set
      .getWritesList()
      .map((write) => [write.getKey(), write.getIsDelete(), hex(write.getValue_asU8()).slice(0, 100)]),
    metadata: set.getMetadataWritesList().map((write) => write.getKey()),
  };
}

function hashedPart(bytes: Uint8Array): object {
  const set = kvrwset.HashedRWSet.deserializeBinary(bytes);
  return {
    reads: set.getHashedReadsList().map((read) => `${hex(read.getKeyHash_asU8())} ${read.hasVersion()}`),
    writes: set
      .getHashedWritesList()
      .map((write) => [
        hex(write.getKeyHash_asU8()),
        hex(write.getValueHash_asU8()),
        write.getIsDelete(),
        write.getIsPurge(),
      ]),
  };
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
