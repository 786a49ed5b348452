/** The audit log as the store keeps it. */
import { endLine, exportLine, verifyExport } from '../../../gateway/audit/chain';
import type { AuditStore } from '../../../gateway/audit/store';
import { onEachDatabase } from '../store/databases';
import { lines, newEntry } from './entries';

async function exportOf(audit: AuditStore): Promise<readonly string[]> {
  const entries = await audit.after(0, 10_000);
  return lines(entries.map(({ hash, ...entry }) => exportLine(entry, hash)).join('') + endLine(await audit.head()));
}

onEachDatabase('the audit log', ({ open, fresh }) => {
  it('chains its entries from the first one on, also after a restart', async () => {
    const location = await fresh();
    const { audit, close } = await open(location);
    await audit.append([newEntry(), newEntry({ userName: 'bert' })]);
    await close();
    const again = await open(location);
    await again.audit.append([newEntry({ userName: 'carl' })]);

    expect((await again.audit.head()).number).toBe(3);
    expect(await verifyExport(await exportOf(again.audit))).toMatchObject(await again.audit.head());
    expect((await again.audit.after(1, 10)).map(({ userName }) => userName)).toEqual(['bert', 'carl']);
  });

  it('never forks, however many append at once through however many instances', async () => {
    const location = await fresh();
    const one = await open(location);
    // A SQLite file is one process's, which has one connection to it.
    const other = 'file' in location ? one : await open(location);
    const appending = Array.from({ length: 60 }, (_, index) =>
      (index % 2 === 0 ? one : other).audit.append([newEntry({ about: [`A${index}`] }), newEntry({ about: [] })]),
    );
    await Promise.all(appending);

    expect((await one.audit.head()).number).toBe(120);
    expect(await verifyExport(await exportOf(other.audit))).toMatchObject(await one.audit.head());
  });

  it('keeps all entries of one call or none', async () => {
    const { audit } = await open();
    const broken = newEntry({ status: 1.5 });
    await expect(audit.append([newEntry(), broken])).rejects.toThrow();
    await audit.append([newEntry()]);
    expect(await verifyExport(await exportOf(audit))).toMatchObject({ number: 1 });
  });

  it('is searched by user, operation, identifier and time, newest first, by pages', async () => {
    const { audit } = await open();
    const times = ['2026-03-01T10:00:00.000Z', '2026-03-01T11:00:00.000Z', '2026-03-01T12:00:00.000Z'];
    const users = ['anna', 'bert', 'anna'];
    const entries = times.map((time, index) =>
      newEntry({
        time,
        userName: users[index],
        operation: index === 1 ? 'publishPlans' : 'readBorrower',
        about: [`A${index}`, 'B'],
      }),
    );
    await audit.append(entries);
    const find = async (filter: Parameters<AuditStore['list']>[0]) =>
      (await audit.list(filter, { limit: 10 })).items.map(({ number }) => number);

    expect(await find({})).toEqual([3, 2, 1]);
    expect(await find({ userName: 'anna' })).toEqual([3, 1]);
    expect(await find({ operation: 'publishPlans' })).toEqual([2]);
    expect(await find({ about: 'A0' })).toEqual([1]);
    expect(await find({ about: 'B', userName: 'bert' })).toEqual([2]);
    expect(await find({ since: times[1], until: times[2] })).toEqual([2]);
    const first = await audit.list({ userName: 'anna' }, { limit: 1 });
    const second = await audit.list({ userName: 'anna' }, { limit: 1, cursor: first.nextCursor });
    expect([first, second].map(({ items }) => items.map(({ number }) => number))).toEqual([[3], [1]]);
    expect(second.nextCursor).toBeUndefined();
  });
});
