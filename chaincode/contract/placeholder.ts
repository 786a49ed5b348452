/** Placeholder until the branch of the chaincode lands. */
import type { CommandName } from '../api/commands';
import { reject } from '../api/refusals';
import type { Execution } from './transaction';

const names = [
  'alliance:advanceDay',
  'consent:grant',
  'consent:revoke',
  'credit:query',
  'credit:answer',
  'credit:accept',
  'credit:proveMisdelivery',
  'credit:expire',
  'credit:payOut',
  'credit:dispute',
  'credit:answerDispute',
  'credit:purge',
] as const satisfies readonly CommandName[];

export const queryingExecutions = Object.fromEntries(
  names.map((name) => [name, { reads: () => [], execute: async () => reject('COMMAND_MALFORMED') }]),
) as unknown as { [N in (typeof names)[number]]: Execution<N> };
