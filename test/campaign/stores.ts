/** The gateways' stores, read directly: what each has folded since a block. */
import Sqlite from 'libsql';
import { Pool } from 'pg';
import type { Config } from '../../gateway/config';

export interface Folded {
  /** By the ledger's raw key. */
  readonly records: ReadonlyMap<string, string>;
  /** Without the gateway's own; in order, as `[position, json]`. */
  readonly events: readonly (readonly [string, string])[];
  /** Of everything since block 0. */
  readonly recordCount: number;
  readonly eventCount: number;
}

export interface OpenStore {
  readonly institution: string;
  height(): Promise<number>;
  /** What was written last in the block or after it. */
  foldedSince(block: number): Promise<Folded>;
  close(): Promise<void>;
}

type Rows = readonly Readonly<Record<string, unknown>>[];

export async function openStoreOf(institution: string, { store, databaseUrl }: Config): Promise<OpenStore> {
  const { ask, close } = databaseUrl === undefined ? askSqlite(store.file) : askPostgres(databaseUrl);
  const count = async (rows: string) => Number((await ask(`select count(*) as n from ${rows}`))[0]?.n);
  const ofLedger = `json not like '%"MaturityPromptEvent"%'`;
  return {
    institution,
    height: async () => Number((await ask('select max(number) as n from blocks'))[0]?.n ?? -1),
    async foldedSince(block) {
      const records = await ask(`select key, json from records where block >= ${block}`);
      const from = `${String(block).padStart(10, '0')}00000000000`;
      const events = await ask(
        `select position, json from events where position >= '${from}' and ${ofLedger} order by position`,
      );
      return {
        records: new Map(
          records.map(({ key, json }) => [Buffer.from(String(key), 'base64url').toString(), String(json)]),
        ),
        events: events.map(({ position, json }) => [String(position), String(json)] as const),
        recordCount: await count('records'),
        eventCount: await count(`events where ${ofLedger}`),
      };
    },
    close,
  };
}

interface Asked {
  ask(text: string): Promise<Rows>;
  close(): Promise<void>;
}

function askSqlite(file: string): Asked {
  const database = new Sqlite(file, { timeout: 5_000 });
  return {
    ask: async (text) => database.prepare(text).all() as Rows,
    close: async () => void database.close(),
  };
}

function askPostgres(connectionString: string): Asked {
  const pool = new Pool({ connectionString, max: 1, connectionTimeoutMillis: 5_000, query_timeout: 10_000 });
  pool.on('error', () => undefined);
  return { ask: async (text) => (await pool.query(text)).rows as Rows, close: () => pool.end() };
}
