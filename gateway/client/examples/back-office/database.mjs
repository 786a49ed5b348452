/** The institution's own database. Each function is one transaction, so that a crash leaves all of it or nothing. */
import { randomUUID } from 'node:crypto';
import Database from 'libsql';

const tables = `
  create table if not exists conditions (
    name text primary key, shared_limit_rmb integer not null, min_bps integer not null, max_bps integer not null,
    token_rate_fen integer not null, participant_count integer not null, days integer not null
  );
  create table if not exists applications (
    application_id text primary key, party_name text not null, loan_ident text not null, loan_mobile text not null,
    amount_rmb integer not null, loan_kind text not null, score text not null, loan_limit_rmb integer not null,
    -- A reviewer chooses an application by naming the conditions under which it is shared.
    conditions text references conditions,
    -- These are fixed before the first attempt to share, so that each attempt says the same.
    asset_id text unique, start_time text, end_time text,
    status text, refusal text, remaining_limit_rmb integer
  );
  create table if not exists confirms (
    asset_id text not null, confirm_id text not null, party_id text not null, limit_rmb integer not null,
    rate_bps integer not null, fee_fen integer not null, status text not null, primary key (asset_id, confirm_id)
  );
  create table if not exists position (one integer primary key check (one = 1), event_id text not null);
`;

export function openDatabase(file) {
  const db = new Database(file);
  db.exec('pragma journal_mode = wal; pragma busy_timeout = 5000');
  db.exec(tables);
  const all = (sql, ...values) => db.prepare(sql).all(...values);
  const get = (sql, ...values) => db.prepare(sql).get(...values);
  const run = (sql, ...values) => db.prepare(sql).run(...values);

  return {
    /** Gives each application that was chosen its identifier on the ledger and its times. The identifier tells nothing of the application. */
    fixChosen: db.transaction((partyId) => {
      const chosen = all(
        'select application_id, days from applications join conditions on name = conditions where asset_id is null',
      );
      for (const { application_id, days } of chosen) {
        const [start, end] = [new Date(), new Date(Date.now() + days * 86_400_000)];
        const assetId = `${partyId}:application-${randomUUID()}`;
        run(
          'update applications set asset_id = ?, start_time = ?, end_time = ? where application_id = ?',
          ...[assetId, start.toISOString(), end.toISOString(), application_id],
        );
      }
    }),

    /** Applications that are fixed and of which no outcome is known. */
    readUnshared: (limit) =>
      all(
        'select * from applications join conditions on name = conditions where asset_id is not null and status is null limit ?',
        limit,
      ),

    /** An event may have told more already. */
    writeOutcome: (assetId, status, refusal) =>
      run(
        'update applications set status = ?, refusal = ? where asset_id = ? and status is null',
        ...[status, refusal ?? null, assetId],
      ),

    isOwn: (assetId) => get('select 1 from applications where asset_id = ?', assetId) !== undefined,

    readPosition: () => get('select event_id from position')?.event_id,

    /** The effect of an event and its position, together. `plan` is absent where the event concerns no application. */
    writeEvent: db.transaction((eventId, plan) => {
      if (plan !== undefined) writePlan(run, plan);
      run('insert into position values (1, ?) on conflict do update set event_id = excluded.event_id', eventId);
    }),

    close: () => db.close(),
  };
}

/** A plan that others see is shared, even where the answer to the request was lost. */
function writePlan(run, { assetId, status, remainingLimitRmb, loanShareConfirms }) {
  run(
    'update applications set status = ?, refusal = null, remaining_limit_rmb = ? where asset_id = ?',
    ...[status, remainingLimitRmb, assetId],
  );
  for (const one of loanShareConfirms) {
    run(
      `insert into confirms values (?, ?, ?, ?, ?, ?, ?) on conflict do update set status = excluded.status`,
      ...[
        assetId,
        one.confirmId,
        one.partyId,
        one.confirmTakeInLimitRmb,
        one.confirmTakeInRateBps,
        one.tokenFen,
        one.status,
      ],
    );
  }
}
