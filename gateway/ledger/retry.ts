/**
 * Decides, alone, what may be tried again, and how. The table is data; the first row that fits is the verdict.
 *
 * Up to the endorsement nothing has been ordered, so a new proposal is harmless. From submit on only the same signed bytes
 * may be sent again: an envelope never expires and may be ordered hours later. That a command is done once in the end is
 * the chaincode's doing (identifiers are idempotency keys), not this file's.
 */
import { status as grpc } from '@grpc/grpc-js';
import { GatewayError, StatusCode } from '@hyperledger/fabric-gateway';
import { parseRejection, type Rejection } from '../../chaincode/api/refusals';
import type { LedgerObserver, Step } from './observer';
import type { Pause } from './pause';
import { troubleIn } from './trouble';
import { ChaincodeFailed, LedgerUnavailable } from './types';

/**
 * again: nothing was ordered, a new proposal after a pause. resend: nobody knows, the same bytes once more and ask. ask:
 * an orderer refused, ask once whether another had accepted. unavailable: trying at once is of no use. fail: our defect.
 */
export type Action = 'again' | 'resend' | 'ask' | 'unavailable' | 'fail';

export interface Verdict {
  readonly row: string;
  readonly action: Action;
  /** How often it is tried again. */
  readonly times: number;
  /** The pause is at least this long. */
  readonly pauseMs: number;
  /** True if later calls go to the institution's next peer. */
  readonly nextPeer: boolean;
}

interface Row extends Partial<Verdict> {
  readonly row: string;
  readonly steps: readonly Step[];
  /** Any code where absent. */
  readonly codes?: readonly number[];
  readonly text?: RegExp;
  readonly action: Action;
}

const proposal = ['evaluate', 'endorse'] as const;
const unreached = [grpc.UNAVAILABLE, grpc.DEADLINE_EXCEEDED, grpc.CANCELLED, grpc.INTERNAL];
const forbidden = [grpc.INVALID_ARGUMENT, grpc.PERMISSION_DENIED, grpc.NOT_FOUND, grpc.UNAUTHENTICATED];
const chaincodeFailed = 'chaincode failed';
const chaincodeGone = /stream terminated|could not launch chaincode|error creating grpc connection|connection refused/i;

const table: readonly Row[] = [
  // An overloaded peer says UNKNOWN, as a failing chaincode does; only the text tells them apart.
  {
    row: 'overloaded',
    steps: proposal,
    codes: [grpc.UNKNOWN],
    text: /too many requests for/,
    action: 'again',
    times: 3,
  },
  {
    row: 'discovery is cold',
    steps: ['endorse'],
    codes: [grpc.UNAVAILABLE, grpc.FAILED_PRECONDITION],
    text: /no combination of peers can be derived/,
    action: 'again',
    times: 5,
  },
  { row: 'not reached', steps: proposal, codes: unreached, action: 'again', times: 3, nextPeer: true },
  {
    row: 'endorsements differ',
    steps: ['endorse'],
    codes: [grpc.ABORTED],
    text: /ProposalResponsePayloads do not match/,
    action: 'again',
    times: 3,
    pauseMs: 200,
  },
  {
    row: 'chaincode not reached',
    steps: proposal,
    codes: [grpc.ABORTED, grpc.UNKNOWN],
    text: chaincodeGone,
    action: 'again',
    times: 3,
    nextPeer: true,
  },
  // For instance an endorser that has not yet received the sealed record of a dispute.
  {
    row: chaincodeFailed,
    steps: proposal,
    codes: [grpc.ABORTED, grpc.UNKNOWN],
    text: /chaincode response [45]\d\d|error in simulation/,
    action: 'unavailable',
  },
  { row: 'not endorsed', steps: proposal, codes: [grpc.ABORTED], action: 'again', times: 3 },
  { row: 'misconfigured', steps: proposal, codes: [grpc.FAILED_PRECONDITION], action: 'fail' },
  { row: 'not permitted', steps: [...proposal, 'submit'], codes: forbidden, action: 'fail' },
  { row: 'orderer refused', steps: ['submit'], codes: [grpc.ABORTED], action: 'ask' },
  { row: 'peer lost', steps: ['submit', 'commit'], codes: [grpc.UNAVAILABLE], action: 'resend', nextPeer: true },
  // A peer that reads from an orderer that hangs gets no blocks for a while; another may.
  { row: 'not judged', steps: ['commit'], codes: [grpc.DEADLINE_EXCEEDED], action: 'resend', nextPeer: true },
  { row: 'unanswered', steps: ['submit', 'commit'], action: 'resend' },
];

