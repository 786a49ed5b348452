/** Makes the texts that are signed, sealed and handed over of a record and its feedbacks, from the drafts and the vault alone. */
import { canonicalJson } from '../../chaincode/api/canonical';
import type { Command, PrivateOfFeedback, PrivateOfRenewal } from '../../chaincode/api/commands';
import type { BorrowerSide, FeedbackContent } from '../../chaincode/api/records';
import {
  correctionText,
  feedbackText,
  recordIdFrom,
  registrationText,
  type SigningRole,
} from '../../chaincode/api/signatures';
import type { toSignAnswer } from '../api/credit-records';
import type { ShownAs } from '../api/shown-members';
import { newToSign } from '../client/to-sign';
import { itemKeys, type OutboxItem } from '../outbox/outbox';
import type { RecordDeps } from './deps';
import type { Draft, FeedbackDraft, FeedbackName } from './drafts';

/** A text that one side still has to sign. An institution that lends confirms; its record's key signs. */
export type CreditToSign = ShownAs<typeof toSignAnswer>[number];

type TextDeps = Pick<RecordDeps, 'channel' | 'vault'>;

type MadeFeedback = { readonly command: Command<'credit:feedback'>; readonly details: string };

export function registrationTextFor({ channel, vault }: TextDeps, draft: Draft, role: SigningRole): string {
  const { content, borrower, terms } = draft;
  const { sealedHash } = vault.credit.seal(recordIdFrom(content.lenderKey), 0, terms);
  return registrationText(channel, role, { ...content, sealedHash }, borrower ?? { type: 'SIGNATURE' });
}

/** Lists what persons still have to sign, or the institution that lends has to confirm. */
export function registrationToSign(deps: TextDeps, recordId: string, draft: Draft): readonly CreditToSign[] {
  const { terms, request, borrower, lender } = draft;
  const { maturityTime, maturitySalt, mandateSha256, mandateSalt } = terms;
  const isMandated = mandateSha256 !== undefined && mandateSalt !== undefined;
  const commitments = {
    termsCommitment: deps.vault.credit.seal(recordId, 0, terms).opening,
    maturityCommitment: { salt: maturitySalt, content: maturityTime },
    ...(isMandated ? { mandateCommitment: { salt: mandateSalt, content: mandateSha256 } } : {}),
  };
  const lenderRole = request.lender === undefined ? 'LENDER' : 'LENDER_PERSON';
  const toSign = (role: 'BORROWER' | 'LENDER', as: SigningRole) =>
    newToSign(role, registrationTextFor(deps, draft, as), commitments);
  return [
    ...(borrower === undefined ? [toSign('BORROWER', 'BORROWER')] : []),
    ...(lender === undefined ? [toSign('LENDER', lenderRole)] : []),
  ];
}

/** A registration may follow an early end, with the private part of its renewal, or a record that it corrects. */
export interface Preceding {
  readonly renewal?: MadeFeedback & Pick<PrivateOfRenewal, 'extension'>;
  /** Names the key of the corrected record. */
  readonly filingId?: string;
}

/** Makes the item of a registration that both sides have signed. */
export function registrationItem(
  deps: TextDeps,
  recordId: string,
  draft: Draft & { readonly borrower: BorrowerSide },
  { renewal, filingId: corrected }: Preceding,
): OutboxItem {
  const { channel, vault } = deps;
  const { filingId, content, terms, request, borrower, lender } = draft;
  const { renews: _renews, corrects, ...registered } = content;
  const sealed = vault.credit.seal(recordId, 0, terms);
  const correct = (predecessor: string, itsFilingId: string) => {
    const text = correctionText({ channel, recordId: predecessor }, recordId);
    return { recordId: predecessor, signature: vault.credit.signAsLender(itsFilingId, text) };
  };
  const isCorrection = corrects !== undefined && corrected !== undefined;
  const command: Command<'credit:register'> = {
    ...registered,
    recordId,
    borrower,
    lenderSignature: vault.credit.signAsLender(filingId, registrationTextFor(deps, draft, 'LENDER')),
    sealedHash: sealed.sealedHash,
    ...(renewal === undefined ? {} : { renewal: renewal.command }),
    ...(isCorrection ? { correction: correct(corrects, corrected) } : {}),
  };
  const { details = '', extension } = renewal ?? {};
  return {
    name: 'credit:register',
    key: itemKeys.record(recordId),
    expires: content.signBy,
    command,
    private: renewal === undefined ? sealed.sealed : canonicalJson({ terms: sealed.sealed, details, extension }),
    ...lenderProof(request.lender?.subjectId, lender),
  };
}

export interface FeedbackAt extends FeedbackName {
  /** The record's own key follows from it. */
  readonly filingId: string;
  readonly lenderId: string | undefined;
  /** The registration with which the record ends early. */
  readonly renewedBy?: string | undefined;
}

