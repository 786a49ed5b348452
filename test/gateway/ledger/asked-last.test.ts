/** Who endorses what one of the endorsers is about to buy. */
import type { Member } from '../../../chaincode/api/records';
import { endorsersBut, submitPastBuyer } from '../../../gateway/ledger/asked-last';
import { LedgerUnavailable } from '../../../gateway/ledger/types';
import { allianceWith, FakeLedger, refuse } from '../http/fakes';

const member = (partyId: string, endorses = true): Member => ({
  partyId,
  partyName: partyId,
  partyOrgType: 'CREDITOR_ORG',
  endorses,
});
const four = ['Keystone', 'Harbour', 'Meadow', 'Orchard'].map((name) => member(name));
const delivery = {
  name: 'plan:accept',
  command: { assetId: 'Harbour:A1', confirmId: 'Meadow:C1' },
  buyer: 'Meadow',
} as const;

function tools(ledger: FakeLedger, members: readonly Member[] = four) {
  return { ledger, alliance: async () => ({ ...allianceWith('CREDITOR_ORG'), members }) };
}

describe('the endorsers of a delivery', () => {
  it('are all but the buyer where these make a majority', () => {
    expect(endorsersBut('Meadow', four)).toEqual(['Keystone', 'Harbour', 'Orchard']);
    expect(endorsersBut('Meadow', four.slice(0, 3))).toEqual(['Keystone', 'Harbour']);
  });

  it.each<[string, readonly Member[]]>([
    ['the others make no majority', four.slice(1, 3)],
    ['the buyer endorses nothing', [...four.slice(0, 2), member('Meadow', false), member('Orchard')]],
    ['nobody is known', []],
  ])('are those of the policy where %s', (_when, members) => {
    expect(endorsersBut('Meadow', members)).toBeUndefined();
  });
});

describe('handing over', () => {
  it('asks the buyer only after the others did not endorse', async () => {
    const failing = new LedgerUnavailable('endorse');
    const ledger: FakeLedger = new FakeLedger({
      submit: async (_name, _command, options) => {
        if (options?.endorsers) throw failing;
        return { outcome: { status: 'ACCEPTED', repeated: false, answer: { confirmId: 'Meadow:C1' } as never } };
      },
    });
    const { outcome } = await submitPastBuyer(tools(ledger), delivery);
    expect(outcome.status).toBe('ACCEPTED');
    expect(ledger.sent.map(({ options }) => options?.endorsers)).toEqual([
      ['Keystone', 'Harbour', 'Orchard'],
      undefined,
    ]);
  });

  it.each(['submit', 'commit', 'queue'] as const)('asks nobody else where it failed otherwise: %s', async (step) => {
    const ledger = new FakeLedger({
      submit: async () => {
        throw new LedgerUnavailable(step);
      },
    });
    await expect(submitPastBuyer(tools(ledger), delivery)).rejects.toMatchObject({ step });
    expect(ledger.sent).toHaveLength(1);
  });

  it('asks nobody else where the ledger refuses', async () => {
    const ledger = new FakeLedger({ submit: refuse('CONFIRM_NOT_HELD') });
    const { outcome } = await submitPastBuyer(tools(ledger), delivery);
    expect(outcome.status).toBe('REFUSED');
    expect(ledger.sent).toHaveLength(1);
  });
});
