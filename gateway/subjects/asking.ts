/**
 * Puts blinded numbers to the evaluators. Those that come within a few milliseconds, and while a question is on its way, share
 * one: it costs the evaluators less than half of what so many questions would. One question of an institution is on its way at a
 * time, since each is counted in the same record; against other instances the group commit repeats what conflicts.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { maxBlinded } from '../../chaincode/api/commands';
import { Rejection } from '../../chaincode/api/refusals';
import { type LedgerClient, LedgerUnavailable } from '../ledger/types';
import type { Store } from '../store/types';
import type { Vault } from '../vault/types';
import type { Voprf } from './voprf';

export interface AskingTools {
  readonly partyId: string;
  readonly store: Pick<Store, 'subjects'>;
  readonly vault: Pick<Vault, 'subjects'>;
  readonly ledger: Pick<LedgerClient, 'submit'>;
  readonly voprf: Voprf;
}

export interface NumberToAsk {
  /** Kind and number, in the one text of which the subject is made. */
  readonly input: string;
  /** The vault's index of it. */
  readonly blindIndex: string;
}

/** Where a blinded number stands. */
export interface Place {
  readonly evaluationId: string;
  readonly place: number;
}

interface Waiting extends NumberToAsk {
  readonly resolve: (place: Place) => void;
  readonly reject: (error: unknown) => void;
}

const gatherMs = 5;
const maxWaiting = 5_000;
const againMs = 500;

/** Answers once the question is on the ledger. Throws the ledger's refusal, and LedgerUnavailable after so many milliseconds. */
export function newAsking(tools: AskingTools, patienceMs: number): (number: NumberToAsk) => Promise<Place> {
  const waiting: Waiting[] = [];
  let isRunning = false;

  const run = async (): Promise<void> => {
    isRunning = true;
    await delay(gatherMs);
    while (waiting.length > 0) {
      const batch = waiting.splice(0, maxBlinded);
      try {
        const evaluationId = await ask(tools, batch, Date.now() + patienceMs);
        for (const [place, { resolve }] of batch.entries()) resolve({ evaluationId, place });
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

/** Its name is durable before it goes out: with the name the blinds can be had again. */
async function ask(tools: AskingTools, batch: readonly NumberToAsk[], giveUpAt: number): Promise<string> {
  const { partyId, store, vault, voprf } = tools;
  const evaluationId = `${partyId}:${newLocalId()}`;
  const indexes = batch.map(({ blindIndex }) => blindIndex);
  await store.subjects.ask(evaluationId, indexes);
  const blinds = batch.map((_, place) => vault.subjects.blindOf(evaluationId, place));
  const inputs = batch.map(({ input }) => input);
  const blinded = [...(await voprf.blind(inputs, blinds))];
  await submit(tools, { evaluationId, blinded }, giveUpAt);
  return evaluationId;
}

/** The same question again where its outcome is unknown: another one would be counted, too. */
async function submit(
  { ledger }: AskingTools,
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
