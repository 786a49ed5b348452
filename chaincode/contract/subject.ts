/** Transactions on subjects: evaluations of blinded identity numbers, verifications, keys. Rules are in domain/subject.ts. */
import { sameContent } from '../api/canonical';
import type { Command, CommandName } from '../api/commands';
import type { SubjectEvent } from '../api/events';
import { ownId, parseOwnedId, wholeId } from '../api/identifiers';
import type { SubjectKeyRecord, SubjectRecord } from '../api/records';
import { reject } from '../api/refusals';
import { deriveAttachmentId, deriveKeyId } from '../api/signatures';
import { requireUsableKey } from '../api/subject-keys';
import * as rules from '../domain/subject';
import { keys } from '../state/keys';
import type { Overlay } from '../state/overlay';
import type { Execution } from './transaction';

/** How many evaluators a subject's identifier is made of. */
const evaluatorCount = 2;

const registerEvaluator: Execution<'subject:registerEvaluator'> = {
  reads: (_command, partyId) => [keys.evaluator(partyId)],
  execute: async ({ publicKey }, { state, caller: { partyId }, time }) => {
    const existing = await state.get('evaluator', keys.evaluator(partyId));
    if (existing !== undefined) {
      if (existing.publicKey !== publicKey) reject('EVALUATOR_EXISTS_WITH_OTHER_CONTENT', { partyId });
      return { answer: { partyId }, repeated: true };
    }
    state.put({ docType: 'evaluator', partyId, publicKey, registeredTime: time });
    return { answer: { partyId } };
  },
};

const ask: Execution<'subject:ask'> = {
  reads: ({ evaluationId }, partyId) => [keys.evaluation(parseOwnedId(evaluationId, partyId)), keys.allowance(partyId)],
  execute: async (command, { state, caller: { partyId }, alliance, time, announce }) => {
    const { blinded } = command;
    const id = ownId(command.evaluationId, partyId);
    const evaluationId = wholeId(id);
    const existing = await state.get('evaluation', keys.evaluation(id));
    if (existing !== undefined) {
      const same = sameContent(existing.blinded, blinded);
      return same
        ? { answer: { evaluationId }, repeated: true }
        : reject('EVALUATION_EXISTS_WITH_OTHER_CONTENT', { evaluationId });
    }
    await requireEvaluators(state, alliance.evaluators);
    const allowance = await state.get('allowance', keys.allowance(partyId));
    state.put(rules.useAllowance(allowance, { partyId, count: blinded.length }, alliance.parameters, time));
    state.put({ docType: 'evaluation', evaluationId, partyId, blinded, askedTime: time });
    announce({ name: 'EvaluationEvent', eventName: 'ASKED', evaluationId, partyId });
    return { answer: { evaluationId } };
  },
};

const evaluate: Execution<'subject:evaluate'> = {
  reads: ({ evaluationId }, partyId) => {
    const id = parseOwnedId(evaluationId, partyId);
    return [keys.evaluation(id), keys.evaluationAnswer(id, partyId)];
  },
  execute: async (command, { state, caller: { partyId: evaluator }, time, announce }) => {
    const { evaluated, proof } = command;
    const id = parseOwnedId(command.evaluationId, evaluator);
    const evaluationId = wholeId(id);
    const evaluation = await state.get('evaluation', keys.evaluation(id));
    if (evaluation === undefined) reject('EVALUATION_NOT_FOUND', { evaluationId });
    if (evaluated.length !== evaluation.blinded.length) {
      reject('EVALUATION_COUNT_DIFFERS', { evaluationId, count: evaluation.blinded.length });
    }
    const existing = await state.get('evaluationAnswer', keys.evaluationAnswer(id, evaluator));
    if (existing !== undefined) {
      // A proof is random: another one for the same elements says the same.
      const same = sameContent(existing.evaluated, evaluated);
      return same
        ? { answer: { evaluationId }, repeated: true }
        : reject('EVALUATION_EXISTS_WITH_OTHER_CONTENT', { evaluationId });
    }
    state.put({ docType: 'evaluationAnswer', evaluationId, evaluator, evaluated, proof, answeredTime: time });
    announce({ name: 'EvaluationEvent', eventName: 'ANSWERED', evaluationId, partyId: evaluator });
    return { answer: { evaluationId } };
  },
};

const attach: Execution<'subject:attach'> = {
  reads: ({ attachmentId, subjectId }) => [keys.attachment(attachmentId), keys.subject(subjectId)],
  execute: async (command, context) => {
    const { state, announce } = context;
    const { attachmentId, subjectId, identityKey, verificationCommitment } = command;
    rules.requireIdentityKey(command);
    const existing = await state.get('attachment', keys.attachment(attachmentId));
    if (existing !== undefined) {
      const same = existing.subjectId === subjectId && existing.verificationCommitment === verificationCommitment;
      return same
        ? { answer: { attachmentId }, repeated: true }
        : reject('ATTACHMENT_EXISTS_WITH_OTHER_CONTENT', { attachmentId });
    }
    const attachment = rules.newAttachment(command, context);
    const subject = await state.get('subject', keys.subject(subjectId));
    if (subject === undefined) state.put({ docType: 'subject', subjectId, identityKey, keyed: false });
    state.put(attachment);
    announce(subjectEvent('ATTACHED', subjectId));
    return { answer: { attachmentId } };
  },
};

