/**
 * `npm run demo`: the worked example with fresh identifiers, against the running alliance or, where none runs, one that is
 * started for it. Ends with an error at the first deviation.
 */
import { strict as assert } from 'node:assert';
import { randomUUID } from 'node:crypto';
import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, newClient } from '../gateway/client/client';
import type { PlanAsSent } from '../gateway/client/emitted';
import { Refused, unlessRefused } from '../gateway/client/refused';
import { percent, rmb, tokens } from '../gateway/client/show';
import { readOptions, refuseCommandLine } from '../network/command-line';
import { startFabric } from '../network/fabric/start';
import { type LocalAlliance, startAlliance } from '../network/local/alliance';
import { readDescription } from '../network/local/description';
import { lockFolder } from '../network/local/folder-lock';
import { defaultFolders, folderFor, isRunning } from '../network/local/folders';
import { reachThisMachineDirectly } from '../network/proxy';
import { endWithNpm } from './npm-parent';

const usage = `npm run demo -- [--directory DIRECTORY] [--ledger embedded|fabric] [--files-open-to-others]

Plays the worked example against the alliance that runs in the directory, or starts one of that ledger for it. Without a
directory, it is the alliance that runs in ${defaultFolders.embedded} or ${defaultFolders.fabric}.`;

const values = readOptions(
  {
    directory: { type: 'string' },
    /** The ledger to start where no alliance runs: `embedded` or `fabric`. */
    ledger: { type: 'string', default: 'embedded' },
    'files-open-to-others': { type: 'boolean', default: false },
  },
  usage,
);
if (!(values.ledger in defaultFolders)) refuseCommandLine(`--ledger ${values.ledger} is neither embedded nor fabric`);
const ledger = values.ledger as keyof typeof defaultFolders;
const patienceMs = 30_000;

interface Account {
  readonly balanceFen: number;
  readonly heldFen: number;
}

async function main(): Promise<void> {
  reachThisMachineDirectly();
  endWithNpm();
  // All processes inherit it, and files that libraries make follow it.
  process.umask(0o077);
  const folder = folderFor(values.directory, ledger);
  const running = isRunning(folder) ? readDescription(folder) : undefined;
  if (running !== undefined) return play(running);
  const layout = { directory: values.directory ?? defaultFolders[ledger], portBase: 8101 };
  const { portsWithinMs } = await lockFolder(layout.directory);
  say(`No alliance runs here; starting one for the demo in ${layout.directory} …`);
  const alliance = await (ledger === 'fabric' ? startFabric : startAlliance)({
    layout,
    portsWithinMs,
    filesOpenToOthers: values['files-open-to-others'],
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => void alliance.stop().finally(() => process.exit(toExitCode(signal))));
  }
  try {
    await play(alliance.describe());
  } finally {
    await alliance.stop();
  }
}

function toExitCode(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}

