/**
 * Transactions on credit records: register, feedback, setLevel, and the packages that lenders hand to the registrar. Rules are
 * in domain/credit.ts.
 *
 * Who the lender is stands nowhere: the registrar posts for all of them, and a record's own key answers for its lender.
 */
import type { z } from 'zod';
import { sameContent } from '../api/canonical';
import {
  type Command,
  type CommandName,
  privateOfFeedbackForm,
  privateOfRenewalForm,
  registrarCollection,
  sealedCollection,
} from '../api/commands';
import type { CreditRecordEvent } from '../api/events';
import { parseForeignJson } from '../api/json';
import type { CreditFeedbackRecord, LoanCreditRecord, SubjectKeyRecord } from '../api/records';
import { reject } from '../api/refusals';
import { hashOfSealed } from '../api/sealed';
import { keyIdOf } from '../api/signatures';
import { requireCountedAt, requireUsableKey } from '../api/subject-keys';
import * as rules from '../domain/credit';
import { keys } from '../state/keys';
import type { Overlay } from '../state/overlay';
import { readSubject, readSubjectKey } from './subject';
import type { CommandContext, Execution } from './transaction';

type Register = Command<'credit:register'>;

const register: Execution<'credit:register'> = {
  reads: registrationKeys,
  execute: async (command, context) => {
    const { state, channel, time, announce } = context;
    const registration = registrationOf(command);
    const { recordId } = registration;
    const sealed = sealedParts(command, context.private);
    rules.requireLenderKey(registration);
    if (command.renewal !== undefined) rules.requirePrice(command.renewal);
    const existing = await state.get('creditRecord', keys.creditRecord(recordId));
    if (existing !== undefined) {
      const same = await isRepeated(existing, registration, command.renewal, state);
      if (!same) reject('CREDIT_RECORD_EXISTS_WITH_OTHER_CONTENT', { recordId });
      return { answer: { recordId }, repeated: true };
    }
    rules.requireInTime(registration, time);
    await readSubject(state, command.subjectId);
    const predecessor = await predecessorOf(registration, command.renewal, context);
    const renewed = command.renewal && predecessor;
    const extended = renewed && (await extensionOf(renewed, sealed.extension, context));
    const borrowerKey = await borrowerKeyOf(registration, context);
    await requireDistinctSides(registration, state);

    const corrected = command.correction && predecessor;
    const record = rules.register(registration, { borrowerKey, corrected }, channel, time);
    state.put(record);
    state.putPrivate(sealedCollection, keys.sealedCredit(recordId, 0), sealed.terms);
    announce(creditEvent('REGISTERED', record));
    if (predecessor !== undefined) await follow(predecessor, { command, details: sealed.details, extended }, context);
    return { answer: { recordId } };
  },
};

function registrationKeys({ recordId, subjectId, lenderKey, borrower, renewal, correction }: Register): string[] {
  const before = renewal?.recordId ?? correction?.recordId;
  return [
    keys.creditRecord(recordId),
    keys.subject(subjectId),
    keys.subjectKey(subjectId, keyIdOf(lenderKey)),
    ...(borrower.type === 'SIGNATURE' ? [keys.subjectKey(subjectId, borrower.keyId)] : []),
    ...(before === undefined ? [] : [keys.creditRecord(before)]),
  ];
}

function registrationOf({ renewal, correction, ...command }: Register): rules.Registration {
  return { ...command, renews: renewal?.recordId, corrects: correction?.recordId };
}

interface SealedParts {
  readonly terms: string;
  /** Of the early feedback. */
  readonly details: string;
  readonly extension?: rules.Extension | undefined;
}

/** What travelled in the transient field, if it is what the command's hashes say. */
function sealedParts({ recordId, sealedHash, renewal }: Register, text: string): SealedParts {
  const parts: SealedParts =
    renewal === undefined ? { terms: text, details: '' } : parsePrivate(privateOfRenewalForm, text, { recordId });
  requireSealed(parts.terms, sealedHash, { recordId });
  if (renewal !== undefined) requireSealed(parts.details, renewal.sealedHash, { recordId: renewal.recordId });
  return parts;
}

async function isRepeated(
  existing: LoanCreditRecord,
  registration: rules.Registration,
  renewal: Register['renewal'],
  state: Overlay,
): Promise<boolean> {
  if (!sameContent(rules.contentOf(existing), rules.contentOf(registration))) return false;
  const { recordId: renewedBy } = registration;
  return renewal === undefined || (await hasFeedback({ ...renewal, renewedBy }, state)) === 'SAME';
}

/** The key that signed for the borrower, undefined for a mandate. */
async function borrowerKeyOf(
  { subjectId, borrower }: rules.Registration,
  { state, day }: CommandContext,
): Promise<SubjectKeyRecord | undefined> {
  if (borrower.type === 'MANDATE') return undefined;
  const key = await readSubjectKey(state, { subjectId, keyId: borrower.keyId });
  requireUsableKey(key, 'SIGN', day);
  return key;
}

