/**
 * `protos.Deliver`: blocks whole, filtered, or with the private data that this organisation holds. Whole blocks go out as the bytes that the
 * ledger keeps, without being parsed.
 */
import type { UntypedServiceImplementation } from '@grpc/grpc-js';
import { common, ledger, peer } from '@hyperledger/fabric-protos';
import { blocksFrom, type NumberedBlock } from '../channel/blocks';
import { asBuffer } from '../messages/bytes';
import type { Calls, Sink } from '../rpc/calls';
import { filteredBlock } from './filtered';
import { readSeek, type Seek, type SeekContext, SeekRefusal } from './seek';

/** The stock definition, but its responses are bytes already. */
export const deliverDefinition = Object.fromEntries(
  Object.entries(peer.DeliverService).map(([name, method]) => [
    name,
    { ...method, responseSerialize: (response: Buffer) => response, responseDeserialize: (bytes: Buffer) => bytes },
  ]),
) as unknown as typeof peer.DeliverService;

/** The field of `DeliverResponse` that holds a block. */
const blockField: number = peer.DeliverResponse.TypeCase.BLOCK;

/** Makes the bytes of one `DeliverResponse`. */
type Encode = (block: NumberedBlock, seek: Seek) => Promise<Buffer> | Buffer;

export interface DeliverOptions extends SeekContext {
  readonly mspId: string;
  readonly calls: Calls;
}

export function deliverService(options: DeliverOptions): UntypedServiceImplementation {
  const service = (encode: Encode) =>
    options.calls.duplex<common.Envelope, Buffer>(async (requests, send, signal) => {
      for await (const envelope of requests) {
        if (signal.aborted || !(await serve(envelope, { encode, send, signal, options }))) return;
      }
    });
  return {
    deliver: service(encodeBlock),
    deliverFiltered: service(encodeFiltered),
    deliverWithPrivateData: service((block, seek) => encodeWithPrivateData(block, seek, options.mspId)),
  };
}

interface Serving {
  readonly encode: Encode;
  readonly send: Sink<Buffer>;
  readonly signal: AbortSignal;
  readonly options: DeliverOptions;
}

/** Serves one request to its end; false where the stream must end with it. */
async function serve(envelope: common.Envelope, { encode, send, signal, options }: Serving): Promise<boolean> {
  try {
    const seek = readSeek(envelope, options);
    let isDone = false;
    for await (const block of blocksFrom(seek.channel.ledger, seek.start, signal, { waits: seek.waits })) {
      if (signal.aborted) return false;
      await send(await encode(block, seek));
      isDone = block.number === seek.stop;
      if (isDone) break;
    }
    if (signal.aborted) return false;
    if (!isDone) throw new SeekRefusal('NOT_FOUND', 'the next block does not exist yet');
    await send(encodeStatus(common.Status.SUCCESS));
    return true;
  } catch (error) {
    if (!(error instanceof SeekRefusal)) throw error;
    await send(encodeStatus(error.status));
    return false;
  }
}

function encodeStatus(status: common.StatusMap[keyof common.StatusMap]): Buffer {
  const response = new peer.DeliverResponse();
  response.setStatus(status);
  return asBuffer(response.serializeBinary());
}

/** The configuration block keeps its data in any case. */
function encodeBlock({ number, bytes }: NumberedBlock, { headersOnly }: Seek): Buffer {
  if (!headersOnly || number === 0) return Buffer.concat([fieldHead(blockField, bytes.length), bytes]);
  const block = common.Block.deserializeBinary(bytes);
  block.clearData();
  const response = new peer.DeliverResponse();
  response.setBlock(block);
  return asBuffer(response.serializeBinary());
}

/** Tag and length of a length-delimited protobuf field. */
function fieldHead(field: number, length: number): Buffer {
  const bytes = [(field << 3) | 2];
  for (let rest = length; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) | 128);
  }
}

function encodeFiltered({ bytes }: NumberedBlock, { channel }: Seek): Buffer {
  const response = new peer.DeliverResponse();
  response.setFilteredBlock(filteredBlock(channel.name, common.Block.deserializeBinary(bytes)));
  return asBuffer(response.serializeBinary());
}

async function encodeWithPrivateData({ number, bytes }: NumberedBlock, seek: Seek, mspId: string): Promise<Buffer> {
  const answer = new peer.BlockAndPrivateData();
  answer.setBlock(common.Block.deserializeBinary(bytes));
  const map = answer.getPrivateDataMapMap();
  for (const [index, privateData] of await seek.channel.ledger.privateData(number, mspId)) {
    const visible = visibleTo(seek, ledger.rwset.TxPvtReadWriteSet.deserializeBinary(privateData));
    if (visible.getNsPvtRwsetList().length > 0) map.set(index, visible);
  }
  const response = new peer.DeliverResponse();
  response.setBlockAndPrivateData(answer);
  return asBuffer(response.serializeBinary());
}

/** Leaves out the collections that only members may read, unless the requester is one. */
function visibleTo({ channel, identity }: Seek, all: ledger.rwset.TxPvtReadWriteSet): ledger.rwset.TxPvtReadWriteSet {
  const isVisible = (chaincode: string, name: string) => {
    const found = channel.definitions.get(chaincode)?.collections.find((collection) => collection.name === name);
    return found !== undefined && (!found.memberOnlyRead || found.members.includes(identity.mspId));
  };
  const namespaces = all.getNsPvtRwsetList();
  for (const namespace of namespaces) {
    const collections = namespace.getCollectionPvtRwsetList();
    const visible = collections.filter((set) => isVisible(namespace.getNamespace(), set.getCollectionName()));
    namespace.setCollectionPvtRwsetList(visible);
  }
  all.setNsPvtRwsetList(namespaces.filter((namespace) => namespace.getCollectionPvtRwsetList().length > 0));
  return all;
}
