/** Reads of credit records leave the database as it is. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'libsql';
import { harbour, type Institution, loan, removeAll, signed, World } from './world';

const directory = mkdtempSync(join(tmpdir(), 'tallystick-reads-'));
let world: World;
let here: Institution;
let recordId: string;

/** A loan that has matured a moment ago, so that there would be something to write. */
beforeAll(async () => {
  let stores = 0;
  world = await World.begin([harbour], {}, async () => ({ file: join(directory, String(stores++), 'store.db') }));
  here = world.of(harbour);
  const borrower = await world.person('borrower');
  recordId = await signed(here, loan(world, borrower), { borrower });
  await world.turn();
  await world.passTo((await here.credit.read(recordId)).maturityTime);
});
afterAll(async () => {
  await world.end();
  rmSync(directory, { recursive: true, force: true });
  removeAll();
});

const caller = {
  user: { userName: 'officer', role: 'officer' },
  partyOrgType: 'CREDITOR_ORG',
  stillSignedIn: async () => true,
} as const;

it('of every route write nothing', async () => {
  const database = new Sqlite(join(directory, '1', 'store.db'));
  /** Another number as soon as another connection has written. */
  const version = () => JSON.stringify(database.prepare('pragma data_version').all());
  const before = version();
  const reads = here.routes.filter(({ method }) => method === 'get');
  const given = { params: { recordId }, body: undefined, caller, lastEventId: undefined, asOfBlock: 0 };
  for (const filter of [{}, { due: true }, { due: false }, { overdue: true }, { role: 'lender' }]) {
    for (const { handle } of reads) await handle({ ...given, query: { limit: 10, ...filter } });
  }
  expect(reads.length).toBeGreaterThan(4);
  expect(version()).toBe(before);

  await here.fallDue();
  expect(version()).not.toBe(before);
  database.close();
});