/** A record's key is no key of its borrower. */
async function requireDistinctSides(
  { recordId, subjectId, lenderKey }: rules.Registration,
  state: Overlay,
): Promise<void> {
  const borrowers = await state.get('subjectKey', keys.subjectKey(subjectId, keyIdOf(lenderKey)));
  if (borrowers !== undefined) reject('SIDES_NOT_DISTINCT', { recordId });
}

/** The record that this one renews or corrects. */
async function predecessorOf(
  registration: rules.Registration,
  renewal: Register['renewal'],
  { state, alliance }: CommandContext,
): Promise<LoanCreditRecord | undefined> {
  const recordId = registration.renews ?? registration.corrects;
  if (recordId === undefined) return undefined;
  const predecessor = await readCreditRecord(state, recordId);
  if (renewal !== undefined) rules.requireBelowCeiling(renewal, alliance.parameters);
  rules.requirePredecessor(predecessor, registration);
  if (renewal !== undefined) rules.requireNextFeedback(predecessor, renewal);
  return predecessor;
}

/** Marks the record before, and gives it its early feedback where it is renewed. */
async function follow(
  predecessor: LoanCreditRecord,
  { command, details, extended }: Pick<GivenFeedback, 'details' | 'extended'> & { readonly command: Register },
  context: CommandContext,
): Promise<void> {
  const { state, channel, announce } = context;
  const { recordId, renewal, correction } = command;
  if (renewal !== undefined) {
    const { day } = (await replacedFeedback(predecessor, renewal.number, state)) ?? context;
    const given = { ...renewal, renewedBy: recordId };
    writeFeedback({ ...predecessor, renewedBy: recordId }, { given, details, extended, day }, context);
    announce(creditEvent('RENEWED', predecessor));
  }
  if (correction !== undefined) {
    const { signature } = correction;
    state.put(rules.correct(predecessor, { by: recordId, signature }, channel, context.day));
    announce(creditEvent('CORRECTED', predecessor));
  }
}

const feedback: Execution<'credit:feedback'> = {
  reads: ({ recordId, number, corrects = number }) => [
    keys.creditRecord(recordId),
    keys.creditFeedback(recordId, number),
    keys.creditFeedback(recordId, corrects),
  ],
  execute: async (command, context) => {
    const { state, alliance, time, announce } = context;
    const { recordId, number, corrects } = command;
    const { due, details, extension } = parsePrivate(privateOfFeedbackForm, context.private, { recordId, number });
    requireSealed(details, command.sealedHash, { recordId, number });
    rules.requirePrice(command);
    const record = await readCreditRecord(state, recordId);
    const existing = await hasFeedback(command, state);
    if (existing === 'OTHER') reject('FEEDBACK_EXISTS_WITH_OTHER_CONTENT', { recordId, number });
    if (existing === 'SAME') return { answer: { recordId, number }, repeated: true };
    rules.requireBelowCeiling(command, alliance.parameters);
    rules.requireNotCorrected(record);
    rules.requireNextFeedback(record, command);
    const corrected = corrects === undefined ? undefined : await readFeedback(state, recordId, corrects);
    const { dueCommitment: opened } = corrected ?? record;
    rules.requireMature(corrected ?? record, due, time);
    const extended = corrected === undefined ? await extensionOf(record, extension, context) : undefined;
    const replaced = corrected ?? (await replacedFeedback(record, number, state));
    const { day } = replaced ?? context;
    writeFeedback(record, { given: command, details, extended, opened, day }, context);
    announce(creditEvent('FEEDBACK', record));
    return { answer: { recordId, number } };
  },
};

/**
 * With which the borrower agreed to what the record awaits; undefined while it awaits its own maturity. Throws EXTENSION_NOT_SIGNED,
 * SUBJECT_KEY_NOT_FOUND, SUBJECT_KEY_REVOKED, SUBJECT_KEY_WAITING.
 */
async function extensionOf(
  { recordId, subjectId, feedbackCount }: LoanCreditRecord,
  extension: rules.Extension | undefined,
  { state, alliance: { daySeconds } }: CommandContext,
): Promise<rules.SignedExtension | undefined> {
  if (feedbackCount === 0) return undefined;
  if (extension === undefined) return reject('EXTENSION_NOT_SIGNED', { recordId, number: feedbackCount });
  const extending = await readFeedback(state, recordId, feedbackCount);
  const key = await readSubjectKey(state, { subjectId, keyId: extension.keyId });
  requireCountedAt(key, extending.feedbackTime, daySeconds);
  return { ...extension, extending, key };
}

