/**
 * A vault remembers with which store it was used. An empty store beside it has forgotten what the ledger does not hold: users made over
 * REST, drafts of credit records, imports, consents. So the gateway does not begin anew in silence where its store has moved.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StoreLocation } from './open';
import type { LedgerStore } from './types';

/** The parts of a store that show whether it was used. */
type Used = Pick<LedgerStore, 'checkpoint'> & { users(): Promise<readonly unknown[]> };

export interface KnownStore {
  readonly location: StoreLocation;
  /** The vault's directory. */
  readonly directory: string;
}

/** Throws where the store is empty and the vault was used with another one, or with this one before it was emptied. */
export async function refuseForgotten(store: Used, { location, directory }: KnownStore): Promise<void> {
  const file = rememberedIn(directory);
  if (!existsSync(file) || !(await isEmpty(store))) return;
  throw new Error(
    `the store (${describeLocation(location)}) is empty, and this vault was used with another one (${readFileSync(file, 'utf8').trim()}). ` +
      'Users made over REST, drafts of credit records, imports and consents would be lost: name the store that was used in the ' +
      `settings (databaseUrl, store.file), or move its rows. To begin with an empty one, remove ${file}`,
  );
}

/** Called once the store holds something. */
export async function rememberStore(store: Used, { location, directory }: KnownStore): Promise<void> {
  if (await isEmpty(store)) return;
  const unfinished = `${rememberedIn(directory)}.part`;
  writeFileSync(unfinished, `${describeLocation(location)}\n`, { mode: 0o600 });
  renameSync(unfinished, rememberedIn(directory));
}

function rememberedIn(directory: string): string {
  return join(directory, 'known-store');
}

async function isEmpty(store: Used): Promise<boolean> {
  return (await store.users()).length === 0 && (await store.checkpoint()) === undefined;
}

/** Describes the location without its credentials. */
function describeLocation(location: StoreLocation): string {
  if ('file' in location) return `SQLite, ${location.file}`;
  if (!URL.canParse(location.databaseUrl)) return 'PostgreSQL';
  const { host, pathname } = new URL(location.databaseUrl);
  return `PostgreSQL, ${host}${pathname}`;
}
