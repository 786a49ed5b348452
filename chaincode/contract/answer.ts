/**
 * Transactions on the answers of a query: deliver, accept, proveMisdelivery, expire. As for a confirm (exchange.ts), but that the
 * registrar stands for the lender: it hands over what the lender's record key has signed, and is paid for it. Rules are in
 * domain/exchange.ts and domain/query.ts.
 */
import type { CommandName } from '../api/commands';
import { requireNotRevoked } from '../api/consents';
import type { CreditAnswerEvent } from '../api/events';
import { parseOwnedId, wholeId } from '../api/identifiers';
import type { CreditAnswerRecord, CreditQueryRecord, CreditRecord } from '../api/records';
import { reject } from '../api/refusals';
import { answerText } from '../api/signatures';
import { returnUse } from '../domain/consent';
import * as exchange from '../domain/exchange';
import * as rules from '../domain/query';
import { requireSignature } from '../domain/subject';
import { keys } from '../state/keys';
import type { Overlay } from '../state/overlay';
import { readConsent } from './consent';
import { readCreditRecord, readFeedback } from './credit-record';
import { readSealed } from './exchange';
import { putTokenCredit } from './token';
import type { CommandContext, Execution, Result } from './transaction';

interface AnswerStep {
  readonly answerId: string;
}

const deliver: Execution<'credit:deliver'> = {
  reads: answerKey,
  execute: async (command, context) => {
    const { state, channel, announce } = context;
    const { wrap, signature } = command;
    const held = await readAnswer(command, context);
    const { answerId, recordId } = held;
    // The first wrap stays, as a confirm's does.
    if (held.deliveredTime !== undefined) return { answer: { answerId }, repeated: true };
    const delivered = exchange.deliver(held, wrap, context);
    await requireConsent(held, state);
    const { lenderKey } = await readCreditRecord(state, recordId);
    requireSignature(lenderKey, answerText({ channel, recordId }, answerId, wrap), signature, { answerId });
    state.put(delivered);
    announce(answerEvent('DELIVERED', delivered, context));
    return { answer: { answerId } };
  },
};

const accept: Execution<'credit:accept'> = {
  reads: answerKey,
  execute: async (command, context) => {
    const delivered = await readAnswer(command, context);
    requireAsker(delivered, context);
    return isDone(delivered, 'ACCEPTED') ?? endAnswer(exchange.accept(delivered, context), context);
  },
};

const proveMisdelivery: Execution<'credit:proveMisdelivery'> = {
  reads: answerKey,
  execute: async (command, context) => {
    const { state, channel } = context;
    const delivered = await readAnswer(command, context);
    requireAsker(delivered, context);
    const done = isDone(delivered, 'DISPUTED');
    if (done) return done;
    const oneOffPrivateKey = Buffer.from(context.private, 'base64url');
    // Before the texts are read, so that a peer which lacks one fails no proposal that has to be refused anyway.
    const wrap = exchange.requireDisputable(delivered, oneOffPrivateKey, context);
    const parts = await answeredParts(delivered, state);
    const usable = rules.isUsable(delivered, wrap, parts, { oneOffPrivateKey, channel });
    return endAnswer(exchange.refundUnlessUsable(delivered, usable, context), context);
  },
};

const expire: Execution<'credit:expire'> = {
  reads: answerKey,
  execute: async (command, context) => {
    const overdue = await readAnswer(command, context);
    return isDone(overdue, 'EXPIRED') ?? endAnswer(exchange.expire(overdue, context), context);
  },
};

export const answerExecutions = {
  'credit:deliver': deliver,
  'credit:accept': accept,
  'credit:proveMisdelivery': proveMisdelivery,
  'credit:expire': expire,
} satisfies { [N in CommandName]?: Execution<N> };

function answerKey({ answerId }: AnswerStep, partyId: string): readonly string[] {
  return [keys.creditAnswer(parseOwnedId(answerId, partyId))];
}

