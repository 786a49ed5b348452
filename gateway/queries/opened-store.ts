/** Keeps what answers opened to, and who read it. */
import { randomBytes } from 'node:crypto';
import type { ConsentRecord } from '../../chaincode/api/records';
import { chunks } from '../store/chunks';
import { readPage } from '../store/pages';
import type { Page, Paged } from '../store/types';
import type { QueryDatabase } from './tables';

/** A part of an answer that was opened here; sealed by the vault. */
export interface OpenedPart {
  readonly answerId: string;
  /** The number of the terms or of a feedback; `statement` or `answer`, and the dispute. */
  readonly part: string;
  readonly sealed: string;
}

export interface PartToKeep extends OpenedPart {
  /** The ledger's day from which its retention is counted. */
  readonly day: number;
}

/** Somebody of this institution read what a query disclosed. */
export interface QueryRead {
  readonly queryId: string;
  readonly userName: string;
  readonly time: string;
}

export interface OpenedStore {
  opened(answerIds: readonly string[]): Promise<readonly OpenedPart[]>;
  /** Replaces what was kept of the same parts. */
  keepOpened(parts: readonly PartToKeep[], under: Pick<ConsentRecord, 'consentId' | 'notAfter'>): Promise<void>;
  /** Drops what was opened under consents that have ended or were revoked (by their keys, too), and what is of a day before `firstDay`. */
  dropOpened(now: string, firstDay: number): Promise<void>;

  /** Durable when it answers. */
  noteReads(reads: readonly QueryRead[]): Promise<void>;
  reads(queryId: string, page: Page): Promise<Paged<QueryRead>>;
}

export function newOpenedStore(db: QueryDatabase): OpenedStore {
  return { ...openedIn(db), ...readsIn(db) };
}

function openedIn(db: QueryDatabase): Pick<OpenedStore, 'opened' | 'keepOpened' | 'dropOpened'> {
  return {
    async opened(answerIds) {
      if (answerIds.length === 0) return [];
      const parts = db.selectFrom('credit_opened').where('answer_id', 'in', answerIds);
      return parts.select(['answer_id as answerId', 'part', 'sealed']).execute();
    },

    async keepOpened(parts, { consentId: consent_id, notAfter: not_after }) {
      const rows = parts.map(({ answerId: answer_id, part, sealed, day }) => {
        return { answer_id, part, sealed, consent_id, not_after, day };
      });
      for (const some of chunks(rows)) {
        await db
          .insertInto('credit_opened')
          .values(some)
          .onConflict((conflict) =>
            conflict
              .columns(['answer_id', 'part'])
              .doUpdateSet((row) => ({ sealed: row.ref('excluded.sealed'), day: row.ref('excluded.day') })),
          )
          .execute();
      }
    },

    async dropOpened(now, firstDay) {
      // One statement for each index; the revoked consents that would have held until now are few, and so are revoked keys.
      const opened = db.deleteFrom('credit_opened');
      await opened.where('not_after', '<', now).execute();
      await opened.where('day', '<', firstDay).execute();
      const consents = db.selectFrom('records').select('id').where('doc_type', '=', 'consent');
      await opened.where('consent_id', 'in', consents.where('due_from', '>=', now)).execute();
      const keys = db.selectFrom('records').select('id').where('doc_type', '=', 'subjectKey');
      const revoked = keys.where('status', '=', 'REVOKED');
      await opened.where('consent_id', 'in', consents.where('other', 'in', revoked)).execute();
    },
  };
}

function readsIn(db: QueryDatabase): Pick<OpenedStore, 'noteReads' | 'reads'> {
  return {
    async noteReads(reads) {
      const rows = reads.map(({ queryId: query_id, userName: user_name, time }) => {
        return { query_id, user_name, time, position: `${time} ${randomBytes(6).toString('hex')}` };
      });
      for (const some of chunks(rows)) await db.insertInto('credit_reads').values(some).execute();
    },

    reads: (queryId, page) =>
      readPage(db.selectFrom('credit_reads').selectAll().where('query_id', '=', queryId), page, {
        form: readPosition,
        item: ({ query_id, user_name, time }) => ({ queryId: query_id, userName: user_name, time }),
      }),
  };
}

/** The time, and something random. */
const readPosition = /^[0-9TZ:.-]{24} [0-9a-f]{12}$/;
