/**
 * Opens the store: a SQLite file, which one process uses and which survives loss of power (WAL, synchronous FULL), or
 * PostgreSQL, which the instances of an institution share. The rest of the folder does not know which of them it is.
 */
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { RawBuilder, SqliteDatabase } from 'kysely';
import { Kysely, PostgresDialect, sql } from 'kysely';
import Sqlite from 'libsql';
import { Pool } from 'pg';
import { closeToOthers } from '../../network/file-modes';
import { requireKnownAlliance } from './known-alliance';
import { migrate, type Schema } from './migrate';
import type { Database, Tables } from './schema';
import { TransactionalSqlite } from './sqlite-dialect';
import { placeOfAddress, placeOfFile, StoreUnusable, unusable } from './unusable';

export type StoreLocation = { readonly file: string } | { readonly databaseUrl: string };

/** For the few statements that the databases do not take alike. */
export type Dialect = 'SQLITE' | 'POSTGRES';

export interface Backend {
  readonly db: Database;
  readonly dialect: Dialect;
  /** An expression of milliseconds since 1970, by the clock that all users of the database share. */
  readonly nowMs: () => RawBuilder<number>;
  /** Overwrites what deleted rows have left, where the database does so when it is asked. */
  readonly compact: () => Promise<void>;
}

const connectTimeoutMs = 5_000;
const statementTimeoutMs = 30_000;
const busyTimeoutMs = 5_000;
const maxConnections = 8;
/** As the server counts: the oldest that its makers still mend. */
const oldestPostgres = 130_000;

/** Creates what is missing and migrates what is older. Throws StoreUnusable and StoreOutdated, which say what to do. */
export async function openDatabase(location: StoreLocation, schema: Schema): Promise<Backend> {
  const place = 'file' in location ? placeOfFile(location.file) : placeOfAddress(location.databaseUrl);
  const backend = await openBackend(location).catch((error: unknown) => {
    throw unusable(place, error);
  });
  const { db } = backend;
  try {
    if ('databaseUrl' in location) await requireFitting(db, place);
    await migrate(db, schema);
    await requireKnownAlliance(db);
  } catch (error) {
    await db.destroy().catch(() => undefined);
    throw unusable(place, error);
  }
  return backend;
}

async function openBackend(location: StoreLocation): Promise<Backend> {
  return 'file' in location ? openSqlite(location.file) : openPostgres(location.databaseUrl);
}

/** Names of people are in every script, so anything but UTF8 would refuse or garble some of them, later. */
async function requireFitting(db: Database, place: string): Promise<void> {
  const { rows } = await sql<{ readonly encoding: string; readonly client: string; readonly version: string }>`
    select current_setting('server_encoding') as encoding, current_setting('client_encoding') as client,
      current_setting('server_version_num') as version
  `.execute(db);
  const [{ encoding = '', client = '', version = '0' } = {}] = rows;
  if (Number(version) < oldestPostgres) {
    throw new StoreUnusable(`${place}: the server is older than PostgreSQL ${oldestPostgres / 10_000}: upgrade it`);
  }
  if (encoding === 'UTF8' && client === 'UTF8') return;
  const found = encoding === 'UTF8' ? `the connection's encoding is ${client}` : `its encoding is ${encoding}`;
  throw new StoreUnusable(
    `${place}: ${found}, not UTF8: create one with "create database … encoding 'UTF8' template template0", and name it`,
  );
}

async function openSqlite(file: string): Promise<Backend> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  // SQLite would create it by the umask; the files beside it get the mode of this one.
  await (await open(file, 'a', 0o600)).close();
  await closeToOthers(file, 0o600);
  const database = new Sqlite(file, { timeout: busyTimeoutMs });
  // Deleted rows are overwritten, because one of them may hold a blind.
  const safety = 'pragma synchronous = full; pragma foreign_keys = on; pragma secure_delete = on';
  database.exec(`pragma journal_mode = wal; ${safety}`);
  const dialect = new TransactionalSqlite({ database: database as unknown as SqliteDatabase });
  const db = new Kysely<Tables>({ dialect });
  // The log holds rows as they were until it is begun anew.
  const compact = async () => void (await sql`pragma wal_checkpoint(truncate)`.execute(db));
  return { db, dialect: 'SQLITE', nowMs: () => sql<number>`${Date.now()}`, compact };
}

function openPostgres(connectionString: string): Backend {
  const pool = new Pool({
    connectionString,
    max: maxConnections,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    query_timeout: 2 * statementTimeoutMs,
    idle_in_transaction_session_timeout: statementTimeoutMs,
  });
  // A connection that breaks would end the process, idle or in a transaction between two queries; the pool replaces it, and a
  // query that meets one says so itself.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => void client.on('error', () => undefined));
  return {
    db: new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }),
    dialect: 'POSTGRES',
    nowMs: () => sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`,
    // Its vacuum does so by itself, in its own time.
    compact: async () => undefined,
  };
}
