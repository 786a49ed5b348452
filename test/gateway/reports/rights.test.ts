/** Who may read the copy in PostgreSQL: the statements of the page, as an administrator runs them. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { StoreUnusable } from '../../../gateway/store/unusable';
import { onEachDatabase } from '../store/databases';
import { openCopy } from './copies';
import { changingBlock } from './records';

const page = join(__dirname, '../../../gateway/reports/README.md');

/** The block of the page that begins with the words, for these roles. */
function readGrants(reader: string): string {
  const [, sql] = /```sql\n(create role report_reader[\s\S]*?)```/.exec(readFileSync(page, 'utf8')) ?? [];
  if (sql === undefined) throw new Error('the page shows no grants');
  return sql.replaceAll('report_reader', reader);
}

async function run(address: string, ...statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: address });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

onEachDatabase('rights to the copy', ({ fresh, shared }) => {
  const onShared = shared ? it : it.skip;
  const why = shared ? '' : ' (skipped: SQLite has no rights)';
  const name = (what: string) => `tallystick_test_${what}_${randomBytes(6).toString('hex')}`;

  onShared(`let a role read the copy, tables that come later too, and nothing else${why}`, async () => {
    const location = await fresh();
    if ('file' in location) throw new Error('not PostgreSQL');
    const copy = await openCopy(location, ['plans']);
    const reader = name('reader');
    await run(location.databaseUrl, readGrants(reader));
    const address = new URL(location.databaseUrl);
    address.username = reader;
    const read = (...statements: readonly string[]) => run(address.href, ...statements);
    try {
      await copy.choose(['plans', 'confirms']);
      await copy.applyBlock(changingBlock(0));
      await read('select * from report.plans', 'select * from report.confirms', 'select * from report.copy_state');
      const others = ['records', 'events', 'movements', 'reports_control', 'blocks'].map(
        (table) => `select * from ${table}`,
      );
      const changes = ['delete from report.plans', 'drop table report.plans', 'create table report.other (a text)'];
      for (const statement of [...others, ...changes]) {
        await expect(read(statement)).rejects.toMatchObject({ code: '42501' });
      }
    } finally {
      await copy.close();
      await run(location.databaseUrl, `drop owned by ${reader}`, `drop role ${reader}`);
    }
  });

  onShared(
    `may lack to make a schema: the message says what an administrator does then, and that helps${why}`,
    async () => {
      const location = await fresh();
      if ('file' in location) throw new Error('not PostgreSQL');
      const [user, { pathname }] = [name('user'), new URL(location.databaseUrl)];
      await run(location.databaseUrl, `create role ${user} login`, `grant create on schema public to ${user}`);
      const address = new URL(location.databaseUrl);
      address.username = user;
      const theirs = { databaseUrl: address.href };
      try {
        await (await openCopy(theirs, [])).close();
        const opening = openCopy(theirs, ['plans']);
        await expect(opening).rejects.toBeInstanceOf(StoreUnusable);
        await expect(opening).rejects.toThrow('create schema report authorization');
        await run(location.databaseUrl, `create schema report authorization ${user}`);
        await (await openCopy(theirs, ['plans'])).close();
      } finally {
        await run(
          location.databaseUrl,
          `drop owned by ${user}`,
          `revoke all on database ${pathname.slice(1)} from ${user}`,
        );
        await run(location.databaseUrl, `drop role ${user}`);
      }
    },
  );
});