const addKey: Execution<'subject:addKey'> = {
  reads: ({ subjectId, publicKey, report, signedBy }) => {
    const keyId = deriveKeyId(publicKey);
    const own = [keyId, ...(signedBy === undefined ? [] : [signedBy.keyId])];
    return [
      keys.subject(subjectId),
      ...own.map((each) => keys.subjectKey(subjectId, each)),
      keys.used('subjectKey', keyId),
      ...(report === undefined ? [] : [keys.used('subjectKey', deriveKeyId(report.publicKey))]),
    ];
  },
  execute: async (command, context) => {
    const { state, alliance, day, announce } = context;
    const { subjectId, publicKey, report, signedBy } = command;
    const answer = { subjectId, keyId: deriveKeyId(publicKey) };
    const subject = await readSubject(state, subjectId);
    rules.requireSigningKey(publicKey, subjectId);
    const existing = await state.get('subjectKey', keys.subjectKey(subjectId, answer.keyId));
    if (existing !== undefined) {
      const same = existing.report?.publicKey === report?.publicKey;
      return same ? { answer, repeated: true } : reject('SUBJECT_KEY_EXISTS_WITH_OTHER_CONTENT', answer);
    }
    const voucher = signedBy && (await readSubjectKey(state, { subjectId, keyId: signedBy.keyId }));
    if (voucher !== undefined) requireUsableKey(voucher, 'SIGN', day);
    rules.requireReportKey(command);
    for (const point of report === undefined ? [publicKey] : [publicKey, report.publicKey]) {
      await useSubjectKey(state, deriveKeyId(point), subjectId);
    }
    state.put(rules.newKey({ subject, voucher }, command, alliance, context));
    // This holds once all its keys are revoked, too: otherwise an institution that may revoke could replace them by a key of its own.
    if (!subject.keyed) state.put({ ...subject, keyed: true });
    announce(subjectEvent('KEY_ADDED', subjectId));
    return { answer };
  },
};

const revokeKey: Execution<'subject:revokeKey'> = {
  reads: ({ subjectId, keyId, signedBy }) => [
    keys.subject(subjectId),
    keys.subjectKey(subjectId, keyId),
    signedBy.type === 'KEY'
      ? keys.subjectKey(subjectId, signedBy.keyId)
      : keys.attachment(deriveAttachmentId(signedBy.attachmentKey)),
  ],
  execute: async (command, context) => {
    const { state, announce } = context;
    const { subjectId, keyId, identitySignature } = command;
    const answer = { subjectId, keyId };
    const subject = await readSubject(state, subjectId);
    const key = await readSubjectKey(state, answer);
    if (key.revokedTime !== undefined) return { answer, repeated: true };
    const by = await readRevoking(state, command);
    state.put(rules.revokeKey({ subject, key }, { identitySignature, by }, context));
    announce(subjectEvent('KEY_REVOKED', subjectId));
    return { answer };
  },
};

async function readRevoking(
  state: Overlay,
  { subjectId, signedBy }: Command<'subject:revokeKey'>,
): Promise<rules.Revoking> {
  if (signedBy.type === 'KEY') {
    const { type, keyId, signature } = signedBy;
    return { type, key: await readSubjectKey(state, { subjectId, keyId }), signature };
  }
  const attachmentId = deriveAttachmentId(signedBy.attachmentKey);
  const attachment = await state.get('attachment', keys.attachment(attachmentId));
  if (attachment?.subjectId !== subjectId) return reject('ATTACHMENT_NOT_FOUND', { attachmentId });
  return { ...signedBy, attachment };
}

export const subjectExecutions = {
  'subject:registerEvaluator': registerEvaluator,
  'subject:ask': ask,
  'subject:evaluate': evaluate,
  'subject:attach': attach,
  'subject:addKey': addKey,
  'subject:revokeKey': revokeKey,
} satisfies { [N in CommandName]?: Execution<N> };

export async function readSubject(state: Overlay, subjectId: string): Promise<SubjectRecord> {
  const subject = await state.get('subject', keys.subject(subjectId));
  return subject ?? reject('SUBJECT_NOT_FOUND', { subjectId });
}

export async function readSubjectKey(
  state: Overlay,
  { subjectId, keyId }: { readonly subjectId: string; readonly keyId: string },
): Promise<SubjectKeyRecord> {
  const key = await state.get('subjectKey', keys.subjectKey(subjectId, keyId));
  return key ?? reject('SUBJECT_KEY_NOT_FOUND', { subjectId, keyId });
}

/** A point has one holder and one role: it signs, or it opens reports. */
async function useSubjectKey(state: Overlay, keyId: string, subjectId: string): Promise<void> {
  const used = await state.get('used', keys.used('subjectKey', keyId));
  if (used !== undefined) reject('SUBJECT_KEY_USED', { keyId });
  state.put({ docType: 'used', what: 'subjectKey', value: keyId, by: subjectId });
}

async function requireEvaluators(state: Overlay, evaluators: readonly string[]): Promise<void> {
  if (evaluators.length < evaluatorCount) reject('EVALUATORS_NOT_READY');
  for (const partyId of evaluators) {
    const evaluator = await state.get('evaluator', keys.evaluator(partyId));
    if (evaluator === undefined) reject('EVALUATORS_NOT_READY', { partyId });
  }
}

function subjectEvent(eventName: SubjectEvent['eventName'], subjectId: string): SubjectEvent {
  return { name: 'SubjectEvent', eventName, subjectId };
}
