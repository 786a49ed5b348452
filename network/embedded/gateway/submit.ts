/** Submit and CommitStatus: hand a signed transaction to the orderer, and tell how it ended. */
import { status } from '@grpc/grpc-js';
import { common, gateway } from '@hyperledger/fabric-protos';
import { OrdererRefusal } from '../channel/orderer';
import { unreadableWords } from '../messages/proposal';
import { statusError } from '../rpc/status';
import type { GatewayContext } from './context';
import { channelForReader } from './readers';

/** Answers when the orderer accepted the transaction: not yet ordered, not yet durable. */
export async function submit(context: GatewayContext, request: gateway.SubmitRequest): Promise<gateway.SubmitResponse> {
  const envelope = request.getPreparedTransaction();
  if (!envelope) throw statusError(status.INVALID_ARGUMENT, 'a prepared transaction is required');
  if (envelope.getSignature_asU8().length === 0) {
    throw statusError(status.INVALID_ARGUMENT, 'prepared transaction must be signed');
  }
  const name = request.getChannelId();
  const channel = context.channel(name);
  if (!channel) {
    const text = `failed to get config for channel [${name}]: could not get last config for channel ${name}`;
    throw statusError(status.FAILED_PRECONDITION, text);
  }
  try {
    channel.orderer.accept(envelope);
  } catch (error) {
    if (!(error instanceof OrdererRefusal)) throw error;
    throw refusalStatus(error);
  }
  return new gateway.SubmitResponse();
}

function refusalStatus(refusal: OrdererRefusal) {
  const text = `received unsuccessful response from orderer: status=${refusal.status}, info=${refusal.message}`;
  if (common.Status[refusal.status] < 500) return statusError(status.ABORTED, text);
  const failure = { address: 'orderer', mspId: '', message: text };
  return statusError(status.UNAVAILABLE, 'no orderers could successfully process transaction', [failure]);
}

/** Waits until the transaction is committed, or the client goes away. */
export async function commitStatus(
  context: GatewayContext,
  signed: gateway.SignedCommitStatusRequest,
  signal: AbortSignal,
): Promise<gateway.CommitStatusResponse> {
  const message = signed.getRequest_asU8();
  if (message.length === 0) throw statusError(status.INVALID_ARGUMENT, 'a commit status request is required');
  const request = parse(message);
  const channel = channelForReader(context, request, signed);
  const found = await channel.waiters.status(request.getTransactionId(), signal);
  if (!found) throw statusError(status.UNAVAILABLE, 'the call ended before the transaction was committed');
  const response = new gateway.CommitStatusResponse();
  response.setResult(found.code);
  response.setBlockNumber(found.block);
  return response;
}

function parse(bytes: Uint8Array): gateway.CommitStatusRequest {
  let request: gateway.CommitStatusRequest;
  try {
    request = gateway.CommitStatusRequest.deserializeBinary(bytes);
  } catch {
    throw statusError(status.INVALID_ARGUMENT, `invalid status request: ${unreadableWords}`);
  }
  if (request.getIdentity_asU8().length === 0) throw statusError(status.INVALID_ARGUMENT, 'no identity provided');
  if (!request.getChannelId()) throw statusError(status.INVALID_ARGUMENT, 'no channel ID provided');
  if (!request.getTransactionId()) throw statusError(status.INVALID_ARGUMENT, 'transaction ID should not be empty');
  return request;
}
