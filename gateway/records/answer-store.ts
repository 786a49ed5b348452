/** Finds the answers that records of this institution owe and what they earned, and what the registrar passed on. */
import { type ExpressionBuilder, sql } from 'kysely';
import type { CreditAnswerRecord, PayoutRecord } from '../../chaincode/api/records';
import type { Page, Paged } from '../store/pages';
import { parseRecords, readRecordPage, selectRecords } from '../store/records';
import type { Database, Tables } from '../store/schema';
import { isLentHere } from './lent-here';

export interface AnswerStore {
  /** HELD, deliverBy has not passed, and nothing of it waits in the outbox; oldest first. */
  answersToGive(now: string, limit: number): Promise<readonly CreditAnswerRecord[]>;
  /** PAID, and not for nothing; newest first. */
  sales(page: Page): Promise<Paged<CreditAnswerRecord>>;
  /** To all lenders; newest first. */
  payouts(limit: number): Promise<readonly PayoutRecord[]>;
}

export function newAnswerStore(db: Database): AnswerStore {
  return {
    answersToGive: async (now, limit) => {
      const query = selectRecords(db, 'creditAnswer')
        .where('status', '=', 'HELD')
        .where('act_by', '>=', now)
        .where(isLentHere('records.other'))
        .where(({ not }) => not(isInOutbox()))
        .where((answer) => answer.not(isRevoked(answer)));
      return parseRecords(await query.orderBy('position').limit(limit).execute());
    },

    sales: (page) => {
      const paid = selectRecords(db, 'creditAnswer').where('status', '=', 'PAID').where(isLentHere('records.other'));
      return readRecordPage(
        // Both databases look into JSON, but each in words of its own.
        paid.where('json', 'not like', '%"tokenFen":0,%').where('json', 'not like', '%"tokenFen":0}%'),
        page,
      );
    },

    payouts: async (limit) =>
      parseRecords(await selectRecords(db, 'payout').orderBy('position', 'desc').limit(limit).execute()),
  };
}

function isInOutbox() {
  const key = sql<string>`'creditAnswer ' || records.id || ' delivered'`;
  return sql<boolean>`exists (select item_key from outbox where item_key = ${key})`;
}

/** Holds where the consent under which the answer was asked for is revoked: the ledger takes the answer no more. */
function isRevoked(answer: ExpressionBuilder<Tables, 'records'>) {
  return answer.exists(
    answer
      .selectFrom('records as asked')
      .innerJoin('records as consented', 'consented.id', 'asked.other')
      .select('asked.id')
      .where('asked.doc_type', '=', 'creditQuery')
      .whereRef('asked.id', '=', 'records.about')
      .where('consented.doc_type', '=', 'consent')
      .where('consented.status', '=', 'REVOKED'),
  );
}
