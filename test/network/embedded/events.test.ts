/** Events and blocks as an unmodified client receives them. */
import { createHash } from 'node:crypto';
import { type ChaincodeEvent, type CloseableAsyncIterable, checkpointers } from '@hyperledger/fabric-gateway';
import { common, type peer } from '@hyperledger/fabric-protos';
import { headerHash } from '../../../network/embedded/ledger/blocks';
import { Alliance } from './foreign/alliance';
import { type ForeignClient, failure, newClient, submitTogether, text } from './foreign/client';

let alliance: Alliance;
let harbour: ForeignClient;

beforeAll(async () => {
  alliance = await Alliance.start();
  harbour = newClient(alliance, 'Harbour');
}, 120_000);

afterAll(async () => {
  harbour?.close();
  await alliance?.stop();
});

async function take<T>(iterable: CloseableAsyncIterable<T>, count: number): Promise<T[]> {
  const taken: T[] = [];
  for await (const item of iterable) {
    taken.push(item);
    if (taken.length === count) break;
  }
  iterable.close();
  return taken;
}

async function announce(name: string): Promise<{ transactionId: string; blockNumber: bigint }> {
  const commit = await harbour.contract.submitAsync('announce', { arguments: [name, `payload of ${name}`] });
  const { blockNumber } = await commit.getStatus();
  return { transactionId: commit.getTransactionId(), blockNumber };
}

function names(events: readonly ChaincodeEvent[]): string[] {
  return events.map(({ eventName }) => eventName);
}

describe('chaincode events', () => {
  test('a listener hears what is announced, with block and transaction', async () => {
    const events = await harbour.network.getChaincodeEvents('foreign');
    const heard = take(events, 1);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const sent = await announce('Heard');
    const [event] = await heard;
    expect(event).toMatchObject({ eventName: 'Heard', chaincodeName: 'foreign', ...sent });
    expect(text(event?.payload ?? new Uint8Array())).toBe('payload of Heard');
  });

  test('a listener that resumes after a transaction misses nothing and hears nothing twice', async () => {
    const first = await announce('One');
    await announce('Two');
    await announce('Three');
    const checkpoint = checkpointers.inMemory();
    await checkpoint.checkpointTransaction(first.blockNumber, first.transactionId);
    const events = await harbour.network.getChaincodeEvents('foreign', { checkpoint });
    expect(names(await take(events, 2))).toEqual(['Two', 'Three']);
  });

  test('a listener that resumes after a block hears the events of the next one first', async () => {
    const first = await announce('Four');
    await announce('Five');
    const checkpoint = checkpointers.inMemory();
    await checkpoint.checkpointBlock(first.blockNumber);
    const events = await harbour.network.getChaincodeEvents('foreign', { checkpoint });
    expect(names(await take(events, 1))).toEqual(['Five']);
  });

  test('the event of an invalid transaction is heard by nobody', async () => {
    const start = await announce('Before');
    const statuses = await submitTogether(harbour.contract, [
      ['announceAndAppend', 'spoilt', 'Valid'],
      ['announceAndAppend', 'spoilt', 'Invalid'],
    ]);
    expect(statuses.map(({ successful }) => successful)).toEqual([true, false]);
    await announce('After');
    const events = await harbour.network.getChaincodeEvents('foreign', { startBlock: start.blockNumber });
    expect(names(await take(events, 3))).toEqual(['Before', 'Valid', 'After']);
  });
});