const defect: Verdict = { row: 'defect', action: 'fail', times: 0, pauseMs: 0, nextPeer: false };
/** A refusal of kind 'unavailable', such as a clock out of step. */
const refusedForNow: Verdict = { ...defect, row: 'refused for now', action: 'again', times: 3 };

export function classify(step: Step, error: unknown): Verdict {
  const code = error instanceof GatewayError ? error.code : undefined;
  const text = collectTexts(error).join('\n');
  const found = table.find(
    (row) =>
      row.steps.includes(step) &&
      (row.codes === undefined || (code !== undefined && row.codes.includes(code))) &&
      (row.text === undefined || row.text.test(text)),
  );
  return { ...defect, ...found };
}

/**
 * done: it stands. conflict: nothing of it took effect, endorse anew. propose: policy or version has moved, one new
 * proposal. ask: an earlier copy decides, or the peer has not judged yet. fail: our defect.
 */
export type Judgement = 'done' | 'conflict' | 'propose' | 'ask' | 'fail';

const judgements: Readonly<Record<number, Judgement>> = {
  [StatusCode.VALID]: 'done',
  [StatusCode.MVCC_READ_CONFLICT]: 'conflict',
  [StatusCode.PHANTOM_READ_CONFLICT]: 'conflict',
  [StatusCode.DUPLICATE_TXID]: 'ask',
  [StatusCode.NOT_VALIDATED]: 'ask',
  [StatusCode.ENDORSEMENT_POLICY_FAILURE]: 'propose',
  [StatusCode.EXPIRED_CHAINCODE]: 'propose',
  [StatusCode.CHAINCODE_VERSION_CONFLICT]: 'propose',
};

export function judge(validationCode: number): Judgement {
  return judgements[validationCode] ?? 'fail';
}

const codeNames = new Map<number, string>(Object.entries(StatusCode).map(([name, code]) => [code, name]));

export function validationCodeName(code: number): string {
  return codeNames.get(code) ?? String(code);
}

/** The refusal of the whole transaction that a peer's message carries, if it carries one. */
export function refusalIn(error: unknown): Rejection | undefined {
  for (const text of collectTexts(error)) {
    const rejection = parseRejection(text);
    if (rejection !== undefined) return rejection;
  }
  return undefined;
}

/** Doubles with each attempt (from 1), up to two seconds; half of it by chance, so that many do not come back at once. */
export function backoffMs(attempt: number, random: () => number = Math.random, firstMs = 100): number {
  const full = Math.min(firstMs * 2 ** (attempt - 1), 2_000);
  return Math.round(full / 2 + (full / 2) * random());
}

export interface RetryMeans {
  readonly observer: LedgerObserver;
  readonly sleep: Pause;
}

/** No new call after this. One deadline of a ledger that hangs is enough: whoever asked learns that repeating is safe. */
const patienceMs = 12_000;

/**
 * Calls until there is an answer. Throws the Rejection where the chaincode refused, LedgerUnavailable where it was not
 * reached. For evaluate and endorse only: there every call is a new proposal.
 */
export async function untilAnswered<T>(
  step: 'evaluate' | 'endorse',
  call: () => Promise<T>,
  { observer, sleep }: RetryMeans,
): Promise<T> {
  const giveUpAt = Date.now() + patienceMs;
  for (let attempt = 1; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      const rejection = refusalIn(error);
      if (rejection !== undefined && rejection.kind !== 'unavailable') throw rejection;
      const verdict = rejection === undefined ? classify(step, error) : refusedForNow;
      if (verdict.action === 'fail') throw orUnavailable(step, error);
      if (verdict.action !== 'again' || attempt > verdict.times || Date.now() >= giveUpAt) {
        const Unavailable = verdict.row === chaincodeFailed ? ChaincodeFailed : LedgerUnavailable;
        throw new Unavailable(step, undefined, { cause: rejection ?? error });
      }
      observer.retried(step, verdict.row);
      await sleep(Math.max(verdict.pauseMs, backoffMs(attempt)));
    }
  }
}

/** A definite cause is reported as such; anything else is a defect of ours. */
export function orUnavailable(step: Step, error: unknown): unknown {
  return troubleIn(error) === undefined ? error : new LedgerUnavailable(step, undefined, { cause: error });
}

/** Collects what peers said, the most specific first. */
function collectTexts(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [];
  return error instanceof GatewayError
    ? [...error.details.map((detail) => detail.message), error.message]
    : [error.message];
}
