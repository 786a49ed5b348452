/** The functions that a peer evaluates. None of them writes. */

/** Each takes one string argument and answers canonical JSON, `null` where there is nothing. */
export const readFunctionNames = [
  'alliance:read',
  'party:read',
  'plan:read',
  'plan:history',
  'plan:sealed',
  'token:account',
  'credit:sealed',
  'credit:disputeTexts',
  'credit:package',
] as const;
export type ReadFunctionName = (typeof readFunctionNames)[number];

/** One entry of `plan:history`, newest first. */
export interface HistoryEntry<R> {
  readonly transactionId: string;
  readonly time: string;
  /** Absent where the key was deleted. */
  readonly record?: R;
}
