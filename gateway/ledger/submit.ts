/**
 * One transaction from proposal to judgement.
 *
 * Endorsed, it is submitted only if something in it takes effect. Once submitted, its signed bytes are all that is ever
 * sent again: until somebody says what became of it, no second transaction is made for the same commands.
 */
import type { CommandName, Outcome, TransactionResult } from '../../chaincode/api/commands';
import { ByteRoom } from './byte-room';
import {
  backoffMs,
  classify,
  judge,
  orUnavailable,
  type RetryMeans,
  untilAnswered,
  type Verdict,
  validationCodeName,
} from './retry';
import { LedgerUnavailable } from './types';

export interface TransactionRequest {
  readonly name: CommandName;
  /** Canonical JSON `{commands: […]}`. */
  readonly argument: string;
  /** JSON list with one string for each command, for the transient field. */
  readonly private?: string;
  /** MSP ids; as the policy asks for where absent. */
  readonly endorsers?: readonly string[];
}

/** The identifiers of an endorsed transaction; its maker keeps its signed bytes. */
export interface Endorsed {
  readonly transactionId: string;
  readonly result: Uint8Array;
}

export interface CommitStatus {
  readonly code: number;
  readonly block: number;
}

/** The steps that a peer offers; each call has its own deadline. */
export interface LedgerSteps<E extends Endorsed = Endorsed> {
  /** A new proposal each time. */
  endorse(request: TransactionRequest): Promise<E>;
  /** The same signed bytes each time. */
  submit(endorsed: E): Promise<void>;
  commitStatus(endorsed: E): Promise<CommitStatus>;
}

/** Outcomes are in the order of the commands. */
export type Execution =
  | { readonly kind: 'answered'; readonly outcomes: readonly Outcome[] }
  | { readonly kind: 'committed'; readonly outcomes: readonly Outcome[]; readonly block: number }
  | {
      readonly kind: 'conflict';
      readonly outcomes: readonly Outcome[];
      readonly transactionId: string;
      readonly block: number;
    };

export interface TransactionPort {
  /**
   * answered: nothing takes effect, so nothing was submitted. conflict: judged invalid because something it read has
   * changed; nothing of it took effect, and the outcomes are those of the endorsement. Throws Rejection, LedgerUnavailable.
   */
  execute(request: TransactionRequest): Promise<Execution>;
}

const maxSends = 6;
/** No new sending after this. */
const patienceMs = 20_000;

export function newTransactionPort<E extends Endorsed>(ledger: LedgerSteps<E>, means: RetryMeans): TransactionPort {
  const room = new ByteRoom();
  return {
    async execute(request) {
      const privateBytes = Buffer.byteLength(request.private ?? '');
      for (let proposals = 1; ; proposals++) {
        const endorse = () => untilAnswered('endorse', () => ledger.endorse(request), means);
        const endorsed = await room.within(privateBytes, endorse);
        const { transactionId } = endorsed;
        const outcomes = readOutcomes(endorsed);
        if (!outcomes.some(takesEffect)) return { kind: 'answered', outcomes };
        const { code, block } = await submitUntilJudged(ledger, endorsed, means);
        switch (judge(code)) {
          case 'done':
            return { kind: 'committed', outcomes, block };
          case 'conflict':
            return { kind: 'conflict', outcomes, transactionId, block };
          case 'propose': {
            const cause = new Error(`judged ${validationCodeName(code)}`);
            // Nothing of it took effect: whoever endorsed was not enough.
            if (proposals > 1) throw new LedgerUnavailable('endorse', transactionId, { cause });
            means.observer.retried('commit', validationCodeName(code));
            break;
          }
          default:
            throw new Error(`transaction ${transactionId} was judged ${validationCodeName(code)}`);
        }
      }
    },
  };
}

/** Sends and asks until the transaction has been judged. Throws LedgerUnavailable when nobody says so in time. */
async function submitUntilJudged<E extends Endorsed>(
  ledger: LedgerSteps<E>,
  endorsed: E,
  means: RetryMeans,
): Promise<CommitStatus> {
  const { transactionId } = endorsed;
  const giveUpAt = Date.now() + patienceMs;
  let mayBeOrdered = false;
  let known = false;
  for (let attempt = 1; ; attempt++) {
    const sent: Answer<void> = known ? { value: undefined } : await answer('submit', ledger.submit(endorsed));
    if (sent.verdict?.action === 'fail' && !mayBeOrdered) throw orUnavailable('submit', sent.error);
    mayBeOrdered = true;
    const asked = await answer('commit', ledger.commitStatus(endorsed));
    if (asked.value !== undefined && judge(asked.value.code) !== 'ask') return asked.value;
    known ||= asked.value !== undefined;
    const cause = asked.error ?? sent.error;
    if (sent.verdict?.action === 'ask') throw new LedgerUnavailable('submit', transactionId, { cause: sent.error });
    if (attempt >= maxSends || Date.now() >= giveUpAt) throw new LedgerUnavailable('commit', transactionId, { cause });
    means.observer.retried('commit', asked.verdict?.row ?? 'not judged yet');
    await means.sleep(backoffMs(attempt));
  }
}

interface Answer<T> {
  readonly value?: T;
  readonly verdict?: Verdict;
  readonly error?: unknown;
}

async function answer<T>(step: 'submit' | 'commit', call: Promise<T>): Promise<Answer<T>> {
  try {
    return { value: await call };
  } catch (error) {
    return { verdict: classify(step, error), error };
  }
}

function readOutcomes(endorsed: Endorsed): readonly Outcome[] {
  const { outcomes } = JSON.parse(Buffer.from(endorsed.result).toString()) as TransactionResult;
  return outcomes;
}

function takesEffect(outcome: Outcome): boolean {
  return outcome.status === 'ACCEPTED' && !outcome.repeated;
}
