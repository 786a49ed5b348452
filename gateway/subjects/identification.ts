/**
 * From an identity number to the subject: asks both evaluators obliviously, checks what they answer, and finalises. Who is
 * known costs nothing; who was asked about before a crash is found where it was asked.
 */
import { createHash } from 'node:crypto';
import type { AllianceRecord, EvaluationAnswerRecord, EvaluationRecord } from '../../chaincode/api/records';
import { reject } from '../../chaincode/api/refusals';
import type { Follower } from '../follower';
import type { Store } from '../store/types';
import { type AskingTools, type NumberToAsk, newAsking, type Place } from './asking';
import type { IdentityKind } from './identity-number';
import { SubjectRefused } from './types';

export interface IdentificationTools extends AskingTools {
  readonly store: Store;
  readonly follower: Pick<Follower, 'onBlock'>;
  /** Nobody waits from then on. */
  readonly stopping: AbortSignal;
  alliance(): Promise<AllianceRecord | undefined>;
}

export interface Identification {
  /**
   * The vault's index of the number, and the subject. Throws EVALUATION_PENDING, EVALUATION_INVALID, and what the ledger refuses:
   * ALLOWANCE_EXHAUSTED, EVALUATORS_NOT_READY.
   */
  identify(kind: IdentityKind, number: string): Promise<{ readonly blindIndex: string; readonly subjectId: string }>;
}

/** Of both evaluators, in the alliance's order, proven. */
type Answers = readonly EvaluationAnswerRecord[];

export const patienceMs = 25_000;
/** What is not answered by then is asked anew, and an evaluator leaves it. */
export const answerWithinMs = 24 * 3_600_000;

export function newIdentification(tools: IdentificationTools, waitMs = patienceMs): Identification {
  const { store, vault, voprf } = tools;
  const ask = newAsking(tools, waitMs);
  const subjects = new Shared<string>();
  const answers = new Shared<Answers>();
  const leaving = new Set<() => void>();
  tools.stopping.addEventListener('abort', () => {
    for (const leave of leaving) leave();
  });

  const finalise = async (input: string, { evaluationId, place }: Place): Promise<string> => {
    const both = await answers.of(evaluationId, () => provenAnswers(tools, evaluationId, waitMs));
    const blind = vault.subjects.blindOf(evaluationId, place);
    const all = both.map(({ evaluated }) => ({ input, blind, evaluated: evaluated[place] ?? '' }));
    const hash = createHash('sha256');
    for (const output of await voprf.finalise(all)) hash.update(Buffer.from(output, 'base64url'));
    return hash.digest('hex');
  };

  const find = async (number: NumberToAsk): Promise<string> => {
    const known = await store.subjects.byIndex(number.blindIndex);
    if (known !== undefined) return known.subjectId;
    const lookedUp = await store.queries.lookedUp(number.blindIndex);
    if (lookedUp !== undefined) return lookedUp;
    const place = (await askedBefore(tools, number)) ?? (await ask(number));
    return finalise(number.input, place);
  };

  return {
    async identify(kind, number) {
      const input = `${kind}:${number}`;
      const blindIndex = vault.subjects.indexOf(input);
      const found = subjects.of(blindIndex, () => find({ input, blindIndex }));
      return { blindIndex, subjectId: await inTime(found, waitMs, leaving) };
    },
  };
}

async function askedBefore({ store }: IdentificationTools, { blindIndex }: NumberToAsk): Promise<Place | undefined> {
  const place = await store.subjects.question(blindIndex);
  const question = place && (await store.evaluation(place.evaluationId));
  if (question === undefined) return undefined;
  const isYoung = Date.parse(question.askedTime) > Date.now() - answerWithinMs;
  return isYoung || (await store.evaluationAnswers(question.evaluationId)).length === 2 ? place : undefined;
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
  if (found === undefined) throw new SubjectRefused('EVALUATION_PENDING');
  for (const answer of found.both) {
    if (await isProven(tools, found.question, answer)) continue;
    await store.subjects.forget(evaluationId);
    throw new SubjectRefused('EVALUATION_INVALID', { evaluator: answer.evaluator });
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
    leave = () => refuse(new SubjectRefused('EVALUATION_PENDING'));
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