describe('block events', () => {
  test('the first block is a configuration that names the members', async () => {
    const [genesis] = await take(await harbour.network.getBlockEvents({ startBlock: 0n }), 1);
    const [data] = genesis?.getData()?.getDataList_asU8() ?? [];
    const payload = common.Payload.deserializeBinary(
      common.Envelope.deserializeBinary(data ?? new Uint8Array()).getPayload_asU8(),
    );
    const header = common.ChannelHeader.deserializeBinary(
      payload.getHeader()?.getChannelHeader_asU8() ?? new Uint8Array(),
    );
    expect(header.getType()).toBe(common.HeaderType.CONFIG);
    const config = common.ConfigEnvelope.deserializeBinary(payload.getData_asU8()).getConfig();
    const application = config?.getChannelGroup()?.getGroupsMap().get('Application');
    expect(application?.getGroupsMap().has('Harbour')).toBe(true);
  });

  test('blocks are chained by the hashes of their headers, and hash their transactions', async () => {
    const last = Number((await announce('Chained')).blockNumber);
    const blocks = await take(await harbour.network.getBlockEvents({ startBlock: 0n }), last + 1);
    for (const [number, block] of blocks.entries()) {
      const data = block.getData()?.getDataList_asU8() ?? [];
      expect(headerOf(block)).toMatchObject({ number, dataHash: sha256(data) });
      const previous = blocks[number - 1];
      expect(headerOf(block).previousHash).toEqual(previous ? headerHash(headerOf(previous)) : Buffer.alloc(0));
    }
  });

  test('a start beyond the next block is refused', async () => {
    const blocks = await harbour.network.getBlockEvents({ startBlock: 1_000_000n });
    await expect(take(blocks, 1)).rejects.toThrow('Unexpected status response: 404');
  });

  test('a filtered block shows an invalid transaction with its code, and event names without payloads', async () => {
    const statuses = await submitTogether(harbour.contract, [
      ['announceAndAppend', 'filtered', 'Named'],
      ['announceAndAppend', 'filtered', 'Refused'],
    ]);
    const startBlock = statuses[0]?.blockNumber ?? 0n;
    const [block] = await take<peer.FilteredBlock>(await harbour.network.getFilteredBlockEvents({ startBlock }), 1);
    const seen = block?.getFilteredTransactionsList().map((transaction) => {
      const [action] = transaction.getTransactionActions()?.getChaincodeActionsList() ?? [];
      const event = action?.getChaincodeEvent();
      return [transaction.getTxValidationCode(), event?.getEventName(), event?.getPayload_asU8().length];
    });
    expect(seen).toEqual([
      [0, 'Named', 0],
      [11, 'Refused', 0],
    ]);
  });

  test('qscc finds a transaction by its id, and says so where there is none', async () => {
    const { transactionId, blockNumber } = await announce('Queried');
    const qscc = harbour.network.getContract('qscc');
    const bytes = await qscc.evaluateTransaction('GetBlockByTxID', 'alliance', transactionId);
    expect(common.Block.deserializeBinary(bytes).getHeader()?.getNumber()).toBe(Number(blockNumber));
    const transaction = await qscc.evaluateTransaction('GetTransactionByID', 'alliance', transactionId);
    expect(text(transaction)).toContain('payload of Queried');
    const { message } = await failure(qscc.evaluateTransaction('GetTransactionByID', 'alliance', 'none'));
    expect(message).toContain('Failed to get transaction with id none, error no such transaction ID [none] in index');
  });

  test('the chain information names the hash of the last block', async () => {
    const last = Number((await announce('Last')).blockNumber);
    const [block] = await take(await harbour.network.getBlockEvents({ startBlock: BigInt(last) }), 1);
    const qscc = harbour.network.getContract('qscc');
    const info = common.BlockchainInfo.deserializeBinary(await qscc.evaluateTransaction('GetChainInfo', 'alliance'));
    expect(info.getHeight()).toBe(last + 1);
    expect(Buffer.from(info.getCurrentblockhash_asU8())).toEqual(block && headerHash(headerOf(block)));
  });
});

function headerOf(block: common.Block) {
  const header = block.getHeader();
  return {
    number: header?.getNumber() ?? -1,
    previousHash: Buffer.from(header?.getPreviousHash_asU8() ?? []),
    dataHash: Buffer.from(header?.getDataHash_asU8() ?? []),
  };
}

function sha256(parts: readonly Uint8Array[]): Buffer {
  return createHash('sha256').update(Buffer.concat(parts)).digest();
}
