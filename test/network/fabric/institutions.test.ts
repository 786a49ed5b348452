/**
 * An alliance of five institutions, each with a folder, an address and a supervisor of its own: built by the verbs of one institution,
 * with nothing between them but files. The addresses 127.0.0.2 to 127.0.0.6 stand for machines.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { defaultTopology, type LocalAlliance } from '../../../network/local/alliance';
import { within } from '../../run/pace';
import { newGatewayClient } from '../../run/rest-client';
import { type ConfirmSeen, type PlanSeen, planSent } from '../../stories/plans';
import { freePorts, until } from '../../stories/running';
import { describeOnFabric } from './on-fabric';

const command = join(__dirname, '..', '..', '..', 'dist', 'scripts', 'tallystick.js');
const names = ['keystone', 'harbour', 'meadow', 'orchard', 'watchtower'] as const;
type Name = (typeof names)[number];

interface Answer {
  readonly code: number;
  readonly said: Record<string, unknown>;
}

let root: string;

const folder = (name: Name) => join(root, name);
/** Every mail ends up here, and nothing else passes between institutions. */
const mail = (file: string) => join(root, 'mail', file);

/** With the words that follow, at one institution. */
function at(name: Name, ...words: string[]): Promise<Answer> {
  const args = [command, ...words, '--json', '--directory', folder(name)];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { timeout: within(180_000) }, (error, stdout) => {
      const code = typeof error?.code === 'number' ? error.code : error === null ? 0 : -1;
      resolve({ code, said: JSON.parse(stdout.trim().split('\n').at(-1) || '{}') });
    });
  });
}

async function done(name: Name, ...words: string[]): Promise<Record<string, unknown>> {
  const { code, said } = await at(name, ...words);
  expect({ name, words, code, message: said.message }).toEqual({ name, words, code: 0, message: undefined });
  return said;
}

async function eachDoes(...words: string[]): Promise<void> {
  for (const name of names) await done(name, ...words);
}

function filesWithKeys(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .flatMap((text) => text.match(/-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]+/g) ?? []);
}

function client(name: Name, role: 'officer' | 'admin' = 'officer') {
  const described = JSON.parse(readFileSync(join(folder(name), 'dev.json'), 'utf8')) as LocalAlliance;
  const { url = '', tokens } = described.institutions[name] ?? {};
  return newGatewayClient({ url, token: tokens?.[role] ?? '' });
}

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'tallystick-institutions-'));
  mkdirSync(mail(''));
});

afterAll(async () => {
  for (const name of names) if (existsSync(folder(name))) await at(name, 'node', 'down');
  rmSync(root, { recursive: true, force: true });
}, 120_000);

describeOnFabric('an alliance of institutions that share nothing but files', () => {
  it('is founded by each in its own folder, and no private key stands in two of them, nor in any mail', async () => {
    const topology = defaultTopology();
    const organisations = topology.organisations.map((organisation) => ({ ...organisation, peers: 1 }));
    writeFileSync(mail('topology.yaml'), stringify({ ...topology, organisations, portBase: await freePorts(100) }));
    for (const [index, name] of names.entries()) {
      const address = `127.0.0.${index + 2}`;
      const place = ['--listen', address, '--host', address];
      await done(name, 'org', 'init', '--topology', mail('topology.yaml'), '--name', name, ...place);
      await done(name, 'org', 'export', '--out', mail(`${name}.json`));
    }
    for (const name of names.slice(1)) await done('keystone', 'org', 'import', '--file', mail(`${name}.json`));
    const founding = ['--topology', mail('topology.yaml'), '--out', mail('alliance.json')];
    const { id } = await done('keystone', 'channel', 'create', ...founding);
    for (const name of names.slice(1)) {
      expect(await done(name, 'org', 'import', '--file', mail('alliance.json'))).toMatchObject({ id });
    }
    const keys = names.flatMap((name) => filesWithKeys(folder(name)));
    expect(keys.length).toBeGreaterThan(30);
    expect(new Set(keys).size).toBe(keys.length);
    expect(filesWithKeys(mail(''))).toEqual([]);
  }, 120_000);

  it('takes part in the channel, each by its own nodes at its own address', async () => {
    await eachDoes('node', 'up');
    await eachDoes('channel', 'join');
  }, 300_000);

  it('puts the chaincode in force once three of the four that endorse have approved one and the same file', async () => {
    await done('harbour', 'chaincode', 'define', '--out', mail('definition.json'));
    for (const name of names) {
      if (name !== 'harbour') await done(name, 'org', 'import', '--file', mail('definition.json'));
      await done(name, 'chaincode', 'install');
    }
    for (const name of ['keystone', 'harbour'] as const) await done(name, 'chaincode', 'approve');
    const early = await at('watchtower', 'chaincode', 'commit');
    expect(early.code).toBe(3);
    expect(early.said.message).toBe(
      'version 1 of tallystick has 2 of the 3 approvals that it needs: send its definition file to meadow, orchard, who approve it',
    );
    for (const name of ['meadow', 'orchard', 'watchtower'] as const) await done(name, 'chaincode', 'approve');
    await done('watchtower', 'chaincode', 'commit');
    await done('meadow', 'chaincode', 'commit');
  }, 300_000);

  it('trades: a confirm goes from one institution through the ledger to another', async () => {
    for (const name of names) {
      await until(`${name} is well`, async () => (await at(name, 'node', 'status')).code === 0, 120_000);
    }
    const recharge = { rechargeId: 'one', partyId: 'MeadowMSP', amountFen: 10_000, paymentReference: 'payment' };
    await client('keystone').post('/v1/tokens/recharges', recharge);
    await client('harbour').post('/v1/plans', { plans: [planSent('plan')] });
    const path = '/v1/plans/HarbourMSP:plan';
    await until('Meadow sees the plan', async () => (await client('meadow').send('GET', path)).status === 200);
    await client('meadow').post(`${path}/confirms`, {
      confirmId: 'confirm',
      confirmTakeInLimitRmb: 80_000,
      confirmTakeInRateBps: 1_800,
    });
    const paid = async () => {
      const { loanShareConfirms } = await client('meadow').get<PlanSeen>(path);
      return loanShareConfirms.some(({ status }: ConfirmSeen) => status === 'PAID');
    };
    await until('the exchange has ended', paid, 60_000);
  }, 400_000);
});
