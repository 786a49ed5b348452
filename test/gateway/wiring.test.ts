/** What the jobs of all capabilities do together. */

import type { PartyOrgType } from '../../chaincode/api/records';
import { newLog } from '../../gateway/http/log';
import { newMetrics } from '../../gateway/http/metrics';
import type { Store } from '../../gateway/stores';
import type { Vault } from '../../gateway/vault/types';
import { type Automation, type Gateway, newGateway } from '../../gateway/wiring';
import { startWork } from '../../gateway/work/engine';
import {
  block,
  confirm,
  FakeLedger,
  fakeStore,
  fakeVault,
  plan,
  redemption,
  refuse,
  self,
  subjectSeams,
  wrap,
} from './http/fakes';

interface Situation {
  readonly type?: PartyOrgType;
  readonly store?: Partial<Store>;
  readonly vault?: Partial<Vault>;
  readonly ledger?: FakeLedger;
  readonly automation?: Automation;
}

const gateways: Gateway[] = [];
afterEach(async () => {
  for (const gateway of gateways.splice(0)) await gateway.follower.stop();
});

function gatewayOf({ type = 'CREDITOR_ORG', store, vault, ledger = new FakeLedger(), ...settings }: Situation = {}) {
  const gateway = newGateway({
    ...subjectSeams(),
    partyId: self,
    store: fakeStore(type, { plan: async () => ({ plan: plan(), confirms: [] }), ...store }),
    vault: fakeVault(vault),
    ledger,
    metrics: newMetrics(),
    log: newLog('silent'),
    stopping: new AbortController().signal,
    isRegistered: () => true,
    importBatchesInFlight: 1,
    ...settings,
  });
  gateways.push(gateway);
  return { gateway, ledger };
}

const delivered = confirm({ status: 'DELIVERED', wrap, partyId: self, contributor: 'MeadowMSP' });

describe('the agents together', () => {
  const store = {
    confirmsToDeliver: async () => [confirm()],
    confirmsToAccept: async () => [delivered],
  };

  it.each([
    ['auto', ['plan:accept', 'plan:deliver']],
    ['manual', ['plan:accept']],
  ] as const)('leave the delivery to officers unless it is automatic: %s', async (delivery, expected) => {
    const { gateway, ledger } = gatewayOf({ store, automation: { delivery, redemptions: 'auto' } });
    const agents = startWork(gateway.work, gateway);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await agents.stop();
    expect(ledger.sent.map(({ name }) => name).sort()).toEqual(expected);
  });

  it.each([
    ['auto', ['token:cancel', 'token:object']],
    ['manual', []],
  ] as const)(
    'speak for a holder that says nothing unless its officers see to it: %s',
    async (redemptions, expected) => {
      const dayMs = 86_400_000;
      const day = Math.floor(Date.now() / dayMs);
      const objectBy = new Date((day + 1) * dayMs).toISOString();
      const due = [redemption(), redemption({ redemptionId: `${self}:R2`, status: 'SETTLED', objectBy })];
      const redemptionsDue: Store['redemptionsDue'] = async ({ statuses }) =>
        statuses.length > 1 ? [] : due.filter(({ status }) => statuses.includes(status));
      const { gateway, ledger } = gatewayOf({
        store: { redemptionsDue, ledgerDay: async () => day },
        automation: { delivery: 'auto', redemptions },
      });
      const agents = startWork(gateway.work, gateway);
      await new Promise((resolve) => setTimeout(resolve, 50));
      await agents.stop();
      expect(ledger.sent.map(({ name }) => name).sort()).toEqual(expected);
    },
  );

  it('look for work as soon as a block is folded', async () => {
    const confirms = [] as ReturnType<typeof confirm>[];
    const { gateway, ledger } = gatewayOf({ store: { confirmsToDeliver: async () => confirms } });
    const agents = startWork(gateway.work, gateway);
    await new Promise((resolve) => setTimeout(resolve, 20));
    confirms.push(confirm());
    ledger.push(block(1));
    await new Promise((resolve) => setTimeout(resolve, 50));
    await agents.stop();
    expect(ledger.sent).toMatchObject([{ name: 'plan:deliver' }]);
  });

  it('change nothing and fail nowhere when somebody else was faster', async () => {
    const { gateway } = gatewayOf({ store, ledger: new FakeLedger({ submit: refuse('CONFIRM_NOT_HELD') }) });
    const agents = startWork(gateway.work, gateway);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await expect(agents.stop()).resolves.toBeUndefined();
  });
});
