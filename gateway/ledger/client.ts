/** The ledger client: one connection, the group commit over it, questions, and the blocks. */
import { randomUUID } from 'node:crypto';
import type { CommandName, TransactionResult } from '../../chaincode/api/commands';
import { isDebit, newItem, newRequest } from './batches';
import { followBlocks } from './blocks';
import { type ConnectionSettings, type EvaluateRequest, newConnection } from './connection';
import type { Lease, TokenCreditSource } from './debits';
import { GroupCommit, type GroupCommitLimits } from './group-commit';
import { type LedgerObserver, noObserver } from './observer';
import { pause } from './pause';
import { refusalIn, untilAnswered } from './retry';
import { newTransactionPort } from './submit';
import type { LedgerBlock, LedgerClient, SentCommand, SubmitOptions } from './types';

export interface LedgerClientSettings extends ConnectionSettings {
  /** Shared by all gateways of the institution. */
  readonly lease: Lease;
  readonly tokenCredits: TokenCreditSource;
  readonly limits?: Partial<GroupCommitLimits>;
  readonly observer?: LedgerObserver;
}

export interface GatewayLedgerClient extends LedgerClient {
  /** For blocks that were not read through `blocks` here, such as those of another process of the institution. */
  noteBlock(block: LedgerBlock): void;
}

/** Connects lazily: it is no error when no peer answers yet. */
export function newLedgerClient(settings: LedgerClientSettings): GatewayLedgerClient {
  const { mspId, chaincode, lease, tokenCredits, limits, observer = noObserver } = settings;
  const means = { observer, sleep: pause };
  const connection = newConnection(settings, observer);
  const groupCommit = new GroupCommit({
    mspId,
    transactions: newTransactionPort(connection, means),
    debits: {
      lease,
      holder: randomUUID(),
      tokenCreditsToFold: () => tokenCredits.tokenCreditsToFold(),
      waitForHeight: (block) => tokenCredits.waitForHeight(block),
    },
    limits,
    observer,
  });

  async function ask(request: EvaluateRequest): Promise<unknown> {
    const answer = await untilAnswered('evaluate', () => connection.evaluate(request), means);
    return answer.length === 0 ? null : JSON.parse(Buffer.from(answer).toString());
  }

  return {
    submit: (name, command, options) => groupCommit.submit(name, command, options),

    async tryOut<N extends CommandName>(name: N, command: SentCommand<N>, options: SubmitOptions = {}) {
      const folds = isDebit(name) ? await tokenCredits.tokenCreditsToFold() : [];
      const item = newItem(name, command, options, mspId);
      const { outcomes } = (await ask(newRequest([item], folds))) as TransactionResult<N>;
      const [outcome] = outcomes;
      if (outcome === undefined) throw new Error('the chaincode answered no outcome');
      return outcome;
    },

    evaluate: (name, argument) => ask({ name, argument }),

    async *blocks(from, signal) {
      for await (const block of followBlocks(connection, chaincode, { from, signal }, means)) {
        groupCommit.noteBlock(block);
        yield block;
      }
    },

    height: () => connection.height(),

    async isReady() {
      try {
        await connection.evaluate({ name: 'alliance:read', argument: '' });
        return true;
      } catch (error) {
        return refusalIn(error) !== undefined;
      }
    },

    noteBlock: (block) => groupCommit.noteBlock(block),

    async close() {
      await groupCommit.close();
      connection.close();
    },
  };
}
