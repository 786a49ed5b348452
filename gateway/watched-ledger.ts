/** The ledger client as the rest of the gateway uses it: every submit is counted, and its block remembered for later reads. */
import type { Command, CommandName } from '../chaincode/api/commands';
import { Rejection } from '../chaincode/api/refusals';
import type { Follower } from './follower';
import type { Metrics } from './http/metrics';
import {
  type LedgerClient,
  LedgerUnavailable,
  outcomeWordOf,
  type SubmitOptions,
  type Submitted,
} from './ledger/types';

export function watchLedger(
  ledger: LedgerClient,
  { follower, metrics }: { readonly follower: Pick<Follower, 'wrote'>; readonly metrics: Pick<Metrics, 'countSubmit'> },
): LedgerClient {
  return {
    async submit<N extends CommandName>(name: N, command: Command<N>, options?: SubmitOptions): Promise<Submitted<N>> {
      try {
        const submitted = await ledger.submit(name, command, options);
        metrics.countSubmit(name, outcomeWordOf(submitted));
        if (submitted.block !== undefined) follower.wrote(submitted.block);
        return submitted;
      } catch (error) {
        metrics.countSubmit(name, failureOf(error));
        throw error;
      }
    },
    tryOut: (name, command, options) => ledger.tryOut(name, command, options),
    evaluate: (query, argument) => ledger.evaluate(query, argument),
    blocks: (from, signal) => ledger.blocks(from, signal),
    height: () => ledger.height(),
    isReady: () => ledger.isReady(),
    close: () => ledger.close(),
  };
}

function failureOf(error: unknown): string {
  if (error instanceof Rejection) return error.code;
  return error instanceof LedgerUnavailable ? 'UNAVAILABLE' : 'FAILED';
}
