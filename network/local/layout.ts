/** The files and ports of an alliance on one machine, and what may be chosen when it is started. */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';

export const userRoles = ['admin', 'officer', 'auditor'] as const;
export type UserRole = (typeof userRoles)[number];

/** The folder and ports of one alliance on this machine, or of one institution. */
export interface Layout {
  readonly directory: string;
  /** The first gateway's port. The embedded ledger takes twenty-one ports from here, Fabric a hundred. */
  readonly portBase: number;
}

export interface LocalOptions {
  /** Says of each organisation whether its gateway delivers by itself. Default: auto. */
  readonly delivery?: Readonly<Record<string, 'auto' | 'manual'>>;
  /** Says of each organisation whether its gateway cancels and objects for a holder of tokens. Default: auto. */
  readonly redemptions?: Readonly<Record<string, 'auto' | 'manual'>>;
  readonly logLevel?: string;
  /** Batches of an import in flight. Default: one, since ledger, chaincode and all gateways share the machine. */
  readonly importBatchesInFlight?: number;
  /** The limit for one remote address, at every gateway. Default: the gateway's own. */
  readonly failedSignInsPerMinute?: number;
  /** Names for organisations the PostgreSQL database in which their gateway keeps its store. Default: a SQLite file. */
  readonly databaseUrls?: Readonly<Record<string, string>>;
  /** Others may read its files, since their file system keeps no modes: for trials. Default: that is refused. */
  readonly filesOpenToOthers?: boolean;
  /** Told what is rewritten of settings, and what stays as it was edited. */
  readonly onNote?: (note: string) => void;
  /** Further chaincodes on the channel, each served by a process of the caller's. */
  readonly extraChaincodes?: readonly ExtraChaincode[];
}

export interface ExtraChaincode {
  readonly name: string;
  readonly packageId: string;
  readonly address: string;
  /** True where it has a collection like ours. Default: it has none. */
  readonly sealed?: boolean;
}

/** In the folder of the alliance, or of an institution. */
export const files = {
  foundingDocument: ({ directory }: Layout) => join(directory, 'alliance.json'),
  organizations: ({ directory }: Layout) => join(directory, 'organizations'),
  ledgerConfig: ({ directory }: Layout) => join(directory, 'ledger.json'),
  gatewayFolder: ({ directory }: Layout) => join(directory, 'gateway'),
  gatewayConfig: (layout: Layout) => join(files.gatewayFolder(layout), 'config.json'),
  tokenFile: (layout: Layout, role: UserRole) => join(files.gatewayFolder(layout), `token-${role}`),
  log: ({ directory }: Layout, process: string) => join(directory, 'logs', `${process}.log`),
} as const;

/** All that an alliance leaves in its folder; whatever else lies there is somebody else's. */
export const leftovers: readonly string[] = [
  ...['alliance.json', 'compose.json', 'dev.json', 'docker-compose.yaml', 'institutions', 'ledger'],
  ...['ledger.json', 'logs', 'network.json'],
] as const;

/** All that one institution leaves in its folder, beside what an alliance does. */
export const institutionLeftovers: readonly string[] = [
  ...['channel.json', 'definition.json', 'fabric', 'gateway', 'members', 'organisation.json', 'organizations'],
] as const;

/** The folder of one institution of an alliance on this machine: all its keys lie there. */
export function institutionLayout({ directory, portBase }: Layout, name: string): Layout {
  return { directory: join(directory, 'institutions', name), portBase };
}

/** An earlier version, whose institutions shared a folder, left these, too. */
const earlierLeftovers: readonly string[] = ['chaincode', 'fabric', 'gateways', 'organizations'];

/** True where an earlier version founded an alliance. An institution's own folder never has `gateways`. */
export function isEarlier(directory: string): boolean {
  return existsSync(join(directory, 'gateways'));
}

/** Removes ledger, identities, vaults and settings. The caller holds the folder. */
export function forgetAlliance({ directory }: Layout): void {
  const all = isEarlier(directory) ? [...leftovers, ...earlierLeftovers] : leftovers;
  for (const name of all) rmSync(join(directory, name), { recursive: true, force: true });
}

export const ports = {
  gateway: ({ portBase }: Layout, index: number) => portBase + index,
  peer: ({ portBase }: Layout, index: number) => portBase + 10 + index,
  chaincode: ({ portBase }: Layout) => portBase + 20,
} as const;
