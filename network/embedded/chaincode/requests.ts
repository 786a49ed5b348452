/**
 * Requests of a running chaincode to its peer: one handler per message type of Fabric's chaincode protocol. A handler that throws
 * fails the request, not the stream; the shim shows the text to the chaincode.
 */
import { peer } from '@hyperledger/fabric-protos';
import type { Simulation } from '../ledger/types';
import { asBuffer } from '../messages/bytes';
import type { CollectionAccess } from './access';
import { encodeKeyValue, encodeModification, type OpenQueries } from './queries';

/** The things that the requests of one invocation act on. */
export interface RequestContext {
  /** The chaincode's name, which is the namespace of its state. */
  readonly namespace: string;
  readonly simulation: Simulation;
  readonly access: CollectionAccess;
  readonly queries: OpenQueries;
}

type Answer = Uint8Array | undefined;
type Handler = (payload: Uint8Array, context: RequestContext) => Promise<Answer> | Answer;

const Type = peer.ChaincodeMessage.Type;
const keyPolicies = 'key-level endorsement policies are not supported by the embedded ledger';

export const requestHandlers: ReadonlyMap<number, Handler> = new Map<number, Handler>([
  [Type.GET_STATE, getState],
  [Type.GET_STATE_MULTIPLE, getStates],
  [Type.PUT_STATE, (payload, context) => put(peer.PutState.deserializeBinary(payload), context)],
  [Type.DEL_STATE, (payload, context) => remove(peer.DelState.deserializeBinary(payload), context)],
  [Type.PURGE_PRIVATE_DATA, (payload, context) => purge(peer.PurgePrivateState.deserializeBinary(payload), context)],
  [Type.WRITE_BATCH_STATE, writeBatch],
  [Type.GET_PRIVATE_DATA_HASH, getPrivateHash],
  [Type.GET_STATE_BY_RANGE, getRange],
  [Type.GET_HISTORY_FOR_KEY, getHistory],
  [
    Type.QUERY_STATE_NEXT,
    (payload, { queries }) => queries.next(peer.QueryStateNext.deserializeBinary(payload).getId()),
  ],
  [
    Type.QUERY_STATE_CLOSE,
    (payload, { queries }) => queries.close(peer.QueryStateClose.deserializeBinary(payload).getId()),
  ],
  [Type.GET_QUERY_RESULT, unsupported('ExecuteQuery not supported for leveldb')],
  [Type.GET_STATE_METADATA, unsupported(keyPolicies)],
  [Type.PUT_STATE_METADATA, unsupported(keyPolicies)],
  [Type.INVOKE_CHAINCODE, unsupported('calls between chaincodes are not supported by the embedded ledger')],
]);

function unsupported(text: string): Handler {
  return () => {
    throw new Error(text);
  };
}

function getState(payload: Uint8Array, { namespace, simulation, access }: RequestContext): Promise<Answer> {
  const request = peer.GetState.deserializeBinary(payload);
  const collection = request.getCollection();
  if (!collection) return simulation.getState(namespace, request.getKey());
  access.readable(collection);
  return simulation.getPrivate(namespace, collection, request.getKey());
}

async function getStates(payload: Uint8Array, { namespace, simulation, access }: RequestContext): Promise<Answer> {
  const request = peer.GetStateMultiple.deserializeBinary(payload);
  const collection = request.getCollection();
  if (collection) access.readable(collection);
  const values = collection
    ? await simulation.getPrivates(namespace, collection, request.getKeysList())
    : await simulation.getStates(namespace, request.getKeysList());
  const result = new peer.GetStateMultipleResult();
  result.setValuesList(values);
  return result.serializeBinary();
}

/** The hash of a private value is public: no membership is asked for. */
function getPrivateHash(payload: Uint8Array, { namespace, simulation, access }: RequestContext): Promise<Answer> {
  const request = peer.GetState.deserializeBinary(payload);
  access.hashed(request.getCollection());
  return simulation.getPrivateHash(namespace, request.getCollection(), request.getKey());
}

interface Write {
  getKey(): string;
  getCollection(): string;
}

function put(
  write: Write & { getValue_asU8(): Uint8Array },
  { namespace, simulation, access }: RequestContext,
): undefined {
  const value = asBuffer(write.getValue_asU8());
  const collection = write.getCollection();
  if (!collection) return void simulation.putState(namespace, write.getKey(), value);
  access.writable(collection);
  simulation.putPrivate(namespace, collection, write.getKey(), value);
}

function remove(write: Write, { namespace, simulation, access }: RequestContext): undefined {
  const collection = write.getCollection();
  if (!collection) return void simulation.deleteState(namespace, write.getKey());
  access.writable(collection);
  simulation.deletePrivate(namespace, collection, write.getKey());
}

function purge(write: Write, { namespace, simulation, access }: RequestContext): undefined {
  const collection = write.getCollection();
  if (!collection) throw new Error('only applicable for private data');
  access.writable(collection);
  simulation.purgePrivate(namespace, collection, write.getKey());
}

/** Records before a failing one stay in the simulation, as on Fabric; the chaincode normally fails with the request. */
function writeBatch(payload: Uint8Array, context: RequestContext): undefined {
  for (const record of peer.WriteBatchState.deserializeBinary(payload).getRecList()) {
    switch (record.getType()) {
      case peer.WriteRecord.Type.PUT_STATE:
        put(record, context);
        break;
      case peer.WriteRecord.Type.DEL_STATE:
        remove(record, context);
        break;
      case peer.WriteRecord.Type.PURGE_PRIVATE_DATA:
        purge(record, context);
        break;
      case peer.WriteRecord.Type.PUT_STATE_METADATA:
        throw new Error(keyPolicies);
      default:
        throw new Error('unknown operation type');
    }
  }
}

async function getRange(payload: Uint8Array, context: RequestContext): Promise<Answer> {
  const { namespace, simulation, access, queries } = context;
  const request = peer.GetStateByRange.deserializeBinary(payload);
  const [startKey, endKey] = [request.getStartkey(), request.getEndkey()];
  const encode = (item: Parameters<typeof encodeKeyValue>[1]) => encodeKeyValue(namespace, item);
  const collection = request.getCollection();
  if (collection) {
    access.readable(collection);
    return queries.start(await simulation.getPrivateRange(namespace, collection, startKey, endKey), encode);
  }
  const paging = peer.QueryMetadata.deserializeBinary(request.getMetadata_asU8());
  if (paging.getPagesize() === 0 && paging.getBookmark() === '') {
    return queries.start(await simulation.getRange(namespace, startKey, endKey), encode);
  }
  const page = await simulation.getRangePage(namespace, startKey, endKey, paging.getPagesize(), paging.getBookmark());
  return queries.page(namespace, page);
}

async function getHistory(payload: Uint8Array, { namespace, simulation, queries }: RequestContext): Promise<Answer> {
  const key = peer.GetHistoryForKey.deserializeBinary(payload).getKey();
  return queries.start(await simulation.getHistory(namespace, key), encodeModification);
}
