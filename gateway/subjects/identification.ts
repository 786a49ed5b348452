/**
 * From an identity number to the subject: asks both evaluators obliviously, checks what they answer, and finalises. Who is
 * known costs nothing; who was asked about before a crash is found where it was asked. Nothing but a public key and signatures
 * that were made from both evaluators' outputs together may leave: with one of them alone the other evaluator could try numbers.
 */

import type { Logger } from 'pino';
import type { IdentityKind } from '../../chaincode/api/identity-numbers';
import type { AllianceRecord, EvaluationAnswerRecord, EvaluationRecord } from '../../chaincode/api/records';
import { reject } from '../../chaincode/api/refusals';
import { keyIdOf } from '../../chaincode/api/signatures';
import { Problem } from '../api/problem';
import type { Follower } from '../store/follower';
import type { Store } from '../stores';
import type { Vault } from '../vault/types';
import { type AskingTools, type NumberToAsk, newAsking, openBlind, type Place } from './asking';
import { openIdentitySecret, openLookup } from './identity';

export interface IdentificationTools extends AskingTools {
  readonly store: Store;
  readonly vault: Pick<Vault, 'subjects' | 'texts'>;
  readonly follower: Pick<Follower, 'onBlock'>;
  readonly log: Pick<Logger, 'warn'>;
  /** Nobody waits from then on. */
  readonly stopping: AbortSignal;
  alliance(): Promise<AllianceRecord | undefined>;
}

/** A number that became a subject. */
export interface Identified {
  /** The vault's index of the number. */
  readonly blindIndex: string;
  readonly subjectId: string;
}

/** Both throw EVALUATION_PENDING, EVALUATION_INVALID, and what the ledger refuses: ALLOWANCE_EXHAUSTED, EVALUATORS_NOT_READY. */
export interface Identification {
  /** With the identity's secret, for who verifies the person. A lookup keeps none, so after one the evaluators are asked again. */
  identify(kind: IdentityKind, number: string): Promise<Identified & { readonly identitySecret: string }>;
  lookUp(kind: IdentityKind, number: string): Promise<Identified>;
}

/** Of both evaluators, in the alliance's order, proven. */
type Answers = readonly EvaluationAnswerRecord[];

export const patienceMs = 25_000;
/** What is not answered by then is asked anew, and an evaluator leaves it. */
export const answerWithinMs = 24 * 3_600_000;

const sweepEveryMs = 3_600_000;

export function newIdentification(tools: IdentificationTools, waitMs = patienceMs): Identification {
  const { store, vault, voprf } = tools;
  const ask = newAsking(tools, waitMs);
  const secrets = new Shared<string>();
  const answers = new Shared<Answers>();
  const leaving = new Set<() => void>();
  const stopSweeping = startSweeping(tools);
  tools.stopping.addEventListener('abort', () => {
    stopSweeping();
    for (const leave of leaving) leave();
  });

  /** The identity's secret. */
  const finalise = async (input: string, { evaluationId, place, blind }: Place): Promise<string> => {
    const both = await answers.of(evaluationId, () => provenAnswers(tools, evaluationId, waitMs));
    const all = both.map(({ evaluated }) => ({ input, blind, evaluated: evaluated[place] ?? '' }));
    return vault.subjects.identitySecretFrom(await voprf.finalise(all));
  };

  const secretOf = async (number: NumberToAsk): Promise<string> => {
    const known = await store.subjects.byIndex(number.blindIndex);
    if (known !== undefined) return openIdentitySecret(vault, known);
    return finalise(number.input, (await askedBefore(tools, number)) ?? (await ask(number)));
  };

  const identify: Identification['identify'] = async (kind, number) => {
    const named = nameOf(vault, kind, number);
    const found = secrets.of(named.blindIndex, () => secretOf(named));
    const identitySecret = await inTime(found, waitMs, leaving);
    const subjectId = keyIdOf(vault.subjects.identityKeyOf(identitySecret));
    return { blindIndex: named.blindIndex, subjectId, identitySecret };
  };

  return {
    identify,
    async lookUp(kind, number) {
      const { blindIndex } = nameOf(vault, kind, number);
      const known = await store.subjects.byIndex(blindIndex);
      if (known !== undefined) return { blindIndex, subjectId: known.subjectId };
      const lookedUp = await store.subjects.lookedUp(blindIndex);
      if (lookedUp !== undefined) return { blindIndex, subjectId: openLookup(vault, blindIndex, lookedUp) };
      const { subjectId } = await identify(kind, number);
      return { blindIndex, subjectId };
    },
  };
}

