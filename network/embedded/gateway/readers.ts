/** Decides who may follow a channel: commit status and chaincode events ask for the same signature and the same policy. */
import { status } from '@grpc/grpc-js';
import type { Channel } from '../channel/channel';
import { unknownChannelPolicy } from '../channel/membership';
import { statusError } from '../rpc/status';
import type { GatewayContext } from './context';

/** The part of a signed request that names its sender. */
interface ReaderRequest {
  getChannelId(): string;
  getIdentity_asU8(): Uint8Array;
}

/** The request's bytes and the signature over them. */
interface SignedRequest {
  getRequest_asU8(): Uint8Array;
  getSignature_asU8(): Uint8Array;
}

/** The channel, if the sender may read it; otherwise PERMISSION_DENIED, for a channel that nobody knows as well. */
export function channelForReader(context: GatewayContext, request: ReaderRequest, signed: SignedRequest): Channel {
  const channel = context.channel(request.getChannelId());
  if (!channel) throw statusError(status.PERMISSION_DENIED, unknownChannelPolicy(request.getChannelId()));
  try {
    channel.membership.requireReader({
      identity: request.getIdentity_asU8(),
      message: signed.getRequest_asU8(),
      signature: signed.getSignature_asU8(),
    });
  } catch (error) {
    throw statusError(status.PERMISSION_DENIED, (error as Error).message);
  }
  return channel;
}
