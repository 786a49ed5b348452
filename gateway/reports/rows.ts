/** From rows of the read model to rows of the copy. Pure. */
import { isTime } from '../../chaincode/api/times';
import type { LedgerRows } from '../store/ledger-rows';
import { blockOfPosition, eventWidth, formatEventId } from '../store/position';
import type { RecordsTable } from '../store/schema';
import type { ColumnType, Given, ReportTable, SourceRow } from './description';

/** The values of a row in the order of the table's columns, as JSON has them. */
export type ReportRow = readonly (string | number | boolean | null)[];

export interface ReportedMovement {
  readonly partyId: string;
  readonly kind: string;
  readonly reference: string;
  readonly balanceFen: number;
  readonly heldFen: number;
  readonly time: string;
}

type RecordRow = Pick<RecordsTable, 'position' | 'id' | 'transaction_id' | 'json'> & {
  readonly block: string | number;
};
type MovementRow = Omit<LedgerRows['movements'][number], 'balance_fen' | 'held_fen'> & {
  readonly balance_fen: string | number;
  readonly held_fen: string | number;
};

export function recordSource({ position, id, transaction_id: transactionId, block, json }: RecordRow): SourceRow {
  return { position, id, transactionId, block: Number(block), content: JSON.parse(json) };
}

export function movementSource(row: MovementRow): SourceRow {
  const { position, transaction_id: transactionId, party_id: partyId, kind, reference, time } = row;
  const [balanceFen, heldFen] = [Number(row.balance_fen), Number(row.held_fen)];
  return {
    position,
    id: movementId(position),
    transactionId,
    block: blockOfPosition(position),
    content: { partyId, kind, reference, balanceFen, heldFen, time } satisfies ReportedMovement,
  };
}

/** `block.transaction.event.place`. */
function movementId(position: string): string {
  return `${formatEventId(position)}.${Number(position.slice(eventWidth))}`;
}

/** One row a key, because a statement must not meet the same row twice. */
export function reportRows(table: ReportTable, sources: readonly SourceRow[]): readonly ReportRow[] {
  const rows = new Map<string, ReportRow>();
  const keyed = table.key.map((name) => table.columns.findIndex((column) => column.name === name));
  for (const source of sources) {
    for (const item of table.items(source)) {
      const row = table.columns.map(({ type, read }) => holdable(type, read(item)));
      const key = keyed.map((column) => row[column] ?? null);
      if (!key.includes(null)) rows.set(JSON.stringify(key), row);
    }
  }
  return [...rows.values()];
}

/** The copy refuses nothing that the read model has taken. So a value that the column's type does not hold is null. */
function holdable(type: ColumnType, given: Given): ReportRow[number] {
  switch (type) {
    case 'text':
      return typeof given === 'string' ? given.toWellFormed().replaceAll('\u0000', '\uFFFD') : null;
    case 'bigint':
      return Number.isSafeInteger(given) ? (given as number) : null;
    case 'timestamptz':
      return isTime(given) ? given : null;
    case 'date':
      return isTime(`${given}T00:00:00.000Z`) ? (given as string) : null;
    case 'boolean':
      return typeof given === 'boolean' ? given : null;
  }
}