async function play(alliance: LocalAlliance): Promise<void> {
  const newOfficer = (name: string): Client => {
    const institution = alliance.institutions[name];
    assert.ok(institution, `no institution is named ${name}`);
    return newClient({ url: institution.url, token: institution.tokens.officer });
  };
  const [keystone, harbour] = [newOfficer('keystone'), newOfficer('harbour')];
  const [meadow, orchard] = [newOfficer('meadow'), newOfficer('orchard')];
  const findPartyId = (name: string): string => alliance.institutions[name]?.partyId ?? '';
  const [harbourId, meadowId] = [findPartyId('harbour'), findPartyId('meadow')];
  const id = randomUUID();
  const assetId = `${harbourId}:demo-${id}`;
  const before = { harbour: await readAccount(harbour, harbourId), meadow: await readAccount(meadow, meadowId) };

  step('Meadow has paid 100 RMB to Keystone, the token issuer, who recharges 100 tokens to Meadow');
  await keystone.tokens.recharge({
    rechargeId: `recharge-${id}`,
    partyId: meadowId,
    amountFen: 10_000,
    paymentReference: `payment-${id}`,
  });
  await until('Meadow sees its tokens', async () => {
    const { balanceFen } = await readAccount(meadow, meadowId);
    return balanceFen === before.meadow.balanceFen + 10_000;
  });
  show('Meadow', before.meadow, await readAccount(meadow, meadowId));

  step('Harbour shares a loan asset: 100,000 RMB at 18–20 %, 1 token per 10,000 RMB; names and numbers are sealed');
  const { outcomes } = await harbour.plans.publish({ plans: [makePlan(`demo-${id}`)] });
  assert.equal(outcomes[0]?.status, 'ACCEPTED');

  step('Meadow sees the plan through its own gateway, without the borrower');
  const seen = await until('the plan is at Meadow', () => unlessRefused(meadow.plans.read({ assetId }), 404));
  assert.ok(!JSON.stringify(seen).includes(borrower.partyName), 'the public plan names the borrower');
  say(`  ${assetId}: ${seen.status}, ${rmb(seen.remainingLimitRmb)} left`);
  await expectRefusal(meadow, assetId, 'Meadow, which has not confirmed');

  const share = { confirmTakeInLimitRmb: 80_000, confirmTakeInRateBps: 1_800 };
  const [amount, rate] = [rmb(share.confirmTakeInLimitRmb), percent(share.confirmTakeInRateBps)];
  step(`Meadow confirms ${amount} at ${rate}; the contract computes the fee and holds it`);
  const confirm = await meadow.plans.confirm({
    assetId,
    confirmId: `confirm-${id}`,
    ...share,
  });
  assert.equal(confirm.tokenFen, 800, 'the fee');
  say(`  fee ${tokens(confirm.tokenFen)}`);

  step("Harbour's gateway re-encrypts the data key for Meadow; Meadow's gateway checks the record and accepts");
  await until('the exchange ends', async () => {
    const { status } = await meadow.confirms.read({ assetId, confirmId: confirm.confirmId });
    return status === 'PAID';
  });
  const fields: Readonly<Record<string, unknown>> = { ...(await meadow.plans.readBorrower({ assetId })) };
  for (const field of sensitiveFields) assert.equal(fields[field], sensitive[field], `${field} as Harbour sent it`);
  say(`  Meadow reads ${sensitiveFields.join(', ')}`);
  await expectRefusal(orchard, assetId, 'Orchard, which has not paid');

  const afterPlan = await meadow.plans.read({ assetId });
  assert.equal(afterPlan.remainingLimitRmb, 20_000, 'the remaining limit');
  const paid = await until('Harbour sees its fee', async () => {
    const account = await readAccount(harbour, harbourId);
    return account.balanceFen === before.harbour.balanceFen + 800 ? account : undefined;
  });
  const meadowAfter = await readAccount(meadow, meadowId);
  assert.equal(meadowAfter.balanceFen - before.meadow.balanceFen, 9_200, "Meadow's balance");
  assert.equal(meadowAfter.heldFen, before.meadow.heldFen, "what is held of Meadow's");
  show('Meadow', before.meadow, meadowAfter);
  show('Harbour', before.harbour, paid);
  say(`  ${rmb(afterPlan.remainingLimitRmb)} of the plan remain`);

  step('Harbour redeems 8 tokens: requested, settled by Keystone with the payment, acknowledged, burnt');
  await harbour.redemptions.request({ redemptionId: `redemption-${id}`, amountFen: 800 });
  const redemptionId = `${harbourId}:redemption-${id}`;
  const payment = { redemptionId, paymentReference: `payout-${id}` };
  await until('Keystone sees the request', () => unlessRefused(keystone.redemptions.settle(payment), 404));
  await until('Harbour acknowledges', () => unlessRefused(harbour.redemptions.acknowledge({ redemptionId }), 409));
  const redeemed = await readAccount(harbour, harbourId);
  assert.deepEqual(redeemed, before.harbour, "Harbour's account after the redemption");
  show('Harbour', before.harbour, redeemed);
  say('\nThe worked example holds to the fen.');
}

async function readAccount(client: Client, partyId: string): Promise<Account> {
  const { balanceFen, heldFen } = await client.tokens.readAccount({ partyId });
  return { balanceFen, heldFen };
}

async function expectRefusal(client: Client, assetId: string, who: string): Promise<void> {
  const fields = await unlessRefused(client.plans.readBorrower({ assetId }), 403);
  assert.equal(fields, undefined, `${who}, asks for the borrower`);
  say(`  ${who}, is refused the borrower's data`);
}

async function until<T>(what: string, attempt: () => Promise<T | undefined | false>): Promise<T> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const result = await attempt();
    if (result) return result;
    if (Date.now() > deadline) throw new Error(`not within ${patienceMs / 1000} s: ${what}`);
    await sleep(100);
  }
}

const borrower = { partyName: '张测试', loanIdent: '110101199003074514', loanMobile: '13800138000' };
const car = { licensePlateNumber: '京A·D0001', engineNumber: 'DEMO-ENGINE-1' };
const sensitive: Readonly<Record<string, string>> = { ...borrower, ...car };
const sensitiveFields = Object.keys(sensitive);

function makePlan(assetId: string): PlanAsSent {
  const now = Date.now();
  return {
    assetId,
    borrowerPerson: { ...borrower, amountRmb: 150_000, loanKind: 'CAR_MORTGAGE' },
    carMortgageInfo: { ...car, mileageKm: 42_000, timeToBuy: '2023-05-01T00:00:00.000Z' },
    assetData: { violationFineDataUrl: 'https://data.harbour.example/fines/1' },
    riskControlResult: { score: 'B+', loanLimitRmb: 150_000, shareLimitRmb: 100_000 },
    joinLimit: {
      sharedLimitRmb: 100_000,
      sharedRate: { minBps: 1_800, maxBps: 2_000 },
      tokenRateFen: 100,
      participantCount: 3,
      startTime: new Date(now - 60_000).toISOString(),
      endTime: new Date(now + 7 * 86_400_000).toISOString(),
    },
  };
}

function show(name: string, before: Account, after: Account): void {
  const held = after.heldFen > 0 ? `, ${tokens(after.heldFen)} held` : '';
  say(`  ${name}: ${tokens(before.balanceFen)} → ${tokens(after.balanceFen)}${held}`);
}

let steps = 0;
function step(text: string): void {
  steps += 1;
  say(`\n${steps}. ${text}`);
}

function say(text: string): void {
  console.log(text);
}

main().catch((error: unknown) => {
  const problem = error instanceof Refused ? JSON.stringify(error.problem) : '';
  console.error(`\nThe demo failed: ${error instanceof Error ? error.message : String(error)} ${problem}`);
  process.exitCode = 1;
});
