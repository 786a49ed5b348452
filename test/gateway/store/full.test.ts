/** A file that cannot grow. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { inTransaction } from '../../../gateway/store/chunks';
import { type Backend, openDatabase } from '../../../gateway/store/open';
import { ledgerSchema } from '../../../gateway/store/tables';

describe('a SQLite file that cannot grow', () => {
  let folder: string;
  let backend: Backend;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tallystick-full-'));
    backend = await openDatabase({ file: join(folder, 'store.sqlite') }, ledgerSchema);
    await sql`pragma max_page_count = 1`.execute(backend.db);
  });

  afterEach(async () => {
    await backend.db.destroy();
    await rm(folder, { recursive: true });
  });

  const event = (position: string) => ({
    position,
    name: 'AllianceEvent' as const,
    time: '2026-01-01T00:00:00.000Z',
    json: 'x'.repeat(100_000),
  });
  const write = (position: string) =>
    inTransaction(backend.db, (transaction) => transaction.insertInto('events').values(event(position)).execute());

  it('tells whoever writes in a transaction that it is full, keeps nothing of it, and takes it later', async () => {
    await expect(write('1')).rejects.toMatchObject({ code: 'SQLITE_FULL' });
    expect(await backend.db.selectFrom('events').select('position').execute()).toEqual([]);
    await sql`pragma max_page_count = 100000`.execute(backend.db);
    await write('1');
    expect(await backend.db.selectFrom('events').select('position').execute()).toEqual([{ position: '1' }]);
  });

  it('fails a transaction that is under way when it is closed, and the process goes on', async () => {
    const closed = inTransaction(backend.db, async (transaction) => {
      await backend.db.destroy();
      return transaction.insertInto('events').values(event('1')).execute();
    });
    await expect(closed).rejects.toThrow(/not open|closed|destroyed/);
  });
});
