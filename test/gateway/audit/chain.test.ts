/** The chain of the audit log: an export that anybody checks, and in which no byte can change. */
import { origin, verifyExport } from '../../../gateway/audit/chain';
import { exportOf, lines, newEntry, noted } from './entries';

const whole = exportOf(['anna', 'bert', 'carl'].map((userName) => newEntry({ userName })));

describe('an export of the audit log', () => {
  it('is a chain from the first entry to the end that it names', async () => {
    const { number, first } = await verifyExport(lines(whole));
    expect([first, number]).toEqual([origin, 3]);
  });

  it('shows the change of any byte', async () => {
    // Behind the last line stands nothing but its end.
    const bytes = Buffer.from(whole.trimEnd());
    const unseen: number[] = [];
    for (let place = 0; place < bytes.length; place++) {
      const changed = Buffer.from(bytes);
      changed[place] = (changed[place] ?? 0) ^ 1;
      const isSeen = await verifyExport(lines(changed.toString())).then(
        () => false,
        () => true,
      );
      if (!isSeen) unseen.push(place);
    }
    expect(bytes.length).toBeGreaterThan(900);
    expect(unseen).toEqual([]);
  });

  it.each([
    ['is removed', ([one, , ...rest]: readonly string[]) => [one, ...rest], 'line 2'],
    ['is repeated', ([one, two, ...rest]: readonly string[]) => [one, two, two, ...rest], 'line 3'],
    ['changes its place', ([one, two, three, end]: readonly string[]) => [one, three, two, end], 'line 2'],
    ['is cut off behind', (all: readonly string[]) => all.slice(0, -1), 'without its last line'],
    ['is cut off before the end', (all: readonly string[]) => [...all.slice(0, 2), all.at(-1)], 'line 3'],
    ['follows the end', (all: readonly string[]) => [...all, all[0]], 'line 5'],
  ])('shows where a line %s', async (_what, change, reason) => {
    const changed = change(whole.trimEnd().split('\n')) as string[];
    await expect(verifyExport(changed)).rejects.toThrow(reason);
  });

  it('shows that all hashes were made anew, to whoever noted one of them', async () => {
    const other = exportOf(['anna', 'bert', 'dora'].map((userName) => newEntry({ userName })));
    const known = [noted(whole, 2), noted(whole, 3)];
    await expect(verifyExport(lines(whole), known)).resolves.toMatchObject(noted(whole, 3));
    await expect(verifyExport(lines(other), known)).rejects.toThrow('entry 3 has another hash');
    await expect(verifyExport(lines(exportOf([newEntry()])), known)).rejects.toThrow('the known entry 2 is not in');
  });

  it('can go on after an earlier one', async () => {
    const all = whole.trimEnd().split('\n');
    const later = await verifyExport(all.slice(2), [noted(whole, 2)]);
    expect([later.first, later.number]).toEqual([noted(whole, 2), 3]);
    await expect(verifyExport(all.slice(2), [{ number: 2, hash: origin.hash }])).rejects.toThrow('entry 2 has another');
    expect(await verifyExport(all.slice(3), [noted(whole, 3)])).toMatchObject(noted(whole, 3));
  });
});
