/**
 * Transactions on credit records: register, and the packages that lenders hand to the registrar. The steps after a registration are in
 * credit-feedback.ts, rules are in domain/credit.ts.
 *
 * Who the lender is stands nowhere: the registrar posts for all of them, and a record's own key answers for its lender.
 */
import { sameContent } from '../api/canonical';
import {
  type Command,
  type CommandName,
  privateOfRenewalForm,
  registrarCollection,
  sealedCollection,
} from '../api/commands';
import type { CreditRecord, SubjectKeyRecord } from '../api/records';
import { reject } from '../api/refusals';
import { deriveKeyId } from '../api/signatures';
import { requireUsableKey } from '../api/subject-keys';
import * as rules from '../domain/credit';
import { keys } from '../state/keys';
import type { Overlay } from '../state/overlay';
import {
  feedbackExecutions,
  type GivenFeedback,
  hasFeedback,
  readExtension,
  replacedFeedback,
  writeFeedback,
} from './credit-feedback';
import { creditEvent, parsePrivate, readCreditRecord, requireSealed } from './credit-record';
import { readSubject, readSubjectKey } from './subject';
import type { CommandContext, Execution } from './transaction';

type Register = Command<'credit:register'>;

const register: Execution<'credit:register'> = {
  reads: registrationKeys,
  execute: async (command, context) => {
    const { state, time, announce } = context;
    const registration = newRegistration(command);
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
    const predecessor = await readPredecessor(registration, command.renewal, context);
    const renewed = command.renewal && predecessor;
    const extended = renewed && (await readExtension(renewed, sealed.extension, context));
    const borrowerKey = await readBorrowerKey(registration, context);
    await requireDistinctSides(registration, state);

    const corrected = command.correction && predecessor;
    const record = rules.register(registration, { borrowerKey, corrected }, context);
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
    keys.subjectKey(subjectId, deriveKeyId(lenderKey)),
    ...(borrower.type === 'SIGNATURE' ? [keys.subjectKey(subjectId, borrower.keyId)] : []),
    ...(before === undefined ? [] : [keys.creditRecord(before)]),
  ];
}

function newRegistration({ renewal, correction, ...command }: Register): rules.Registration {
  return { ...command, renews: renewal?.recordId, corrects: correction?.recordId };
}

interface SealedParts {
  readonly terms: string;
  /** The sealed details of the early feedback. */
  readonly details: string;
  readonly extension?: rules.Extension | undefined;
}

/** The texts from the transient field, if they have the hashes that the command says. */
function sealedParts({ recordId, sealedHash, renewal }: Register, text: string): SealedParts {
  const parts: SealedParts =
    renewal === undefined ? { terms: text, details: '' } : parsePrivate(privateOfRenewalForm, text, { recordId });
  requireSealed(parts.terms, sealedHash, { recordId });
  if (renewal !== undefined) requireSealed(parts.details, renewal.sealedHash, { recordId: renewal.recordId });
  return parts;
}

async function isRepeated(
  existing: CreditRecord,
  registration: rules.Registration,
  renewal: Register['renewal'],
  state: Overlay,
): Promise<boolean> {
  if (!sameContent(rules.registrationContent(existing), rules.registrationContent(registration))) return false;
  const { recordId: renewedBy } = registration;
  return renewal === undefined || (await hasFeedback({ ...renewal, renewedBy }, state)) === 'SAME';
}

/** The key that signed for the borrower, undefined for a mandate. */
async function readBorrowerKey(
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
  const borrowers = await state.get('subjectKey', keys.subjectKey(subjectId, deriveKeyId(lenderKey)));
  if (borrowers !== undefined) reject('SIDES_NOT_DISTINCT', { recordId });
}

/** The record that this one renews or corrects. */
async function readPredecessor(
  registration: rules.Registration,
  renewal: Register['renewal'],
  { state, alliance }: CommandContext,
): Promise<CreditRecord | undefined> {
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
  predecessor: CreditRecord,
  { command, details, extended }: Pick<GivenFeedback, 'details' | 'extended'> & { readonly command: Register },
  context: CommandContext,
): Promise<void> {
  const { state, announce } = context;
  const { recordId, renewal, correction } = command;
  if (renewal !== undefined) {
    const { day } = (await replacedFeedback(predecessor, renewal.number, state)) ?? context;
    const given = { ...renewal, renewedBy: recordId };
    writeFeedback({ ...predecessor, renewedBy: recordId }, { given, details, extended, day }, context);
    announce(creditEvent('RENEWED', predecessor));
  }
  if (correction !== undefined) {
    const { signature } = correction;
    state.put(rules.correct(predecessor, { by: recordId, signature }, context));
    announce(creditEvent('CORRECTED', predecessor));
  }
}

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
  ...feedbackExecutions,
  'credit:handOver': handOver,
  'credit:discard': discard,
} satisfies { [N in CommandName]?: Execution<N> };
