/** The ledger's files hold every record of the channel, also private ones, and are for their owner alone. */
import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { openLedger } from '../../../../network/embedded/ledger/ledger';
import { openToOthers, withUmask } from '../../modes';
import { newDirectory, newOptions } from './harness';

const modeOf = (path: string) => statSync(path).mode & 0o777;

describe.each([0o000, 0o022])("a ledger's folder, whatever the umask (%i)", (mask) => {
  it('is made for its owner alone', async () => {
    const directory = join(newDirectory(), 'ledger', 'alliance');
    const ledger = await withUmask(mask, () => openLedger(newOptions({ directory })));
    await ledger.close();
    expect(openToOthers(join(directory, '..'))).toEqual([]);
    expect([directory, join(directory, 'records')].map(modeOf)).toEqual([0o700, 0o700]);
    expect(modeOf(join(directory, 'WITNESS'))).toBe(0o600);
  });

  it('is closed to others where it was left open', async () => {
    const directory = newDirectory();
    mkdirSync(join(directory, 'records'));
    for (const folder of [directory, join(directory, 'records')]) chmodSync(folder, 0o777);
    const ledger = await withUmask(mask, () => openLedger(newOptions({ directory })));
    await ledger.close();
    expect([directory, join(directory, 'records')].map(modeOf)).toEqual([0o700, 0o700]);
  });
});
