/** The context of every method of one organisation's gateway: its peer, and the channels that the organisation is in. */
import type { Channel } from '../channel/channel';
import type { Peer } from '../channel/peer';
import type { ProposalCheck } from '../peer/checks';

export interface GatewayContext {
  readonly peer: Peer;
  /** Undefined where the organisation is not a member. */
  channel(name: string): Channel | undefined;
  check(channel: Channel): ProposalCheck;
  /**
   * The channel's peers, this organisation's first and the others in turn, so that work and differences between peers are spread.
   */
  ownFirst(channel: Channel): readonly Peer[];
}

export interface ContextOptions {
  readonly peer: Peer;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly checks: ReadonlyMap<Channel, ProposalCheck>;
}

export function newGatewayContext({ peer, channels, checks }: ContextOptions): GatewayContext {
  let turn = 0;
  return {
    peer,
    channel: (name) => {
      const channel = channels.get(name);
      return channel?.peers.includes(peer) ? channel : undefined;
    },
    check: (channel) => {
      const check = checks.get(channel);
      if (!check) throw new Error(`no check for channel ${channel.name}`);
      return check;
    },
    ownFirst: ({ peers }) => {
      const others = peers.filter((other) => other !== peer);
      if (others.length === 0) return [peer];
      turn = (turn + 1) % others.length;
      return [peer, ...others.slice(turn), ...others.slice(0, turn)];
    },
  };
}
