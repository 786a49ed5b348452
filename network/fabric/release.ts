/**
 * The differences of Fabric 2.5, the release with long-term support, from Fabric 3. All else is the same, batches included: a
 * peer offers them to its chaincode itself.
 */
import type { Topology } from '../topology';

type Ordering = Pick<Topology, 'orderers'>;

export interface Release {
  readonly channelCapability: 'V2_0' | 'V3_0';
  readonly consensus: readonly Topology['orderers']['consensus'][];
  /** A peer ends at the name of one that it does not have. */
  readonly authFilters: readonly string[];
}

export interface Shortcoming {
  readonly detail: string;
  readonly repair: string;
}

const release2: Release = {
  channelCapability: 'V2_0',
  consensus: ['etcdraft'],
  authFilters: ['DefaultAuth', 'ExpirationCheck'],
};

export const release3: Release = {
  channelCapability: 'V3_0',
  consensus: ['etcdraft', 'BFT'],
  authFilters: [...release2.authFilters, 'TimeWindowCheck'],
};

/** `version` is a program's own report, such as `v3.1.5` or `2.5.16`. A program without one counts as Fabric 3. */
export function findRelease(version: string | undefined): Release {
  return /^v?2\./.test(version ?? '') ? release2 : release3;
}

/** Names what the topology asks for and the release lacks, and what to do now. */
export function findShortcoming({ orderers }: Ordering, { consensus }: Release): Shortcoming | undefined {
  if (consensus.includes(orderers.consensus)) return undefined;
  return {
    detail: 'SmartBFT (consensus: BFT) needs Fabric 3',
    repair: 'use Fabric 3.1, or a topology with consensus: etcdraft',
  };
}

/** Throws where it lacks what the topology asks for. */
export function releaseFor(topology: Ordering, version: string | undefined): Release {
  const release = findRelease(version);
  const shortcoming = findShortcoming(topology, release);
  if (shortcoming === undefined) return release;
  throw new Error(`${shortcoming.detail}, and here is ${version}: ${shortcoming.repair}`);
}