/** The content that both sides agree on, before it is sealed with the borrower's signature. */
function agreedIn({ vault }: TextDeps, { recordId, number }: FeedbackName, { request, early }: FeedbackDraft) {
  const { outcome, newMaturityTime, notice } = request;
  const { salt } = vault.credit.maturity(recordId, number, newMaturityTime);
  return { outcome, newMaturityTime, ...(newMaturityTime === undefined ? {} : { maturitySalt: salt }), notice, early };
}

/** The data key of a registration or a feedback follows from it. */
export function agreedOn(deps: TextDeps, at: FeedbackName, draft: Draft | FeedbackDraft): object {
  return 'terms' in draft ? draft.terms : agreedIn(deps, at, draft);
}

/**
 * The borrower's text commits to the content that both sides agree on. The lender's text commits to that content together with the
 * borrower's signature, so whoever opens the details can check that signature.
 */
export function feedbackTexts(deps: TextDeps, at: FeedbackAt, draft: FeedbackDraft) {
  const { channel, vault } = deps;
  const { recordId, number, renewedBy } = at;
  const { request, borrower } = draft;
  const { newMaturityTime, level, priceFen, corrects } = request;
  const { credit } = vault;
  const agreed = agreedIn(deps, at, draft);
  const agreement = credit.commit(recordId, number, agreed);
  const nextDue = credit.maturity(recordId, number, newMaturityTime);
  const all = { ...agreed, borrower: borrower && { ...borrower, salt: agreement.salt } };
  const sealed = credit.seal(recordId, number, all, agreed);
  const rest = {
    keyCommitment: credit.keyCommitment(recordId, number, agreed),
    nextDueCommitment: nextDue.commitment,
    level,
    priceFen,
    ...(corrects === undefined ? {} : { corrects }),
  };
  const content: FeedbackContent = { ...rest, feedbackCommitment: sealed.commitment };
  const purpose = { channel, recordId };
  const nextDueCommitment = { salt: nextDue.salt, content: newMaturityTime ?? 'never' };
  const borrowers = { ...rest, feedbackCommitment: agreement.commitment };
  return {
    content,
    sealed,
    agreement,
    borrowerText: feedbackText(purpose, 'BORROWER', number, borrowers),
    borrowerOpens: { feedbackCommitment: { salt: agreement.salt, content: agreed }, nextDueCommitment },
    lenderText: (role: 'LENDER' | 'LENDER_PERSON') =>
      feedbackText(purpose, role, number, { ...content, renewedBy, sealedHash: sealed.sealedHash }),
    lenderOpens: { feedbackCommitment: sealed.opening, nextDueCommitment },
  };
}

export function feedbackToSign(deps: TextDeps, at: FeedbackAt, draft: FeedbackDraft): readonly CreditToSign[] {
  const { borrowerText, borrowerOpens, lenderText, lenderOpens } = feedbackTexts(deps, at, draft);
  const { request, borrower, lender, early } = draft;
  if (request.outcome === 'EXTENDED' && borrower === undefined) {
    return [newToSign('BORROWER', borrowerText, borrowerOpens)];
  }
  if (at.lenderId === undefined || lender !== undefined || early) return [];
  return [newToSign('LENDER', lenderText('LENDER_PERSON'), lenderOpens)];
}

export function madeFeedback(deps: TextDeps, at: FeedbackAt, draft: FeedbackDraft): MadeFeedback {
  const { recordId, number, filingId } = at;
  const { content, sealed, lenderText } = feedbackTexts(deps, at, draft);
  const signature = deps.vault.credit.signAsLender(filingId, lenderText('LENDER'));
  return {
    command: { recordId, number, ...content, sealedHash: sealed.sealedHash, signature },
    details: sealed.sealed,
  };
}

/** The borrower's signature to an extension, as endorsers see it when the maturity that it set is opened. */
export function extensionIn(deps: TextDeps, at: FeedbackAt, draft: FeedbackDraft): PrivateOfFeedback['extension'] {
  const { agreement } = feedbackTexts(deps, at, draft);
  return draft.borrower && { ...draft.borrower, feedbackCommitment: agreement.commitment };
}

/** A maturity that is opened, the number of the feedback that committed to it, and how the borrower agreed to it. */
export interface Due {
  readonly time: string;
  readonly setBy: number;
  readonly extension?: PrivateOfFeedback['extension'];
}

export function feedbackItem(deps: TextDeps, at: FeedbackAt, draft: FeedbackDraft, due: Due): OutboxItem {
  const { recordId, number, lenderId } = at;
  const { time, setBy, extension } = due;
  const { command, details } = madeFeedback(deps, at, draft);
  const { salt } = deps.vault.credit.maturity(recordId, setBy, time);
  return {
    name: 'credit:feedback',
    key: itemKeys.feedback(recordId, number),
    command,
    private: canonicalJson({ due: { time, salt }, extension, details } satisfies PrivateOfFeedback),
    ...lenderProof(lenderId, draft.lender),
  };
}

function lenderProof(subjectId: string | undefined, signed: Draft['lender']) {
  if (subjectId === undefined || signed?.keyId === undefined || signed.signature === undefined) return {};
  return { lender: { subjectId, keyId: signed.keyId, signature: signed.signature } };
}
