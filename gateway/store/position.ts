/**
 * Positions on the ledger (block, transaction, index) as text of fixed width, which every database sorts as the ledger does,
 * and the cursors and event ids that stand for them outside.
 */
import { CursorMalformed } from './pages';

const widths = { block: 10, tx: 5, index: 6 } as const;

export interface Position {
  readonly block: number;
  readonly tx: number;
  /** The event's index, or another order among the writes of one transaction. */
  readonly index: number;
}

/** The form of the position of a record, an event or a movement, which has its place behind. */
export const ledgerPosition = /^\d{21,24}$/;

export function positionText({ block, tx, index }: Position): string {
  return pad(block, widths.block) + pad(tx, widths.tx) + pad(index, widths.index);
}

/** How long the text of a position is; a movement's place follows it. */
export const eventWidth = widths.block + widths.tx + widths.index;

export function blockOfPosition(text: string): number {
  return Number(text.slice(0, widths.block));
}

/** `block.tx.index`; what follows the position proper in the text is left out. */
export function formatEventId(text: string): string {
  const tx = widths.block + widths.tx;
  return [text.slice(0, widths.block), text.slice(widths.block, tx), text.slice(tx, tx + widths.index)]
    .map(Number)
    .join('.');
}

/** Throws CursorMalformed. */
export function parseEventId(id: string): string {
  const [, block, tx, index] = /^(\d{1,10})\.(\d{1,5})\.(\d{1,6})$/.exec(id) ?? [];
  if (block === undefined || tx === undefined || index === undefined) throw new CursorMalformed();
  return positionText({ block: Number(block), tx: Number(tx), index: Number(index) });
}

/** The text of a movement's place in its event, which follows the event's position: a payout of 200 transfers has 201. */
export function placeText(place: number): string {
  return pad(place, 3);
}

function pad(value: number, width: number): string {
  const text = String(value).padStart(width, '0');
  if (text.length > width || !/^\d+$/.test(text)) throw new RangeError(`${value} is no position on the ledger`);
  return text;
}
