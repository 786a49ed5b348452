/**
 * A refusal as it is thrown, and the one text form in which a refusal of a whole transaction crosses Fabric. All codes are in
 * refusal-table.ts.
 *
 * Only the message text of a failed endorsement reaches the client, so the code travels inside that text. Nobody outside this file
 * writes or parses it.
 */
import { type RefusalKind, refusals } from './refusal-table';

export { type RefusalKind, refusals } from './refusal-table';

export type RefusalCode = keyof typeof refusals;
/** Identifiers and amounts, never a person's data. */
export type RefusalDetail = Readonly<Record<string, string | number>>;

export class Rejection extends Error {
  override readonly name = 'Rejection';

  constructor(
    readonly code: RefusalCode,
    readonly detail: RefusalDetail = {},
  ) {
    super(`${code} ${JSON.stringify(detail)}`);
  }

  get kind(): RefusalKind {
    return refusals[this.code].kind;
  }
}

export function reject(code: RefusalCode, detail?: RefusalDetail): never {
  throw new Rejection(code, detail);
}

/**
 * Peers put their own words before the message, so the code may stand anywhere in the text. A known code with a broken
 * detail throws: that is a defect, and no refusal.
 */
export function parseRejection(text: string): Rejection | undefined {
  const match = /\b([A-Z]+(?:_[A-Z]+)+) (\{.*\})\s*$/s.exec(text);
  const [, code, detail] = match ?? [];
  if (code === undefined || detail === undefined || !Object.hasOwn(refusals, code)) return undefined;
  return new Rejection(code as RefusalCode, JSON.parse(detail) as RefusalDetail);
}
