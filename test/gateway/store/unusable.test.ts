/** A database that a gateway cannot begin with: each cause is said, with what to do and without the password. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'libsql';
import { Client } from 'pg';
import type { StoreLocation } from '../../../gateway/store/open';
import { StoreUnusable } from '../../../gateway/store/unusable';
import { openStore } from '../../../gateway/stores';

async function opening(location: StoreLocation): Promise<Error> {
  try {
    await (await openStore(location)).close();
  } catch (error) {
    return error as Error;
  }
  throw new Error('it was opened');
}

describe('a SQLite file that cannot be used', () => {
  const directory = mkdtempSync(join(tmpdir(), 'tallystick-unusable-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  let files = 0;
  const fresh = () => join(directory, `${files++}.db`);
  const withSql = (file: string, statement: string) => {
    const database = new Sqlite(file);
    database.exec(statement);
    return database;
  };

  it.each<readonly [string, RegExp, () => Promise<string> | string]>([
    [
      'is none',
      /no SQLite database, or is damaged.*backup/,
      () => {
        const file = fresh();
        writeFileSync(file, Buffer.alloc(8_192, 65));
        return file;
      },
    ],
    [
      'is a folder',
      /leads to no file.*store\.file/,
      () => {
        const file = fresh();
        mkdirSync(file);
        return file;
      },
    ],
    [
      'lies in what is no folder',
      /leads to no file/,
      () => {
        const file = fresh();
        writeFileSync(file, '');
        return join(file, 'store.db');
      },
    ],
    [
      'holds tables of another program',
      /another program/,
      () => {
        const file = fresh();
        withSql(file, 'create table records (a)').close();
        return file;
      },
    ],
    [
      'is of a later version',
      /later version/,
      async () => {
        const file = fresh();
        await (await openStore({ file })).close();
        withSql(file, "insert into kysely_migration values ('9999-later', 'then')").close();
        return file;
      },
    ],
  ])('%s, and that is said with its path', async (_what, words, make) => {
    const file = await make();
    const error = await opening({ file });
    expect(error).toBeInstanceOf(StoreUnusable);
    expect(error.message).toMatch(words);
    expect(error.message).toContain(file);
  });

  it('is used by another process, and that is said', async () => {
    const file = fresh();
    const holder = withSql(file, 'create table x (a)');
    holder.exec('begin exclusive');
    const error = await opening({ file });
    holder.exec('rollback');
    holder.close();
    expect(error.message).toMatch(/another process uses the file/);
  }, 20_000);
});

const url = process.env.TEST_DATABASE_URL;
const describeWithServer = url === undefined ? describe.skip : describe;

describeWithServer('a PostgreSQL database that cannot be used (skipped without TEST_DATABASE_URL)', () => {
  const made: string[] = [];
  const run = async (address: string, statement: string) => {
    const client = new Client({ connectionString: address });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  const addressOf = (name: string, user?: string) => {
    const address = new URL(url ?? '');
    address.pathname = `/${name}`;
    if (user !== undefined) address.username = user;
    return address.href;
  };
  const create = async (options = '', ...statements: readonly string[]) => {
    const name = `tallystick_unusable_${randomBytes(6).toString('hex')}`;
    await run(url ?? '', `create database ${name} ${options}`);
    made.push(name);
    for (const statement of statements) await run(addressOf(name), statement);
    return addressOf(name);
  };
  afterAll(async () => {
    for (const name of made) await run(url ?? '', `drop database if exists ${name} with (force)`);
  });
  const secret = (address: string) => {
    const changed = new URL(address);
    changed.password = 'geheim';
    return changed.href;
  };

  it.each<readonly [string, RegExp, () => Promise<string> | string]>([
    ...['LATIN1', 'SQL_ASCII'].map((encoding): readonly [string, RegExp, () => Promise<string>] => [
      `is in ${encoding}`,
      new RegExp(`encoding is ${encoding}, not UTF8: create`),
      () => create(`encoding '${encoding}' lc_collate 'C' lc_ctype 'C' template template0`),
    ]),
    ['does not exist', /no such database: create it/, () => addressOf('nowhere')],
    ['is refused to the user', /refuses the user/, () => addressOf('postgres', 'nobody')],
    ['is served by nobody', /nothing listens/, () => 'postgres://anna@127.0.0.1:1/x'],
    ['is on no host', /host is not found/, () => 'postgres://anna@no-such-host.invalid/x'],
    [
      'takes no writes',
      /takes no writes/,
      async () => {
        const address = await create();
        await run(url ?? '', `alter database ${made.at(-1)} set default_transaction_read_only = on`);
        return address;
      },
    ],
    ['holds tables of another program', /another program/, () => create('', 'create table records (a int)')],
    [
      'is of a later version',
      /later version/,
      async () => {
        const address = await create();
        await (await openStore({ databaseUrl: address })).close();
        await run(address, "insert into kysely_migration values ('9999-later', 'then')");
        return address;
      },
    ],
    ['has no TLS where the address wants it', /TLS/, async () => `${await create()}?sslmode=verify-full`],
    ['has no address', /DATABASE_URL is no address/, () => 'mysql://anna@127.0.0.1/x'],
  ])(
    '%s, and that is said without the password',
    async (_what, words, make) => {
      const error = await opening({ databaseUrl: secret(await make()) });
      expect(error).toBeInstanceOf(StoreUnusable);
      expect(error.message).toMatch(words);
      expect(error.message).not.toContain('geheim');
    },
    30_000,
  );
});
