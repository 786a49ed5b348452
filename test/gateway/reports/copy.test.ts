/** What a block does to the copy. */
import type { LedgerEvent } from '../../../chaincode/api/events';
import type { ConfirmRecord, LedgerRecord } from '../../../chaincode/api/records';
import type { LedgerTransaction } from '../../../gateway/ledger/types';
import { reportTables } from '../../../gateway/reports/tables';
import type { StoreLocation } from '../../../gateway/store/open';
import { blockOf, chainOf, gone, put } from '../store/chain';
import { onEachDatabase } from '../store/databases';
import { at, confirm, plan } from '../store/records';
import { type Copy, openCopy, query } from './copies';
import { allRecords, canary, changingBlock, creditRecord, fullConfirm, fullPlan, payout, recharged } from './records';

const postgresTypes = {
  text: 'text',
  bigint: 'bigint',
  timestamptz: 'timestamp with time zone',
  date: 'date',
  boolean: 'boolean',
};
const sqliteTypes = { text: 'TEXT', bigint: 'INTEGER', timestamptz: 'TEXT', date: 'TEXT', boolean: 'INTEGER' };

onEachDatabase('the copy for reports', ({ fresh }) => {
  let location: StoreLocation;
  let copy: Copy;

  beforeEach(async () => {
    location = await fresh();
    copy = await openCopy(location);
  });

  afterEach(() => copy.close());

  const rows = (table: string) => query(location, `select * from report.${table}`);

  it('has the tables and typed columns that are described, and no others', async () => {
    const isFile = 'file' in location;
    const sql = isFile
      ? `select m.name as table_name, c.name as column_name, c.type as data_type from sqlite_master m
          join pragma_table_info(m.name) c where m.type = 'table' and m.name like 'report\\_%' escape '\\'`
      : `select table_name, column_name, data_type from information_schema.columns
          where table_schema = 'report' and table_name <> 'copy_state'`;
    const types = isFile ? sqliteTypes : postgresTypes;
    const found = (await query(location, sql)).map((row) =>
      [row.table_name, row.column_name, row.data_type].join(' ').replace(/^report_/, ''),
    );
    const described = reportTables.flatMap(({ name, columns }) =>
      columns.map((column) => `${name} ${column.name} ${types[column.type]}`),
    );
    expect(found.sort()).toEqual(described.sort());
  });

  it('holds a plan in typed columns', async () => {
    await copy.applyBlock(blockOf(0, [{ writes: [put(fullPlan)] }]));
    expect(await rows('plans')).toEqual([
      {
        plan_id: 'HarbourMSP:full',
        contributor: 'HarbourMSP',
        status: 'OPEN',
        form: 'JOINT',
        loan_kind: 'CASH',
        loan_amount_rmb: 100_000,
        shared_limit_rmb: 100_000,
        remaining_limit_rmb: 100_000,
        min_rate_bps: 1_800,
        max_rate_bps: 2_000,
        token_rate_fen: 100,
        min_confirm_rmb: 10_000,
        participant_count: 3,
        risk_score: 'A',
        risk_loan_limit_rmb: 100_000,
        risk_share_limit_rmb: 100_000,
        car_mileage_km: 42_000,
        car_bought_time: at(-1_000),
        start_time: at(0),
        end_time: at(600),
        published_time: at(0),
        purged: 0,
        block: 0,
        transaction_id: 'tx-0-0',
      },
    ]);
    expect(await rows('plan_participations')).toMatchObject([
      { plan_id: 'HarbourMSP:full', place: 0, participator: 'MeadowMSP', standing_count: 1, refunded_count: 0 },
      { plan_id: 'HarbourMSP:full', place: 1, participator: 'OrchardMSP', standing_count: 0, refunded_count: 2 },
    ]);
  });

  it('holds at least one row of each table, and every column of it has a value somewhere', async () => {
    const member = { partyId: 'OrchardMSP', partyName: 'Orchard', partyOrgType: 'REGULATOR', endorses: false } as const;
    const other = { docType: 'proposal', proposalId: 'HarbourMSP:p-2', change: { type: 'MEMBER', member } } as const;
    const more = { approvals: [], rejections: [], status: 'OPEN', proposedTime: at(2), voteByDay: 20_030 } as const;
    const writes = [...allRecords, { ...other, ...more }].map(put);
    await copy.applyBlock(blockOf(0, [{ writes, events: [recharged] }]));
    for (const { name, columns } of reportTables) {
      const found = await rows(name);
      const empty = columns.filter((column) => found.every((row) => (row[column.name] ?? null) === null));
      expect([name, empty.map((column) => column.name)]).toEqual([name, []]);
    }
  });

  it('holds no commitment, key, signature or hash', async () => {
    const text = JSON.stringify(allRecords);
    expect(text.split(canary).length).toBeGreaterThan(30);
    await copy.applyBlock(blockOf(0, [{ writes: allRecords.map(put), events: [recharged] }]));
    for (const { name } of reportTables) expect(JSON.stringify(await rows(name))).not.toContain(canary);
  });

  it('changes rows in place, with block and transaction of the last write', async () => {
    const made = confirm('c-1', { assetId: fullPlan.assetId });
    const paid: ConfirmRecord = { ...made, status: 'PAID', endedBy: 'ACCEPTED', endedTime: at(9) };
    const [first, second] = chainOf({ writes: [put(made), put(fullPlan)] }, { writes: [put(paid)] });
    if (first !== undefined) await copy.applyBlock(first);
    const before = { confirm_id: made.confirmId, status: 'HELD', ended_time: null, block: 0, transaction_id: 'tx-0-0' };
    expect(await rows('confirms')).toMatchObject([before]);
    if (second !== undefined) await copy.applyBlock(second);
    const after = { status: 'PAID', ended_by: 'ACCEPTED', ended_time: at(9), block: 1, transaction_id: 'tx-1-0' };
    expect(await rows('confirms')).toMatchObject([{ ...before, ...after }]);
    expect(await rows('plans')).toMatchObject([{ block: 0 }]);
  });

  it('drops the rows of a record that has fewer of them than before', async () => {
    const { transfers } = payout;
    const blocks = chainOf(
      { writes: [put(payout), put(fullPlan)] },
      { writes: [put({ ...payout, transfers: transfers.slice(1) }), put({ ...fullPlan, participations: [] })] },
    );
    for (const block of blocks) await copy.applyBlock(block);
    expect(await rows('payout_transfers')).toMatchObject([
      { period: 7, place: 0, party_id: 'OrchardMSP', amount_fen: 200 },
    ]);
    expect(await rows('plan_participations')).toEqual([]);
  });

  it('drops the rows of records that go, and keeps those that come back in the same block', async () => {
    const blocks = chainOf({ writes: allRecords.map(put) }, { writes: allRecords.map(gone) });
    for (const block of blocks) await copy.applyBlock(block);
    for (const { name, source } of reportTables)
      if (source !== 'movements') expect([name, await rows(name)]).toEqual([name, []]);

    const again = [{ writes: [put(fullPlan)] }, { writes: [gone(fullPlan)] }, { writes: [put(fullPlan)] }];
    await copy.applyBlock(blockOf(2, again));
    expect(await rows('plans')).toMatchObject([{ plan_id: fullPlan.assetId, block: 2, transaction_id: 'tx-2-2' }]);
    expect(await rows('plan_participations')).toHaveLength(2);
  });

  it('holds every token movement once, with the transaction that moved the tokens', async () => {
    const ended: LedgerEvent = {
      name: 'ExchangeEndedEvent',
      eventName: 'ACCEPTED',
      assetId: fullConfirm.assetId,
      confirmId: fullConfirm.confirmId,
      contributor: 'HarbourMSP',
      participator: 'MeadowMSP',
      tokenFen: 800,
      status: 'PAID',
    };
    const blocks = [blockOf(0, [{}]), blockOf(1, [{}, { events: [ended] }])];
    for (const block of [...blocks, ...blocks]) await copy.applyBlock(block);
    const common = { reference: fullConfirm.confirmId, movement_time: at(1), block: 1, transaction_id: 'tx-1-1' };
    expect(await query(location, 'select * from report.token_movements order by movement_id')).toEqual([
      {
        movement_id: '1.1.0.0',
        party_id: 'MeadowMSP',
        movement: 'FEE_PAID',
        balance_fen: 0,
        held_fen: -800,
        ...common,
      },
      {
        movement_id: '1.1.0.1',
        party_id: 'HarbourMSP',
        movement: 'FEE_RECEIVED',
        balance_fen: 800,
        held_fen: 0,
        ...common,
      },
    ]);
  });

  it('leaves out what the database refuses of a block, and nothing else', async () => {
    const strange: LedgerTransaction = {
      index: 70,
      transactionId: 'strange',
      time: at(1),
      writes: [put(plan('of-strange')), put({ ...fullPlan, status: 'WITHDRAWN' })],
      events: [{ ...recharged, amountFen: null } as never],
    };
    const block = blockOf(0, [{ writes: [put(fullPlan)], events: [recharged] }, { writes: [put(fullConfirm)] }]);
    const refused = await copy.applyBlock({ ...block, transactions: [...block.transactions, strange] });
    expect(refused).toEqual([{ index: 70, transactionId: 'strange', code: 'STORE_REFUSED' }]);
    expect(await rows('plans')).toMatchObject([{ plan_id: fullPlan.assetId, status: 'OPEN' }]);
    expect(await rows('confirms')).toHaveLength(1);
    expect(await rows('token_movements')).toHaveLength(1);
  });

  it.each([
    ['holds no day', { ...creditRecord, borrowedOn: '2026-02-30' }, 'credit_records', 'borrowed_on', null],
    ['holds no day at all', { ...creditRecord, borrowedOn: 'then' }, 'credit_records', 'borrowed_on', null],
    [
      'holds NUL',
      { ...fullPlan, riskControlResult: { ...fullPlan.riskControlResult, score: 'A\u0000' } },
      'plans',
      'risk_score',
      'A\uFFFD',
    ],
    [
      'holds a number that no 32 bits hold',
      { ...fullPlan, remainingLimitRmb: Number.MAX_SAFE_INTEGER },
      'plans',
      'remaining_limit_rmb',
      Number.MAX_SAFE_INTEGER,
    ],
  ] as readonly (readonly [string, LedgerRecord, string, string, unknown])[])(
    'takes a record that %s, as the read model does',
    async (_, record, table, column, expected) => {
      expect(await copy.applyBlock(blockOf(0, [{ writes: [put(record)] }]))).toEqual([]);
      expect(await rows(table)).toMatchObject([{ [column]: expected }]);
    },
  );

  it('holds what was chosen only', async () => {
    const other = await fresh();
    const chosen = await openCopy(other, ['confirms']);
    await chosen.applyBlock(changingBlock(0));
    const { tables } = await chosen.dump();
    expect(tables.map(({ name, rows: count }) => [name, count])).toEqual([['confirms', 1]]);
    await chosen.close();
  });

  it('says of each table how it is, and up to which block', async () => {
    await copy.fill();
    await copy.applyBlock(changingBlock(0));
    const states = await rows('copy_state');
    expect(states).toHaveLength(reportTables.length);
    for (const state of states) expect(state).toMatchObject({ version: 1, state: 'KEPT', as_of_block: 0 });
  });
});
