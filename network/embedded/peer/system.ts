/**
 * `qscc`, the one system chaincode here: reads of blocks and transactions, for readers of the channel. Answers and error texts are those of
 * Fabric's.
 */
import { common, peer } from '@hyperledger/fabric-protos';
import type { Outcome } from '../chaincode/invocation';
import type { Channel } from '../channel/channel';
import { headerHash, readBlock, readValidationCodes } from '../ledger/blocks';
import type { Ledger } from '../ledger/types';
import { asBuffer } from '../messages/bytes';
import { addressedChaincode, type Proposal } from '../messages/proposal';
import { readEnvelope } from '../messages/transaction';

export function isSystemChaincode(name: string): boolean {
  return name === 'qscc';
}

type Query = (channel: Channel, argument: Buffer) => Promise<Uint8Array>;

const queries: ReadonlyMap<string, Query> = new Map([
  ['GetChainInfo', chainInfo],
  ['GetBlockByNumber', blockByNumber],
  ['GetBlockByHash', blockByHash],
  ['GetBlockByTxID', blockByTransaction],
  ['GetTransactionByID', transactionById],
]);
/** Fabric takes the largest number for the last block. */
const lastBlock = 2n ** 64n - 1n;

/** Arguments: the function, the channel, and the function's own. */
export async function runSystemChaincode(channel: Channel, proposal: Proposal): Promise<Outcome> {
  try {
    return { status: 200, message: '', payload: await answerQuery(channel, proposal), event: undefined };
  } catch (error) {
    return { status: 500, message: (error as Error).message, payload: new Uint8Array(), event: undefined };
  }
}

/** Checks in the order of Fabric's `qscc`. */
function answerQuery(channel: Channel, proposal: Proposal): Promise<Uint8Array> {
  const { args, creator } = proposal;
  if (args.length < 2) throw new Error(`Incorrect number of arguments, ${args.length}`);
  const [name, channelId, argument = Buffer.alloc(0)] = args.map(asBuffer);
  const addressed = addressedChaincode(proposal);
  if (addressed !== 'qscc') {
    const reason = 'Rejecting invoke of QSCC from another chaincode because of potential for deadlocks';
    throw new Error(`${reason}, original invocation for '${addressed}'`);
  }
  if (String(name) !== 'GetChainInfo' && args.length < 3) throw new Error(`missing 3rd argument for ${name}`);
  if (String(channelId) !== channel.name) throw new Error(`Invalid chain ID, ${channelId}`);
  const denied = (reason: string) => new Error(`access denied for [${name}][${channelId}]: [${reason}]`);
  const query = queries.get(String(name));
  if (!query) throw denied(`Unmapped policy for qscc/${name}`);
  const identity = channel.membership.identify(creator);
  if (!channel.membership.isReader(identity)) throw denied(channel.membership.denied('Readers'));
  return query(channel, argument);
}

async function chainInfo({ ledger }: Channel): Promise<Uint8Array> {
  const height = ledger.height;
  const { header } = readBlock(await existingBlock(ledger, BigInt(height - 1)));
  const info = new common.BlockchainInfo();
  info.setHeight(height);
  info.setCurrentblockhash(headerHash(header));
  info.setPreviousblockhash(header.previousHash);
  return info.serializeBinary();
}

async function existingBlock(ledger: Ledger, number: bigint): Promise<Buffer> {
  const bytes = await ledger.block(Number(number));
  if (!bytes) throw new Error(`Failed to get block number ${number}, error no such block number [${number}] in index`);
  return bytes;
}

async function blockByNumber({ ledger }: Channel, argument: Buffer): Promise<Uint8Array> {
  const text = argument.toString();
  const failed = (reason: string) =>
    new Error(`Failed to parse block number with error strconv.ParseUint: parsing ${JSON.stringify(text)}: ${reason}`);
  if (!/^\d+$/.test(text)) throw failed('invalid syntax');
  const number = BigInt(text);
  if (number > lastBlock) throw failed('value out of range');
  return existingBlock(ledger, number === lastBlock ? BigInt(ledger.height - 1) : number);
}

async function blockByHash({ ledger }: Channel, hash: Buffer): Promise<Uint8Array> {
  const number = await ledger.blockNumberByHash(hash);
  const bytes = number === undefined ? undefined : await ledger.block(number);
  const hex = hash.toString('hex');
  if (!bytes) throw new Error(`Failed to get block hash ${hash}, error no such block hash [${hex}] in index`);
  return bytes;
}

async function blockByTransaction({ ledger }: Channel, argument: Buffer): Promise<Uint8Array> {
  const status = await ledger.transactionStatus(argument.toString());
  const bytes = status && (await ledger.block(status.block));
  if (!bytes) {
    throw new Error(`Failed to get block for txID ${argument}, error no such transaction ID [${argument}] in index`);
  }
  return bytes;
}

async function transactionById({ ledger }: Channel, argument: Buffer): Promise<Uint8Array> {
  const txId = argument.toString();
  const status = await ledger.transactionStatus(txId);
  const bytes = status && (await ledger.block(status.block));
  if (!bytes) {
    throw new Error(`Failed to get transaction with id ${txId}, error no such transaction ID [${txId}] in index`);
  }
  const block = common.Block.deserializeBinary(bytes);
  const codes = readValidationCodes(block);
  for (const [index, data] of (block.getData()?.getDataList_asU8() ?? []).entries()) {
    const envelope = common.Envelope.deserializeBinary(data);
    if (!carries(envelope, txId)) continue;
    const transaction = new peer.ProcessedTransaction();
    transaction.setTransactionenvelope(envelope);
    transaction.setValidationcode(codes[index] ?? 0);
    return transaction.serializeBinary();
  }
  throw new Error(`Failed to get transaction with id ${txId}, error it is not in block ${status.block}`);
}

function carries(envelope: common.Envelope, txId: string): boolean {
  try {
    return readEnvelope(envelope).txId === txId;
  } catch {
    return false;
  }
}
