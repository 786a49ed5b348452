/**
 * Range, history and paged queries of one invocation, in the shapes that the shim understands: batches of a hundred, a page in
 * one answer, `has_more` only when the next batch is sure to hold something. Queries that the chaincode leaves open are closed
 * with the invocation.
 */
import { ledger, peer } from '@hyperledger/fabric-protos';
import { Timestamp } from 'google-protobuf/google/protobuf/timestamp_pb';
import type { KeyModification, KeyValue, RangeIterator, RangePage } from '../ledger/types';

const batchSize = 100;
/** The peer's `totalQueryLimit`: a query ends silently there. */
const totalLimit = 100_000;

interface OpenQuery {
  readonly close: () => void;
  readonly next: () => Promise<Uint8Array>;
}

export class OpenQueries {
  readonly #open = new Map<string, OpenQuery>();
  #opened = 0;

  /** Registers an iterator and answers its first batch. */
  async start<T>(iterator: RangeIterator<T>, encode: (item: T) => Uint8Array): Promise<Uint8Array> {
    const id = `query-${++this.#opened}`;
    let delivered = 0;
    const next = async () => {
      const { results, more } = await iterator.next(Math.min(batchSize, totalLimit - delivered));
      delivered += results.length;
      const hasMore = more && delivered < totalLimit;
      if (!hasMore) this.close(id);
      return queryResponse({ id, results: results.map(encode), hasMore });
    };
    this.#open.set(id, { next, close: () => iterator.close() });
    return next();
  }

  next(id: string): Promise<Uint8Array> {
    const query = this.#open.get(id);
    if (!query) throw new Error('query iterator not found');
    return query.next();
  }

  /** Closing a query that is not open is fine: the shim closes what has already run to its end. */
  close(id: string): Uint8Array {
    this.#open.get(id)?.close();
    this.#open.delete(id);
    return queryResponse({ id, results: [], hasMore: false });
  }

  page(namespace: string, page: RangePage): Uint8Array {
    const metadata = new peer.QueryResponseMetadata();
    metadata.setFetchedRecordsCount(page.results.length);
    metadata.setBookmark(page.nextKey);
    return queryResponse({
      id: `query-${++this.#opened}`,
      results: page.results.map((item) => encodeKeyValue(namespace, item)),
      hasMore: false,
      metadata: metadata.serializeBinary(),
    });
  }

  closeAll(): void {
    for (const query of this.#open.values()) query.close();
    this.#open.clear();
  }
}

export function encodeKeyValue(namespace: string, item: KeyValue): Uint8Array {
  const entry = new ledger.queryresult.KV();
  entry.setNamespace(namespace);
  entry.setKey(item.key);
  entry.setValue(item.value);
  return entry.serializeBinary();
}

export function encodeModification(item: KeyModification): Uint8Array {
  const entry = new ledger.queryresult.KeyModification();
  entry.setTxId(item.txId);
  entry.setValue(item.value);
  entry.setIsDelete(item.isDelete);
  const timestamp = new Timestamp();
  timestamp.setSeconds(item.timestamp.seconds);
  timestamp.setNanos(item.timestamp.nanos);
  entry.setTimestamp(timestamp);
  return entry.serializeBinary();
}

interface QueryAnswer {
  readonly id: string;
  readonly results: readonly Uint8Array[];
  readonly hasMore: boolean;
  readonly metadata?: Uint8Array;
}

function queryResponse({ id, results, hasMore, metadata }: QueryAnswer): Uint8Array {
  const response = new peer.QueryResponse();
  response.setId(id);
  response.setHasMore(hasMore);
  response.setResultsList(
    results.map((bytes) => {
      const result = new peer.QueryResultBytes();
      result.setResultbytes(bytes);
      return result;
    }),
  );
  if (metadata) response.setMetadata(metadata);
  return response.serializeBinary();
}
