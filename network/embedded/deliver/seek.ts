/** A client's request for blocks, checked as Fabric's deliver service checks it. A refusal is a status, not a gRPC error. */
import { common, orderer } from '@hyperledger/fabric-protos';
import type { Identity } from '../../identity/identity';
import type { Channel } from '../channel/channel';
import { type EnvelopeParts, readEnvelope } from '../messages/transaction';

export interface Seek {
  readonly channel: Channel;
  readonly identity: Identity;
  readonly start: number;
  /** The block after which the stream ends. */
  readonly stop: number;
  /** False where the client wants an error instead of waiting for blocks to come. */
  readonly waits: boolean;
  readonly headersOnly: boolean;
}

export class SeekRefusal extends Error {
  readonly status: common.StatusMap[keyof common.StatusMap];

  constructor(status: keyof common.StatusMap, reason: string) {
    super(reason);
    this.status = common.Status[status];
  }
}

export interface SeekContext {
  channel(name: string): Channel | undefined;
  readonly timeWindowMs: number;
}

/** Throws `SeekRefusal`. */
export function readSeek(envelope: common.Envelope, context: SeekContext): Seek {
  const parts = readParts(envelope);
  const { timestamp } = parts;
  const offsetMs = timestamp ? timestamp.seconds * 1000 + timestamp.nanos / 1e6 - Date.now() : Number.POSITIVE_INFINITY;
  if (Math.abs(offsetMs) > context.timeWindowMs) throw new SeekRefusal('BAD_REQUEST', 'timestamp out of the window');
  const channel = context.channel(parts.channelId);
  if (!channel) throw new SeekRefusal('NOT_FOUND', `channel ${parts.channelId} not found`);
  const seek = readSeekInfo(parts.data);
  const { creator, payload, signature } = parts;
  const identity = channel.membership.verify({ identity: creator, message: payload, signature });
  if (!identity || channel.membership.isExpired(identity) || !channel.membership.isReader(identity)) {
    throw new SeekRefusal('FORBIDDEN', channel.membership.denied('Readers'));
  }
  return { channel, identity, ...range(seek, channel.ledger.height) };
}

function readParts(envelope: common.Envelope): EnvelopeParts {
  try {
    return readEnvelope(envelope);
  } catch (error) {
    throw new SeekRefusal('BAD_REQUEST', (error as Error).message);
  }
}

function readSeekInfo(bytes: Uint8Array): orderer.SeekInfo {
  try {
    return orderer.SeekInfo.deserializeBinary(bytes);
  } catch (error) {
    throw new SeekRefusal('BAD_REQUEST', (error as Error).message);
  }
}

function range(seek: orderer.SeekInfo, height: number) {
  const start = seek.getStart();
  const stop = seek.getStop();
  if (!start || !stop) throw new SeekRefusal('BAD_REQUEST', 'start and stop are required');
  const first = firstBlock(start, height);
  // Asked for the newest block alone, a client gets one block, even if another is committed meanwhile.
  const newest = start.hasNewest() ? first : height - 1;
  return {
    start: first,
    stop: lastBlock(stop, { first, newest }),
    waits: seek.getBehavior() === orderer.SeekInfo.SeekBehavior.BLOCK_UNTIL_READY,
    headersOnly: seek.getContentType() === orderer.SeekInfo.SeekContentType.HEADER_WITH_SIG,
  };
}

const { TypeCase } = orderer.SeekPosition;

function firstBlock(position: orderer.SeekPosition, height: number): number {
  switch (position.getTypeCase()) {
    case TypeCase.OLDEST:
      return 0;
    case TypeCase.NEWEST:
      return height - 1;
    case TypeCase.NEXT_COMMIT:
      return height;
    case TypeCase.SPECIFIED: {
      const number = position.getSpecified()?.getNumber() ?? 0;
      if (number <= height) return number;
      throw new SeekRefusal('NOT_FOUND', `block ${number} is beyond the next one, ${height}`);
    }
    default:
      throw new SeekRefusal('NOT_FOUND', 'the start names no block');
  }
}

/** A stop that no block reaches is as good as none: the stream goes on. */
function lastBlock(position: orderer.SeekPosition, { first, newest }: { first: number; newest: number }): number {
  switch (position.getTypeCase()) {
    case TypeCase.OLDEST:
      return first;
    case TypeCase.NEWEST:
      return newest;
    case TypeCase.SPECIFIED: {
      const number = position.getSpecified()?.getNumber() ?? 0;
      if (number >= first) return number;
      throw new SeekRefusal('BAD_REQUEST', `start ${first} is after stop ${number}`);
    }
    default:
      // Fabric's deliver service leaves its variable at zero.
      return 0;
  }
}
