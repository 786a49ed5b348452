/** ChaincodeEvents: the events of valid transactions, block by block, from where the client's checkpoint says, for as long as it listens. */
import { status } from '@grpc/grpc-js';
import { gateway, orderer, type peer } from '@hyperledger/fabric-protos';
import { blocksFrom } from '../channel/blocks';
import type { Channel } from '../channel/channel';
import { unreadableWords } from '../messages/proposal';
import type { Sink } from '../rpc/calls';
import { statusError } from '../rpc/status';
import type { GatewayContext } from './context';
import { channelForReader } from './readers';

export async function chaincodeEvents(
  context: GatewayContext,
  signed: gateway.SignedChaincodeEventsRequest,
  send: Sink<gateway.ChaincodeEventsResponse>,
  signal: AbortSignal,
): Promise<void> {
  const { channel, request } = authorise(context, signed);
  const start = await startBlock(channel, request);
  const isWanted = matcher(request);
  for await (const block of blocksFrom(channel.ledger, start, signal)) {
    const events = channel.events.of(block).filter(isWanted);
    if (events.length === 0) continue;
    const response = new gateway.ChaincodeEventsResponse();
    response.setBlockNumber(block.number);
    response.setEventsList(events);
    await send(response);
  }
}

function authorise(context: GatewayContext, signed: gateway.SignedChaincodeEventsRequest) {
  const message = signed.getRequest_asU8();
  if (message.length === 0) throw statusError(status.INVALID_ARGUMENT, 'a chaincode events request is required');
  let request: gateway.ChaincodeEventsRequest;
  try {
    request = gateway.ChaincodeEventsRequest.deserializeBinary(message);
  } catch {
    throw statusError(status.INVALID_ARGUMENT, `invalid chaincode events request: ${unreadableWords}`);
  }
  const channel = channelForReader(context, request, signed);
  return { channel, request };
}

async function startBlock({ ledger }: Channel, request: gateway.ChaincodeEventsRequest): Promise<number> {
  const after = request.getAfterTransactionId();
  const seen = after ? await ledger.transactionStatus(after) : undefined;
  if (seen) return seen.block;
  const position = request.getStartPosition();
  switch (position?.getTypeCase()) {
    case undefined:
    case orderer.SeekPosition.TypeCase.TYPE_NOT_SET:
    case orderer.SeekPosition.TypeCase.NEXT_COMMIT:
      return ledger.height;
    case orderer.SeekPosition.TypeCase.SPECIFIED:
      return position?.getSpecified()?.getNumber() ?? 0;
    default: {
      const type = position?.hasNewest() ? 'Newest' : 'Oldest';
      throw statusError(status.INVALID_ARGUMENT, `invalid start position type: *orderer.SeekPosition_${type}`);
    }
  }
}

/**
 * After a transaction means after its event: a transaction that never emitted one holds everything back for ever. That is Fabric's
 * behaviour, and a client that meets it there should meet it here.
 */
function matcher(request: gateway.ChaincodeEventsRequest): (event: peer.ChaincodeEvent) => boolean {
  const chaincode = request.getChaincodeId();
  const after = request.getAfterTransactionId();
  let passed = after === '';
  return (event) => {
    if (passed) return event.getChaincodeId() === chaincode;
    passed = event.getTxId() === after;
    return false;
  };
}
