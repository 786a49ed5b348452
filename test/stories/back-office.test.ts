/**
 * The example of a back office, as the client package carries it: installed alone, beside a database of its own, killed again and again
 * while it shares applications and writes back what others confirm.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'libsql';
import { type Client, newClient } from '../../gateway/client/client';
import { installClient, root } from '../gateway/client/installed';
import { beginMs, beginStory, type Story, until } from './running';

let story: Story;
let folder: string;
let office: ChildProcess | undefined;

beforeAll(async () => {
  folder = await installClient();
  symlinkSync(join(root, 'node_modules/libsql'), join(folder, 'node_modules/libsql'));
  cpSync(join(folder, 'node_modules/tallystick-client/examples/back-office'), join(folder, 'office'), {
    recursive: true,
  });
  story = await beginStory();
}, beginMs + 60_000);

afterAll(async () => {
  office?.kill('SIGKILL');
  await story?.end();
  rmSync(folder, { recursive: true, force: true });
}, 30_000);

function start(): ChildProcess {
  const { harbour } = story.alliance.describe().institutions;
  const env = { ...process.env, TALLYSTICK_URL: harbour?.url, TALLYSTICK_TOKEN: harbour?.tokens.officer };
  office = spawn(process.execPath, ['office/main.mjs', 'office.db'], { cwd: folder, env, stdio: 'inherit' });
  return office;
}

async function killAfter(child: ChildProcess, ms: number): Promise<void> {
  await sleep(ms);
  child.kill('SIGKILL');
  await once(child, 'exit');
}

function open() {
  const db = new Database(join(folder, 'office.db'), { timeout: 5_000 });
  return {
    all: <T>(sql: string) => db.prepare(sql).all() as T[],
    run: (sql: string, ...values: unknown[]) => void db.prepare(sql).run(...values),
    close: () => db.close(),
  };
}

type Office = ReturnType<typeof open>;

function apply(
  db: Office,
  id: string,
  fields: { readonly loanIdent?: string; readonly conditions?: string } = {},
): void {
  const { loanIdent = '110101199003074514', conditions = null } = fields;
  db.run(
    `insert into applications (application_id, party_name, loan_ident, loan_mobile, amount_rmb, loan_kind, score, loan_limit_rmb, conditions)
     values (?, '张测试', ?, '13800138000', 100000, 'CASH', 'B+', 100000, ?)`,
    ...[id, loanIdent, conditions],
  );
}

interface Application {
  readonly application_id: string;
  readonly asset_id: string | null;
  readonly status: string | null;
  readonly refusal: string | null;
  readonly remaining_limit_rmb: number | null;
}

const applications = (db: Office) =>
  db.all<Application>(
    'select application_id, asset_id, status, refusal, remaining_limit_rmb from applications order by application_id',
  );

const isFixed = ({ asset_id: assetId }: Application) => assetId !== null;

function clientOf(name: string): Client {
  const institution = story.alliance.describe().institutions[name];
  return newClient({ url: institution?.url ?? '', token: institution?.tokens.officer ?? '' });
}

async function plansOf(client: Client): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { assetId } of client.plans.list({ contributor: 'HarbourMSP' })) found.push(assetId);
  return found.sort();
}

it('shares what was chosen once, and writes back every confirm, however often it is killed', async () => {
  const db = open();
  const empty = start();
  const tables = "select name from sqlite_master where name = 'position'";
  await until('the tables are there', async () => db.all(tables).length === 1);
  await killAfter(empty, 0);
  db.run("insert into conditions values ('usual', 80000, 1800, 2000, 100, 3, 7)");
  for (const [round, ms] of [0, 20, 40, 80, 160].entries()) {
    for (let at = 1; at <= 6; at++) {
      const number = round * 6 + at;
      apply(db, `a-${number}`, number % 3 === 0 ? {} : { conditions: 'usual' });
    }
    const child = start();
    await until('the next are under way', async () => applications(db).filter(isFixed).length === (round + 1) * 4);
    await killAfter(child, ms);
  }
  apply(db, 'wrong', { loanIdent: '110101199003074515', conditions: 'usual' });
  start();

  const chosen = applications(db).filter(({ application_id: id }) => id === 'wrong' || Number(id.slice(2)) % 3 !== 0);
  const shared = await until('all that was chosen is shared or refused', async () => {
    const found = applications(db).filter(({ status }) => status !== null);
    return found.length === chosen.length && found.filter(({ status }) => status === 'OPEN').length === 20 && found;
  });
  expect(shared.map(({ application_id: id }) => id)).toEqual(chosen.map(({ application_id: id }) => id));
  const refused = shared.filter(({ status }) => status === 'REFUSED');
  expect(refused).toMatchObject([{ application_id: 'wrong', refusal: expect.stringContaining('loanIdent') }]);
  const assetIds = shared.flatMap(({ status, asset_id: assetId }) => (status === 'OPEN' && assetId ? [assetId] : []));
  const meadow = clientOf('meadow');
  await until('Meadow sees them', async () => (await plansOf(meadow)).length >= assetIds.length);
  expect(await plansOf(meadow)).toEqual(assetIds.sort());

  const recharge = { rechargeId: 'office-1', partyId: 'MeadowMSP', amountFen: 10_000, paymentReference: 'office-1' };
  await clientOf('keystone').tokens.recharge(recharge);
  await until(
    'Meadow has tokens',
    async () => (await meadow.tokens.readAccount({ partyId: 'MeadowMSP' })).balanceFen > 0,
  );
  const [first = '', second = ''] = assetIds;
  for (const [assetId, confirmTakeInLimitRmb] of [
    [first, 30_000],
    [second, 80_000],
    [first, 20_000],
  ] as const) {
    const confirmId = `confirm-${confirmTakeInLimitRmb}`;
    const killed = office ? killAfter(office, 100) : undefined;
    await meadow.plans.confirm({ assetId, confirmId, confirmTakeInLimitRmb, confirmTakeInRateBps: 1_900 });
    await killed;
    start();
  }

  const paid = await until(
    'the confirms are written back, with their end',
    async () => {
      const found = db.all<{ asset_id: string; limit_rmb: number; fee_fen: number; status: string }>(
        'select asset_id, limit_rmb, fee_fen, status from confirms order by limit_rmb',
      );
      return found.length === 3 && found.every(({ status }) => status === 'PAID') && found;
    },
    40_000,
  );
  expect(paid.map(({ asset_id: assetId, limit_rmb: limit, fee_fen: fee }) => [assetId, limit, fee])).toEqual([
    [first, 20_000, 200],
    [first, 30_000, 300],
    [second, 80_000, 800],
  ]);
  const now = new Map(applications(db).map((one) => [one.asset_id, one]));
  expect([now.get(first), now.get(second)]).toMatchObject([
    { status: 'OPEN', remaining_limit_rmb: 30_000 },
    { status: 'FILLED', remaining_limit_rmb: 0 },
  ]);
  const stopped = once(office as ChildProcess, 'exit');
  office?.kill('SIGTERM');
  expect(await stopped).toEqual([0, null]);
  db.close();
}, 180_000);
