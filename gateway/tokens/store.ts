/** Finds accounts, statements, recharges and redemptions among what is folded from blocks. */
import { type NotNull, sql } from 'kysely';
import type { Movement } from '../../chaincode/api/movements';
import type {
  RechargeRecord,
  RedemptionRecord,
  RedemptionStatus,
  TokenCreditRecord,
} from '../../chaincode/api/records';
import type { Page, Paged } from '../store/pages';
import { readPage } from '../store/pages';
import { formatEventId, ledgerPosition } from '../store/position';
import { narrow, parseRecords, readRecord, readRecordPage, selectRecords } from '../store/records';
import type { Database, DocType } from '../store/schema';

export interface StatementEntry extends Omit<Movement, 'partyId'> {
  /** `block.tx.index` of the event. */
  readonly entryId: string;
  readonly time: string;
}

export interface Account {
  /** Counts credits that are not folded. */
  readonly balanceFen: number;
  /** Counts confirms, answers and redemptions under way. */
  readonly heldFen: number;
}

export interface AccountOfParty extends Account {
  readonly partyId: string;
}

/** Lists are newest first, by the ledger's order of the first write. A cursor that is none throws CursorMalformed. */
export interface TokenStore {
  account(partyId: string): Promise<Account>;
  /** The accounts of all institutions that ever had tokens, each once, in no order. */
  accounts(): Promise<readonly AccountOfParty[]>;
  /** Credits that a debit can fold, largest first. */
  tokenCredits(partyId: string, limit: number): Promise<readonly TokenCreditRecord[]>;
  statement(partyId: string, page: Page): Promise<Paged<StatementEntry>>;
  recharge(rechargeId: string): Promise<RechargeRecord | undefined>;
  recharges(page: Page): Promise<Paged<RechargeRecord>>;
  redemption(redemptionId: string): Promise<RedemptionRecord | undefined>;
  redemptions(
    filter: { readonly status?: RedemptionStatus | undefined; readonly partyId?: string | undefined },
    page: Page,
  ): Promise<Paged<RedemptionRecord>>;
  /** Redemptions at one of the stages, whose time to be settled, objected to or decided ends then or before; one holder's, or all. */
  redemptionsDue(
    filter: { readonly statuses: readonly RedemptionStatus[]; readonly partyId?: string | undefined },
    until: string,
    limit: number,
  ): Promise<readonly RedemptionRecord[]>;
}

export function newTokenStore(db: Database): TokenStore {
  return {
    account: async (partyId) => newAccount(await selectSums(db).where('owner', '=', partyId).execute()),
    accounts: async () => {
      const sums = await selectSums(db).where('owner', 'is not', null).$narrowType<{ owner: NotNull }>().execute();
      const parties = new Set(sums.map(({ owner }) => owner));
      return [...parties].map((partyId) => ({
        partyId,
        ...newAccount(sums.filter(({ owner }) => owner === partyId)),
      }));
    },
    tokenCredits: async (partyId, limit) => {
      const query = selectRecords(db, 'tokenCredit').where('owner', '=', partyId).where('counted_fen', 'is not', null);
      const rows = await query.orderBy('counted_fen', 'desc').orderBy('position').limit(limit).execute();
      return parseRecords(rows);
    },
    statement: (partyId, page) => readStatement(db, partyId, page),
    recharge: (rechargeId) => readRecord(db, 'recharge', rechargeId),
    recharges: (page) => readRecordPage(selectRecords(db, 'recharge'), page),
    redemption: (redemptionId) => readRecord(db, 'redemption', redemptionId),
    redemptions: ({ status, partyId: owner }, page) =>
      readRecordPage(narrow(selectRecords(db, 'redemption'), { status, owner }), page),
    redemptionsDue: async ({ statuses, partyId }, until, limit) => {
      const due = selectRecords(db, 'redemption').where('due_from', '<=', until).where('status', 'in', statuses);
      const query = partyId === undefined ? due : due.where('owner', '=', partyId);
      return parseRecords(await query.orderBy('due_from').orderBy('position').limit(limit).execute());
    },
  };
}

interface Sum {
  readonly doc_type: string;
  /** As text, because the databases give sums in different types. */
  readonly fen: string;
}

function selectSums(db: Database) {
  return db
    .selectFrom('records')
    .select(['owner', 'doc_type', sql<string>`cast(sum(counted_fen) as text)`.as('fen')])
    .where('counted_fen', 'is not', null)
    .groupBy(['owner', 'doc_type']);
}

function newAccount(sums: readonly Sum[]): Account {
  const total = (...docTypes: readonly DocType[]) =>
    exactNumber(sums.filter((sum) => docTypes.some((docType) => docType === sum.doc_type)).map(({ fen }) => fen));
  return { balanceFen: total('account', 'tokenCredit'), heldFen: total('confirm', 'redemption', 'creditAnswer') };
}

function exactNumber(texts: readonly string[]): number {
  const sum = Number(texts.reduce((total, text) => total + BigInt(text), 0n));
  if (!Number.isSafeInteger(sum)) throw new RangeError('an account holds more than 2^53 - 1');
  return sum;
}

function readStatement(db: Database, partyId: string, page: Page): Promise<Paged<StatementEntry>> {
  const ofParty = db.selectFrom('movements').selectAll().where('party_id', '=', partyId);
  return readPage(ofParty, page, {
    form: ledgerPosition,
    item: ({ position, time, kind, reference, balance_fen, held_fen }) => ({
      entryId: formatEventId(position),
      time,
      kind,
      reference,
      balanceFen: Number(balance_fen),
      heldFen: Number(held_fen),
    }),
  });
}
