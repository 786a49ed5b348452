/** The ledger client as the rest of the gateway uses it: every submit is counted, and its block remembered for later reads. */
import type { CommandName } from '../../chaincode/api/commands';
import { Rejection } from '../../chaincode/api/refusals';
import type { Troubles } from './troubles';
import {
  type LedgerClient,
  LedgerUnavailable,
  outcomeWord,
  type SentCommand,
  type SubmitOptions,
  type Submitted,
} from './types';

export function watchLedger(ledger: LedgerClient, { follower, metrics, troubles }: Watching): LedgerClient {
  /** Notes the failure of a question, whose answer says nothing about transactions. */
  const noting = async <T>(asked: Promise<T>): Promise<T> => {
    try {
      return await asked;
    } catch (error) {
      troubles.note(error);
      throw error;
    }
  };
  return {
    async submit<N extends CommandName>(
      name: N,
      command: SentCommand<N>,
      options?: SubmitOptions,
    ): Promise<Submitted<N>> {
      try {
        const submitted = await ledger.submit(name, command, options);
        metrics.countSubmit(name, outcomeWord(submitted));
        troubles.clear();
        if (submitted.block !== undefined) follower.wrote(submitted.block);
        return submitted;
      } catch (error) {
        metrics.countSubmit(name, failureWord(error));
        troubles.note(error);
        throw error;
      }
    },
    tryOut: (name, command, options) => noting(ledger.tryOut(name, command, options)),
    evaluate: (query, argument) => noting(ledger.evaluate(query, argument)),
    blocks: (from, signal) => ledger.blocks(from, signal),
    height: () => ledger.height(),
    isReady: () => ledger.isReady(),
    close: () => ledger.close(),
  };
}

interface Watching {
  readonly follower: { wrote(block: number): void };
  readonly metrics: { countSubmit(kind: CommandName, outcome: string): void };
  readonly troubles: Pick<Troubles, 'note' | 'clear'>;
}

function failureWord(error: unknown): string {
  if (error instanceof Rejection) return error.code;
  return error instanceof LedgerUnavailable ? 'UNAVAILABLE' : 'FAILED';
}
