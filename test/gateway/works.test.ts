/** What each agent does about what it finds. */

import type { Command } from '../../chaincode/api/commands';
import type { EvaluationRecord, PartyOrgType } from '../../chaincode/api/records';
import type { Gateway } from '../../gateway/gateway';
import { newLog } from '../../gateway/http/log';
import { newMetrics } from '../../gateway/http/metrics';
import type { AcceptanceSettings } from '../../gateway/plans/acceptance';
import type { Store } from '../../gateway/stores';
import { voprf } from '../../gateway/subjects/voprf';
import type { Vault } from '../../gateway/vault/types';
import { type Automation, newGateway } from '../../gateway/wiring';
import { startWork } from '../../gateway/work/engine';
import { closing, delivering, evaluating, expiringConfirms, settling } from '../../gateway/works';
import {
  allianceWith,
  block,
  confirm,
  FakeLedger,
  fakeStore,
  fakeVault,
  noon,
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
  readonly acceptance?: AcceptanceSettings;
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

const founded = allianceWith('CREDITOR_ORG');
const keystone = { partyId: 'KeystoneMSP', partyName: 'K', partyOrgType: 'TOKEN_ISSUER', endorses: true } as const;
const allianceOfThree = { ...founded, members: [...founded.members, keystone] };

const delivered = confirm({ status: 'DELIVERED', wrap, partyId: self, contributor: 'MeadowMSP' });
const unusable = { openDelivered: async () => ({ unusable: 'WRAP' }) as const };

describe('delivering', () => {
  it('looks for confirms of own plans that wait, by the clock of the gateway', async () => {
    const confirmsToDeliver = jest.fn(async () => [confirm()]);
    const { gateway } = gatewayOf({ store: { confirmsToDeliver } });
    expect(await delivering(gateway).find(noon, 7)).toEqual([confirm()]);
    expect(confirmsToDeliver).toHaveBeenCalledWith(self, noon, 7);
  });

  it('tries the wrap on the own peer, then submits it', async () => {
    const { gateway, ledger } = gatewayOf();
    await delivering(gateway).perform(confirm());
    expect([ledger.triedOut, ledger.sent].flat()).toMatchObject([
      { name: 'plan:deliver', command: { confirmId: 'MeadowMSP:C1', wrap } },
      { name: 'plan:deliver', command: { confirmId: 'MeadowMSP:C1', wrap } },
    ]);
  });

  it('asks everybody but the buyer to endorse, who would see the keys and could then refuse', async () => {
    const { gateway, ledger } = gatewayOf({ store: { alliance: async () => allianceOfThree } });
    await delivering(gateway).perform(confirm());
    expect(ledger.sent.map(({ options }) => options)).toEqual([{ endorsers: [self, 'KeystoneMSP'] }]);
  });

  it('waits where the record or the plan is not at hand', async () => {
    const noRecord = gatewayOf({ ledger: new FakeLedger({ evaluate: async () => null }) });
    const noPlan = gatewayOf({ store: { plan: async () => undefined } });
    for (const { gateway, ledger } of [noRecord, noPlan]) {
      expect(await delivering(gateway).perform(confirm())).toBeUndefined();
      expect(ledger.sent).toEqual([]);
    }
  });
});

describe('accepting or disputing', () => {
  it('accepts what opens and fits', async () => {
    const { gateway, ledger } = gatewayOf();
    await settling(gateway).perform(delivered);
    expect(ledger.sent).toMatchObject([{ name: 'plan:accept', command: { confirmId: delivered.confirmId } }]);
  });

  it('disputes what does not, once the own peer finds it proven', async () => {
    const { gateway, ledger } = gatewayOf({ vault: unusable });
    await settling(gateway).perform(delivered);
    expect([ledger.triedOut, ledger.sent].flat()).toMatchObject([
      { name: 'plan:dispute', options: { private: 'the one-off private key' } },
      { name: 'plan:dispute', options: { private: 'the one-off private key' } },
    ]);
  });

  it('leaves to somebody here what costs much or looks like junk, shows it, and looks for it no more', async () => {
    const acceptance = { byHandAboveFen: 799, checkForm: true };
    const confirmsToAccept = jest.fn(async () => [delivered]);
    const { gateway, ledger } = gatewayOf({ acceptance, store: { confirmsToAccept } });
    const work = settling(gateway);
    expect(await work.find(noon, 7)).toEqual([delivered]);
    expect(await work.perform(delivered)).toBe('LEFT');
    expect(await work.find(noon, 7)).toEqual([]);
    expect(confirmsToAccept).toHaveBeenLastCalledWith(self, '', 8);
    expect(gateway.acceptance.leftFor(delivered.confirmId)).toBe('FEE');
    expect(ledger.sent).toEqual([]);
  });

  it('disputes what does not open, whatever it costs', async () => {
    const acceptance = { byHandAboveFen: 0, checkForm: true };
    const { gateway, ledger } = gatewayOf({ acceptance, vault: unusable });
    await settling(gateway).perform(delivered);
    expect(ledger.sent).toMatchObject([{ name: 'plan:dispute' }]);
  });

  it('neither accepts nor disputes where the record is not at hand', async () => {
    const { gateway, ledger } = gatewayOf({
      vault: unusable,
      ledger: new FakeLedger({ evaluate: async () => 'other' }),
    });
    expect(await settling(gateway).perform(delivered)).toBeUndefined();
    expect([...ledger.triedOut, ...ledger.sent]).toEqual([]);
  });
});

describe('expiring and closing', () => {
  it('ends overdue confirms and ended plans by name', async () => {
    const { gateway, ledger } = gatewayOf();
    await expiringConfirms(gateway).perform(confirm());
    await closing(gateway).perform(plan());
    expect(ledger.sent).toMatchObject([
      { name: 'plan:expire', command: { assetId: `${self}:A1`, confirmId: 'MeadowMSP:C1' } },
      { name: 'plan:close', command: { assetId: `${self}:A1` } },
    ]);
  });
});

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
      const lending = { ...fakeStore('CREDITOR_ORG').lending, ledgerDay: async () => day };
      const { gateway, ledger } = gatewayOf({
        store: { redemptionsDue, lending },
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

describe('evaluating', () => {
  const blinds = [Buffer.of(1, ...Buffer.alloc(31)).toString('base64url')];
  const ownKey = () => voprf.publicKeyOf(fakeVault().subjects.evaluatorKey);
  const questionOf = (...blinded: readonly string[]) =>
    ({ docType: 'evaluation', evaluationId: 'MeadowMSP:e', partyId: 'MeadowMSP', blinded, askedTime: noon }) as const;

  function evaluator(publicKey: string, found: readonly EvaluationRecord[] = []) {
    const evaluationsToAnswer = jest.fn(async () => found);
    const record = { docType: 'evaluator', partyId: self, publicKey, registeredTime: noon } as const;
    return { ...gatewayOf({ store: { evaluationsToAnswer, evaluator: async () => record } }), evaluationsToAnswer };
  }

  it('answers what it was asked within a day, with the key that it registered', async () => {
    const question = questionOf(...(await voprf.blind(['a'], blinds)));
    const { gateway, ledger, evaluationsToAnswer } = evaluator(await ownKey(), [question]);
    const work = evaluating(gateway);
    expect(await work.find(noon, 7)).toEqual([question]);
    expect(evaluationsToAnswer).toHaveBeenCalledWith(self, '2026-02-28T12:00:00.000Z', 7);
    await work.perform(question);
    const [{ name, command } = { name: '', command: {} }] = ledger.sent;
    const answer = command as Command<'subject:evaluate'>;
    expect([name, answer.evaluationId]).toEqual(['subject:evaluate', question.evaluationId]);
    expect(await voprf.isProven(await ownKey(), question.blinded, answer)).toBe(true);
  });

  it('looks past what nobody can evaluate', async () => {
    const question = questionOf(Buffer.alloc(32, 255).toString('base64url'));
    const { gateway, ledger } = evaluator(await ownKey(), [question]);
    const work = evaluating(gateway);
    expect(await work.perform(question)).toBeUndefined();
    expect(ledger.sent).toEqual([]);
    expect(await work.find(noon, 7)).toEqual([]);
  });

  it('does nothing where it is no evaluator, or has another key than the registered one', async () => {
    const question = questionOf(...(await voprf.blind(['a'], blinds)));
    const stranger = gatewayOf({ store: { evaluationsToAnswer: async () => [question] } });
    const keyless = evaluator('another', [question]);
    for (const { gateway } of [stranger, keyless]) expect(await evaluating(gateway).find(noon, 7)).toEqual([]);
  });
});
