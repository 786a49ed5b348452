/** Gauges that are read when somebody asks for the metrics. */
import { newMetrics } from '../../../gateway/http/metrics';
import { showDisks } from '../../../gateway/operations/disks';
import { newMissingPackages } from '../../../gateway/registrar/missing';
import { confirm, redemption, self, startGateway } from './fakes';

/** Lines of values, without the process's own. */
function valuesIn(text: string, name: string): readonly string[] {
  return text.split('\n').filter((line) => line.startsWith(name));
}

describe('readings', () => {
  it('have no value before there is something to read, not even zero', async () => {
    const text = await newMetrics().text();
    const names = [...text.matchAll(/^# TYPE (tallystick_(?:first_due|ledger_day|missing|disk)\w+) gauge$/gm)];
    expect(names).toHaveLength(6);
    for (const [, name = ''] of names) expect(valuesIn(text, name)).toEqual([]);
  });

  it('lose their value where reading fails, and leave others alone', async () => {
    const metrics = newMetrics();
    let isBroken = false;
    metrics.readings.readDaysBehind(async () => {
      if (isBroken) throw new Error('of the database');
      return 3;
    });
    metrics.readings.readDisk('vault', async () => ({ freeBytes: 1, sizeBytes: 2 }));
    expect(valuesIn(await metrics.text(), 'tallystick_ledger_day')).toEqual(['tallystick_ledger_day_behind_days 3']);
    isBroken = true;
    const text = await metrics.text();
    expect(valuesIn(text, 'tallystick_ledger_day')).toEqual([]);
    expect(valuesIn(text, 'tallystick_disk_free')).toEqual(['tallystick_disk_free_bytes{use="vault"} 1']);
  });

  it('show the disks of the store and of the vault', async () => {
    const metrics = newMetrics();
    showDisks(metrics, { store: __dirname, vault: __dirname });
    const text = await metrics.text();
    const [free = 0, size = 0] = ['free', 'size'].map((what) =>
      Number(new RegExp(`^tallystick_disk_${what}_bytes\\{use="store"\\} (.*)$`, 'm').exec(text)?.[1]),
    );
    expect(size).toBeGreaterThan(0);
    expect(free).toBeLessThanOrEqual(size);
    expect(valuesIn(text, 'tallystick_disk_free_bytes{use="vault"}')).toHaveLength(1);
  });
});

describe('a gateway', () => {
  it('shows since when and until when its steps wait, and the day of the ledger', async () => {
    const dayMs = 86_400_000;
    const delivered = {
      status: 'DELIVERED',
      deliveredTime: '1970-01-01T00:00:20.000Z',
      disputeBy: '1970-01-01T00:00:40.000Z',
    } as const;
    const gateway = await startGateway({
      store: {
        ledgerDay: async () => Math.floor(Date.now() / dayMs) - 5,
        confirmsToDeliver: async (party) =>
          party === self
            ? [confirm({ confirmTime: '1970-01-01T00:00:01.000Z', deliverBy: '1970-01-01T00:00:02.000Z' })]
            : [],
        confirmsToAccept: async () => [confirm(delivered)],
        redemptionsDue: async ({ statuses, partyId }) =>
          statuses.join() === 'REQUESTED' && partyId === self
            ? [redemption({ requestedTime: '1970-01-01T00:00:05.000Z', cancelFrom: '1970-01-01T00:00:50.000Z' })]
            : [],
      },
    });
    const { text } = await gateway.send('GET', '/metrics', { role: 'auditor' });
    await gateway.stop();
    const due = (what: string) =>
      valuesIn(text, `tallystick_first_due_${what}`).map((line) => line.replace(/^\w+/, ''));
    expect(due('since')).toEqual(['{step="deliver"} 1', '{step="accept"} 20', '{step="settle"} 5']);
    expect(due('deadline')).toEqual(['{step="deliver"} 2', '{step="accept"} 40', '{step="settle"} 50']);
    expect(text).toMatch(/^tallystick_ledger_day_behind_days [56]$/m);
    expect(valuesIn(text, 'tallystick_missing_packages')).toEqual([]);
  });
});

describe('missing packages', () => {
  it('are shown while the round that counted them is fresh', async () => {
    let nowMs = 1_000;
    const missing = newMissingPackages(() => nowMs);
    expect(await missing.read()).toBeUndefined();
    missing.note(new Map([['HarbourMSP', 2]]), 500);
    nowMs = 1_500;
    expect(await missing.read()).toEqual(new Map([['HarbourMSP', 2]]));
    nowMs = 1_501;
    expect(await missing.read()).toBeUndefined();
  });
});