async function hasFeedback(feedback: rules.Feedback, state: Overlay): Promise<'SAME' | 'OTHER' | undefined> {
  const { recordId, number } = feedback;
  const existing = await state.get('creditFeedback', keys.creditFeedback(recordId, number));
  if (existing === undefined) return undefined;
  return sameContent(rules.feedbackContentOf(existing), rules.feedbackContentOf(feedback)) ? 'SAME' : 'OTHER';
}

/** The feedback in whose place this one stands, where its record was put right as a whole. */
async function replacedFeedback(
  { replaces }: LoanCreditRecord,
  number: number,
  state: Overlay,
): Promise<CreditFeedbackRecord | undefined> {
  return replaces === undefined ? undefined : state.get('creditFeedback', keys.creditFeedback(replaces, number));
}

interface GivenFeedback {
  readonly given: rules.Feedback;
  readonly details: string;
  readonly extended?: rules.SignedExtension | undefined;
  /** The commitment of the maturity that was opened; none by an early end. */
  readonly opened?: string | undefined;
  /** The ledger's, or that of the feedback which this one puts right or replaces: nobody makes an entry last longer by correcting it. */
  readonly day: number;
}

function writeFeedback(
  record: LoanCreditRecord,
  { given, details, extended, ...how }: GivenFeedback,
  { state, channel, time }: CommandContext,
): void {
  if (extended !== undefined) rules.requireExtension(extended, channel);
  const after = rules.giveFeedback(record, given, channel, { time, ...how });
  state.put(after.record);
  state.put(after.feedback);
  state.putPrivate(sealedCollection, keys.sealedCredit(record.recordId, given.number), details);
}

const setLevel: Execution<'credit:setLevel'> = {
  reads: ({ recordId }) => [keys.creditRecord(recordId)],
  execute: async (command, { state, alliance, channel, announce }) => {
    const { recordId, version, level, priceFen } = command;
    rules.requirePrice(command);
    const record = await readCreditRecord(state, recordId);
    const { levelVersion, level: presentLevel, priceFen: presentPrice } = record;
    // Of the levels before it the record says nothing, so only the last one is known again.
    if (version === levelVersion && level === presentLevel && priceFen === presentPrice) {
      return { answer: { recordId, version }, repeated: true };
    }
    rules.requireBelowCeiling(command, alliance.parameters);
    rules.requireNotCorrected(record);
    state.put(rules.setLevel(record, command, channel));
    announce(creditEvent('LEVEL_SET', record));
    return { answer: { recordId, version } };
  },
};

/** Neither writes public state nor announces anything, so that nothing but the registrar's endorsement is asked for. */
const handOver: Execution<'credit:handOver'> = {
  reads: () => [],
  execute: async ({ period }, { state, caller, alliance, time, private: sealedPackage }) => {
    rules.requireHandOver({ period, bytes: Buffer.byteLength(sealedPackage) }, alliance.parameters, time);
    state.putPrivate(registrarCollection, keys.package(caller.partyId, period), sealedPackage);
    return { answer: { period } };
  },
};

/** Once the registrar has taken it in. The package goes from the registrar's peers; its hash stays in the block. */
const discard: Execution<'credit:discard'> = {
  reads: () => [],
  execute: async ({ partyId, period }, { state }) => {
    state.purgePrivate(registrarCollection, keys.package(partyId, period));
    return { answer: { partyId, period } };
  },
};

export const creditExecutions = {
  'credit:register': register,
  'credit:feedback': feedback,
  'credit:setLevel': setLevel,
  'credit:handOver': handOver,
  'credit:discard': discard,
} satisfies { [N in CommandName]?: Execution<N> };

export async function readCreditRecord(state: Overlay, recordId: string): Promise<LoanCreditRecord> {
  const record = await state.get('creditRecord', keys.creditRecord(recordId));
  return record ?? reject('CREDIT_RECORD_NOT_FOUND', { recordId });
}

export async function readFeedback(state: Overlay, recordId: string, number: number): Promise<CreditFeedbackRecord> {
  const feedback = await state.get('creditFeedback', keys.creditFeedback(recordId, number));
  return feedback ?? reject('FEEDBACK_NOT_FOUND', { recordId, number });
}

type Detail = Readonly<Record<string, string | number>>;

function parsePrivate<T>(form: z.ZodType<T>, text: string, detail: Detail): T {
  try {
    return form.parse(parseForeignJson(text));
  } catch {
    return reject('SEALED_RECORD_MISMATCH', detail);
  }
}

export function requireSealed(text: string, sealedHash: string, detail: Detail): void {
  if (hashOfSealed(text) !== sealedHash) reject('SEALED_RECORD_MISMATCH', detail);
}

export function creditEvent(
  eventName: CreditRecordEvent['eventName'],
  { recordId, subjectId }: LoanCreditRecord,
): CreditRecordEvent {
  return { name: 'CreditRecordEvent', eventName, recordId, subjectId };
}
