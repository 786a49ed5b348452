/** What the gateway does by itself about plans. */

import { newLog } from '../../../gateway/http/log';
import { type AcceptanceSettings, newAcceptance } from '../../../gateway/plans/acceptance';
import type { PlanTools } from '../../../gateway/plans/deps';
import { acceptingOrDisputing, closing, delivering, expiringConfirms } from '../../../gateway/plans/plan-work';
import type { PlanStore } from '../../../gateway/plans/store';
import type { Vault } from '../../../gateway/vault/types';
import { allianceWith, confirm, FakeLedger, fakeStore, fakeVault, noon, plan, self, wrap } from '../http/fakes';

const founded = allianceWith('CREDITOR_ORG');
const keystone = { partyId: 'KeystoneMSP', partyName: 'K', partyOrgType: 'TOKEN_ISSUER', endorses: true } as const;
const allianceOfThree = { ...founded, members: [...founded.members, keystone] };

interface Situation {
  readonly store?: Partial<PlanStore>;
  readonly vault?: Partial<Vault>;
  readonly ledger?: FakeLedger;
  readonly alliance?: typeof founded;
  readonly acceptance?: AcceptanceSettings;
}

function toolsWith({ store, vault, ledger = new FakeLedger(), alliance = founded, acceptance }: Situation = {}) {
  const log = newLog('silent');
  const tools: PlanTools = {
    partyId: self,
    store: fakeStore('CREDITOR_ORG', { plan: async () => ({ plan: plan(), confirms: [] }), ...store }),
    vault: fakeVault(vault),
    ledger,
    log,
    alliance: async () => alliance,
    dayStart: async () => '',
    acceptance: newAcceptance(acceptance ?? { checkForm: false }, log),
  };
  return { tools, ledger };
}

const delivered = confirm({ status: 'DELIVERED', wrap, partyId: self, contributor: 'MeadowMSP' });
const unusable = { openDelivered: async () => ({ unusable: 'WRAP' }) as const };

describe('delivering', () => {
  it('looks for confirms of own plans that wait, by the clock of the gateway', async () => {
    const confirmsToDeliver = jest.fn(async () => [confirm()]);
    const { tools } = toolsWith({ store: { confirmsToDeliver } });
    expect(await delivering(tools).find(noon, 7)).toEqual([confirm()]);
    expect(confirmsToDeliver).toHaveBeenCalledWith(self, noon, 7);
  });

  it('tries the wrap on the own peer, then submits it', async () => {
    const { tools, ledger } = toolsWith();
    await delivering(tools).perform(confirm());
    expect([ledger.triedOut, ledger.sent].flat()).toMatchObject([
      { name: 'plan:deliver', command: { confirmId: 'MeadowMSP:C1', wrap } },
      { name: 'plan:deliver', command: { confirmId: 'MeadowMSP:C1', wrap } },
    ]);
  });

  it('asks everybody but the buyer to endorse, who would see the keys and could then refuse', async () => {
    const { tools, ledger } = toolsWith({ alliance: allianceOfThree });
    await delivering(tools).perform(confirm());
    expect(ledger.sent.map(({ options }) => options)).toEqual([{ endorsers: [self, 'KeystoneMSP'] }]);
  });

  it('waits where the record or the plan is not at hand', async () => {
    const noRecord = toolsWith({ ledger: new FakeLedger({ evaluate: async () => null }) });
    const noPlan = toolsWith({ store: { plan: async () => undefined } });
    for (const { tools, ledger } of [noRecord, noPlan]) {
      expect(await delivering(tools).perform(confirm())).toBeUndefined();
      expect(ledger.sent).toEqual([]);
    }
  });
});

describe('accepting or disputing', () => {
  it('accepts what opens and fits', async () => {
    const { tools, ledger } = toolsWith();
    await acceptingOrDisputing(tools).perform(delivered);
    expect(ledger.sent).toMatchObject([{ name: 'plan:accept', command: { confirmId: delivered.confirmId } }]);
  });

  it('disputes what does not, once the own peer finds it proven', async () => {
    const { tools, ledger } = toolsWith({ vault: unusable });
    await acceptingOrDisputing(tools).perform(delivered);
    expect([ledger.triedOut, ledger.sent].flat()).toMatchObject([
      { name: 'plan:dispute', options: { private: 'the one-off private key' } },
      { name: 'plan:dispute', options: { private: 'the one-off private key' } },
    ]);
  });

  it('leaves to somebody here what costs much or looks like junk, shows it, and looks for it no more', async () => {
    const acceptance = { byHandAboveFen: 799, checkForm: true };
    const confirmsToAccept = jest.fn(async () => [delivered]);
    const { tools, ledger } = toolsWith({ acceptance, store: { confirmsToAccept } });
    const work = acceptingOrDisputing(tools);
    expect(await work.find(noon, 7)).toEqual([delivered]);
    expect(await work.perform(delivered)).toBe('LEFT');
    expect(await work.find(noon, 7)).toEqual([]);
    expect(confirmsToAccept).toHaveBeenLastCalledWith(self, '', 8);
    expect(tools.acceptance.leftFor(delivered.confirmId)).toBe('FEE');
    expect(ledger.sent).toEqual([]);
  });

  it('disputes what does not open, whatever it costs', async () => {
    const acceptance = { byHandAboveFen: 0, checkForm: true };
    const { tools, ledger } = toolsWith({ acceptance, vault: unusable });
    await acceptingOrDisputing(tools).perform(delivered);
    expect(ledger.sent).toMatchObject([{ name: 'plan:dispute' }]);
  });

  it('neither accepts nor disputes where the record is not at hand', async () => {
    const { tools, ledger } = toolsWith({
      vault: unusable,
      ledger: new FakeLedger({ evaluate: async () => 'other' }),
    });
    expect(await acceptingOrDisputing(tools).perform(delivered)).toBeUndefined();
    expect([...ledger.triedOut, ...ledger.sent]).toEqual([]);
  });
});

describe('expiring and closing', () => {
  it('ends overdue confirms and ended plans by name', async () => {
    const { tools, ledger } = toolsWith();
    await expiringConfirms(tools).perform(confirm());
    await closing(tools).perform(plan());
    expect(ledger.sent).toMatchObject([
      { name: 'plan:expire', command: { assetId: `${self}:A1`, confirmId: 'MeadowMSP:C1' } },
      { name: 'plan:close', command: { assetId: `${self}:A1` } },
    ]);
  });
});
