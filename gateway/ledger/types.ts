/** The ledger, as the rest of the gateway uses it: submit a command, ask a question, follow the blocks. */
import type { Command, CommandName, Outcome, ReadFunctionName } from '../../chaincode/api/commands';
import type { LedgerEvent } from '../../chaincode/api/events';
import type { LedgerRecord } from '../../chaincode/api/records';
import { type Trouble, troubleIn } from './trouble';

export type { Trouble } from './trouble';

/** Commands that fold token credits into the balance which they debit. */
export type DebitName = {
  [N in CommandName]: Command<N> extends { readonly folds: unknown } ? N : never;
}[CommandName];

/** A command as callers give it: the ledger client adds which credits a debit folds. */
export type SentCommand<N extends CommandName> = N extends DebitName ? Omit<Command<N>, 'folds'> : Command<N>;

/** A command that the ledger has judged. */
export interface Submitted<N extends CommandName> {
  readonly outcome: Outcome<N>;
  /** The block in which the command took effect; absent where it was refused, or repeated something committed before. */
  readonly block?: number;
}

/** One word for what came of it: the refusal's code, REPEATED or ACCEPTED. */
export function outcomeWord({ outcome }: Submitted<CommandName>): string {
  if (outcome.status === 'REFUSED') return outcome.code;
  return outcome.repeated ? 'REPEATED' : 'ACCEPTED';
}

export interface SubmitOptions {
  /** The private part, which travels in the transient field (commands.ts says for which commands). */
  readonly private?: string;
  /** MSP ids that endorse, and no others; the ledger's policy decides where it is left out. */
  readonly endorsers?: readonly string[];
}

export interface LedgerClient {
  /**
   * Resolves when the commit status says VALID, or when the command was refused or had been done before. Commands of one
   * kind that arrive within a few milliseconds share a transaction. No caller sees an MVCC conflict. Throws
   * LedgerUnavailable when the outcome is unknown or the ledger was not reached: repeating is safe.
   */
  submit<N extends CommandName>(name: N, command: SentCommand<N>, options?: SubmitOptions): Promise<Submitted<N>>;
  /** Answers as this institution's peer would to the command; nothing is submitted, nobody else sees it. */
  tryOut<N extends CommandName>(name: N, command: SentCommand<N>, options?: SubmitOptions): Promise<Outcome<N>>;
  /** Asks this institution's peer. The answer is parsed JSON, `null` if nothing was found. */
  evaluate(name: ReadFunctionName, argument: string): Promise<unknown>;
  /** Every block from the given number on, in order, for as long as the signal is not aborted; reconnects by itself. */
  blocks(from: number, signal: AbortSignal): AsyncIterable<LedgerBlock>;
  /** The number of blocks that this institution's peer has. Throws if it does not answer. */
  height(): Promise<number>;
  /** True if this institution's peer answers. */
  isReady(): Promise<boolean>;
  close(): Promise<void>;
}

export interface LedgerBlock {
  readonly number: number;
  /** Hex, of the block's header. */
  readonly hash: string;
  readonly previousHash: string;
  /** The chaincode's valid transactions that wrote public state; `index` is the position in the block. */
  readonly transactions: readonly LedgerTransaction[];
  /** Valid ones that nothing is taken from: a member forged them, or this version of the gateway does not know them. */
  readonly passedOver: readonly PassedOver[];
}

/**
 * NO_PUBLIC_WRITE: it announces something, and a majority need not have endorsed it. UNREADABLE: no message, text or JSON.
 * TIME_UNKNOWN, KEY_UNKNOWN, RECORD_UNKNOWN, EVENT_UNKNOWN: what is there is none. FORMAT_UNKNOWN: an alliance of another format. STORE_REFUSED: the database does not take it.
 */
export type PassedOverCode =
  | 'NO_PUBLIC_WRITE'
  | 'UNREADABLE'
  | 'TIME_UNKNOWN'
  | 'KEY_UNKNOWN'
  | 'RECORD_UNKNOWN'
  | 'FORMAT_UNKNOWN'
  | 'EVENT_UNKNOWN'
  | 'STORE_REFUSED';

export interface PassedOver {
  readonly index: number;
  /** Empty where it could not be read. */
  readonly transactionId: string;
  readonly code: PassedOverCode;
}

/** Without a record the key was deleted. `text` is the record as the block has it: its canonical JSON, and nothing else. */
export type PublicWrite =
  | { readonly key: string; readonly record?: undefined }
  | { readonly key: string; readonly record: LedgerRecord; readonly text: string };

export interface LedgerTransaction {
  readonly index: number;
  readonly transactionId: string;
  /** The channel header's timestamp, ISO. */
  readonly time: string;
  /** Public writes in key order. */
  readonly writes: readonly PublicWrite[];
  readonly events: readonly LedgerEvent[];
}

/** The ledger was not reached, or nobody knows what became of the transaction. Repeating the command is safe. */
export class LedgerUnavailable extends Error {
  override readonly name = 'LedgerUnavailable';
  /** The cause, where somebody said it. */
  readonly trouble: Trouble | undefined;

  constructor(
    readonly step: 'evaluate' | 'endorse' | 'submit' | 'commit' | 'queue',
    readonly transactionId?: string,
    options?: ErrorOptions,
  ) {
    super(`the ledger did not answer (${step})`, options);
    this.trouble = troubleIn(options?.cause);
  }
}

/** The chaincode failed on a transaction, which it may do because of one of its commands. Nothing was submitted. */
export class ChaincodeFailed extends LedgerUnavailable {}