/** No blind outlives its question by more than an hour: at the start, and then every hour, old questions are forgotten. */
function startSweeping({ store, log }: Pick<IdentificationTools, 'store' | 'log'>): () => void {
  const sweep = () => {
    const swept = store.subjects.forgetAskedBefore(new Date(Date.now() - answerWithinMs).toISOString());
    swept.catch((error: unknown) => log.warn({ err: error }, 'old questions are not forgotten yet'));
  };
  sweep();
  const sweeping = setInterval(sweep, sweepEveryMs).unref();
  return () => clearInterval(sweeping);
}

function nameOf({ subjects }: Pick<Vault, 'subjects'>, kind: IdentityKind, number: string): NumberToAsk {
  const input = `${kind}:${number}`;
  return { input, blindIndex: subjects.indexOf(input) };
}

async function askedBefore(
  { store, vault }: IdentificationTools,
  { blindIndex }: NumberToAsk,
): Promise<Place | undefined> {
  const asked = await store.subjects.question(blindIndex);
  const question = asked && (await store.evaluation(asked.evaluationId));
  if (asked === undefined || question === undefined) return undefined;
  const isYoung = Date.parse(question.askedTime) > Date.now() - answerWithinMs;
  return isYoung || (await store.evaluationAnswers(question.evaluationId)).length === 2
    ? openBlind(vault, asked)
    : undefined;
}

/** Both answers, once they are folded. Where one is not proven, the numbers are asked about anew the next time. */
async function provenAnswers(tools: IdentificationTools, evaluationId: string, waitMs: number): Promise<Answers> {
  const { store, follower } = tools;
  const { evaluators } = (await tools.alliance()) ?? reject('ALLIANCE_NOT_FOUNDED');
  const look = async () => {
    const question = await store.evaluation(evaluationId);
    const answers = await store.evaluationAnswers(evaluationId);
    const both = evaluators.flatMap((partyId) => answers.filter(({ evaluator }) => evaluator === partyId));
    return question !== undefined && both.length === 2 ? { question, both } : undefined;
  };
  const found = await untilFound(follower, look, waitMs);
  if (found === undefined) throw new Problem('EVALUATION_PENDING');
  for (const answer of found.both) {
    if (await isProven(tools, found.question, answer)) continue;
    await store.subjects.forget(evaluationId);
    throw new Problem('EVALUATION_INVALID', { evaluator: answer.evaluator });
  }
  return found.both;
}

async function isProven(
  { store, voprf }: IdentificationTools,
  { blinded }: EvaluationRecord,
  { evaluator, evaluated, proof }: EvaluationAnswerRecord,
): Promise<boolean> {
  const registered = await store.evaluator(evaluator);
  return registered !== undefined && voprf.isProven(registered.publicKey, blinded, { evaluated, proof });
}

/** Looks now and after every folded block. */
async function untilFound<T>(
  { onBlock }: Pick<Follower, 'onBlock'>,
  look: () => Promise<T | undefined>,
  waitMs: number,
): Promise<T | undefined> {
  let isOver = false;
  let wake: () => void = () => undefined;
  const timer = setTimeout(() => {
    isOver = true;
    wake();
  }, waitMs).unref();
  const forget = onBlock(() => wake());
  try {
    for (;;) {
      const folded = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const found = await look();
      if (found !== undefined || isOver) return found;
      await folded;
    }
  } finally {
    clearTimeout(timer);
    forget();
  }
}

/** The work goes on without whoever does not wait any longer. */
async function inTime<T>(work: Promise<T>, waitMs: number, leaving: Set<() => void>): Promise<T> {
  let leave: () => void = () => undefined;
  const left = new Promise<never>((_resolve, refuse) => {
    leave = () => refuse(new Problem('EVALUATION_PENDING'));
  });
  const timer = setTimeout(leave, waitMs);
  leaving.add(leave);
  try {
    return await Promise.race([work, left]);
  } finally {
    clearTimeout(timer);
    leaving.delete(leave);
  }
}

/** Work that several wait for is done once. */
class Shared<T> {
  readonly #underWay = new Map<string, Promise<T>>();

  of(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#underWay.get(key);
    if (before !== undefined) return before;
    const started = work().finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, started);
    return started;
  }
}