async function readAnswer({ answerId }: AnswerStep, { state, caller }: CommandContext): Promise<CreditAnswerRecord> {
  const id = parseOwnedId(answerId, caller.partyId);
  const answer = await state.get('creditAnswer', keys.creditAnswer(id));
  return answer ?? reject('ANSWER_NOT_FOUND', { answerId: wholeId(id) });
}

function readQuery({ queryId }: CreditAnswerRecord, state: Overlay): Promise<CreditQueryRecord | undefined> {
  return state.get('creditQuery', keys.creditQuery(parseOwnedId(queryId, '')));
}

/** Nothing is delivered under a revoked consent, or one whose key is revoked; `expire` returns the price. */
async function requireConsent(held: CreditAnswerRecord, state: Overlay): Promise<void> {
  const query = await readQuery(held, state);
  if (query?.consentId === undefined) return;
  const { consent, key } = await readConsent(state, query.consentId);
  requireNotRevoked(consent, key);
}

function requireAsker({ answerId, partyId }: CreditAnswerRecord, { caller }: CommandContext): void {
  if (partyId !== caller.partyId) reject('NOT_ASKER', { answerId });
}

function isDone(
  { answerId, endedBy }: CreditAnswerRecord,
  by: CreditAnswerRecord['endedBy'],
): Result<AnswerStep> | undefined {
  return endedBy === by ? { answer: { answerId }, repeated: true } : undefined;
}

/** The parts of a record that the answer is about, with the sealed texts that are not purged. */
async function answeredParts(
  { recordId, numbers }: CreditAnswerRecord,
  state: Overlay,
): Promise<readonly rules.AnsweredPart[]> {
  const record = await readCreditRecord(state, recordId);
  const parts: rules.AnsweredPart[] = [];
  for (const number of numbers) {
    const { purged, ...part } = await committedTo(record, number, state);
    const detail = { recordId, number };
    const sealed = purged ? undefined : await readSealed(state, keys.sealedCredit(recordId, number), detail);
    parts.push({ number, ...part, sealed });
  }
  return parts;
}

async function committedTo(record: CreditRecord, number: number, state: Overlay) {
  if (number === 0) {
    const { termsCommitment: commitment, keyCommitment, sealedHash, purged } = record;
    return { commitment, keyCommitment, sealedHash, purged };
  }
  const { feedbackCommitment: commitment, ...feedback } = await readFeedback(state, record.recordId, number);
  const { keyCommitment, sealedHash, purged } = feedback;
  return { commitment, keyCommitment, sealedHash, purged };
}

/**
 * A query of which every answer was refunded has brought nothing, so it counts as no use of its consent. All answers are read, so two that end
 * in one block conflict and the later one sees the other.
 */
async function giveBackUse(refunded: CreditAnswerRecord, state: Overlay): Promise<void> {
  const query = await readQuery(refunded, state);
  if (query?.consentId === undefined) return;
  const named = query.answerIds.map((answerId) => keys.creditAnswer(parseOwnedId(answerId, '')));
  const answers = await state.getAll('creditAnswer', named);
  if (answers.some(({ status }) => status !== 'REFUNDED')) return;
  const { consent } = await readConsent(state, query.consentId);
  state.put(returnUse(consent));
}

/** Pays the registrar, for the lender, or refunds who asked. */
async function endAnswer(ended: CreditAnswerRecord, context: CommandContext): Promise<Result<AnswerStep>> {
  const { state, alliance, time, announce } = context;
  const { answerId, status, endedBy } = ended;
  if (endedBy === undefined) throw new TypeError('not ended');
  state.put(ended);
  if (status === 'REFUNDED') await giveBackUse(ended, state);
  putTokenCredit(state, exchange.creditAtEnd(ended, alliance.registrar, time));
  announce(answerEvent(endedBy, ended, context));
  return { answer: { answerId } };
}

function answerEvent(
  eventName: CreditAnswerEvent['eventName'],
  { answerId, recordId, partyId, tokenFen, status }: CreditAnswerRecord,
  { alliance: { registrar } }: CommandContext,
): CreditAnswerEvent {
  return { name: 'CreditAnswerEvent', eventName, answerId, recordId, partyId, registrar, tokenFen, status };
}
