/**
 * The members of a channel and its channel-wide policies: readers are admins, peers and clients of any member, writers its admins
 * and clients, as in Fabric's test network. The texts are those of Fabric's policy checker.
 */
import { type Identity, InvalidIdentity, isExpired } from '../../identity/identity';
import type { Msps } from '../../identity/msp';
import { verifyLowS } from '../../identity/signature';

export interface SignedBytes {
  /** Bytes of `msp.SerializedIdentity`. */
  readonly identity: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

export type ChannelPolicy = 'Readers' | 'Writers';

export class Membership {
  readonly #channelId: string;
  readonly msps: Msps;

  constructor(channelId: string, msps: Msps) {
    this.#channelId = channelId;
    this.msps = msps;
  }

  /** Throws `InvalidIdentity`. */
  identify(identity: Uint8Array): Identity {
    return this.msps.identify(identity);
  }

  /** The signer, or undefined when there is no valid identity or the signature is not its own. */
  verify({ identity: bytes, message, signature }: SignedBytes): Identity | undefined {
    try {
      const identity = this.msps.identify(bytes);
      return verifyLowS(identity.publicKey, message, signature) ? identity : undefined;
    } catch (error) {
      if (error instanceof InvalidIdentity) return undefined;
      throw error;
    }
  }

  isExpired(identity: Identity): boolean {
    return isExpired(identity, new Date());
  }

  isReader({ roles }: Identity): boolean {
    return roles.includes('admin') || roles.includes('peer') || roles.includes('client');
  }

  isWriter({ roles }: Identity): boolean {
    return roles.includes('admin') || roles.includes('client');
  }

  /** Throws unless a reader of the channel signed the bytes. */
  requireReader(signed: SignedBytes): Identity {
    const identity = this.verify(signed);
    if (!identity || !this.isReader(identity)) throw new Error(this.denied('Readers'));
    return identity;
  }

  /** A peer's text where one of the application's channel policies does not hold. */
  denied(policy: ChannelPolicy): string {
    const path = `/Channel/Application/${policy}`;
    return `Failed evaluating policy on signed data during check policy on channel [${this.#channelId}] with policy [${path}]: [${this.unsatisfied(policy)}]`;
  }

  unsatisfied(policy: ChannelPolicy): string {
    return `implicit policy evaluation failed - 0 sub-policies were satisfied, but this policy requires 1 of the '${policy}' sub-policies to be satisfied`;
  }
}

/** A peer's text where it does not know the channel whose policy is asked for. */
export function unknownChannelPolicy(channelId: string): string {
  if (channelId === '') {
    return 'Invalid channel ID name during check policy on signed data. Name must be different from nil.';
  }
  return `Failed to get policy manager for channel [${channelId}]`;
}
