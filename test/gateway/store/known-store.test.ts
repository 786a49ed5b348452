/** A gateway whose store has moved does not begin with an empty one in silence. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { refuseForgotten, rememberStore } from '../../../gateway/store/known-store';
import { onEachDatabase } from './databases';

onEachDatabase('an empty store', ({ open, fresh }) => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'known-store-'));
  });

  afterEach(() => rmSync(directory, { recursive: true }));

  const mark = () => join(directory, 'known-store');

  /** A gateway has run once, with somebody in its store. */
  async function used() {
    const location = await fresh();
    const store = await open(location);
    await refuseForgotten(store, { location, directory });
    await store.createUser({ userName: 'made-over-rest', role: 'officer' });
    await rememberStore(store, { location, directory });
    return { store, location };
  }

  it('is taken beside a new vault', async () => {
    const { store, location } = await used();
    await refuseForgotten(store, { location, directory });
    expect(await store.users()).toHaveLength(1);
  });

  it('is refused beside a vault that was used with another one, saying which, what would be lost and what to do', async () => {
    await used();
    const moved = await fresh();
    const refusing = refuseForgotten(await open(moved), { location: moved, directory });
    await expect(refusing).rejects.toThrow(
      /is empty, .* used with another one \((SQLite|PostgreSQL), .*Users made over REST/,
    );
    await expect(refusing).rejects.toThrow(`To begin with an empty one, remove ${mark()}`);
  });

  it('is taken once somebody has removed the mark, and is the one that is known then', async () => {
    await used();
    rmSync(mark());
    await used();
    expect(existsSync(mark())).toBe(true);
  });

  it('is not remembered, so that a start which was cut short is simply repeated', async () => {
    const location = await fresh();
    await rememberStore(await open(location), { location, directory });
    expect(existsSync(mark())).toBe(false);
  });
});

it('never writes down how a database is signed in to', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'known-store-'));
  const store = { users: async () => [{ userName: 'a', role: 'admin' }] } as never;
  const location = { databaseUrl: 'postgres://anna:secret@db.example.com:5432/harbour?sslmode=require' };
  await rememberStore(store, { location, directory });
  expect(readFileSync(join(directory, 'known-store'), 'utf8')).toBe('PostgreSQL, db.example.com:5432/harbour\n');
  rmSync(directory, { recursive: true });
});
