/** The page of the copy: its columns are those of the description, and its queries run. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reportKinds } from '../../../gateway/reports/kinds';
import { makingStatements } from '../../../gateway/reports/statements';
import { reportTables } from '../../../gateway/reports/tables';
import { blockOf, put } from '../store/chain';
import { onEachDatabase } from '../store/databases';
import { at, confirm, plan } from '../store/records';
import { openCopy, query } from './copies';
import { withGeneratedParts } from './readme';
import { recharged } from './records';

const file = join(__dirname, '../../../gateway/reports/README.md');
const repair = 'UPDATE_README=1 npx jest test/gateway/reports/readme';

describe('gateway/reports/README.md', () => {
  it(`documents the tables as they are; if not, ${repair} repairs it`, () => {
    if (process.env.UPDATE_README) writeFileSync(file, withGeneratedParts(readFileSync(file, 'utf8')));
    const readme = readFileSync(file, 'utf8');
    expect(readme).toBe(withGeneratedParts(readme));
  });
});

describe('the description of the tables', () => {
  it('has a table for each kind, and each name once', () => {
    expect([...new Set(reportTables.map(({ kind }) => kind))].sort()).toEqual([...reportKinds].sort());
    expect(new Set(reportTables.map(({ name }) => name)).size).toBe(reportTables.length);
    for (const { columns } of reportTables) expect(new Set(columns.map(({ name }) => name)).size).toBe(columns.length);
  });

  const columns = reportTables.flatMap(({ name: table, columns: all }) => all.map((column) => ({ table, ...column })));

  it('names numbers and times by their units', () => {
    const numbers = columns.filter(({ type }) => type === 'bigint').map(({ name }) => name);
    const units = /_(?:rmb|fen|bps|km|count|day)$|^(?:place|period|block|number|corrects_number|alliance_version)$/;
    expect(numbers.filter((name) => !units.test(name))).toEqual([]);
    const times = columns.filter(({ type }) => type === 'timestamptz').map(({ name }) => name);
    expect(times.filter((name) => !name.endsWith('_time'))).toEqual([]);
    const named = columns.filter(({ name }) => /_(?:rmb|fen|bps|km|count|day)$/.test(name));
    expect(named.filter(({ type }) => type !== 'bigint')).toEqual([]);
  });

  it('says of each table from which record and block a row is', () => {
    for (const table of new Set(columns.map((column) => column.table))) {
      const names = columns.filter((column) => column.table === table).map(({ name }) => name);
      expect(names).toEqual(expect.arrayContaining(['block', 'transaction_id']));
    }
  });

  it('never changes what is released: a change takes a new column with a version of its own', () => {
    const released = reportTables.map((table) => ({
      ...table,
      columns: table.columns.filter(({ since = 1 }) => since === 1),
    }));
    const statements = released.flatMap((table) => makingStatements('POSTGRES', table, undefined));
    expect(createHash('sha256').update(statements.join(';\n')).digest('hex')).toBe(
      '9ff298bda6fc9657a957f922b6122c88a9cf6b4e5ed14ba38c88af2d94c2a789',
    );
  });
});

onEachDatabase('the queries of gateway/reports/README.md', ({ fresh }) => {
  it('answer what a controller asks', async () => {
    const queries = [...readFileSync(file, 'utf8').matchAll(/```sql\n(select[\s\S]*?)```/g)].map(([, sql = '']) => sql);
    expect(queries).toHaveLength(3);
    const location = await fresh();
    const copy = await openCopy(location);
    const car = { amountRmb: 100_000, loanKind: 'CAR_PLEDGE' } as const;
    const plans = [plan('plan-1'), plan('plan-2', { borrowerPerson: car })];
    const paid = { status: 'PAID', endedTime: at(30), endedBy: 'ACCEPTED' } as const;
    const confirms = [
      confirm('c-1', { ...paid }),
      confirm('c-2', { ...paid, tokenFen: 150, confirmTakeInLimitRmb: 40_000, confirmTakeInRateBps: 2_000 }),
      confirm('c-3', { ...paid, partyId: 'OrchardMSP', endedTime: '2026-01-31T15:59:59.999Z' }),
      confirm('c-4', { ...paid, partyId: 'OrchardMSP', endedTime: '2026-01-31T16:00:00.000Z' }),
      confirm('c-5', { assetId: 'HarbourMSP:plan-2', confirmTakeInRateBps: 1_900 }),
      confirm('c-6', { status: 'REFUNDED' }),
    ];
    const { confirmId, assetId, contributor, partyId: participator, tokenFen } = confirms[4] ?? confirm('c-5');
    const held = {
      name: 'OrgConfirmAssetEvent',
      ...{ assetId, confirmId, contributor, participator, tokenFen },
      ...{ confirmTakeInLimitRmb: 80_000, confirmTakeInRateBps: 1_900, status: 'HELD' as const },
    } as const;
    await copy.applyBlock(blockOf(0, [{ writes: [...plans, ...confirms].map(put), events: [recharged, held] }]));
    await copy.close();
    const [fees, balances, taken] = await Promise.all(queries.map((sql) => query(location, sql)));
    expect(fees).toEqual([
      { participator: 'MeadowMSP', confirms: 2, fees_rmb: 9.5 },
      { participator: 'OrchardMSP', confirms: 1, fees_rmb: 8 },
    ]);
    expect(balances).toEqual([{ party_id: 'MeadowMSP', balance_fen: 999_200, held_fen: 800 }]);
    expect(taken).toEqual([
      { contributor: 'HarbourMSP', loan_kind: 'CASH', limit_rmb: 120_000, rate_bps: 1_866.7 },
      { contributor: 'HarbourMSP', loan_kind: 'CAR_PLEDGE', limit_rmb: 80_000, rate_bps: 1_900 },
    ]);
  });
});
