/**
 * Finds the subject of an identity number: asks both evaluators obliviously, checks their answers, and finalises. A person who is
 * known costs no question. After a crash the question is found that was asked before. Only a public key and signatures that follow
 * from both outputs together may leave: with one output alone the other evaluator could try numbers.
 */
import type { IdentityKind } from '../../chaincode/api/identity-numbers';
import type { EvaluationAnswerRecord, EvaluationRecord } from '../../chaincode/api/records';
import { reject } from '../../chaincode/api/refusals';
import { deriveKeyId } from '../../chaincode/api/signatures';
import { Problem } from '../api/problem';
import type { Follower } from '../store/follower';
import type { Vault } from '../vault/types';
import { answerWithinMs, type NumberToAsk, newAsking, openBlind, type Place } from './asking';
import type { SubjectDeps } from './deps';
import { openIdentitySecret, openLookup } from './identity';
import type { SubjectStore } from './store';
import type { Identification } from './types';

export type IdentificationDeps = Omit<SubjectDeps, 'store' | 'channel' | 'outbox' | 'log' | 'ledgerDay'> & {
  readonly store: SubjectStore;
};

/** The answers of both evaluators, in the alliance's order, proven. */
type Answers = readonly EvaluationAnswerRecord[];

export const patienceMs = 25_000;

export function newIdentification(deps: IdentificationDeps, waitMs = patienceMs): Identification {
  const { store, vault, voprf } = deps;
  const ask = newAsking(deps, waitMs);
  const secrets = newShared<string>();
  const answers = newShared<Answers>();
  const leaving = new Set<() => void>();
  deps.stopping.addEventListener('abort', () => {
    for (const leave of leaving) leave();
  });

  /** The identity's secret. */
  const finalise = async (input: string, { evaluationId, place, blind }: Place): Promise<string> => {
    const both = await answers(evaluationId, () => readProvenAnswers(deps, evaluationId, waitMs));
    const all = both.map(({ evaluated }) => ({ input, blind, evaluated: evaluated[place] ?? '' }));
    return vault.subjects.identitySecretFrom(await voprf.finalise(all));
  };

  const findSecret = async (number: NumberToAsk): Promise<string> => {
    const known = await store.subjects.byIndex(number.blindIndex);
    if (known !== undefined) return openIdentitySecret(vault, known);
    return finalise(number.input, (await findQuestion(deps, number)) ?? (await ask(number)));
  };

  const identify: Identification['identify'] = async (kind, number) => {
    const named = nameNumber(vault, kind, number);
    const found = secrets(named.blindIndex, () => findSecret(named));
    const identitySecret = await inTime(found, waitMs, leaving);
    const subjectId = deriveKeyId(vault.subjects.deriveIdentityKey(identitySecret));
    return { blindIndex: named.blindIndex, subjectId, identitySecret };
  };

  return {
    identify,
    async lookUp(kind, number) {
      const { blindIndex } = nameNumber(vault, kind, number);
      const known = await store.subjects.byIndex(blindIndex);
      if (known !== undefined) return { blindIndex, subjectId: known.subjectId };
      const lookedUp = await store.subjects.lookedUp(blindIndex);
      if (lookedUp !== undefined) return { blindIndex, subjectId: openLookup(vault, blindIndex, lookedUp) };
      return { blindIndex, subjectId: (await identify(kind, number)).subjectId };
    },
  };
}

function nameNumber({ subjects }: Pick<Vault, 'subjects'>, kind: IdentityKind, number: string): NumberToAsk {
  const input = `${kind}:${number}`;
  return { input, blindIndex: subjects.indexOf(input) };
}

async function findQuestion(
  { store, vault }: IdentificationDeps,
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

/** Answers once both answers are folded. If one is not proven, the numbers are asked about anew the next time. */
async function readProvenAnswers(deps: IdentificationDeps, evaluationId: string, waitMs: number): Promise<Answers> {
  const { store, follower } = deps;
  const { evaluators } = (await deps.alliance()) ?? reject('ALLIANCE_NOT_FOUNDED');
  const look = async () => {
    const question = await store.evaluation(evaluationId);
    const answers = await store.evaluationAnswers(evaluationId);
    const both = evaluators.flatMap((partyId) => answers.filter(({ evaluator }) => evaluator === partyId));
    return question !== undefined && both.length === 2 ? { question, both } : undefined;
  };
  const found = await untilFound(follower, look, waitMs);
  if (found === undefined) throw new Problem('EVALUATION_PENDING');
  for (const answer of found.both) {
    if (await isProven(deps, found.question, answer)) continue;
    await store.subjects.forget(evaluationId);
    throw new Problem('EVALUATION_INVALID', { evaluator: answer.evaluator });
  }
  return found.both;
}

async function isProven(
  { store, voprf }: IdentificationDeps,
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

/** The work goes on for others after one has stopped waiting. */
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
function newShared<T>(): (key: string, work: () => Promise<T>) => Promise<T> {
  const underWay = new Map<string, Promise<T>>();
  return (key, work) => {
    const before = underWay.get(key);
    if (before !== undefined) return before;
    const started = work().finally(() => underWay.delete(key));
    underWay.set(key, started);
    return started;
  };
}
