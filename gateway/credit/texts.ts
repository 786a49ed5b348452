/** What is signed, sealed and handed over of a record and its feedbacks: all of it follows from the drafts and the vault. */
import { canonicalJson } from '../../chaincode/api/canonical';
import type { Command } from '../../chaincode/api/commands';
import type { BorrowerSide, FeedbackContent } from '../../chaincode/api/records';
import { correctionText, feedbackText, registrationText, type SigningRole } from '../../chaincode/api/signatures';
import type { Vault } from '../vault/types';
import { itemKeys, type OutboxItem } from './outbox';
import type { Draft, FeedbackDraft, ToSign } from './types';

export interface TextTools {
  readonly channel: string;
  readonly vault: Pick<Vault, 'credit'>;
}

type MadeFeedback = { readonly command: Command<'credit:feedback'>; readonly details: string };

/** The side for which the borrower signs, or is bound by a mandate. */
function sideOf({ request: { mandateSha256 }, borrower }: Draft): BorrowerSide | { readonly type: 'SIGNATURE' } {
  if (mandateSha256 !== undefined) return { type: 'MANDATE', mandateSha256 };
  return borrower ?? { type: 'SIGNATURE' };
}

export function registrationTextOf(tools: TextTools, recordId: string, draft: Draft, role: SigningRole): string {
  const { channel, vault } = tools;
  const { sealedHash } = vault.credit.seal(recordId, 0, draft.terms);
  return registrationText({ channel, recordId }, role, { ...draft.content, sealedHash }, sideOf(draft));
}

/** What is still to be signed: by keys of persons, or confirmed by the institution that lends. */
export function registrationToSign(tools: TextTools, recordId: string, draft: Draft): readonly ToSign[] {
  const lenderRole = draft.request.lender === undefined ? 'LENDER' : 'LENDER_PERSON';
  const all: readonly ToSign[] = [
    { role: 'BORROWER', message: registrationTextOf(tools, recordId, draft, 'BORROWER') },
    { role: 'LENDER', message: registrationTextOf(tools, recordId, draft, lenderRole) },
  ];
  return all.filter(({ role }) => (role === 'BORROWER' ? draft.borrower : draft.lender) === undefined);
}

/** The registration with both sides, and the early feedback on the record that it renews. */
export function registrationItem(
  tools: TextTools,
  recordId: string,
  draft: Draft & { readonly borrower: BorrowerSide },
  renewal: MadeFeedback | undefined,
): OutboxItem {
  const { channel, vault } = tools;
  const { content, terms, request, borrower, lender } = draft;
  const { renews: _renews, corrects, ...registered } = content;
  const sealed = vault.credit.seal(recordId, 0, terms);
  const command: Command<'credit:register'> = {
    ...registered,
    recordId,
    borrower,
    lenderSignature: vault.credit.signAsLender(recordId, registrationTextOf(tools, recordId, draft, 'LENDER')),
    sealedHash: sealed.sealedHash,
    ...(renewal === undefined ? {} : { renewal: renewal.command }),
    ...(corrects === undefined
      ? {}
      : {
          correction: {
            recordId: corrects,
            signature: vault.credit.signAsLender(corrects, correctionText({ channel, recordId: corrects }, recordId)),
          },
        }),
  };
  return {
    name: 'credit:register',
    key: itemKeys.record(recordId),
    expires: content.signBy,
    command,
    private: renewal === undefined ? sealed.sealed : canonicalJson({ terms: sealed.sealed, details: renewal.details }),
    ...lenderOf(request.lender?.subjectId, lender),
  };
}

export interface FeedbackAt {
  readonly recordId: string;
  readonly number: number;
  readonly lenderId: string | undefined;
}

/**
 * What the borrower signs commits to what both sides agree on; what the lender signs, to that together with the borrower's
 * signature, which so is part of what whoever opens the details can check.
 */
export function feedbackTexts(tools: TextTools, { recordId, number }: FeedbackAt, draft: FeedbackDraft) {
  const { channel, vault } = tools;
  const { request, borrower, early } = draft;
  const { outcome, newMaturityTime, notice, level, priceFen, corrects } = request;
  const { credit } = vault;
  const salted = newMaturityTime === undefined ? {} : { maturitySalt: credit.maturitySalt(recordId, number) };
  const agreed = { outcome, newMaturityTime, ...salted, notice, early };
  const { commitment, salt } = credit.commit(recordId, number, agreed);
  const sealed = credit.seal(recordId, number, { ...agreed, borrower: borrower && { ...borrower, salt } });
  const rest = {
    keyCommitment: credit.keyCommitment(recordId, number),
    nextDueCommitment: credit.commitToMaturity(recordId, number, newMaturityTime),
    level,
    priceFen,
    ...(corrects === undefined ? {} : { corrects }),
  };
  const content: FeedbackContent = { ...rest, feedbackCommitment: sealed.commitment };
  return {
    content,
    sealed,
    borrowerText: feedbackText({ channel, recordId }, 'BORROWER', number, { ...rest, feedbackCommitment: commitment }),
    lenderText: (role: 'LENDER' | 'LENDER_PERSON') =>
      feedbackText({ channel, recordId }, role, number, { ...content, sealedHash: sealed.sealedHash }),
  };
}

export function feedbackToSign(tools: TextTools, at: FeedbackAt, draft: FeedbackDraft): readonly ToSign[] {
  const { borrowerText, lenderText } = feedbackTexts(tools, at, draft);
  const { request, borrower, lender, early } = draft;
  if (request.outcome === 'EXTENDED' && borrower === undefined) return [{ role: 'BORROWER', message: borrowerText }];
  if (at.lenderId === undefined || lender !== undefined || early) return [];
  return [{ role: 'LENDER', message: lenderText('LENDER_PERSON') }];
}

export function madeFeedback(tools: TextTools, at: FeedbackAt, draft: FeedbackDraft): MadeFeedback {
  const { recordId, number } = at;
  const { content, sealed, lenderText } = feedbackTexts(tools, at, draft);
  const signature = tools.vault.credit.signAsLender(recordId, lenderText('LENDER'));
  return {
    command: { recordId, number, ...content, sealedHash: sealed.sealedHash, signature },
    details: sealed.sealed,
  };
}

/** A maturity that is opened, and the number of what committed to it. */
export interface Due {
  readonly time: string;
  readonly setBy: number;
}

export function feedbackItem(tools: TextTools, at: FeedbackAt, draft: FeedbackDraft, due: Due): OutboxItem {
  const { recordId, number, lenderId } = at;
  const { command, details } = madeFeedback(tools, at, draft);
  const opened = { time: due.time, salt: tools.vault.credit.maturitySalt(recordId, due.setBy) };
  return {
    name: 'credit:feedback',
    key: itemKeys.feedback(recordId, number),
    command,
    private: canonicalJson({ due: opened, details }),
    ...lenderOf(lenderId, draft.lender),
  };
}

function lenderOf(subjectId: string | undefined, signed: Draft['lender']) {
  if (subjectId === undefined || signed?.keyId === undefined || signed.signature === undefined) return {};
  return { lender: { subjectId, keyId: signed.keyId, signature: signed.signature } };
}
