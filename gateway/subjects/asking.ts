/**
 * Puts blinded numbers to the evaluators. Those that come within a few milliseconds, and while a question is on its way, share
 * one: it costs the evaluators less than half of what so many questions would. One question of an institution is on its way at a
 * time, since each is counted in the same record; against other instances the group commit repeats what conflicts.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { maxBlinded } from '../../chaincode/api/commands';
import { Rejection } from '../../chaincode/api/refusals';
import { LedgerUnavailable } from '../ledger/types';
import type { Vault } from '../vault/types';
import type { SubjectDeps } from './deps';
import type { AskedNumber } from './known-subjects';

export type AskingDeps = Pick<SubjectDeps, 'partyId' | 'vault' | 'ledger' | 'voprf'> & {
  readonly store: Pick<SubjectDeps['store'], 'subjects'>;
};

export interface NumberToAsk {
  /** Kind and number, in the one text of which the subject is made. */
  readonly input: string;
  /** The vault's index of the number. */
  readonly blindIndex: string;
}

/** The place of a blinded number, and the scalar that takes the blind off. */
export interface Place {
  readonly evaluationId: string;
  readonly place: number;
  readonly blind: string;
}

interface Waiting extends NumberToAsk {
  readonly resolve: (place: Place) => void;
  readonly reject: (error: unknown) => void;
}

/** A question without both answers is asked anew after that time, and evaluators leave it. */
export const answerWithinMs = 24 * 3_600_000;

const gatherMs = 5;
const maxWaiting = 5_000;
const againMs = 500;

/** Answers once the question is on the ledger. Throws the ledger's refusal, and LedgerUnavailable after so many milliseconds. */
export function newAsking(deps: AskingDeps, patienceMs: number): (number: NumberToAsk) => Promise<Place> {
  const waiting: Waiting[] = [];
  let isRunning = false;

  const run = async (): Promise<void> => {
    isRunning = true;
    await delay(gatherMs);
    while (waiting.length > 0) {
      const batch = waiting.splice(0, maxBlinded);
      try {
        const places = await ask(deps, batch, Date.now() + patienceMs);
        for (const [index, place] of places.entries()) batch[index]?.resolve(place);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    isRunning = false;
  };

  return (number) =>
    new Promise((resolve, reject) => {
      if (waiting.length >= maxWaiting) throw new LedgerUnavailable('queue');
      waiting.push({ ...number, resolve, reject });
      if (!isRunning) void run();
    });
}

/** Name and blinds are durable before the question goes out. A question that the ledger refused is forgotten. */
async function ask(deps: AskingDeps, batch: readonly NumberToAsk[], giveUpAt: number): Promise<readonly Place[]> {
  const { partyId, store, vault, voprf } = deps;
  const evaluationId = `${partyId}:${newLocalId()}`;
  const asked = batch.map(({ input, blindIndex }, index) => {
    const place: Place = { evaluationId, place: index, blind: vault.subjects.newBlind() };
    return { input, place, row: { blindIndex, sealed: sealBlind(vault, place) } };
  });
  await store.subjects.ask(
    evaluationId,
    new Date().toISOString(),
    asked.map(({ row }) => row),
  );
  const inputs = asked.map(({ input }) => input);
  const blinds = asked.map(({ place }) => place.blind);
  const blinded = [...(await voprf.blind(inputs, blinds))];
  try {
    await submit(deps, { evaluationId, blinded }, giveUpAt);
  } catch (error) {
    if (error instanceof Rejection) await store.subjects.forget(evaluationId);
    throw error;
  }
  return asked.map(({ place }) => place);
}

function sealBlind({ texts }: Pick<Vault, 'texts'>, { evaluationId, place, blind }: Place): string {
  return texts.seal(blindName(evaluationId, place), blind);
}

export function openBlind({ texts }: Pick<Vault, 'texts'>, { evaluationId, place, sealed }: AskedNumber): Place {
  return { evaluationId, place, blind: texts.open(blindName(evaluationId, place), sealed) };
}

function blindName(evaluationId: string, place: number): string {
  return `blind ${evaluationId} ${place}`;
}

/** Repeats the same question if its outcome is unknown, because another one would be counted, too. */
async function submit(
  { ledger }: AskingDeps,
  question: { readonly evaluationId: string; readonly blinded: string[] },
  giveUpAt: number,
): Promise<void> {
  for (;;) {
    try {
      const { outcome } = await ledger.submit('subject:ask', question);
      if (outcome.status === 'REFUSED') throw new Rejection(outcome.code, outcome.detail);
      return;
    } catch (error) {
      if (!(error instanceof LedgerUnavailable) || Date.now() > giveUpAt) throw error;
      await delay(againMs, undefined, { ref: false });
    }
  }
}

/** Letters only: no run of digits looks like a person's number. */
function newLocalId(): string {
  return randomBytes(16)
    .toString('hex')
    .replaceAll(/\d/g, (digit) => 'ghijklmnop'.charAt(Number.parseInt(digit, 10)));
}
